// A pod whose image is wrong whatever Azure holds, and all problems of the workspace.
import * as vscode from 'vscode';
import { problemsOf } from './shop.ts';

export const pod = (image: string) => `apiVersion: v1
kind: Pod
metadata: {name: till}
spec:
  containers:
    - name: till
      image: ${image}
`;
export const wrong = pod('shopprod.azureacr.io/till:1');

/** Every problem of ours, by file. What it was before has to be what it is after. */
export function everything(): readonly string[] {
  return vscode.languages
    .getDiagnostics()
    .flatMap(([uri]) => problemsOf(uri).map(({ message }) => `${uri.path}: ${message}`))
    .sort();
}
