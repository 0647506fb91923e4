import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { kubeconfigs } from '../../model/target.ts';
import { mostBytes } from '../../workspace/files.ts';
import type { WorkspaceFiles } from '../files/workspaceFiles.ts';
import { settings } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { onSettings } from '../register.ts';
import { usesKubeconfig } from '../settings.ts';
import type { Choices } from '../store/choices.ts';
import { watcherOf } from '../store/workspaceReader.ts';

/**
 * Follows what kubectl is set to, in the files that it reads: those that KUBECONFIG lists, or the one in the home
 * directory. kubectl itself is not run, and nothing is asked of any cluster.
 */
export function followKubeconfig(own: Lifetime, workspace: WorkspaceFiles, choices: Choices): void {
  const files = kubeconfigs(process.env['KUBECONFIG'], homedir(), path);
  /** An earlier reading that ends later is out of date. */
  let turn = 0;
  const read = async () => {
    const mine = ++turn;
    // One that can't be read is passed over in silence: the user did not ask for it.
    const found = usesKubeconfig()
      ? await Promise.all(files.map(file => workspace.readText(vscode.Uri.file(file), mostBytes.kubeconfig)))
      : [];
    const texts = found.flatMap(text => text ?? []);
    // The parser is loaded where there is something to parse.
    const context =
      texts.length > 0 ? (await import('../../workspace/targets/kubeconfig.ts')).kubectlIn(texts).current : undefined;
    if (turn === mine && !own.ended) choices.setContext(context);
  };
  for (const file of files) {
    const pattern = new vscode.RelativePattern(vscode.Uri.file(path.dirname(file)), path.basename(file));
    own.add(watcherOf(pattern, () => void read()));
  }
  onSettings(own, [settings.kubeconfig], () => void read());
  void read();
}
