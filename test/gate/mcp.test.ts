// The tools for language models, asked by the SDK's own client over standard input and output.
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { folder, gateProcess, pod, root, snapshot } from './gate.ts';
import { ask, clientIn } from './mcpClient.ts';

const asked = (id: unknown, method: string, params: unknown = {}) =>
  JSON.stringify({ jsonrpc: '2.0', id, method, params });
const hello = asked(1, 'initialize', {
  protocolVersion: '2025-06-18',
  capabilities: {},
  clientInfo: { name: 'test', version: '1' },
});

test('a message that is no request is refused by its id, and those around it are answered', async t => {
  const cwd = folder(t, {});
  const bad: readonly (readonly [message: string, code: number, id?: string | number])[] = [
    ['hello', -32700],
    ['{', -32700],
    ['\ufeff{}', -32700],
    ['[]', -32600],
    [`[${asked(7, 'ping')}]`, -32600],
    ['7', -32600],
    ['{}', -32600],
    ['{"jsonrpc":"2.0","method":7}', -32600],
    ['{"jsonrpc":"2.0","id":7,"method":7}', -32600, 7],
    ['{"jsonrpc":"2.0","id":"a"}', -32600, 'a'],
    [asked(7, 'ping').replace('2.0', '1.0'), -32600, 7],
    [asked({}, 'ping'), -32600],
    [asked(null, 'ping'), -32600],
    [asked(1.5, 'ping'), -32600],
    ...[[1], 'x', null].map(params => [asked(7, 'tools/call', params), -32600, 7] as const),
    [asked(7, 'ping', 'deep').replace('"deep"', `${'['.repeat(5000)}${']'.repeat(5000)}`), -32600, 7],
    [asked('b', 'ping', { _meta: { progressToken: {} } }), -32600, 'b'],
  ];
  const input = [hello, '', ...bad.map(([message]) => message), ' \r', asked(2, 'ping')].join('\n'); // the last without its line end
  const { code, stdout, stderr } = await gateProcess(['mcp'], { cwd, input });
  assert.equal(code, 0);
  const answers = stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
  const isRefusal = ({ error }: { error?: unknown }) => error !== undefined;
  const refused = answers.filter(isRefusal).map(({ error, id }) => ({ code: error.code, id }));
  assert.deepEqual(
    refused,
    bad.map(([, error, id]) => ({ code: error, id })),
  );
  assert.deepEqual(
    answers.filter(each => !isRefusal(each)).map(({ id }) => id),
    [1, 2],
  );
  assert.equal(stderr.match(/this message is no/gi)?.length, bad.length);
});

test('a broken notification or answer has no answer, and is said', async t => {
  const bad = [
    '{"jsonrpc":"2.0","method":"notifications/initialized","params":[1]}',
    '{"jsonrpc":"2.0","id":7,"result":7}',
    '{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"x"}}',
  ];
  const input = [hello, ...bad, asked(2, 'ping')].join('\n');
  const { stdout, stderr } = await gateProcess(['mcp'], { cwd: folder(t, {}), input });
  assert.doesNotMatch(stdout, /"error"/);
  assert.match(stdout, /"id":2/);
  assert.equal(stderr.match(/a message was not understood, and has no answer/g)?.length, bad.length);
});

test("the SDK's own client goes on after a refusal", async t => {
  const client = await clientIn(t, folder(t, {}));
  const errors: Error[] = [];
  client.onerror = error => errors.push(error);
  for (const message of [{ jsonrpc: '2.0', id: 'x', method: 7 }, [], 'x'])
    await client.transport?.send(message as never);
  await client.ping();
  assert.equal(errors.filter(({ message }) => /invalid_union|ZodError/.test(message)).length, 0, String(errors));
});

test('a name in an answer steers no terminal, in an error neither', async t => {
  for (const name of ['\u009b31m', '\u202ex', 'a\u2028b', '\u{e0041}', '##vso[task.complete]x']) {
    const calls = ['acr_who_can_pull', 'acr_what_if_abac'].map((tool, i) =>
      asked(i + 2, 'tools/call', { name: tool, arguments: { registry: name } }),
    );
    const cwd = folder(t, { 'access.snapshot.json': snapshot() });
    const input = `${[hello, ...calls].join('\n')}\n`;
    const { stdout } = await gateProcess(['mcp', '--snapshot', 'access.snapshot.json'], { cwd, input });
    assert.match(stdout, /"id":3/);
    assert.doesNotMatch(stdout, /(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]|##vso\[/u, JSON.stringify(name));
  }
});

test('the samples: all tools are listed, read only, and each answers', async t => {
  const client = await clientIn(t, path.join(root, 'samples'));
  const { tools } = await client.listTools();
  assert.deepEqual(tools.map(({ name }) => name).sort(), [
    'acr_check_image',
    'acr_explain_pull_error',
    'acr_what_if_abac',
    'acr_what_is_denied',
    'acr_who_can_pull',
    'acr_why_red',
  ]);
  assert.ok(tools.every(({ annotations }) => annotations?.readOnlyHint === true));
  assert.match(client.getInstructions() ?? '', /`unknown` means that we can't tell/);

  // A denied pull, with the smallest role as its fix, and what was not read.
  const denied = await ask(client, 'acr_check_image', {
    image: 'shopprod.azurecr.io/checkout:2.4.0',
    target: 'aks-eu',
  });
  assert.deepEqual(denied.data.summary.denied, 1);
  const [finding] = denied.data.findings;
  assert.equal(finding.cause, 'not-attached');
  assert.ok(
    finding.evidence.some(
      ({ step, effect }: { step: string; effect: string }) => step === 'role' && effect === 'missing',
    ),
  );
  assert.ok(
    denied.data.notRead.some((line: string) => /image existence/.test(line)),
    denied.text,
  );

  const file = await ask(client, 'acr_check_image', { file: './deploy/eu/search.yaml' });
  assert.equal(file.data.findings.length, 1);

  const error = 'Failed to pull image "shopprod.azurecr.io/checkout:2.4.0": failed to authorize: 401 Unauthorized';
  const explained = await ask(client, 'acr_explain_pull_error', { text: error, target: 'aks-eu' });
  assert.equal(explained.data.pullError, true);
  assert.equal(explained.data.causes[0].cause, 'not-attached', explained.text);
  assert.equal(explained.data.location.file, 'deploy/eu/checkout.yaml');

  const holders = await ask(client, 'acr_who_can_pull', { registry: 'shopprod.azurecr.io' });
  assert.equal(holders.data.registry.name, 'shopprod');
  assert.ok(holders.data.registry.pullers.length > 0);
  assert.ok(Array.isArray(holders.data.notRead));

  const abac = await ask(client, 'acr_what_if_abac', { registry: 'shopprod' });
  assert.ok(abac.data.change.breaks > 0);
  assert.equal(abac.data.change.pulls[0].effect, 'breaks');
  const already = await ask(client, 'acr_what_if_abac', { registry: 'shopabac' });
  assert.match(already.data.note, /in ABAC mode already/);

  // Never offered, whatever is asked: the admin account, a pull secret for a missing role, the control plane's
  // identity.
  const offers = JSON.stringify([
    denied.data.findings[0].fixes,
    explained.data.causes,
    file.data.findings[0].fixes,
    abac.data.change,
  ]);
  assert.doesNotMatch(offers, /admin-enabled|acr credential|docker-registry|create secret|--docker-password/i);
});

test('what can’t be answered says what to do, and what is not known stays unknown', async t => {
  const cwd = folder(t, {
    'access.json': snapshot(),
    'app.yaml': pod('shop.azurecr.io/app:1', 'other.azurecr.io/app:1'),
  });
  const client = await clientIn(t, cwd, '--snapshot', 'access.json', '--no-config');
  const both = await ask(client, 'acr_check_image', {});
  assert.ok(both.isError);
  assert.match(both.text, /Give either `image` or `file`/);
  const none = await ask(client, 'acr_who_can_pull', { registry: 'gone' });
  assert.match(
    none.text,
    /No registry that was read is called `gone`\. Registries that were read: shop\.azurecr\.io\./,
  );
  // No manifest names it: judged for a plain pod on each cluster, and the answer shows that.
  const pods = await ask(client, 'acr_check_image', { image: 'shop.azurecr.io/new:1' });
  assert.deepEqual(
    pods.data.findings.map(
      ({ target, outcome }: { target: { name: string }; outcome: string }) => `${target.name} ${outcome}`,
    ),
    ['aks-no denied', 'aks-yes allowed'],
  );
  assert.match(pods.data.note, /No manifest in the workspace uses this image/);
  const unknown = await ask(client, 'acr_check_image', { image: 'other.azurecr.io/app:1' });
  assert.deepEqual(
    [unknown.data.summary.allowed, unknown.data.summary.denied, unknown.data.summary.unknown],
    [0, 0, 1],
  );
});

test('infrastructure code alone answers, with the mistake in it', async t => {
  const cwd = folder(t, {});
  cpSync(path.join(root, 'samples-planned'), cwd, { recursive: true });
  const client = await clientIn(t, cwd);
  const { data } = await ask(client, 'acr_check_image', { image: 'shopplanned.azurecr.io/checkout:2.4.0' });
  const [finding] = data.findings;
  assert.deepEqual([finding.outcome, finding.cause], ['unknown', 'role-on-wrong-identity']);
  assert.equal(finding.planned.mistake.grant.address, 'azurerm_role_assignment.pull');
});

test('without a map nothing is claimed', async t => {
  const client = await clientIn(t, folder(t, { 'app.yaml': pod('shop.azurecr.io/app:1') }));
  const answer = await ask(client, 'acr_check_image', { image: 'shop.azurecr.io/app:1' });
  assert.ok(answer.isError);
  assert.match(answer.text, /there is no access snapshot: name one/);
});

test('a manifest of which a part was passed over is among what was not read', async t => {
  const broken = `${pod('shop.azurecr.io/app:1')}    - { name: b, image: "shop.azurecr.io/other:1 }\n`;
  const client = await clientIn(
    t,
    folder(t, { 'a.yaml': broken, 'access.json': snapshot() }),
    '--snapshot',
    'access.json',
  );
  const line = 'a.yaml could not be read completely';
  for (const [name, input] of [
    ['acr_check_image', { image: 'shop.azurecr.io/other:1' }],
    ['acr_who_can_pull', { registry: 'shop' }],
    ['acr_explain_pull_error', { text: 'Failed to pull image "shop.azurecr.io/other:1": 401 Unauthorized' }],
  ] as const) {
    const { data } = await ask(client, name, input);
    assert.ok(data.notRead.includes(line), JSON.stringify(data.notRead));
  }
});

test('18: a message that is too long is refused, and the next one is answered', async t => {
  const cwd = folder(t, { 'pod.yaml': pod('shop.azurecr.io/app:1'), '.acr-pull.yaml': 'version: 1\n' });
  const ping = (id: number) => `${JSON.stringify({ jsonrpc: '2.0', id, method: 'ping' })}\n`;
  const long = `${JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'ping', params: { text: 'x'.repeat(12_000_000) } })}\n`;
  const { code, stdout, stderr } = await gateProcess(['mcp'], { cwd, input: ping(1) + long + ping(3) });
  const answers = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  assert.deepEqual(
    answers.map(({ id, error }) => error?.code ?? id),
    [1, -32600, 3],
  );
  assert.match(stderr, /more than 4194304 bytes, and was not read/);
  assert.equal(code, 0);
});

test('18: a field that is too long is refused, whatever the answer would repeat', async t => {
  const cwd = folder(t, { 'access.json': snapshot(), '.acr-pull.yaml': 'version: 1\nsnapshot: access.json\n' });
  const client = await clientIn(t, cwd);
  const { isError, text } = await ask(client, 'acr_check_image', { image: `yes.azurecr.io/${'a'.repeat(1_000_000)}` });
  assert.ok(isError);
  assert.match(text, /`image` has more than 4096 characters/);
});
