import * as vscode from 'vscode';
import { lineStartsOf, positionAt } from '../../manifests/source/lineStarts.ts';
import type { Span } from '../../model/place.ts';
import { configName } from '../../workspace/config/config.ts';
import type { ConfigFix, ConfigProblem } from '../../workspace/config/configText.ts';
import { mistakesByPart } from '../../workspace/config/mistakes.ts';
import { inPlainText } from '../hover/markdown.ts';
import { productName } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import type { FindingStore } from '../store/findingStore.ts';
import type { Choices } from '../targets/choices.ts';

/**
 * Shows the mistakes of a config in the config itself. It is compared with all manifests, so it waits until the last of
 * them has been read; while a few are read again, the earlier mistakes stay.
 */
export class ConfigMistakes {
  readonly #collection = vscode.languages.createDiagnosticCollection('acrPull.configMistakes');
  readonly #store: FindingStore;
  readonly #choices: Choices;
  #isStale = true;
  #turn = 0;

  constructor(own: Lifetime, store: FindingStore, choices: Choices) {
    own.add(this.#collection);
    own.add({ dispose: () => (this.#turn = Number.POSITIVE_INFINITY) });
    this.#store = store;
    this.#choices = choices;
    own.add(store.onDidChange(() => this.#changed()));
    own.add(store.onDidChangeState(() => this.#changed()));
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

  /** Gives way to other extensions in between. */
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
        if (this.#turn !== turn) return; // a newer state is being compared
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

/** A mistake in `.acr-pull.yaml` as VS Code shows it, with its fix and the text that it is about. */
export class MistakeDiagnostic extends vscode.Diagnostic {
  override readonly source = productName;
  readonly text: string;
  readonly fix: ConfigFix | undefined;

  constructor(text: string, { message, span, severity, unnecessary, fix }: ConfigProblem) {
    super(rangeIn(text, span), inPlainText(message), severities[severity]);
    this.text = text;
    this.fix = fix;
    if (unnecessary) this.tags = [vscode.DiagnosticTag.Unnecessary];
  }
}

export function rangeIn(text: string, { start, end }: Span): vscode.Range {
  const lines = lineStartsOf(text);
  const from = positionAt(lines, start);
  const to = positionAt(lines, end);
  return new vscode.Range(from.line, from.character, to.line, to.character);
}

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
} as const satisfies Record<ConfigProblem['severity'], vscode.DiagnosticSeverity>;
