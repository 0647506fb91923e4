import * as assert from 'node:assert';
import * as vscode from 'vscode';
import { causeOf, causesBecome, closeAll, discard, fileIn, open, problemsOf, replace, settled } from './shop.ts';
import { eventually } from './support.ts';

describe('diagnostics', () => {
  after(closeAll);

  it('stand on the characters of the reference, with a cause, a page and a sentence', async () => {
    await settled();
    const { document } = await open('deploy/eu/checkout.yaml');
    const [problem, ...more] = problemsOf(document.uri);
    assert.ok(problem);
    assert.strictEqual(more.length, 0);
    assert.strictEqual(document.getText(problem.range), 'shopprod.azurecr.io/checkout:2.4.0');
    assert.strictEqual(problem.severity, vscode.DiagnosticSeverity.Error);
    assert.strictEqual(causeOf(problem), 'not-attached');
    assert.match(problem.message, /“aks-eu” can't pull this/);
  });

  it('link to a page that ships with the extension', async () => {
    const [problem] = problemsOf(fileIn('deploy/eu/checkout.yaml'));
    assert.ok(typeof problem?.code === 'object');
    const page = await vscode.workspace.openTextDocument(problem.code.target);
    assert.match(page.getText(), /^# .+\n[\s\S]*`not-attached`/);
  });

  it('are there for manifests that are not open, too', async () => {
    const closed = fileIn('deploy/prod/search.yaml');
    assert.ok(!vscode.workspace.textDocuments.some(({ uri }) => uri.toString() === closed.toString()));
    assert.deepStrictEqual(problemsOf(closed).map(causeOf), ['wrong-role-for-mode']);
  });

  it('say each cause once in closed manifests, unless a person wants each image', async () => {
    const settings = vscode.workspace.getConfiguration('acrPull.diagnostics');
    const said = () => {
      const open = new Set(vscode.workspace.textDocuments.map(({ uri }) => uri.toString()));
      const closed = vscode.languages.getDiagnostics().filter(([uri]) => !open.has(uri.toString()));
      return closed.flatMap(([uri]) => problemsOf(uri).filter(({ code }) => code !== undefined));
    };
    await closeAll();
    const all = said().length;
    await settings.update('scope', 'workspace', vscode.ConfigurationTarget.Global);
    try {
      const ofEu = ({ message }: vscode.Diagnostic) => /“aks-eu” can't pull it \(not attached\)/.test(message);
      await eventually('fewer are said', () => said().length < all || undefined);
      assert.ok(said().filter(ofEu).length <= 1);
      const shared = said().find(({ message }) => /^\S+ and \d+ more: /.test(message));
      assert.ok(shared?.relatedInformation && shared.relatedInformation.length > 0, 'its other places are there');
      const { document } = await open('deploy/eu/checkout.yaml');
      await eventually('an open one says its own', () => problemsOf(document.uri).some(ofEu) || undefined);
    } finally {
      await closeAll();
      await settings.update('scope', 'everyImage', vscode.ConfigurationTarget.Global);
    }
    await eventually('all are said again', () => said().length === all || undefined);
  });

  it('leave a registry alone that is typed up to its slash, until more is typed or the cursor leaves it', async () => {
    const editor = await open('deploy/eu/checkout.yaml');
    const { uri } = editor.document;
    const image = 'shopprod.azurecr.io/checkout:2.4.0';
    const at = editor.document.positionAt(editor.document.getText().indexOf(image));
    const typed = at.translate(0, 'shopprod.azurecr.io/'.length);
    await causesBecome(uri, 'not-attached');
    editor.selection = new vscode.Selection(typed, typed);
    await replace(editor, image, 'shopprod.azurecr.io/');
    await causesBecome(uri);
    await settled();
    await causesBecome(uri);
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    await causesBecome(uri, 'malformed-reference');
    editor.selection = new vscode.Selection(typed, typed);
    await causesBecome(uri);
    await editor.edit(edit => edit.insert(typed, 'checkout'));
    await causesBecome(uri, 'not-attached');
    await discard();
  });

  it('inform of what cannot be told, and do not call it wrong', async () => {
    const [problem] = problemsOf(fileIn('deploy/prod/tax.yaml'));
    assert.ok(problem);
    assert.strictEqual(causeOf(problem), 'registry-not-visible');
    assert.strictEqual(problem.severity, vscode.DiagnosticSeverity.Information);
  });

  it('say nothing of what works, nor of other registries', () => {
    assert.deepStrictEqual(problemsOf(fileIn('deploy/base/catalog.yaml')), []);
    assert.deepStrictEqual(problemsOf(fileIn('container-apps/storefront.yaml')), []);
  });

  it('strike out the pull secret of the admin account, and not the image', async () => {
    const { document } = await open('more/credentials/popup-store.yaml');
    const problems = problemsOf(document.uri);
    assert.ok(problems.some(problem => causeOf(problem) === 'admin-credentials' && problem.tags === undefined));
    const struck = problems.filter(({ tags }) => tags?.includes(vscode.DiagnosticTag.Deprecated));
    assert.ok(struck.length > 0);
    for (const { range } of struck) assert.match(document.getText(range), /shoppopup-admin/);
  });

  it('mark a part that is not read, as long as it is not', async () => {
    const text = 'apiVersion: v1\nkind: Pod\nspec: {containers: [{image: "shopprod.azurecr.io/cart:1"';
    const broken = fileIn('broken.json');
    await vscode.workspace.fs.writeFile(broken, new TextEncoder().encode(`{"kind": "Pod", "apiVersion": ${text}`));
    const unread = () => problemsOf(broken).filter(({ message }) => message.startsWith('Images here are not checked'));
    await eventually('the part is marked', () => unread().length > 0);
    const settings = vscode.workspace.getConfiguration('acrPull.diagnostics');
    await settings.update('scope', 'openFiles', vscode.ConfigurationTarget.Global);
    await eventually('it is not open', () => unread().length === 0);
    await settings.update('scope', 'everyImage', vscode.ConfigurationTarget.Global);
    await eventually('it is marked again, without an edit', () => unread().length > 0);
    await vscode.workspace.fs.delete(broken);
    await eventually('the mark is gone with the file', () => unread().length === 0);
  });

  it('make the remark on a switch to ABAC mode where the person gives it a severity', async () => {
    const catalog = fileIn('deploy/base/catalog.yaml');
    const remarks = () => problemsOf(catalog).filter(problem => causeOf(problem) === 'legacy-role-before-abac');
    const settings = vscode.workspace.getConfiguration('acrPull.diagnostics');
    assert.deepStrictEqual(remarks(), []);
    await settings.update('severity', { 'legacy-role-before-abac': 'warning' }, vscode.ConfigurationTarget.Global);
    try {
      await settled();
      assert.deepStrictEqual(
        remarks().map(({ severity }) => severity),
        [vscode.DiagnosticSeverity.Warning],
      );
    } finally {
      await settings.update('severity', undefined, vscode.ConfigurationTarget.Global);
    }
    await settled();
    assert.deepStrictEqual(remarks(), []);
  });
});
