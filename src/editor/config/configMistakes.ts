import * as vscode from 'vscode';
import { lineStartsOf, positionAt } from '../../manifests/source/lineStarts.ts';
import type { Span } from '../../model/place.ts';
import { configName } from '../../workspace/config/config.ts';
import type { ConfigFix, ConfigProblem } from '../../workspace/config/configText.ts';
import { severities } from '../diagnostics/findingDiagnostic.ts';
import { inPlainText } from '../hover/markdown.ts';
import { productName } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import type { FindingStore } from '../store/findingStore.ts';
import { nextTurn } from '../store/workQueue.ts';
import type { Choices } from '../targets/choices.ts';

/**
 * Shows the mistakes of a config in the config itself. It is compared with all manifests, so it waits until the last of
 * them has been read; while a few are read again, the earlier mistakes stay.
 */
export function showConfigMistakes(own: Lifetime, store: FindingStore, choices: Choices): void {
  const collection = own.add(vscode.languages.createDiagnosticCollection('acrPull.configMistakes'));
  let isStale = true;
  let turn = 0;
  const changed = () => {
    isStale ||= store.busy;
    if (store.busy || !isStale) return;
    isStale = false;
    const mine = ++turn;
    void mistakesNow(store, choices, () => turn === mine && !own.ended).then(shown => {
      if (!shown || own.ended) return;
      collection.clear();
      collection.set(shown);
    });
  };
  own.add(store.onDidChange(changed));
  own.add(store.onDidChangeState(changed));
}

/** Gives way to other extensions in between; undefined: a newer state is being compared. */
async function mistakesNow(store: FindingStore, choices: Choices, isWanted: () => boolean) {
  const { mistakesByPart } = await import('../../workspace/config/mistakes.ts');
  const shown: [vscode.Uri, readonly vscode.Diagnostic[]][] = [];
  for (const folder of store.folders.all()) {
    const { root } = folder;
    const { config, map } = folder.knowledge;
    if (!root || config.file === undefined) continue;
    // What a person picked leaves the other targets out, and rules for those would seem idle.
    const all = choices.targets.length === 0;
    const findings = all ? folder.allFindings() : undefined;
    const mistakes: ConfigProblem[] = [];
    let began = performance.now();
    for (const part of mistakesByPart({ config, map, manifests: folder.manifests(), findings })) {
      mistakes.push(...part);
      if (performance.now() - began < longestTurn) continue;
      await nextTurn();
      if (!isWanted()) return undefined;
      began = performance.now();
    }
    const diagnostics = mistakes.map(mistake => new MistakeDiagnostic(config.source.text, mistake));
    shown.push([vscode.Uri.joinPath(root, configName), diagnostics]);
  }
  return isWanted() ? shown : undefined;
}

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
