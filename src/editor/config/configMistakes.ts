import * as vscode from 'vscode';
import { configName } from '../../workspace/config/config.ts';
import { mistakesByPart } from '../../workspace/config/mistakes.ts';
import type { ConfigProblem } from '../../workspace/config/problem.ts';
import { Lifetime } from '../lifetime.ts';
import type { FindingStore } from '../store/findingStore.ts';
import type { Choices } from '../targets/choices.ts';
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
  #turn = 0;

  constructor(store: FindingStore, choices: Choices) {
    this.#store = store;
    this.#choices = choices;
    this.#lifetime.add(store.onDidChange(() => this.#changed()));
    this.#lifetime.add(store.onDidChangeState(() => this.#changed()));
  }

  dispose(): void {
    this.#turn = Number.POSITIVE_INFINITY;
    this.#lifetime.dispose();
  }

  #changed(): void {
    if (this.#store.busy) {
      this.#isStale = true;
      return;
    }
    if (!this.#isStale) return;
    this.#isStale = false;
    void this.#show(++this.#turn);
  }

  /** In turns with whatever else the extension host has to do. */
  async #show(turn: number): Promise<void> {
    const shown: [vscode.Uri, readonly vscode.Diagnostic[]][] = [];
    for (const { root, knowledge, examination } of this.#store.folders.all()) {
      const { config, map } = knowledge;
      if (!root || config.file === undefined) continue;
      const files = [...examination.filesWithFindings()];
      // What a person picked leaves the other targets out, and rules for those would seem idle.
      const all = this.#choices.targets.length === 0;
      const findings = all ? files.flatMap(name => examination.findings(name)) : undefined;
      const mistakes: ConfigProblem[] = [];
      let began = performance.now();
      for (const part of mistakesByPart({ config, map, manifests: examination.files(), findings })) {
        mistakes.push(...part);
        if (performance.now() - began < longestTurn) continue;
        await new Promise(resolve => setTimeout(resolve));
        if (this.#turn !== turn) return; // a newer state is being held against it
        began = performance.now();
      }
      const diagnostics = mistakes.map(mistake => new MistakeDiagnostic(config.source.text, mistake));
      shown.push([vscode.Uri.joinPath(root, configName), diagnostics]);
    }
    this.#collection.clear();
    this.#collection.set(shown);
  }
}

/** In milliseconds. */
const longestTurn = 8;
