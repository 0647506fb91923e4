import * as assert from 'node:assert';
import * as vscode from 'vscode';
import { settled } from './shop.ts';

describe('what VS Code shows as it is written', () => {
  it('has no marks of Markdown in it', async () => {
    await settled();
    const ours = vscode.languages
      .getDiagnostics()
      .flatMap(([, diagnostics]) => diagnostics)
      .filter(({ source }) => source === 'ACR Pull Check');
    assert.ok(ours.length > 0);
    const texts = ours.flatMap(({ message, relatedInformation = [] }) => [
      message,
      ...relatedInformation.map(related => related.message),
    ]);
    assert.deepStrictEqual(
      texts.filter(text => text.includes('`')),
      [],
    );
  });
});
