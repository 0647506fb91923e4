import * as vscode from 'vscode';
import { imageQuestionsOf } from '../../access/azure/questions.ts';
import { t } from '../../model/l10n.ts';
import type { Finding } from '../../model/verdict.ts';
import { findingsAt, type ImageAddress, imageAddressOf } from '../findings/fixAddress.ts';
import { imageAtCursor } from '../findings/imageAtCursor.ts';
import type { SeenFinding } from '../findings/seen.ts';
import { commands } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { registerCommand } from '../register.ts';
import type { FindingStore } from '../store/findingStore.ts';
import type { LiveMap } from './liveMap.ts';

/** The part of a tree's row that names an image. */
interface ImageRow {
  readonly subject: { readonly line?: SeenFinding };
}

/** Registers the command that asks a registry whether it has an image. Nothing but a person's click asks. */
export function registerLookForImage(own: Lifetime, store: FindingStore, live: LiveMap): void {
  registerCommand(own, commands.lookForImage, async (asked?: ImageRow | ImageAddress) => {
    const address = asked && 'subject' in asked ? lineAddress(asked.subject) : asked;
    const meant = address
      ? findingsAt(address, store.file(vscode.Uri.parse(address.uri, true)).findings)
      : (await imageAtCursor(store))?.findings;
    if (!meant) return;
    const told = await lookFor(meant, live);
    if (told !== undefined) void vscode.window.showInformationMessage(told);
  });
}

function lineAddress({ line }: ImageRow['subject']): ImageAddress | undefined {
  return line && imageAddressOf(line.uri, line.finding.reference);
}

/** Returns a message for the person, where the finding alone does not show it. */
async function lookFor(findings: readonly Finding[], live: LiveMap): Promise<string | undefined> {
  const { map } = live;
  if (!map) return t('Sign in to Azure to check that an image exists.');
  const questions = imageQuestionsOf(findings, map);
  const [question] = questions;
  if (!question) return t("This image can't be checked: the pull is denied first, or the name is incomplete.");
  const title = t('Checking that the image exists');
  const asked = { location: vscode.ProgressLocation.Window, title, cancellable: true };
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
  const { loginServer, repository, reference } = question;
  const state = live.map?.imageAt(loginServer, repository, reference)?.state;
  const image = reference.includes(':') ? `${repository}@${reference}` : `${repository}:${reference}`;
  return state && inWords[state](image, loginServer);
}

const inWords = {
  found: (image: string, registry: string) => t('{0} exists in {1}.', image, registry),
  missing: (image: string, registry: string) => t("{0} doesn't exist in {1}.", image, registry),
  quarantined: (image: string, registry: string) => t('{0} is quarantined in {1}.', image, registry),
} as const;
