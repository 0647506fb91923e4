import * as vscode from 'vscode';
import { tools } from '../ids.ts';
import { Lifetime } from '../lifetime.ts';
import type { FindingStore } from '../store/findingStore.ts';

/**
 * What language models may ask. They read what the editor knows already, and change nothing: not in Azure, not in the
 * workspace. Editors without language models have no `lm`, and lack nothing else for it.
 */
export function registerTools(store: FindingStore): vscode.Disposable {
  const lifetime = new Lifetime();
  if (typeof vscode.lm?.registerTool !== 'function') return lifetime;
  lifetime.add(
    vscode.lm.registerTool(
      tools.explainError,
      late(async () => new (await import('./tools.ts')).ExplainError(store)),
    ),
  );
  lifetime.add(
    vscode.lm.registerTool(
      tools.checkImage,
      late(async () => new (await import('./tools.ts')).CheckImage(store)),
    ),
  );
  return lifetime;
}

/** A tool that is loaded when a model first asks for it. */
function late(load: () => Promise<Required<vscode.LanguageModelTool<unknown>>>): vscode.LanguageModelTool<unknown> {
  return {
    prepareInvocation: async (options, token) => (await load()).prepareInvocation(options, token),
    invoke: async (options, token) => (await load()).invoke(options, token),
  };
}
