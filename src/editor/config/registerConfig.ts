import type * as vscode from 'vscode';
import { Lifetime } from '../lifetime.ts';
import type { FindingStore } from '../store/findingStore.ts';
import type { Choices } from '../targets/choices.ts';
import { registerConfigCompletion } from './configCompletion.ts';
import { registerConfigFixes } from './configFixes.ts';
import { registerConfigHover } from './configHover.ts';
import { ConfigMistakes } from './configMistakes.ts';

/** `.acr-pull.yaml` as a language: completion, hovers, mistakes and what mends them. */
export function registerConfig(store: FindingStore, choices: Choices): vscode.Disposable {
  const lifetime = new Lifetime();
  lifetime.add(new ConfigMistakes(store, choices));
  lifetime.add(registerConfigFixes());
  lifetime.add(registerConfigCompletion(store));
  lifetime.add(registerConfigHover(store));
  return lifetime;
}
