import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import { severityOfFinding } from '../../workspace/severity.ts';
import { choose } from '../ask.ts';
import type { LiveMap } from '../azure/liveMap.ts';
import { problemsOf } from '../diagnostics/referenceProblem.ts';
import { findingsAt } from '../findings/fixAddress.ts';
import type { SeenFinding } from '../findings/seen.ts';
import { type ImageAction, imageActions } from '../fixes/imageActions.ts';
import { commands } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { registerCommand } from '../register.ts';
import type { Choices } from '../store/choices.ts';
import type { FindingStore } from '../store/findingStore.ts';
import type { OutlineNode } from './outline.ts';
import { keyOf } from './outline.ts';

/** In the menu of an image's row, all that the lightbulb offers for the image. */
export function registerRowActions(own: Lifetime, store: FindingStore, choices: Choices, live: LiveMap): void {
  const onNode = (command: string, does: ImageAction['does']) => {
    registerCommand(own, command, async (node?: OutlineNode) => {
      const line = node?.subject.line;
      if (!line) return;
      await store.settled();
      const actions = (await actionsFor(line, store, choices, live)).filter(each => each.does === does);
      const [only, ...others] = actions.map(({ action }) => ({
        label: action.title,
        act: () => perform(action, line),
      }));
      if (!only) vscode.window.setStatusBarMessage(t('$(info) This fix is out of date. Open the menu again.'), 6000);
      else if (others.length === 0) await only.act();
      else await choose([only, ...others], { title: node.label });
    });
  };
  onNode(commands.fixNode, 'fix');
  onNode(commands.sendNode, 'send');
  onNode(commands.suppressNode, 'ignore');
  onNode(commands.explainNode, 'explain');
}

/** The actions of the image for all its targets, as the text is now: the target of the row first. */
async function actionsFor(
  { finding, uri: address }: SeenFinding,
  store: FindingStore,
  choices: Choices,
  live: LiveMap,
): Promise<readonly ImageAction[]> {
  const uri = vscode.Uri.parse(address, true);
  const { folder, findings } = store.file(uri);
  const [problem] = problemsOf(findingsAt(finding.reference, findings), each =>
    severityOfFinding(each, folder.knowledge.config, folder.severities),
  );
  const key = keyOf(finding.target);
  const ofRow = (problem?.findings ?? []).filter(({ target }) => keyOf(target) === key);
  const others = (problem?.findings ?? []).filter(({ target }) => keyOf(target) !== key);
  return imageActions({ uri, findings: [...ofRow, ...others] }, store, choices, live);
}

/** A change of the text is made where the person sees it. */
async function perform({ edit, command }: vscode.CodeAction, { uri, line, character }: SeenFinding): Promise<void> {
  if (edit) {
    const at = new vscode.Position(line, character);
    await vscode.window.showTextDocument(vscode.Uri.parse(uri, true), { selection: new vscode.Range(at, at) });
    await vscode.workspace.applyEdit(edit);
  }
  if (command) await vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
}
