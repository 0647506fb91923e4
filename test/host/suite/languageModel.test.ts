// Answers to a language model, through VS Code's own API.
import * as assert from 'node:assert';
import * as vscode from 'vscode';
import { settled } from './shop.ts';

async function ask(tool: string, input: object): Promise<unknown> {
  const { content } = await vscode.lm.invokeTool(tool, { input, toolInvocationToken: undefined });
  const [part, ...more] = content;
  assert.ok(part instanceof vscode.LanguageModelTextPart);
  assert.strictEqual(more.length, 0);
  return JSON.parse(part.value);
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
  readonly note: string | null;
}

async function check(input: object): Promise<Checked> {
  return (await ask('acrPull_checkImage', input)) as Checked;
}

describe('the tools for language models', () => {
  before(settled);

  it('are offered', () => {
    const names = vscode.lm.tools.map(({ name }) => name);
    for (const name of ['acrPull_explainError', 'acrPull_checkImage']) assert.ok(names.includes(name), names.join());
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
    const none = await check({ image: 'shopprod.azurecr.io/checkout:2.4.0', target: 'aks-nowhere' });
    assert.strictEqual(none.findings.length, 0);
    assert.match(none.note ?? '', /Its targets: .*aks-eu/);
  });

  it('check an image that no manifest names, and say on what assumption', async () => {
    const { findings, note } = await check({ image: 'shopprod.azurecr.io/unheard-of:1' });
    const outcomes = new Map(findings.map(({ target, outcome }) => [target.name, outcome]));
    assert.deepStrictEqual([outcomes.get('aks-prod'), outcomes.get('aks-eu')], ['allowed', 'denied']);
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
