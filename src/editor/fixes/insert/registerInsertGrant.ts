import * as vscode from 'vscode';
import { commands } from '../../ids.ts';
import type { FindingStore } from '../../store/findingStore.ts';
import { lookUp } from '../runFix.ts';
import type { CodeFiles } from './codeFiles.ts';

/** The command behind the quick fix that writes a grant into code. */
export function registerInsertGrant(store: FindingStore, code: CodeFiles): vscode.Disposable {
  return vscode.commands.registerCommand(commands.insertGrant, async (address: unknown, language: unknown) => {
    if (language !== 'bicep' && language !== 'terraform') return;
    const found = lookUp(store, address);
    if (!found) return;
    const { insertGrant } = await import('./insertGrant.ts');
    await insertGrant(found, language, code);
  });
}
