// The view of an image: the proof, the targets, the fixes. And of an error that happened already.
import * as assert from 'node:assert';
import * as vscode from 'vscode';
import { causesBecome, closeAll, discard, fileIn, open, problemsOf, replace, settled } from './shop.ts';
import { eventually, showNewFile } from './support.ts';

const image = 'shopprod.azurecr.io/checkout:2.4.0';

async function hoverAt(editor: vscode.TextEditor, text: string): Promise<string> {
  const { document } = editor;
  const at = document.positionAt(document.getText().indexOf(text) + 3);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, at);
  return hovers
    .flatMap(({ contents }) => contents)
    .map(content => (content instanceof vscode.MarkdownString ? content.value : String(content)).replaceAll('\\', ''))
    .filter(text => text.includes('aks-') || text.includes('storefront'))
    .join('\n');
}

async function lensesOf(uri: vscode.Uri): Promise<readonly string[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 100);
  return lenses.flatMap(({ command }) => (command?.command === 'acrPull.showProof' ? [command.title] : []));
}

describe('what is shown at an image', () => {
  before(settled);
  afterEach(closeAll);

  it('the hover of a refused one: who pulls, the roles that do not count, the way out', async () => {
    const text = await hoverAt(await open('deploy/eu/checkout.yaml'), image);
    assert.match(text, /aks-eu/);
    assert.match(text, /kubelet identity/);
    assert.match(text, /shopprod/);
    assert.match(text, /command:acrPull\./);
    assert.doesNotMatch(text, /undefined|\[object|null/);
  });

  it('the hover of one that can be pulled: the proof', async () => {
    const editor = await open('deploy/base/catalog.yaml');
    const [found] = /[\w.]+azurecr\.io\S+/.exec(editor.document.getText()) ?? [];
    assert.ok(found);
    const text = await hoverAt(editor, found);
    assert.match(text, /✓/);
    assert.match(text, /aks-prod/);
  });

  it('the hover of what was typed this moment: it comes as soon as the proof is there', async () => {
    const editor = await open('deploy/eu/checkout.yaml');
    await settled();
    const typed = 'shopprod.azurecr.io/checkout:2.4.1';
    await replace(editor, image, typed);
    assert.match(await hoverAt(editor, typed), /\*\*Why\*\* no role assignment at `shopprod`/);
    await discard();
  });

  it('no hover beside an image', async () => {
    assert.strictEqual(await hoverAt(await open('deploy/eu/checkout.yaml'), 'apiVersion'), '');
  });

  it('the line above an image tells of each target', async () => {
    const { document } = await open('deploy/eu/checkout.yaml');
    const [lens, ...more] = await lensesOf(document.uri);
    assert.match(lens ?? '', /^aks-eu ✗/);
    assert.deepStrictEqual(more, []);
    const works = await open('deploy/base/catalog.yaml');
    assert.match((await lensesOf(works.document.uri)).join(), /aks-prod ✓/);
  });

  it('of very many images, the first 300 have a line above, and the next says how many have none', async () => {
    const containers = Array.from(
      { length: 305 },
      (_, i) => `    - { name: c${i}, image: shopprod.azurecr.io/checkout:${i} }\n`,
    );
    const text = `apiVersion: v1\nkind: Pod\nmetadata: { name: many }\nspec:\n  containers:\n${containers.join('')}`;
    const { document } = await showNewFile('deploy/eu/many.yaml', text);
    await settled();
    const { uri } = document;
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 1000);
    assert.strictEqual(lenses.filter(({ command }) => command?.title.startsWith('aks-eu ✗')).length, 300);
    const rest = lenses.filter(({ command }) => /^5 more images/.test(command?.title ?? ''));
    assert.deepStrictEqual(
      rest.map(({ range }) => document.getText(range)),
      ['shopprod.azurecr.io/checkout:300'],
    );
    assert.strictEqual(lenses.length, 301);
    assert.strictEqual(problemsOf(uri).length, 305);
    await closeAll();
    await vscode.workspace.fs.delete(uri);
    await eventually('its problems are gone', () => problemsOf(uri).length === 0 || undefined);
  });

  it('the line above can be switched off', async () => {
    const { document } = await open('deploy/eu/checkout.yaml');
    const settings = vscode.workspace.getConfiguration('acrPull');
    await settings.update('codeLens', false, vscode.ConfigurationTarget.Global);
    await eventually('no line', async () => (await lensesOf(document.uri)).length === 0 || undefined);
    await settings.update('codeLens', undefined, vscode.ConfigurationTarget.Global);
    await eventually('the line again', async () => (await lensesOf(document.uri)).length === 1 || undefined);
  });

  it('a comment with a reason puts a finding aside, and says so; without one it says that it does nothing', async () => {
    const editor = await open('deploy/eu/checkout.yaml');
    const { document } = editor;
    const line = document.positionAt(document.getText().indexOf(image)).line;
    const above = new vscode.Position(line, 0);
    const indent = ' '.repeat(document.lineAt(line).firstNonWhitespaceCharacterIndex);
    await editor.edit(edit => edit.insert(above, `${indent}# acr-pull-ignore not-attached until the move is done\n`));
    await causesBecome(document.uri);
    assert.match((await lensesOf(document.uri)).join(), /ignored/);
    await replace(editor, ' until the move is done', '');
    await eventually('both are shown', () => (problemsOf(document.uri).length === 2 ? true : undefined));
    assert.ok(problemsOf(document.uri).some(({ message }) => /gives no reason/.test(message)));
    await discard();
    await causesBecome(fileIn('deploy/eu/checkout.yaml'), 'not-attached');
  });

  it('a comment that puts nothing aside is told of', async () => {
    const editor = await open('deploy/base/catalog.yaml');
    const { document } = editor;
    const at = document.positionAt(document.getText().search(/[\w.]+azurecr\.io/)).line;
    await editor.edit(edit =>
      edit.insert(new vscode.Position(at, 0), '          # acr-pull-ignore not-attached because of nothing\n'),
    );
    const unused = await eventually('it is told', () =>
      problemsOf(document.uri).find(({ tags }) => tags?.includes(vscode.DiagnosticTag.Unnecessary)),
    );
    assert.match(unused.message, /Remove this comment/);
    await discard();
    await causesBecome(fileIn('deploy/base/catalog.yaml'));
  });

  it('the command that explains an error opens a page', async () => {
    const error = `Failed to pull image "${image}": failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://shopprod.azurecr.io/oauth2/token: 401 Unauthorized`;
    await vscode.env.clipboard.writeText(error);
    await vscode.commands.executeCommand('acrPull.explainError');
    await eventually('the explanation is open', () =>
      vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => label === 'Pull Error')),
    );
  });
});
