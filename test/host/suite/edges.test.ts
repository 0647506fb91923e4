// Files as they come in real life: huge, binary, renamed, gone and back. Nothing stale stays,
// nothing throws. The logs are looked at when the suite has ended.
import * as assert from 'node:assert';
import * as vscode from 'vscode';
import { everything, pod, wrong } from './manyFiles.ts';
import { causesBecome, closeAll, discard, fileIn, open, problemsOf, replace, settled, writeOnDisk } from './shop.ts';
import { eventually } from './support.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const write = (name: string, content: string | Uint8Array) =>
  vscode.workspace.fs.writeFile(fileIn(name), typeof content === 'string' ? bytes(content) : content);
const remove = (name: string) => vscode.workspace.fs.delete(fileIn(name), { recursive: true });
const rename = (from: string, to: string) => vscode.workspace.fs.rename(fileIn(from), fileIn(to));

describe('files at the edges', () => {
  let before: readonly string[] = [];
  beforeEach(async () => {
    await settled();
    before = everything();
  });
  afterEach(async () => {
    await closeAll();
    await settled();
    await eventually('all is as it was', () => everything().join('\n') === before.join('\n') || undefined);
  });

  it('a file of 50 MB is not read', async () => {
    await write('huge.yaml', bytes(wrong + '# and so on\n'.repeat(4_400_000)));
    await write('beside.yaml', wrong);
    await causesBecome(fileIn('beside.yaml'), 'registry-not-found');
    assert.deepStrictEqual(problemsOf(fileIn('huge.yaml')), []);
    await remove('huge.yaml');
    await remove('beside.yaml');
  });

  it('a binary file with the name of a manifest says nothing', async () => {
    await write(
      'binary.yaml',
      Uint8Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 256),
    );
    await write(
      'binary.tf',
      Uint8Array.from({ length: 100_000 }, (_, i) => (i * 104_729) % 256),
    );
    await write('Dockerfile.bin', new Uint8Array(50_000));
    await write('beside.yaml', wrong);
    await causesBecome(fileIn('beside.yaml'), 'registry-not-found');
    await vscode.commands.executeCommand('acrPull.refresh');
    await remove('beside.yaml');
    for (const name of ['binary.yaml', 'binary.tf', 'Dockerfile.bin']) {
      assert.deepStrictEqual(problemsOf(fileIn(name)), []);
      await remove(name);
    }
  });

  it('a text that gets a name keeps its findings there, and leaves none behind', async () => {
    const untitled = await vscode.workspace.openTextDocument({ language: 'yaml', content: wrong });
    await vscode.window.showTextDocument(untitled);
    await write('saved.yaml', untitled.getText());
    await discard();
    await open('saved.yaml');
    await causesBecome(fileIn('saved.yaml'), 'registry-not-found');
    await causesBecome(untitled.uri);
    await closeAll();
    await remove('saved.yaml');
  });

  it('a text without a name is judged by the map of the workspace', async () => {
    const show = async (content: string) =>
      (await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'yaml', content })))
        .document.uri;
    const unsent = await show(pod('shopprod.azurecr.io/checkout:2.4.0'));
    await causesBecome(unsent, 'no-target');
    await discard();
    const app = new TextDecoder().decode(await vscode.workspace.fs.readFile(fileIn('container-apps/wishlist.yaml')));
    const named = await show(app);
    await causesBecome(named, 'no-pull-identity');
    await discard();
    await causesBecome(named);
  });

  it('an unsaved edit wins over what is written to the disk meanwhile', async () => {
    await write('dirty.yaml', wrong);
    const editor = await open('dirty.yaml');
    await causesBecome(editor.document.uri, 'registry-not-found');
    await replace(editor, 'shopprod.azureacr.io/till:1', 'nginx:1');
    await causesBecome(editor.document.uri);
    await writeOnDisk('dirty.yaml', text => `# written by somebody else\n${text}`);
    await settled();
    await causesBecome(editor.document.uri);
    await discard();
    await causesBecome(fileIn('dirty.yaml'), 'registry-not-found');
    await remove('dirty.yaml');
  });

  it('a document whose file is renamed takes its findings along', async () => {
    await write('before.yaml', wrong);
    await open('before.yaml');
    await causesBecome(fileIn('before.yaml'), 'registry-not-found');
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(fileIn('before.yaml'), fileIn('after.yaml'));
    assert.ok(await vscode.workspace.applyEdit(edit));
    await causesBecome(fileIn('after.yaml'), 'registry-not-found');
    await causesBecome(fileIn('before.yaml'));
    await closeAll();
    await remove('after.yaml');
  });

  it('a kustomization that goes, moves and comes back', async () => {
    const kustomization = 'resources: [pod.yaml]\nimages: [{name: shopprod.azureacr.io/till, newName: nginx}]\n';
    await write('edge/pod.yaml', wrong);
    await causesBecome(fileIn('edge/pod.yaml'), 'registry-not-found');
    await write('edge/kustomization.yaml', `kind: Kustomization\n${kustomization}`);
    await causesBecome(fileIn('edge/pod.yaml'));
    await rename('edge/kustomization.yaml', 'edge/unused.txt');
    await causesBecome(fileIn('edge/pod.yaml'), 'registry-not-found');
    await rename('edge/unused.txt', 'edge/kustomization.yaml');
    await causesBecome(fileIn('edge/pod.yaml'));
    await remove('edge/kustomization.yaml');
    await causesBecome(fileIn('edge/pod.yaml'), 'registry-not-found');
    await remove('edge');
  });

  it('the values of a chart that go, move and come back', async () => {
    await write('chart/Chart.yaml', 'apiVersion: v2\nname: chart\nversion: 1.0.0\n');
    await write('chart/templates/pod.yaml', pod('"{{ .Values.image }}"'));
    await write('chart/values.yaml', 'image: shopprod.azureacr.io/till:1\n');
    const values = (...causes: readonly string[]) => causesBecome(fileIn('chart/values.yaml'), ...causes);
    await values('registry-not-found');

    await rename('chart/values.yaml', 'chart/unused.txt');
    await values();
    await rename('chart/unused.txt', 'chart/values.yaml');
    await values('registry-not-found');

    await remove('chart/values.yaml');
    await values();
    await write('chart/values.yaml', 'image: nginx:1\n');
    await values();

    // Open and with unsaved text, it takes its findings along to its new name, which no chart reads.
    const editor = await open('chart/values.yaml');
    await replace(editor, 'nginx:1', 'shopprod.azureacr.io/till:2');
    await values('registry-not-found');
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(fileIn('chart/values.yaml'), fileIn('chart/unused.txt'));
    assert.ok(await vscode.workspace.applyEdit(edit));
    await values();
    await causesBecome(fileIn('chart/unused.txt'));
    await discard();
    await remove('chart');
  });

  it('the config and the snapshot go and come back', async () => {
    const checkout = fileIn('deploy/eu/checkout.yaml');
    const isClaimed = () => problemsOf(checkout).some(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
    for (const name of ['.acr-pull.yaml', 'access.snapshot.json']) {
      await rename(name, 'elsewhere.txt');
      await eventually(`nothing is claimed without ${name}`, () => !isClaimed() || undefined);
      await rename('elsewhere.txt', name);
      await causesBecome(checkout, 'not-attached');
    }
  });

  it('what a setting or Git leaves out, until it is opened', async () => {
    await write('.gitignore', 'left-out/\n');
    await write('left-out/pod.yaml', wrong);
    await write('kept.yaml', wrong);
    await causesBecome(fileIn('kept.yaml'), 'registry-not-found');
    assert.deepStrictEqual(problemsOf(fileIn('left-out/pod.yaml')), []);
    await open('left-out/pod.yaml');
    await causesBecome(fileIn('left-out/pod.yaml'), 'registry-not-found');
    await closeAll();
    await write('.gitignore', 'kept.yaml\n');
    await causesBecome(fileIn('kept.yaml'));
    await causesBecome(fileIn('left-out/pod.yaml'), 'registry-not-found');
    const excluded = vscode.workspace.getConfiguration('files');
    await excluded.update('exclude', { 'left-out': true }, vscode.ConfigurationTarget.Workspace);
    await causesBecome(fileIn('left-out/pod.yaml'));
    await excluded.update('exclude', undefined, vscode.ConfigurationTarget.Workspace);
    await causesBecome(fileIn('left-out/pod.yaml'), 'registry-not-found');
    await remove('.gitignore');
    await causesBecome(fileIn('kept.yaml'), 'registry-not-found');
    await remove('left-out');
    await remove('kept.yaml');
    await remove('.vscode');
  });
});
