import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import { toolNames } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import type { Choices } from '../store/choices.ts';
import type { FindingStore } from '../store/findingStore.ts';

/**
 * Registers tools for language models. They read what the editor knows already, and change nothing: not in Azure, not
 * in the workspace. Editors without language models have no `lm`, and lack nothing else for it.
 */
export function registerTools(own: Lifetime, store: FindingStore, choices: Choices): void {
  if (typeof vscode.lm?.registerTool !== 'function') return;
  const tool = (key: keyof typeof toolNames, doing: string): vscode.LanguageModelTool<object> => ({
    prepareInvocation: () => ({ invocationMessage: doing }),
    invoke: async ({ input }) => (await import('./tools.ts')).answer(key, store, choices, input),
  });
  own.add(vscode.lm.registerTool(toolNames.explainError, tool('explainError', t('Reading the pull error'))));
  own.add(vscode.lm.registerTool(toolNames.checkImage, tool('checkImage', t('Checking who can pull'))));
  own.add(vscode.lm.registerTool(toolNames.whatIsDenied, tool('whatIsDenied', t('Listing denied pulls'))));
  own.add(vscode.lm.registerTool(toolNames.whyRed, tool('whyRed', t('Checking what fails the gate'))));
  own.add(vscode.lm.registerTool(toolNames.whoCanPull, tool('whoCanPull', t('Listing who can pull'))));
  own.add(vscode.lm.registerTool(toolNames.whatIfAbac, tool('whatIfAbac', t('Checking what ABAC mode breaks'))));
}
