// The editor shows findings of the latest text, wherever that is: in an editor, on disk, or nowhere any more.
import * as assert from 'node:assert';
import * as vscode from 'vscode';
import { causesBecome, closeAll, discard, fileIn, open, problemsOf, replace, settled, writeOnDisk } from './shop.ts';
import { completions, eventually, showNewFile, sleep } from './support.ts';

const pod = (image: string) => `apiVersion: v1
kind: Pod
metadata:
  name: till
spec:
  containers:
    - name: till
      image: ${image}
`;
const denied = 'shopprod.azureacr.io/till:1';
const allowed = 'nginx:1';

describe('edits', () => {
  before(settled);
  afterEach(closeAll);

  it('unsaved text wins over the file, and the file counts again when it is given up', async () => {
    const editor = await open('deploy/eu/checkout.yaml');
    await causesBecome(editor.document.uri, 'not-attached');
    await replace(editor, 'shopprod.azurecr.io/checkout:2.4.0', 'nginx:1.27');
    await causesBecome(editor.document.uri);
    await discard();
    await causesBecome(fileIn('deploy/eu/checkout.yaml'), 'not-attached');
  });

  it('an image is completed: registries that the target can pull from first, then the repositories that are known', async () => {
    const editor = await open('deploy/prod/payments.yaml');
    const write = async (text: string) => {
      const { document } = editor;
      const end = document.positionAt(document.getText().length);
      await editor.edit(edit => edit.insert(end, text));
      const cursor = document.positionAt(document.getText().length);
      editor.selection = new vscode.Selection(cursor, cursor);
      await settled();
    };
    await write('        - name: sidecar\n          image: ');
    const hosts = await completions(editor);
    // aks-prod pulls from the first two alone. The others follow by name
    const first = ['shopopen.azurecr.io/', 'shopprod.azurecr.io/', 'fabrikamassets.azurecr.io/'];
    assert.deepStrictEqual(hosts.slice(0, 3), first);
    await write('shopprod.azurecr.io/');
    const images = await completions(editor);
    assert.ok(images.includes('shopprod.azurecr.io/checkout:2.4.0'), images.join(', '));
    assert.ok(!images.some(image => image.includes('Vouchers')), 'a name that no registry takes is not offered');
    await discard();
  });

  // aks-prod pulls from the first two alone. No file has an Azure image yet
  const ofProd = ['shopopen.azurecr.io', 'shopprod.azurecr.io', 'fabrikamassets.azurecr.io'];
  const firsts = [
    [
      "after a chart's registry key",
      'values.yaml',
      "image:\n  registry: |\n  repository: checkout\n  tag: '2.4.0'\n",
      ofProd,
    ],
    ['for the first image of a file', 'first.yaml', pod('|'), ofProd.map(host => `${host}/`)],
  ] as const;
  for (const [what, name, text, expected] of firsts) {
    it(`${what}, registries that the target can pull from come first`, async () => {
      const editor = await showNewFile(`deploy/prod/shop/${name}`, text.replace('|', ''));
      const cursor = editor.document.positionAt(text.indexOf('|'));
      editor.selection = new vscode.Selection(cursor, cursor);
      await settled();
      assert.deepStrictEqual((await completions(editor)).slice(0, 3), expected);
      await vscode.workspace.fs.delete(fileIn('deploy/prod/shop'), { recursive: true });
      await causesBecome(editor.document.uri);
    });
  }

  it('a burst of keystrokes ends at the last one', async () => {
    const editor = await showNewFile('burst.yaml', pod(denied));
    await causesBecome(editor.document.uri, 'registry-not-found');
    for (let i = 0; i < 20; i++) {
      const from = i % 2 === 0 ? denied : allowed;
      await replace(editor, from, i % 2 === 0 ? allowed : denied);
    }
    await editor.edit(edit => edit.insert(new vscode.Position(0, 0), '# one more line\n'));
    await settled();
    await eventually('the squiggle is where the image is now', () => {
      const [problem] = problemsOf(editor.document.uri);
      return problem && editor.document.getText(problem.range) === denied ? true : undefined;
    });
    await discard();
    await vscode.workspace.fs.delete(fileIn('burst.yaml'));
    await causesBecome(fileIn('burst.yaml'));
  });

  it('follow a keystroke quickly', async () => {
    const editor = await showNewFile('quick.yaml', pod(allowed));
    await settled();
    const delay = vscode.workspace.getConfiguration('acrPull').get<number>('diagnostics.delay', 0);
    const measured: number[] = [];
    for (const [from, to] of [
      [allowed, denied],
      [denied, allowed],
      [allowed, denied],
      [denied, allowed],
      [allowed, denied],
    ] as const) {
      await replace(editor, from, to);
      const began = performance.now();
      while (problemsOf(editor.document.uri).length !== (to === denied ? 1 : 0)) await sleep(1);
      measured.push(Math.round(performance.now() - began - delay));
    }
    console.log(`      ${measured.join(', ')} ms after ${delay} ms of quiet`);
    await discard();
    await vscode.workspace.fs.delete(fileIn('quick.yaml'));
    await causesBecome(fileIn('quick.yaml'));
  });

  it('a file that is written, moved and deleted on disk', async () => {
    await vscode.workspace.fs.writeFile(fileIn('disk.yaml'), new TextEncoder().encode(pod(denied)));
    await causesBecome(fileIn('disk.yaml'), 'registry-not-found');
    await writeOnDisk('disk.yaml', text => text.replace(denied, allowed));
    await causesBecome(fileIn('disk.yaml'));
    await writeOnDisk('disk.yaml', text => text.replace(allowed, denied));
    await causesBecome(fileIn('disk.yaml'), 'registry-not-found');
    await vscode.workspace.fs.rename(fileIn('disk.yaml'), fileIn('moved.yaml'));
    await causesBecome(fileIn('disk.yaml'));
    await causesBecome(fileIn('moved.yaml'), 'registry-not-found');
    await vscode.workspace.fs.delete(fileIn('moved.yaml'));
    await causesBecome(fileIn('moved.yaml'));
  });

  it('a folder that comes, moves and goes with all that is in it', async () => {
    await vscode.workspace.fs.createDirectory(fileIn('stage'));
    await vscode.workspace.fs.writeFile(fileIn('stage/pod.yaml'), new TextEncoder().encode(pod(denied)));
    await causesBecome(fileIn('stage/pod.yaml'), 'registry-not-found');
    await vscode.workspace.fs.rename(fileIn('stage'), fileIn('staging'));
    await causesBecome(fileIn('stage/pod.yaml'));
    await causesBecome(fileIn('staging/pod.yaml'), 'registry-not-found');
    await vscode.workspace.fs.delete(fileIn('staging'), { recursive: true });
    await causesBecome(fileIn('staging/pod.yaml'));
  });

  it('a text that is not saved anywhere yet', async () => {
    const document = await vscode.workspace.openTextDocument({
      language: 'yaml',
      content: pod('shop.azureacr.io/till:1'),
    });
    await vscode.window.showTextDocument(document);
    await causesBecome(document.uri, 'registry-not-found');
    await discard();
    await causesBecome(document.uri);
  });

  it('an edit of the config is followed, and its own mistakes are shown', async () => {
    const config = await open('.acr-pull.yaml');
    assert.doesNotMatch(config.document.getText(), /^severity:/m, 'a second one would be a mistake of its own');
    const severity = 'severity:\n  not-attached: warning\n  registry-not-visible: off\n';
    await replace(config, 'version: 1\n', `version: 1\n${severity}`);
    await eventually('the severity is the one in the config', () =>
      problemsOf(fileIn('deploy/eu/checkout.yaml'))[0]?.severity === vscode.DiagnosticSeverity.Warning
        ? true
        : undefined,
    );
    await causesBecome(fileIn('deploy/prod/tax.yaml'));
    await replace(config, 'not-attached: warning', 'not-attachd: warning');
    const [mistake] = await eventually('the mistake is shown', () => {
      const problems = problemsOf(config.document.uri);
      return problems.length > 0 ? problems : undefined;
    });
    assert.match(mistake?.message ?? '', /is not a cause/);
    await discard();
    await causesBecome(fileIn('deploy/prod/tax.yaml'), 'registry-not-visible');
    await causesBecome(fileIn('.acr-pull.yaml'));
  });

  it('an edit of the snapshot is followed, and a broken one is shown as such', async () => {
    const checkout = fileIn('deploy/eu/checkout.yaml');
    const snapshot = await open('access.snapshot.json');
    await replace(snapshot, '"version": 1', '"version": 2');
    await eventually('the defect is shown', () => (problemsOf(snapshot.document.uri).length > 0 ? true : undefined));
    await eventually('nothing is claimed without a map', () =>
      problemsOf(checkout).every(({ severity }) => severity !== vscode.DiagnosticSeverity.Error) ? true : undefined,
    );
    await discard();
    await causesBecome(checkout, 'not-attached');
    await causesBecome(fileIn('access.snapshot.json'));
  });

  it('files that are no text, too large or broken harm nothing', async () => {
    const files: Readonly<Record<string, Uint8Array>> = {
      'binary.yaml': Uint8Array.from({ length: 4096 }, (_, i) => i % 7),
      'broken.yaml': new TextEncoder().encode('a: [\n'.repeat(2000)),
      'empty.json': new Uint8Array(),
    };
    for (const [name, bytes] of Object.entries(files)) await vscode.workspace.fs.writeFile(fileIn(name), bytes);
    await settled();
    await causesBecome(fileIn('deploy/eu/checkout.yaml'), 'not-attached');
    for (const name of Object.keys(files)) await vscode.workspace.fs.delete(fileIn(name));
  });
});
