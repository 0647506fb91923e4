import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { kubeconfigs } from '../../model/target.ts';
import { settings } from '../ids.ts';
import { Lifetime } from '../lifetime.ts';
import { settingsChanged, usesKubeconfig } from '../settings.ts';
import { readFile } from '../store/workspaceFiles.ts';
import type { Choices } from './choices.ts';

/**
 * Follows what kubectl is set to, in the files that it reads: those that KUBECONFIG lists, or the one in the home
 * directory. kubectl itself is not run, and nothing is asked of any cluster.
 */
export class KubeconfigFiles implements vscode.Disposable {
  readonly #lifetime = new Lifetime();
  readonly #choices: Choices;
  readonly #files = kubeconfigs(process.env['KUBECONFIG'], homedir(), path);
  /** How often the files were read: an earlier reading that ends later is out of date. */
  #turn = 0;

  constructor(choices: Choices) {
    this.#choices = choices;
    for (const file of this.#files) this.#watch(file);
    this.#lifetime.add(
      vscode.workspace.onDidChangeConfiguration(event => {
        if (settingsChanged(event, settings.kubeconfig)) void this.#read();
      }),
    );
    void this.#read();
  }

  dispose(): void {
    this.#turn = Number.POSITIVE_INFINITY;
    this.#lifetime.dispose();
  }

  async #read(): Promise<void> {
    const turn = ++this.#turn;
    const read = usesKubeconfig() ? await Promise.all(this.#files.map(file => textOf(file))) : [];
    const texts = read.flatMap(text => text ?? []);
    // The parser is loaded where there is something to parse.
    const context =
      texts.length > 0 ? (await import('../../workspace/targets/kubeconfig.ts')).kubectlIn(texts).current : undefined;
    if (this.#turn === turn) this.#choices.setContext(context);
  }

  #watch(file: string): void {
    const pattern = new vscode.RelativePattern(vscode.Uri.file(path.dirname(file)), path.basename(file));
    const watcher = this.#lifetime.add(vscode.workspace.createFileSystemWatcher(pattern));
    const changed = () => void this.#read();
    this.#lifetime.add(watcher.onDidChange(changed));
    this.#lifetime.add(watcher.onDidCreate(changed));
    this.#lifetime.add(watcher.onDidDelete(changed));
  }
}

/** One that can't be read is passed over in silence: the user did not ask for it. */
async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(vscode.Uri.file(file), largest);
  } catch {
    return undefined;
  }
}

/** In bytes: some hundred clusters with their certificates. */
const largest = 4_000_000;
