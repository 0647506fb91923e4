import * as vscode from 'vscode';
import { imageQuestionsOf } from '../../access/azure/questions.ts';
import { t } from '../../model/l10n.ts';
import type { Finding } from '../../model/verdict.ts';
import { imageAtCursor } from '../hover/hover.ts';
import { commands } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { registerCommand } from '../register.ts';
import type { FindingStore } from '../store/findingStore.ts';
import type { OutlineNode } from '../tree/outline.ts';
import type { LiveMap } from './liveMap.ts';

/** Asking a registry whether it has an image: only when the user asks for this one. */
export function registerLookForImage(own: Lifetime, store: FindingStore, live: LiveMap): void {
  registerCommand(own, commands.lookForImage, async (node?: OutlineNode) => {
    const meant = node?.subject.line ? sameReference(store, node.subject.line) : (await imageAtCursor(store))?.findings;
    if (!meant) return;
    const told = await lookFor(meant, live);
    if (told !== undefined) void vscode.window.showInformationMessage(told);
  });
}

/** What a person is to know beyond what the finding says by now. */
async function lookFor(findings: readonly Finding[], live: LiveMap): Promise<string | undefined> {
  const { map } = live;
  if (!map) return t('Sign in to Azure to check that an image exists.');
  const questions = imageQuestionsOf(findings, map);
  if (questions.length === 0)
    return t("This image can't be checked: the pull is denied first, or the name is incomplete.");
  const asked = {
    location: vscode.ProgressLocation.Window,
    title: t('Checking that the image exists'),
    cancellable: true,
  };
  const open = await vscode.window.withProgress(asked, async (_, token) => {
    const cancel = new AbortController();
    token.onCancellationRequested(() => cancel.abort());
    try {
      return await live.lookForImages(questions, cancel.signal);
    } catch {
      return undefined; // cancelled
    }
  });
  const [first] = open ?? [];
  if (first) return t("Can't tell whether {0} exists: {1}.", first.question.repository, first.why);
  if (!open) return undefined;
  const { loginServer, repository, reference } = questions[0] ?? { loginServer: '', repository: '', reference: '' };
  const state = live.map?.imageAt(loginServer, repository, reference)?.state;
  const image = reference.includes(':') ? `${repository}@${reference}` : `${repository}:${reference}`;
  return state && inWords[state](image, loginServer);
}

const inWords = {
  found: (image: string, registry: string) => t('{0} exists in {1}.', image, registry),
  missing: (image: string, registry: string) => t("{0} doesn't exist in {1}.", image, registry),
  quarantined: (image: string, registry: string) => t('{0} is quarantined in {1}.', image, registry),
} as const;

function sameReference(store: FindingStore, { finding, uri }: { readonly finding: Finding; readonly uri: string }) {
  const { span } = finding.reference;
  const { findings } = store.file(vscode.Uri.parse(uri, true));
  return findings.filter(({ reference }) => reference.span.start === span.start);
}
