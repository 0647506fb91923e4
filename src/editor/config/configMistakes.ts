import * as vscode from 'vscode';
import { mistakesIn } from '../../config/mistakes.ts';
import type { Choices } from '../choices.ts';
import type { FindingStore } from '../findingStore.ts';
import type { Folder } from '../folder.ts';
import { Lifetime } from '../lifetime.ts';
import { configName } from '../manifestFiles.ts';
import { MistakeDiagnostic } from './mistakeDiagnostic.ts';

/**
 * Shows what a config says in vain, in the config itself. It is held against all manifests, so nothing is said before
 * the last of them has been read, and what was said stays while a few are read again.
 */
export class ConfigMistakes implements vscode.Disposable {
  readonly #lifetime = new Lifetime();
  readonly #collection = this.#lifetime.add(vscode.languages.createDiagnosticCollection('acrPull.configMistakes'));
  readonly #store: FindingStore;
  readonly #choices: Choices;
  #isStale = true;

  constructor(store: FindingStore, choices: Choices) {
    this.#store = store;
    this.#choices = choices;
    this.#lifetime.add(store.onDidChange(() => this.#changed()));
    this.#lifetime.add(store.onDidChangeState(() => this.#changed()));
  }

  dispose(): void {
    this.#lifetime.dispose();
  }

  #changed(): void {
    if (this.#store.busy) {
      this.#isStale = true;
      return;
    }
    if (!this.#isStale) return;
    this.#isStale = false;
    this.#collection.clear();
    for (const folder of this.#store.folders.all()) {
      if (folder.root && folder.knowledge.config.file !== undefined) {
        this.#collection.set(vscode.Uri.joinPath(folder.root, configName), this.#mistakesOf(folder));
      }
    }
  }

  #mistakesOf({ knowledge, examination }: Folder): readonly vscode.Diagnostic[] {
    const { config, map } = knowledge;
    const files = [...examination.filesWithFindings()];
    // What a person picked leaves the other targets out, and rules for those would seem idle.
    const all = this.#choices.targets.length === 0;
    const findings = all ? files.flatMap(name => examination.findings(name)) : undefined;
    const mistakes = mistakesIn({ config, map, manifests: examination.files(), findings });
    return mistakes.map(mistake => new MistakeDiagnostic(config.source.text, mistake));
  }
}
