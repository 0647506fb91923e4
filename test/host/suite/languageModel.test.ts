// Answers to a language model, through VS Code's own API.
import * as assert from 'node:assert';
import * as vscode from 'vscode';
import { settled } from './shop.ts';

/** The data of an answer, beside which is a text that is complete. Both are below 8 kB together. */
async function ask(tool: string, input: object): Promise<unknown> {
  const { content } = await vscode.lm.invokeTool(tool, { input, toolInvocationToken: undefined });
  const [text, data, ...more] = content;
  assert.ok(text instanceof vscode.LanguageModelTextPart && data instanceof vscode.LanguageModelTextPart);
  assert.strictEqual(more.length, 0);
  assert.notStrictEqual(text.value, '');
  assert.ok(new TextEncoder().encode(text.value + data.value).length < 8000);
  return JSON.parse(data.value);
}

interface Checked {
  readonly findings: readonly {
    readonly reference: { readonly file: string; readonly line: number; readonly column: number };
    readonly target: { readonly name: string };
    readonly puller: { readonly name: string };
    readonly outcome: string;
    readonly cause: string;
    readonly evidence: readonly { readonly step: string }[];
    readonly fixes: readonly { readonly bash: string | null }[];
  }[];
  readonly summary: { readonly allowed: number; readonly denied: number; readonly maps: readonly object[] };
  readonly targets: { readonly canPull: readonly string[]; readonly cannotPull: readonly string[] };
  readonly note: string | null;
}

async function check(input: object): Promise<Checked> {
  return (await ask('acrPull_checkImage', input)) as Checked;
}

describe('the tools for language models', () => {
  before(settled);

  it('are offered', () => {
    const names = vscode.lm.tools.map(({ name }) => name);
    for (const name of ['explainError', 'checkImage', 'whatIsDenied', 'whyRed', 'whoCanPull', 'whatIfAbac'])
      assert.ok(names.includes(`acrPull_${name}`), names.join());
  });

  it('explain an error, and find the line that names the image', async () => {
    const text =
      'Failed to pull image "shopprod.azurecr.io/checkout:2.4.0": failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://shopprod.azurecr.io/oauth2/token: 401 Unauthorized';
    const answer = (await ask('acrPull_explainError', { text })) as {
      readonly pullError: boolean;
      readonly image: string;
      readonly causes: readonly object[];
      readonly location: { readonly file: string; readonly line: number } | null;
    };
    assert.strictEqual(answer.pullError, true);
    assert.match(answer.image, /^shopprod\.azurecr\.io\/checkout:2\.4\.0$/);
    assert.ok(answer.causes.length > 0);
    assert.match(answer.location?.file ?? '', /checkout\.yaml$/);
  });

  it('check the images of a file, with who pulls, the proof and the way out', async () => {
    const { findings, summary, note } = await check({ file: 'deploy/eu/checkout.yaml' });
    assert.strictEqual(note, null);
    const [finding] = findings;
    assert.ok(finding);
    assert.deepStrictEqual(
      [finding.target.name, finding.outcome, finding.cause, finding.reference.line, finding.reference.column],
      ['aks-eu', 'denied', 'not-attached', 21, 18],
    );
    assert.match(finding.puller.name, /^kubelet identity/);
    assert.ok(finding.evidence.some(({ step }) => step === 'role'));
    assert.ok(finding.fixes.some(({ bash }) => bash?.startsWith('az ')));
    assert.strictEqual(summary.maps.length, 1);
  });

  it('check an image of the manifests by target', async () => {
    const everywhere = await check({ image: 'shopprod.azurecr.io/checkout:2.4.0' });
    assert.ok(everywhere.findings.length > 0);
    const { findings } = await check({ image: 'shopprod.azurecr.io/checkout', target: 'aks-eu', file: '' });
    assert.deepStrictEqual([...new Set(findings.map(({ target }) => target.name))], ['aks-eu']);
    const nowhere = check({ image: 'shopprod.azurecr.io/checkout:2.4.0', target: 'aks-nowhere' });
    await assert.rejects(nowhere, /No target is called `aks-nowhere`.* Targets: .*aks-eu/);
  });

  it('check a folder, and refuse a path that is not there', async () => {
    const { findings, note } = await check({ file: 'deploy/eu' });
    assert.strictEqual(note, null);
    assert.ok(findings.length > 1);
    await assert.rejects(check({ file: 'deploy/eu/chekout.yaml' }), /There is no file or folder/);
    await assert.rejects(check({ file: '../elsewhere' }), /There is no file or folder/);
  });

  it('say what is denied, why the build is red, who can pull and what ABAC mode breaks', async () => {
    const denied = (await ask('acrPull_whatIsDenied', { target: 'aks-eu' })) as {
      readonly summary: { readonly denied: number };
      readonly groups: readonly { readonly cause: string }[];
    };
    assert.ok(denied.summary.denied > 0);
    assert.ok(denied.groups.some(({ cause }) => cause === 'not-attached'));
    const red = (await ask('acrPull_whyRed', {})) as { readonly exitCode: number; readonly reason: string };
    assert.strictEqual(red.exitCode, 2);
    assert.match(red.reason, /denied/);
    const who = (await ask('acrPull_whoCanPull', { image: 'shopprod.azurecr.io/checkout:2.4.0' })) as {
      readonly targets: { readonly cannotPull: readonly string[] };
      readonly registry: { readonly pullers: readonly object[] };
    };
    assert.ok(who.targets.cannotPull.includes('aks-eu'));
    assert.ok(who.registry.pullers.length > 0);
    const abac = (await ask('acrPull_whatIfAbac', { registry: 'shopprod' })) as {
      readonly change: { readonly breaks: number };
    };
    assert.ok(abac.change.breaks > 0);
  });

  it('check an image that no manifest names, and say on what assumption', async () => {
    const { targets, note } = await check({ image: 'shopprod.azurecr.io/unheard-of:1' });
    assert.ok(targets.canPull.includes('aks-prod') && targets.cannotPull.includes('aks-eu'));
    const { findings } = await check({ image: 'shopprod.azurecr.io/unheard-of:1', target: 'aks-prod' });
    assert.deepStrictEqual(
      findings.map(({ target, outcome }) => [target.name, outcome]),
      [['aks-prod', 'allowed']],
    );
    assert.match(note ?? '', /neither a pull secret nor its own service account/);
  });

  it('claim nothing of images of other registries', async () => {
    const { findings, note } = await check({ image: 'docker.io/library/nginx:1' });
    assert.strictEqual(findings.length, 0);
    assert.match(note ?? '', /is not an image from Azure Container Registry/);
  });

  it('refuse a question that says neither what nor where', async () => {
    await assert.rejects(check({}), /either `image` or `file`/);
    await assert.rejects(check({ image: 'a.azurecr.io/b', file: 'c.yaml' }), /either `image` or `file`/);
    await assert.rejects(ask('acrPull_explainError', {}), /text/);
  });
});
