import * as vscode from 'vscode';
import { imageQuestionsOf } from '../../access/azure/questions.ts';
import type { Finding } from '../../model/verdict.ts';
import { commands } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { registerCommand } from '../register.ts';
import type { FindingStore } from '../store/findingStore.ts';
import type { OutlineNode } from '../tree/outline.ts';
import type { LiveMap } from './liveMap.ts';

/** Asking a registry whether it has an image: only when the user asks for this one. */
export function registerLookForImage(own: Lifetime, store: FindingStore, live: LiveMap): void {
  registerCommand(own, commands.lookForImage, async (node?: OutlineNode) => {
    const meant = node?.subject.line ? sameReference(store, node.subject.line) : underTheCursor(store);
    const told = await lookFor(meant, live);
    if (told !== undefined) void vscode.window.showInformationMessage(told);
  });
}

/** What a person is to know beyond what the finding says by now. */
async function lookFor(findings: readonly Finding[], live: LiveMap): Promise<string | undefined> {
  if (findings.length === 0) return 'Put the cursor on an image of an Azure registry first.';
  const { map } = live;
  if (!map) return 'Registries are asked with the account that reads Azure. Sign in first.';
  const questions = imageQuestionsOf(findings, map);
  if (questions.length === 0)
    return 'There is nothing to ask: the pull is refused before that, or the name is not whole.';
  const asked = { location: vscode.ProgressLocation.Window, title: 'Asking the registry', cancellable: true };
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
  if (first) return `Whether ${first.question.repository} exists is not known: ${first.why}.`;
  if (!open) return undefined;
  const { loginServer, repository, reference } = questions[0] ?? { loginServer: '', repository: '', reference: '' };
  const state = live.map?.imageAt(loginServer, repository, reference)?.state;
  const image = reference.includes(':') ? `${repository}@${reference}` : `${repository}:${reference}`;
  return state && `${loginServer} ${inWords[state]}: ${image}.`;
}

const inWords = {
  found: 'has the image',
  missing: 'has no such image',
  quarantined: 'holds the image in quarantine',
} as const;

function sameReference(store: FindingStore, { finding, uri }: { readonly finding: Finding; readonly uri: string }) {
  const { span } = finding.reference;
  const { findings } = store.file(vscode.Uri.parse(uri, true));
  return findings.filter(({ reference }) => reference.span.start === span.start);
}

function underTheCursor(store: FindingStore): readonly Finding[] {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return [];
  const { findings, folder } = store.file(editor.document.uri);
  const { active } = editor.selection;
  return findings.filter(({ reference }) => {
    const at = folder.locationOf(reference)?.range;
    return at?.contains(active) || (at?.isSingleLine && at.start.line === active.line);
  });
}
