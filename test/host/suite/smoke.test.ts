import * as assert from 'node:assert';
import * as vscode from 'vscode';
import { eventually, extensionId, showNewFile } from './support.ts';

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: smoke
spec:
  template:
    spec:
      containers:
        - name: smoke
          image: shopprod.azurecr.io/checkout:2.4
`;

describe('the extension in VS Code', () => {
  it('is present', () => {
    assert.ok(vscode.extensions.getExtension(extensionId), `${extensionId} is not among the extensions`);
  });

  it('activates when a Kubernetes manifest is opened', async () => {
    const editor = await showNewFile('smoke.yaml', deployment);
    assert.strictEqual(editor.document.languageId, 'yaml');
    await eventually('the extension is active', () => vscode.extensions.getExtension(extensionId)?.isActive);
  });
});
