// Questions of a platform engineer about 40 clusters, asked by the SDK's own client, and the workspace that answers
// them.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { folder, gate, pod, snapshot } from './gate.ts';
import { manyFindings } from './manyFindings.ts';
import { ask, clientIn } from './mcpClient.ts';

const idOf = (cluster: string) =>
  `/subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/${cluster}`;

/** A config that sends everything, or a folder, to a cluster of `snapshot()`. */
const configOf = (cluster: string, manifests = '**') =>
  `version: 1\nsnapshot: access.json\ntargets:\n${targetOf(cluster, manifests)}`;
const targetOf = (cluster: string, manifests: string) =>
  `  - { name: ${cluster}, kind: aks, id: ${idOf(cluster)}, manifests: '${manifests}' }\n`;

const image = 'shop3.azurecr.io/team/app-2:1.2';
const error = `Failed to pull image "${image}": failed to authorize: failed to fetch anonymous token: 401 Unauthorized`;

const questions: readonly (readonly [tool: string, input: Readonly<Record<string, string>>])[] = [
  ['acr_what_is_denied', {}],
  ['acr_what_is_denied', { target: 'aks-007' }],
  ['acr_what_is_denied', { target: 'aks' }],
  ['acr_what_is_denied', { file: 'deploy' }],
  ['acr_why_red', {}],
  ['acr_who_can_pull', { image }],
  ['acr_who_can_pull', { registry: 'shop3' }],
  ['acr_what_if_abac', {}],
  ['acr_check_image', { image }],
  ['acr_explain_pull_error', { text: error, target: 'aks-007' }],
];

test('ten questions over 40 clusters: each answer is below 8 kB, and counts what it leaves out', async t => {
  const client = await clientIn(t, folder(t, manyFindings({ clusters: 40, registries: 12, imagesOfEach: 6 })));
  const answers = [];
  for (const [tool, input] of questions) {
    const began = performance.now();
    const answer = await ask(client, tool, input); // which holds the size against the limit
    t.diagnostic(`${tool} ${JSON.stringify(input).slice(0, 60)}: ${(performance.now() - began).toFixed(0)} ms`);
    assert.equal(answer.isError, false, answer.text);
    answers.push(answer);
  }
  const [all, one, word, inFolder, red, who, holders, abac, check, explained] = answers.map(({ data }) => data);
  assert.equal(all.summary.denied, 40 * 12 * 6);
  const shown = all.groups.reduce((sum: number, { pulls }: { pulls: number }) => sum + pulls, 0);
  assert.ok(all.omitted > 0);
  assert.equal(shown + all.omittedPulls, all.summary.denied);
  assert.match(answers[0]?.text ?? '', new RegExp(`And ${all.omitted} more groups with ${all.omittedPulls} pulls`));

  assert.deepEqual(one.targets, ['aks-007']);
  assert.equal(one.summary.denied, 12 * 6);
  assert.equal(word.summary.denied, all.summary.denied);
  assert.match(word.note, /No target is called `aks`\. Taken for those with it in the name, .* and 30 more/);
  assert.equal(inFolder.summary.denied, all.summary.denied);

  assert.deepEqual([red.exitCode, red.failing], [2, 40 * 12 * 6]);
  assert.match(red.reason, /2880 pulls are denied/);

  assert.equal(who.targets.denied, 40);
  assert.deepEqual(who.targets.cannotPull.at(-1), 'and 30 more');
  assert.equal(who.registry.name, 'shop3');
  assert.deepEqual(holders.registry.pullers, []);
  assert.equal(abac.breaks, 0);
  assert.equal(check.findings.length + check.omitted, 40);
  assert.ok(check.findings.length >= 5);
  assert.equal(explained.causes[0].cause, 'not-attached');
});

test('a build is red for the reason that `check` has, whatever it fails on', async t => {
  const files = {
    'access.json': snapshot(),
    '.acr-pull.yaml': configOf('aks-no', 'no/**') + targetOf('aks-yes', 'yes/**'),
  };
  const broken = `${pod('shop.azurecr.io/app:1')}    - { name: b, image: "shop.azurecr.io/other:1 }\n`;
  for (const more of [
    { 'no/a.yaml': pod('shop.azurecr.io/app:1') },
    { 'yes/a.yaml': pod('shop.azurecr.io/app:1') },
    { 'a.yaml': pod('shop.azurecr.io/app:1') },
    { 'yes/a.yaml': broken },
    { 'no/a.yaml': `# acr-pull-ignore: known\n${pod('shop.azurecr.io/app:1')}` },
    {},
  ]) {
    const cwd = folder(t, { ...files, ...more });
    const checked = JSON.parse((await gate(['check', '--format', 'json'], { cwd })).stdout).summary;
    const { data } = await ask(await clientIn(t, cwd), 'acr_why_red', {});
    assert.deepEqual([data.exitCode, data.reason], [checked.exitCode, checked.reason], JSON.stringify(more));
    const { allowed, denied, unknown, ignored } = data.summary;
    assert.deepEqual(
      [allowed, denied, unknown, ignored],
      [checked.allowed, checked.denied, checked.unknown, checked.suppressed],
    );
  }
});

test('a path that is not there is an error; a folder is answered; nothing found is no clean bill', async t => {
  const cwd = folder(t, {
    '.acr-pull.yaml': `${configOf('aks-no')}exclude: [old/**]\n`,
    'access.json': snapshot(),
    'deploy/eu/app.yaml': pod('shop.azurecr.io/app:1'),
    'deploy/us/app.yaml': pod('shop.azurecr.io/app:2', 'nginx:1'),
    'other/app.yaml': pod('nginx:1'),
    'old/app.yaml': pod('shop.azurecr.io/old:1'),
    'notes.txt': 'shop.azurecr.io/app:1',
  });
  const client = await clientIn(t, cwd);
  for (const [tool, file] of [
    ['acr_check_image', 'deploy/eu/ap.yaml'],
    ['acr_check_image', 'deply'],
    ['acr_check_image', '../elsewhere.yaml'],
    ['acr_check_image', '/etc/hosts'],
    ['acr_what_is_denied', 'deploy/eu/ap.yaml'],
  ] as const) {
    const { isError, text } = await ask(client, tool, { file });
    assert.ok(isError, `${file}: ${text}`);
    assert.match(text, /^There is no file or folder `.*` in this workspace\./);
  }
  const deniedIn = async (file: string) => {
    const { data } = await ask(client, 'acr_check_image', { file });
    return [data.summary.denied, data.note];
  };
  for (const file of ['deploy', './deploy/', path.join(cwd, 'deploy'), '.'])
    assert.deepEqual(await deniedIn(file), [2, null], file);
  assert.deepEqual(await deniedIn('deploy/eu/app.yaml'), [1, null]);
  const [, none] = await deniedIn('other');
  assert.match(String(none), /^No image from an Azure registry was found in `other`\./);
  const [, excluded] = await deniedIn('old/app.yaml');
  assert.match(String(excluded), /not judged .*`shop\.azurecr\.io\/old:1` \(its file is excluded by the config\)/);
  const [, unread] = await deniedIn('notes.txt');
  assert.match(String(unread), /was not checked/);
  const denied = await ask(client, 'acr_what_is_denied', { file: 'deploy/us' });
  assert.equal(denied.data.summary.denied, 1);
});

test('an environment is a part of a name, a resource group or a tag; another word is refused', async t => {
  const given = JSON.parse(snapshot());
  const cluster = given.resources.find(({ name }: { name: string }) => name === 'aks-no');
  cluster.tags = { env: 'Prod' };
  const cwd = folder(t, {
    '.acr-pull.yaml': `${configOf('aks-no', 'a/**')}${targetOf('aks-yes', 'b/**')}`,
    'access.json': JSON.stringify(given),
    'a/app.yaml': pod('shop.azurecr.io/app:1'),
    'b/app.yaml': pod('shop.azurecr.io/app:1', 'other.azurecr.io/app:1'),
    'c.yaml': pod('shop.azurecr.io/app:1'),
  });
  const client = await clientIn(t, cwd);
  const prod = await ask(client, 'acr_what_is_denied', { target: 'prod' });
  assert.deepEqual(prod.data.targets, ['aks-no']);
  assert.equal(prod.data.summary.denied, 1);
  assert.match(prod.data.note, /1 pull whose target is not known/);
  const typo = await ask(client, 'acr_what_is_denied', { target: 'prd' });
  assert.ok(typo.isError);
  assert.match(typo.text, /No target is called `prd`, .* Targets: aks-no, aks-yes\./);
  const red = await ask(client, 'acr_why_red', {});
  assert.equal(red.data.exitCode, 2);
  const mild = await ask(client, 'acr_why_red', { failOn: 'never' });
  assert.deepEqual([mild.data.exitCode, mild.data.failing], [0, 0]);
  assert.ok((await ask(client, 'acr_why_red', { failOn: 'always' })).isError);
  const who = await ask(client, 'acr_who_can_pull', { image: 'shop.azurecr.io/app:1' });
  assert.deepEqual([who.data.targets.canPull, who.data.targets.cannotPull], [['aks-yes'], ['aks-no']]);
  assert.equal(who.data.registry.pullers.length, 1);
});

test('the usual three questions are prompts', async t => {
  const client = await clientIn(t, folder(t, {}));
  const { prompts } = await client.listPrompts();
  assert.deepEqual(
    prompts.map(({ name }) => name),
    ['what_is_denied', 'why_red', 'who_can_pull'],
  );
  const { tools } = await client.listTools();
  for (const { name, arguments: [argument] = [] } of prompts) {
    const given = { [argument?.name ?? '']: 'x"\n`y`' };
    const { messages } = await client.getPrompt({ name, arguments: given });
    const [message] = messages;
    assert.ok(message?.role === 'user' && message.content.type === 'text');
    const { text } = message.content;
    const [tool = ''] = text.match(/acr_\w+/) ?? [];
    assert.ok(
      tools.some(each => each.name === tool),
      text,
    );
    assert.ok(text.includes(JSON.stringify('x"\n`y`')), 'what is given stays one word');
  }
  await assert.rejects(client.getPrompt({ name: 'who_can_pull' }), /Give `image`/);
});

test('long names and texts fit, and no command is cut', async t => {
  const long = 'a'.repeat(200);
  const pods = Array.from(
    { length: 60 },
    (_, i) => `shop.azurecr.io/${long}/${'b'.repeat(40)}-${i}:${'1'.repeat(120)}`,
  );
  const cwd = folder(t, {
    '.acr-pull.yaml': configOf('aks-no'),
    'access.json': snapshot(),
    [`${long}/${long}/app.yaml`]: pod(...pods),
  });
  const client = await clientIn(t, cwd);
  for (const [tool, input] of [
    ['acr_check_image', { file: '.' }],
    ['acr_check_image', { file: `${long}/${long}/app.yaml` }],
    ['acr_check_image', { image: pods[0] ?? '' }],
    ['acr_check_image', { image: `shop.azurecr.io/${'c/'.repeat(2000)}x` }],
    ['acr_check_image', { file: 'x'.repeat(4000) }],
    ['acr_what_is_denied', { target: 'y'.repeat(4000) }],
    ['acr_who_can_pull', { registry: 'z'.repeat(4000) }],
    ['acr_who_can_pull', { image: `${'w'.repeat(3000)}.azurecr.io/x` }],
    [
      'acr_explain_pull_error',
      { text: pods.map(each => `Failed to pull image "${each}": 401 Unauthorized`).join('\n') },
    ],
  ] as const) {
    const { text, data } = await ask(client, tool, input);
    for (const command of JSON.stringify(data).match(/"bash":"[^"]*/g) ?? [])
      assert.doesNotMatch(command, /more characters/);
    assert.doesNotMatch(text, /fix: .*more characters/);
  }
});

/** The answers of a workspace in which everything may change, after each change. */
async function changing(t: TestContext) {
  const cwd = folder(t, {
    '.acr-pull.yaml': configOf('aks-no'),
    'access.json': snapshot(),
    'base/app.yaml': pod('shop.azurecr.io/app:1'),
    'base/kustomization.yaml': 'resources: [app.yaml]\n',
  });
  const client = await clientIn(t, cwd);
  return {
    cwd,
    write: (name: string, text: string) => {
      mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
      writeFileSync(path.join(cwd, name), text);
    },
    asked: async () => {
      const { isError, text, data } = await ask(client, 'acr_check_image', { file: '.' });
      return isError
        ? text
        : data.findings.map(
            ({ reference, outcome }: { reference: { image: string }; outcome: string }) =>
              `${reference.image} ${outcome}`,
          );
    },
  };
}

test('between two questions each change is seen: of a manifest, a new one, one that goes, the config, the snapshot', async t => {
  const { cwd, write, asked } = await changing(t);
  assert.deepEqual(await asked(), ['shop.azurecr.io/app:1 denied']);
  assert.deepEqual(await asked(), ['shop.azurecr.io/app:1 denied']);
  write('base/app.yaml', pod('shop.azurecr.io/app:2')); // of the same size
  assert.deepEqual(await asked(), ['shop.azurecr.io/app:2 denied']);
  write('prod/kustomization.yaml', 'resources: [../base]\nimages: [{ name: shop.azurecr.io/app, newTag: "3" }]\n');
  assert.deepEqual(await asked(), ['shop.azurecr.io/app:2 denied', 'shop.azurecr.io/app:3 denied'].slice(1));
  rmSync(path.join(cwd, 'prod'), { recursive: true });
  assert.deepEqual(await asked(), ['shop.azurecr.io/app:2 denied']);
  write('.acr-pull.yaml', configOf('aks-yes'));
  assert.deepEqual(await asked(), ['shop.azurecr.io/app:2 allowed']);
  write('access.json', snapshot({ roleAssignments: [] }));
  assert.deepEqual(await asked(), ['shop.azurecr.io/app:2 denied']);
  write('.acr-pull.yaml', 'version: 7\n');
  assert.match(await asked(), /the config can't be used/);
  write('.acr-pull.yaml', `${configOf('aks-yes')}exclude: [base/**]\n`);
  assert.deepEqual(await asked(), []);
  write('.acr-pull.yaml', configOf('aks-yes'));
  rmSync(path.join(cwd, 'base/app.yaml'));
  write('base/app.yaml', 'a: [\n');
  assert.deepEqual(await asked(), []);
});
