// Findings that make the gate fail, target by target: the same exit code in every format, each with its reason. And
// each format is read by something that knows it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { marked } from 'marked';
import { validateXML } from 'xmllint-wasm';
import { causes } from '../../src/causes/index.ts';
import { run } from '../../src/gate/program.ts';
import { folder, pod, root, snapshot } from './gate.ts';

/** The gate in this process: a hundred and forty runs take a second. */
async function gate(args: readonly string[], { cwd }: { readonly cwd: string }) {
  const [stdout, stderr]: [string[], string[]] = [[], []];
  const out = (text: string) => void stdout.push(text);
  const err = (text: string) => void stderr.push(text);
  const input = async () => new Uint8Array();
  const code = await run(args, { cwd, color: false, now: () => new Date('2026-11-24T13:00:00Z'), input, out, err });
  return { code, stdout: stdout.join(''), stderr: stderr.join('') };
}

const group = '/subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/rg';
const aks = (name: string) => `${group}/providers/Microsoft.ContainerService/managedClusters/${name}`;

/** Beside `shop`, the registry `open` allows anonymous pulls, which works and deserves a warning. */
function access(): string {
  const facts = JSON.parse(snapshot());
  const [shop] = facts.resources;
  const properties = { ...shop.properties, loginServer: 'open.azurecr.io', anonymousPullEnabled: true };
  facts.resources.push({ ...shop, id: shop.id.replace('/shop', '/open'), name: 'open', properties });
  return JSON.stringify(facts);
}

/** One cluster for each outcome: the policy is that of the one target. */
const clusters = {
  allowed: { id: aks('aks-yes'), image: 'shop.azurecr.io/app:1' },
  warned: { id: aks('aks-yes'), image: 'open.azurecr.io/app:1' },
  denied: { id: aks('aks-no'), image: 'shop.azurecr.io/app:1' },
  unknown: { id: aks('elsewhere'), image: 'shop.azurecr.io/app:1' },
} as const;
type Outcome = keyof typeof clusters;

function workspace(outcome: Outcome, policy: string | undefined) {
  const { id, image } = clusters[outcome];
  const fail = policy === undefined ? '' : `, fail: ${policy}`;
  return {
    '.acr-pull.yaml': `version: 1
snapshot: access.json
severity: { anonymous-pull: warning }
targets: [{ name: dev, kind: aks, id: ${id}${fail} }]
`,
    'access.json': access(),
    'app.yaml': pod(image),
  };
}

// Policy → exit code by outcome. Without a policy the gate fails on denied and on unknown pulls.
const table: readonly (readonly [policy: string | undefined, Readonly<Record<Outcome, number>>])[] = [
  [undefined, { allowed: 0, warned: 0, denied: 2, unknown: 3 }],
  ['denied', { allowed: 0, warned: 0, denied: 2, unknown: 0 }],
  ['unknown', { allowed: 0, warned: 0, denied: 2, unknown: 3 }],
  ['warning', { allowed: 0, warned: 2, denied: 2, unknown: 3 }],
  ['never', { allowed: 0, warned: 0, denied: 0, unknown: 0 }],
];

/** The place of the reason in each format. */
const reasonIn = {
  text: (out: string) => /^Failed with exit code .*$/m.exec(out)?.[0],
  json: (out: string) => JSON.parse(out).summary.reason ?? undefined,
  sarif: (out: string) => JSON.parse(out).runs[0].invocations[0].exitCodeDescription,
  junit: (out: string) => /<failure message="(Failed [^"]*)" type="exit-code">/.exec(out)?.[1],
  markdown: (out: string) => /^\*\*(Failed .*)\*\*$/m.exec(out)?.[1]?.replaceAll('\\', ''),
  github: (out: string) => /^::error title=acr-pull::(.*)$/m.exec(out)?.[1],
  'azure-pipelines': (out: string) => /^##vso\[task\.logissue type=error\](.*)$/m.exec(out)?.[1],
} as const satisfies Record<string, (out: string) => string | undefined>;

for (const [policy, codes] of table) {
  test(`fail: ${policy ?? 'absent'}: exit codes in every format, each with its reason`, async t => {
    for (const outcome of Object.keys(codes).filter(each => each in clusters) as Outcome[]) {
      const cwd = folder(t, workspace(outcome, policy));
      const runs = Object.entries(reasonIn).map(async ([format, reason]) => {
        const { code, stdout, stderr } = await gate(['check', '--format', format], { cwd });
        assert.equal(code, codes[outcome], `${outcome}, ${format}: ${stdout}${stderr}`);
        const said = reason(stdout);
        if (code === 0) assert.equal(said, undefined, `${outcome}, ${format}`);
        else assert.match(said ?? '', new RegExp(`^Failed with exit code ${code}: .+\\.$`), `${outcome}, ${format}`);
      });
      await Promise.all(runs);
    }
  });
}

const two = {
  'access.json': access(),
  '.acr-pull.yaml': `version: 1
snapshot: access.json
targets:
  - { name: dev, kind: aks, id: ${aks('aks-no')}, manifests: dev/**, fail: never }
  - { name: prod, kind: aks, id: ${aks('aks-yes')}, manifests: prod/** }
`,
  'dev/app.yaml': pod('shop.azurecr.io/app:1'),
  'prod/app.yaml': pod('shop.azurecr.io/app:1'),
};

test('dev warns and prod blocks; --fail-on comes first', async t => {
  const cwd = folder(t, two);
  const annotated = await gate(['check', '--format', 'github'], { cwd });
  assert.equal(annotated.code, 0);
  assert.match(annotated.stdout, /^::warning file=dev\/app\.yaml/m);
  assert.match(annotated.stdout, /1 denied, 0 unknown, 1 by assumption, 1 tolerated/);
  assert.equal((await gate(['check', '--fail-on', 'denied'], { cwd })).code, 2);
  // The option is about the exit code: alerts in code scanning stay as serious as they are.
  const uploaded = await gate(['check', '--fail-on', 'never', '--format', 'sarif'], { cwd });
  assert.equal(uploaded.code, 0);
  assert.equal(JSON.parse(uploaded.stdout).runs[0].results[0].level, 'error');
});

// `web` is what the config calls the development cluster, and a Container App of another manifest.
test('the policy of a target is not that of a runtime of another kind with its name', async t => {
  const cwd = folder(t, {
    'access.json': access(),
    '.acr-pull.yaml': `version: 1
snapshot: access.json
targets: [{ name: web, kind: aks, id: ${aks('aks-no')}, fail: never }]
`,
    'pod.yaml': pod('shop.azurecr.io/app:1'),
    'app.yaml': `type: Microsoft.App/containerApps
name: web
properties:
  configuration: { registries: [] }
  template: { containers: [{ name: a, image: shop.azurecr.io/app:1 }] }
`,
  });
  assert.equal((await gate(['check', 'pod.yaml'], { cwd })).code, 0);
  const { code, stdout } = await gate(['check', 'app.yaml'], { cwd });
  assert.notEqual(code, 0, stdout);
});

test('a file that could not be read is never a success, whatever the targets say', async t => {
  const cwd = folder(t, two);
  assert.equal((await gate(['check', 'dev', 'gone'], { cwd })).code, 3);
});

test('excluded manifests are read and counted, and not judged', async t => {
  const config = two['.acr-pull.yaml'].replace(', fail: never', '');
  const cwd = folder(t, { ...two, '.acr-pull.yaml': `${config}exclude: [dev/**]\n` });
  const { code, stdout, stderr } = await gate(['check'], { cwd });
  assert.equal(code, 0, stdout);
  assert.match(stdout, /1 image, 1 target: 1 can pull, 0 denied, 0 unknown, 1 excluded by the config/);
  assert.equal(stderr, '');
  const idle = folder(t, { ...two, '.acr-pull.yaml': `${config}exclude: [test/**]\n` });
  assert.match((await gate(['check'], { cwd: idle })).stderr, /No manifest matches `test\/\*\*`/);
});

const hostile = {
  ...two,
  'dev/a&<b>"`.yaml': pod(
    'shop.azurecr.io/app:1',
    'shop.azurecr.io/<script>alert(1)</script>',
    'shop.azurecr.io/a](https://evil.example)`x`',
  ),
  'prod/odd.yaml': pod('open.azurecr.io/app:1', 'gone.azurecr.io/app:1'),
};

test('JUnit: valid by its schema, with a suite for each target', { skip: process.platform === 'win32' }, async t => {
  const cwd = folder(t, hostile);
  const { stdout } = await gate(['check', '--format', 'junit'], { cwd });
  const schema = readFileSync(path.join(root, 'test/gate/junit.xsd'), 'utf8');
  const result = await validateXML({
    xml: [{ fileName: 'report.xml', contents: stdout }],
    schema: [{ fileName: 'junit.xsd', contents: schema }],
  });
  assert.deepEqual(result.errors, []);
  assert.deepEqual(
    [...stdout.matchAll(/<testsuite name="([^"]*)" tests="(\d+)" failures="(\d+)" errors="0" skipped="(\d+)">/g)].map(
      ([, ...numbers]) => numbers.join(' '),
    ),
    ['acr-pull 1 1 0', 'dev 4 0 4', 'prod 3 1 0'],
  );
  const broken = stdout.replace('<testcase ', '<case ');
  const refused = await validateXML({
    xml: [{ fileName: 'report.xml', contents: broken }],
    schema: [{ fileName: 'junit.xsd', contents: schema }],
  });
  assert.equal(refused.valid, false, 'the schema can refuse');
});

test('Markdown: one section for each root cause, and names stay text', {
  skip: process.platform === 'win32',
}, async t => {
  const cwd = folder(t, hostile);
  const { stdout } = await gate(['check', '--format', 'markdown'], { cwd });
  const html = await marked.parse(stdout, { gfm: true });
  assert.doesNotMatch(html, /<script|href="https:\/\/evil/);
  assert.match(html, /&lt;script&gt;|&lt;script>/);
  const links = [...html.matchAll(/href="([^"]*)"/g)].map(match => match[1] ?? '');
  const ours = new Set<string>(Object.values(causes).map(({ link }) => link));
  assert.ok(links.length > 0 && links.every(link => ours.has(link)), links.join());
  assert.match(html, /<h3>❌ ACR Pull Check<\/h3>/);
  assert.match(html, /<pre><code class="language-sh">az aks update /);
});

test('Markdown for a pull request: new, fixed and unchanged against a baseline', async t => {
  const config = two['.acr-pull.yaml'].replace(', fail: never', '');
  const cwd = folder(t, { ...two, '.acr-pull.yaml': config, 'dev/old.yaml': pod('shop.azurecr.io/old:1') });
  await gate(['check', '--write-baseline', 'baseline.json'], { cwd });
  const files = { 'dev/old.yaml': pod('nginx:1'), 'dev/new.yaml': pod('shop.azurecr.io/new:1') };
  const later = folder(t, {
    ...two,
    '.acr-pull.yaml': config,
    ...files,
    'baseline.json': readFileSync(path.join(cwd, 'baseline.json')),
  });
  const { stdout, code } = await gate(['check', '--baseline', 'baseline.json', '--format', 'markdown'], { cwd: later });
  assert.equal(code, 2);
  assert.match(stdout, /^<code>\S+<\/code> can\\'t pull this/m, 'names in a message are code');
  assert.match(stdout, /^Against the baseline: \*\*1 new\*\*, 1 fixed, 1 unchanged\\\.$/m);
  assert.match(
    stdout,
    /<summary>Fixed<\/summary>\n\n- <code>shop\\\.azurecr\\\.io\\\/old\\:1<\/code> → <code>dev<\/code>/,
  );
});

test('--explain prints the proof under each verdict', async t => {
  const cwd = folder(t, two);
  const { stdout } = await gate(['check', 'prod', '--explain'], { cwd });
  assert.match(stdout, /^ {6}target {6}prod, from: \.acr-pull\.yaml$/m);
  assert.match(stdout, /^ {6}role {8}\+ AcrPull/m);
});
