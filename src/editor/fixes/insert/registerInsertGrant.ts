import * as vscode from 'vscode';
import type { FindingStore } from '../../findingStore.ts';
import { commands } from '../../ids.ts';
import { Lifetime } from '../../lifetime.ts';
import { lookUp } from '../lookUp.ts';
import { CodeFiles } from './codeFiles.ts';
import { registerInsertActions } from './insertActions.ts';

/** The quick fix that writes a grant into code, and its command. */
export function registerInsertGrant(store: FindingStore): vscode.Disposable {
  const lifetime = new Lifetime();
  const code = lifetime.add(new CodeFiles());
  lifetime.add(registerInsertActions(store, code));
  lifetime.add(
    vscode.commands.registerCommand(commands.insertGrant, async (address: unknown, language: unknown) => {
      if (language !== 'bicep' && language !== 'terraform') return;
      const found = lookUp(store, address);
      if (!found) return;
      const { insertGrant } = await import('./insertGrant.ts');
      await insertGrant(found, language, code);
    }),
  );
  return lifetime;
}
