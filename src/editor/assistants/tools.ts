import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import type { Place } from '../../model/place.ts';
import type { ImageReference } from '../../model/reference.ts';
import {
  type CheckQuestion,
  checkAnswer,
  decideAsPlainPod,
  explanationAnswer,
  findingsFor,
  type Location,
  questionFrom,
  textOf,
} from '../../workspace/assistant.ts';
import { type ReportedFinding, reportFinding, type ShownPlace } from '../../workspace/findingReport.ts';
import type { CanPull } from '../api.ts';
import { contextOf, lineOf } from '../explain/explainError.ts';
import type { FindingStore } from '../store/findingStore.ts';
import { hostOf, mapsOf, type SeenFinding, seenIn } from '../tree/seen.ts';

type Tool = Required<vscode.LanguageModelTool<unknown>>;

export function explainErrorTool(store: FindingStore): Tool {
  return {
    prepareInvocation: () => ({ invocationMessage: t('Reading the pull error') }),
    invoke: async ({ input }) => {
      const text = textOf(input, 'text');
      if (text === undefined) throw new Error('Give the text of the error as `text`.');
      await store.settled();
      const { explain } = await import('../../explain/explain.ts');
      const explanation = explain(text, contextOf(store));
      return resultOf(
        explanationAnswer(explanation, explanation.reference && locationOf(store, explanation.reference)),
      );
    },
  };
}

function locationOf(store: FindingStore, reference: ImageReference): Location | null {
  const at = lineOf(store, reference);
  return at ? { file: reference.file, line: at.line + 1, column: at.character + 1 } : null;
}

export function checkImageTool(store: FindingStore): Tool {
  return {
    prepareInvocation: ({ input }) => {
      const what = textOf(input, 'image') ?? textOf(input, 'file') ?? t('the image');
      return { invocationMessage: t('Checking who can pull {0}', what) };
    },
    invoke: async ({ input }) => resultOf(await answer(store, questionFrom(input))),
  };
}

async function answer(store: FindingStore, question: CheckQuestion) {
  await store.settled();
  const { found, note } = findingsFor(question, seenIn(store), isIn, image => asPods(store, image));
  return checkAnswer(found, mapsOf(store), seen => report(store, seen), note);
}

function report(store: FindingStore, { finding, uri }: SeenFinding): ReportedFinding {
  const { examination } = store.folders.of(vscode.Uri.parse(uri));
  const show = (place: Place): ShownPlace => {
    const { start, end } = examination?.locate(place) ?? { start: nowhere, end: nowhere };
    const [line, column] = [start.line + 1, start.character + 1];
    return { file: place.file, line, column, endLine: end.line + 1, endColumn: end.character + 1 };
  };
  return reportFinding(finding, show);
}

function isIn({ finding, uri }: SeenFinding, file: string): boolean {
  return finding.reference.file === file || vscode.Uri.parse(uri).path === file || uri === file;
}

function asPods(store: FindingStore, image: string): readonly SeenFinding[] {
  const { knowledge } = store.folders.all().find(each => each.knowledge.map) ?? store.folders.loose;
  const { map } = knowledge;
  return decideAsPlainPod(image, knowledge, new Date()).map(finding => {
    return { finding, uri: '', line: 0, character: 0, registry: map?.registryByHost(hostOf(finding)), map };
  });
}

const nowhere = { line: 0, character: 0 };

export async function canPull(store: FindingStore, image: string, target?: string): Promise<CanPull> {
  const { findings, omitted, note, summary } = await answer(store, { image, target, file: undefined });
  const pulls = findings.map(({ reference, target: to, outcome, cause, message, evidence, fixes, ignored }) => ({
    image: reference.image,
    place: reference.file === '' ? null : { file: reference.file, line: reference.line, column: reference.column },
    target: to && { name: to.name, kind: to.kind, id: to.id },
    outcome,
    cause,
    message,
    evidence: evidence.map(({ step, fact, effect }) => ({ step, fact, effect })),
    fixes: fixes.map(({ title, bash, powershell }) => ({ title, bash, powershell })),
    ignored,
  }));
  return { pulls, omitted, note, maps: summary.maps };
}

function resultOf(answer: unknown): vscode.LanguageModelToolResult {
  return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(JSON.stringify(answer, null, 1))]);
}
