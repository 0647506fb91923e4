// `.acr-pull.yaml` as a language: no other extension is needed for it.
import * as assert from 'node:assert';
import * as vscode from 'vscode';
import { closeAll, discard, fileIn, open, problemsOf, settled } from './shop.ts';
import { completions, eventually, showNewFile } from './support.ts';

const config = '.acr-pull.yaml';

/** Puts a text at the end of the config, unsaved, with the cursor at its `|`. */
async function write(marked: string): Promise<vscode.TextEditor> {
  const editor = await open(config);
  const { document } = editor;
  const end = document.positionAt(document.getText().length);
  const at = marked.indexOf('|');
  await editor.edit(edit => edit.insert(end, marked.replace('|', '')));
  const cursor = document.positionAt(document.offsetAt(end) + (at < 0 ? marked.length : at));
  editor.selection = new vscode.Selection(cursor, cursor);
  await settled();
  return editor;
}

/** Awaits a problem of the config with this in its message. */
function mistake(part: string): Promise<vscode.Diagnostic> {
  return eventually(`a problem says “${part}”`, () =>
    problemsOf(fileIn(config)).find(({ message }) => message.includes(part)),
  );
}

async function fixesAt(uri: vscode.Uri, range: vscode.Range): Promise<readonly vscode.CodeAction[]> {
  const kind = vscode.CodeActionKind.QuickFix.value;
  return vscode.commands.executeCommand('vscode.executeCodeActionProvider', uri, range, kind);
}

async function apply(actions: readonly vscode.CodeAction[], title: string): Promise<void> {
  const edit = actions.find(action => action.title === title)?.edit;
  assert.ok(edit, `${title} is not among ${actions.map(action => action.title).join(', ')}`);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

describe('.acr-pull.yaml', () => {
  before(settled);
  afterEach(async () => {
    await discard();
    await closeAll();
    await settled();
  });

  it('has no mistakes in the samples', async () => {
    await open(config);
    await settled();
    assert.deepStrictEqual(
      problemsOf(fileIn(config)).map(({ message }) => message),
      [],
    );
  });

  it('completes the names and ids of what is known', async () => {
    const targets = await completions(await write('\nignore:\n  - target: |'));
    assert.ok(targets.includes('aks-prod') && targets.includes('storefront'), targets.join(', '));
    await discard();
    const images = await completions(await write('\nignore:\n  - image: |'));
    assert.ok(images.includes('shopprod.azurecr.io/**'), images.join(', '));
  });

  it('says what a cause means', async () => {
    const editor = await write('\nignore:\n  - cause: not-att|ached\n    reason: soon\n');
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      editor.document.uri,
      editor.selection.active,
    );
    const text = hovers.flatMap(({ contents }) => contents.map(each => (typeof each === 'string' ? each : each.value)));
    assert.match(text.join('\n'), /\*\*not attached\*\*[\s\S]*acrPull\.openCausePage/);
  });

  it('names an unknown key at its place, and puts it right', async () => {
    const editor = await write('\nseverty: { broad-grant: warning }\n');
    const problem = await mistake('Did you mean “severity”?');
    assert.strictEqual(editor.document.getText(problem.range), 'severty');
    await apply(await fixesAt(editor.document.uri, problem.range), 'Change it to severity');
    await settled();
    await eventually('the config is sound', () => (problemsOf(fileIn(config)).length === 0 ? true : undefined));
  });

  it('names an id that nothing has, with the one that is meant', async () => {
    const editor = await open(config);
    const at = editor.document.getText().indexOf('managedClusters/aks-eu') + 'managedClusters/aks-e'.length;
    await editor.edit(edit => edit.insert(editor.document.positionAt(at), 'e'));
    const problem = await mistake('“aks-eeu” is not in');
    assert.match(editor.document.getText(problem.range), /^\/subscriptions\/.*\/aks-eeu$/);
    assert.match(problem.message, /Did you mean “aks-eu”\?$/);
    const fixes = await fixesAt(editor.document.uri, problem.range);
    assert.ok(fixes.some(({ title }) => title.endsWith('managedClusters/aks-eu')));
  });

  it('fades out an unused rule, and takes it out', async () => {
    const editor = await write(
      '\nignore:\n  - cause: cross-tenant\n    image: shopprod.azurecr.io/nowhere\n    reason: gone\n',
    );
    const problem = await mistake('Unused ignore rule');
    assert.deepStrictEqual(problem.tags, [vscode.DiagnosticTag.Unnecessary]);
    assert.strictEqual(problem.severity, vscode.DiagnosticSeverity.Hint);
    await apply(await fixesAt(editor.document.uri, problem.range), 'Remove this rule');
    assert.ok(!editor.document.getText().includes('cross-tenant'));
  });

  it('leaves alone a rule that puts something aside', async () => {
    const idle = '  - { cause: cross-tenant, image: nowhere.azurecr.io/a, reason: gone }';
    const editor = await write(`\nignore:\n  - image: fabrikamtax.azurecr.io/**\n    reason: theirs\n${idle}\n`);
    await eventually('the finding is put aside', () =>
      problemsOf(fileIn('deploy/prod/tax.yaml')).length === 0 ? true : undefined,
    );
    await mistake('Unused ignore rule');
    assert.deepStrictEqual(
      problemsOf(fileIn(config)).map(({ range }) => editor.document.getText(range)),
      [idle.slice(4)],
    );
  });

  it('names a glob that matches no manifest', async () => {
    const editor = await write('\nignore:\n  - manifests: [deploy/**, delpoy/**]\n    reason: soon\n');
    const problem = await mistake('No manifest matches');
    assert.strictEqual(editor.document.getText(problem.range), 'delpoy/**');
  });
});

describe('a comment that puts nothing aside', () => {
  const text = 'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  containers:\n';
  const image = '    - { name: a, image: nginx:1 }\n';

  afterEach(async () => {
    await closeAll();
    await vscode.workspace.fs.delete(fileIn('idle.yaml'));
  });

  // A hover asks for fixes only once. If none is there yet, it shows that there is none.
  it('can be taken out of what was just typed', async () => {
    const settings = vscode.workspace.getConfiguration('acrPull.diagnostics');
    const editor = await showNewFile('idle.yaml', `${text}    # acr-pull-ignore not-attached until it is\n${image}`);
    const [problem] = await eventually('it is told of', () => {
      const all = problemsOf(editor.document.uri);
      return all.length > 0 ? all : undefined;
    });
    assert.ok(problem);
    await settings.update('delay', 2000, vscode.ConfigurationTarget.Global);
    try {
      await editor.edit(edit => edit.insert(new vscode.Position(editor.document.lineCount, 0), '# typed\n'));
      await apply(await fixesAt(editor.document.uri, problem.range), 'Remove this comment');
      assert.strictEqual(editor.document.getText(), `${text}${image}# typed\n`);
    } finally {
      await settings.update('delay', undefined, vscode.ConfigurationTarget.Global);
      await discard();
    }
  });

  it('is faded out, and a click takes it out', async () => {
    const editor = await showNewFile('idle.yaml', `${text}    # acr-pull-ignore not-attached until it is\n${image}`);
    const [problem] = await eventually('it is told of', () => {
      const all = problemsOf(editor.document.uri);
      return all.length > 0 ? all : undefined;
    });
    assert.ok(problem);
    assert.strictEqual(problem.severity, vscode.DiagnosticSeverity.Hint);
    await apply(await fixesAt(editor.document.uri, problem.range), 'Remove this comment');
    assert.strictEqual(editor.document.getText(), text + image);
    await settled();
    await eventually('nothing is said any more', () =>
      problemsOf(editor.document.uri).length === 0 ? true : undefined,
    );
    await editor.document.save();
  });
});
