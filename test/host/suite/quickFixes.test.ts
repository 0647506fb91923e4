import * as assert from 'node:assert';
import * as vscode from 'vscode';
import { configName } from '../../../src/workspace/config/config.ts';
import { causesBecome, closeAll, discard, fileIn, open, problemsOf, settled } from './shop.ts';
import { copiedByFirstRows, eventually } from './support.ts';

async function quickFixes(uri: vscode.Uri): Promise<readonly vscode.CodeAction[]> {
  const [problem] = problemsOf(uri);
  assert.ok(problem, `no problem in ${uri.path}`);
  const kind = vscode.CodeActionKind.QuickFix.value;
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri,
    problem.range,
    kind,
  );
  return actions.filter(({ command, edit }) => command?.command.startsWith('acrPull.') || edit); // VS Code adds its own
}

async function run(action: vscode.CodeAction | undefined): Promise<void> {
  assert.ok(action?.command);
  await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
}

describe('quick fixes', () => {
  before(settled);
  after(closeAll);

  it('offer the least-privilege commands, the best first, and the page', async () => {
    const { document } = await open('deploy/eu/checkout.yaml');
    const actions = await quickFixes(document.uri);
    const titles = actions.map(({ title }) => title);
    assert.strictEqual(titles[0], 'Attach shopprod to aks-eu…');
    assert.match(titles[1] ?? '', /^Give aks-eu's kubelet identity .*AcrPull on shopprod…$/);
    assert.strictEqual(titles.at(-1), 'Explain: not attached');
    assert.deepStrictEqual(
      actions.map(({ isPreferred }) => isPreferred === true),
      actions.map((_action, i) => i === 0),
    );
  });

  it('lead with one script where more than two targets are blocked', async () => {
    const config = fileIn(configName);
    const before = await vscode.workspace.fs.readFile(config);
    const [id = ''] = /\/\S+\/managedClusters\/aks-eu/.exec(new TextDecoder().decode(before)) ?? [];
    const targets = [1, 2, 3].map(i => `  - { name: eu-${i}, kind: aks, id: ${id}, manifests: ['deploy/eu/**'] }\n`);
    try {
      const text = `version: 1\nsnapshot: access.snapshot.json\ntargets:\n${targets.join('')}`;
      await vscode.workspace.fs.writeFile(config, new TextEncoder().encode(text));
      const { document } = await open('deploy/eu/checkout.yaml');
      const actions = await eventually('three targets are blocked', async () => {
        const now = await quickFixes(document.uri);
        return now.some(({ title }) => title.includes('3 targets')) ? now : undefined;
      });
      assert.strictEqual(actions[0]?.title, 'Fix on all 3 targets (one script)…');
      assert.deepStrictEqual(
        actions.map(({ isPreferred }) => isPreferred === true),
        actions.map((_action, i) => i === 0),
      );
      assert.strictEqual(actions.filter(({ title }) => title.includes('targets')).length, 1);
    } finally {
      await vscode.workspace.fs.writeFile(config, before);
      // the cause is the same with both configs, so this waits for the number of targets
      await eventually('one target is blocked again', async () => {
        const [first] = await quickFixes(fileIn('deploy/eu/checkout.yaml'));
        return first?.title === 'Attach shopprod to aks-eu…' ? true : undefined;
      });
      await settled();
    }
  });

  // A hover asks for fixes only once. If none is there yet, it shows that there is none.
  it('come with the findings of what was just typed', async () => {
    const settings = vscode.workspace.getConfiguration('acrPull.diagnostics');
    await settings.update('delay', 2000, vscode.ConfigurationTarget.Global);
    try {
      const { document } = await open('deploy/eu/checkout.yaml');
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, new vscode.Position(document.lineCount, 0), '# typed\n');
      await vscode.workspace.applyEdit(edit);
      const [first] = await quickFixes(document.uri);
      assert.strictEqual(first?.title, 'Attach shopprod to aks-eu…');
    } finally {
      await settings.update('delay', undefined, vscode.ConfigurationTarget.Global);
      await discard();
    }
  });

  it('ask how, and copy the command', async () => {
    const [best] = await quickFixes(fileIn('deploy/eu/checkout.yaml'));
    const copied = await copiedByFirstRows(() => run(best));
    assert.match(copied, /^az aks update .*--attach-acr.*\/registries\/shopprod/);
  });

  it('never offer to attach a registry in ABAC mode', async () => {
    const { document } = await open('deploy/eu/search.yaml');
    const titles = (await quickFixes(document.uri)).map(({ title }) => title);
    assert.ok(
      titles.some(title =>
        /^Give aks-eu's kubelet identity .*Container Registry Repository Reader on shopabac/.test(title),
      ),
    );
    assert.ok(!titles.some(title => title.startsWith('Attach')));
  });

  it('correct a host in the text, and the problem is gone', async () => {
    const { document } = await open('jobs/stock-sync.yaml');
    const actions = await quickFixes(document.uri);
    const correction = actions.find(({ title }) => title.startsWith('Change the registry to shopprod.azurecr.io'));
    assert.ok(correction?.edit);
    assert.ok(await vscode.workspace.applyEdit(correction.edit));
    assert.ok(document.getText().includes('shopprod.azurecr.io/stock-sync:1.8.2'));
    await eventually('the problem is another or gone', () =>
      problemsOf(document.uri).every(({ message }) => !message.includes('azureacr')) ? true : undefined,
    );
    await discard();
    await causesBecome(fileIn('jobs/stock-sync.yaml'), 'registry-not-found');
  });

  it('open the page about the cause, rendered', async () => {
    const { document } = await open('deploy/eu/checkout.yaml');
    await run((await quickFixes(document.uri)).at(-1));
    const tab = await eventually('a tab shows the page', () =>
      vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find(({ label }) => label.includes('not-attached')),
    );
    assert.ok(tab.input instanceof vscode.TabInputCustom, 'as rendered Markdown');
  });

  it('never offer the admin account, anywhere in the samples', async () => {
    let looked = 0;
    for (const [uri] of vscode.languages.getDiagnostics()) {
      if (problemsOf(uri).length === 0) continue;
      const document = await vscode.workspace.openTextDocument(uri);
      await settled();
      for (const action of await quickFixes(document.uri)) {
        looked++;
        assert.doesNotMatch(
          `${action.title} ${JSON.stringify(action.command?.arguments)}`,
          /admin-enabled|acr credential/,
        );
      }
    }
    console.log(`      ${looked} quick fixes`);
  });
});
