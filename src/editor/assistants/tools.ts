import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import type { Place } from '../../model/place.ts';
import { filesWithPart } from '../../model/reference.ts';
import {
  type CheckQuestion,
  checkAnswer,
  decideAsPlainPod,
  explanationAnswer,
  findingsFor,
  LONGEST_PASTE,
  questionFrom,
  textOf,
} from '../../workspace/assistant.ts';
import { type ReportedFinding, reportFinding, type ShownPlace } from '../../workspace/findingReport.ts';
import type { CanPull } from '../api.ts';
import { explainHere } from '../explain/explainError.ts';
import type { FindingStore } from '../store/findingStore.ts';
import { hostOf, mapsOf, type SeenFinding, seenIn } from '../tree/seen.ts';

export async function explainError(store: FindingStore, input: unknown): Promise<vscode.LanguageModelToolResult> {
  const text = textOf(input, 'text', LONGEST_PASTE);
  if (text === undefined) throw new Error('Give the text of the error as `text`.');
  const { explanation, seen } = await explainHere(text, store);
  const location = seen && { file: seen.finding.reference.file, line: seen.line + 1, column: seen.character + 1 };
  return resultOf(explanationAnswer(explanation, location ?? null));
}

export async function checkImage(store: FindingStore, input: unknown): Promise<vscode.LanguageModelToolResult> {
  return resultOf(await answer(store, questionFrom(input)));
}

/** The subject of a check, for the person who waits for it. */
export function checkedIn(input: unknown): string {
  return textOf(input, 'image') ?? textOf(input, 'file') ?? t('the image');
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
  return filesWithPart(finding.reference).includes(file) || vscode.Uri.parse(uri).path === file || uri === file;
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
  const pulls = findings.map(
    ({ reference, target: to, outcome, cause, message, evidence, assumptions, fixes, ignored }) => ({
      image: reference.image,
      place: reference.file === '' ? null : { file: reference.file, line: reference.line, column: reference.column },
      target: to && { name: to.name, kind: to.kind, id: to.id },
      outcome,
      cause,
      message,
      evidence: evidence.map(({ step, fact, effect }) => ({ step, fact, effect })),
      assumptions,
      fixes: fixes.map(({ title, bash, powershell }) => ({ title, bash, powershell })),
      ignored,
    }),
  );
  return { pulls, omitted, note, maps: summary.maps };
}

function resultOf(answer: unknown): vscode.LanguageModelToolResult {
  return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(JSON.stringify(answer, null, 1))]);
}
