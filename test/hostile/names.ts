// Each hostile name in manifests, in the config and in a snapshot, through every command and format: every byte of
// standard output, standard error and written files is looked at by the rules of the sink that it goes to.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { marked } from 'marked';
import { Language, Parser } from 'web-tree-sitter';
import { validateXML } from 'xmllint-wasm';
import { readSnapshot } from '../../src/access/snapshot/snapshot.ts';
import { quoteForMarkdown } from '../../src/model/quote.ts';
import { globProblem } from '../../src/workspace/config/globs.ts';
import { readConfig } from '../../src/workspace/config/readConfig.ts';
import { proposedConfig } from '../../src/workspace/config/writeConfig.ts';
import { root } from '../gate/gate.ts';
import { temporaryFolder } from '../temporary.ts';
import { hostileNames } from './hostileNames.ts';
import { bounded, count } from './trial.ts';

type Json = Readonly<Record<string, unknown>>;

const subscription = '50b50000-0000-4000-8000-000000000001';
const guid = (prefix: string, n: number) => `${prefix}-0000-4000-8000-${String(n).padStart(12, '0')}`;
const pull = `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d`;
/** A segment of an id ends at a slash. */
const segment = (name: string) => name.replaceAll('/', '|');
/** Names that no id holds are put where Azure has texts: displayed names, locations, reasons. */
const refused = new Map<string, string>();
const inId = (name: string) => refused.get(name) ?? segment(name);
const idOf = (type: string) => (name: string) =>
  `/subscriptions/${subscription}/resourceGroups/${inId(name)}/providers/${type}/${inId(name)}`;
const clusterOf = idOf('Microsoft.ContainerService/managedClusters');
const identityOf = idOf('Microsoft.ManagedIdentity/userAssignedIdentities');

/**
 * The resources in Azure under each name: a registry and a cluster that may not pull from it, or pulls with more than
 * it needs.
 */
function resourcesOf(name: string, n: number): readonly Json[] {
  const ids = { clientId: guid('c11e4700', n), objectId: guid('0b1ec700', n) };
  return [
    {
      id: `/subscriptions/${subscription}/resourceGroups/${inId(name)}/providers/Microsoft.ContainerRegistry/registries/shop${n}`,
      location: 'westeurope',
      sku: { name: 'Premium' },
      properties: {
        loginServer: `shop${n}.azurecr.io`,
        roleAssignmentMode: 'LegacyRegistryPermissions',
        publicNetworkAccess: 'Enabled',
        networkRuleSet: { defaultAction: n % 3 === 0 ? 'Deny' : 'Allow', ipRules: [] },
        adminUserEnabled: n % 5 === 0,
        anonymousPullEnabled: false,
      },
    },
    {
      id: clusterOf(name),
      location: name,
      properties: {
        identityProfile: { kubeletidentity: { resourceId: identityOf(name), ...ids } },
        agentPoolProfiles: [{ name, osType: 'Linux' }],
      },
    },
  ];
}

function snapshotOf(names: readonly (readonly [string, number])[]): Json {
  return {
    version: 1,
    readAt: '2026-11-24T12:00:00Z',
    cloud: 'AzureCloud',
    tenants: { [subscription]: guid('7e4a0000', 1) },
    managementGroups: { [subscription]: [] },
    groups: Object.fromEntries(names.map(([, n]) => [guid('0b1ec700', n), []])),
    resources: names.flatMap(([name, n]) => resourcesOf(name, n)),
    roleAssignments: names.map(([name, n]) => {
      const scope = `/subscriptions/${subscription}/resourceGroups/${inId(name)}`;
      const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${guid('a5510000', n)}`;
      // of the next one: so that this one is denied, and a grant is unused
      const principalId = guid('0b1ec700', n + 1);
      return { id, properties: { scope, roleDefinitionId: pull, principalId, principalType: 'ServicePrincipal' } };
    }),
    roleDefinitions: [],
    denyAssignments: names.slice(0, 20).map(([name, n]) => {
      const scope = `/subscriptions/${subscription}/resourceGroups/${inId(name)}`;
      return {
        id: `${scope}/providers/Microsoft.Authorization/denyAssignments/${guid('de4e0000', n)}`,
        properties: {
          denyAssignmentName: name,
          scope,
          permissions: [{ actions: ['*'], notActions: [], dataActions: [], notDataActions: [] }],
          principals: [{ id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' }],
          excludePrincipals: [],
        },
      };
    }),
    credentials: names.map(([name, n]) => ({
      id: guid('5e410000', n),
      appId: guid('a4400000', n),
      displayName: name,
      passwordCredentials: [{ endDateTime: '2026-11-29T00:00:00Z' }],
      keyCredentials: [],
    })),
    gaps: names.map(([name]) => ({ what: 'virtualNetworks', scope: `/subscriptions/${subscription}`, why: name })),
  };
}

const numbered = hostileNames.map((name, n) => [name, n] as const);
const isTaken = (names: typeof numbered) => 'map' in readSnapshot(JSON.stringify(snapshotOf(names)), 'x');
for (const [name, n] of numbered) if (!isTaken([[name, n]])) refused.set(name, `n${n}`);

const asText = (name: string) => JSON.stringify(name);
const manifest = (name: string, n: number) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${asText(name)}, namespace: ${asText(name)} }
spec:
  template:
    spec:
      serviceAccountName: ${asText(name)}
      imagePullSecrets: [{ name: ${asText(name)} }]
      containers:
        - { name: ${asText(name)}, image: "shop${n}.azurecr.io/app:1" }
        - { name: b, image: ${asText(`shop${n}.azurecr.io/${name}:1`)} }
        - { name: c, image: ${asText(`${name}.azurecr.io/app:1`)} }
        - { name: d, image: ${asText(`shop${n}.azurecr.io/app:${name}`)} }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: ${asText(name)}, namespace: ${asText(name)} }
`;

function config(): string {
  const targets = numbered.map(([name, n]) => ({
    name,
    kind: 'aks',
    id: clusterOf(name),
    manifests: [`pods/${n}.yaml`, `pods/${n} *`],
  }));
  const ignore = numbered.slice(0, 30).map(([name]) => ({ image: 'nowhere/*', target: name, reason: name }));
  return JSON.stringify({ version: 1, snapshot: 'access.json', targets, ignore });
}

/** Some names are those of files, too: below a folder of their own, where a file can have them. */
function layOut(): string {
  const cwd = temporaryFolder();
  mkdirSync(path.join(cwd, 'pods'));
  for (const [name, n] of numbered) {
    writeFileSync(path.join(cwd, 'pods', `${n}.yaml`), manifest(name, n));
    const file = segment(name);
    if (Buffer.byteLength(file) > 200 || file.includes('\0') || !file.isWellFormed()) continue;
    writeFileSync(path.join(cwd, 'pods', `${n} ${file}.yaml`), manifest(name, n));
    writeFileSync(path.join(cwd, 'pods', `${n} ${file}.json`), '{"kind": ');
  }
  writeFileSync(path.join(cwd, 'access.json'), JSON.stringify(snapshotOf(numbered)));
  writeFileSync(path.join(cwd, '.acr-pull.yaml'), config());
  const errors = hostileNames.map((name, n) => `Failed to pull image "shop${n}.azurecr.io/${name}:1": 401 ${name}\n`);
  writeFileSync(path.join(cwd, 'error.txt'), errors.join(''));
  return cwd;
}

const steering = /(?!\ufe0f)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\ufffd]/u;
/** Ours, at the beginning of a line. */
const ownCommand = /^(?:##vso\[task\.logissue [^\]]*\]|::(?:error|warning|notice)(?: [^\n]*?)?::)/;
const command = /##(?:vso)?\[|^\s*::[a-z][a-z-]*[^\n]*::/i;

/** No terminal is steered, nothing looks like what it is not, and no agent takes a line for a command. */
function checkLines(text: string, what: string): void {
  for (const [i, line] of text.split('\n').entries()) {
    const at = `${what}, line ${i + 1}: ${JSON.stringify(line.slice(0, 400))}`;
    assert.doesNotMatch(line, steering, at);
    assert.doesNotMatch(line.replace(ownCommand, ''), command, at);
  }
}

/** The tags and attributes are those that our own templates have. */
function checkHtml(text: string): void {
  const ours = new Set<string>();
  const sources = ['mapHtml.ts', 'page.ts', 'sections.ts'].map(name =>
    readFileSync(path.join(root, 'src/gate/report/map', name), 'utf8'),
  );
  for (const source of sources) for (const [, tag = ''] of source.matchAll(/<\/?([a-z][a-z0-9]*)/g)) ours.add(tag);
  const body = text.replaceAll(/<(style|script)>[\s\S]*?<\/\1>/g, '');
  for (const [whole, tag = '', attributes = ''] of body.matchAll(/<\/?([^\s>/]*)([^>]*)>?/g)) {
    if (whole.startsWith('<!')) continue;
    assert.ok(ours.has(tag.toLowerCase()), whole);
    assert.doesNotMatch(attributes.replaceAll(/"[^"]*"/g, '""'), /\son|['`<]/i, whole);
    assert.doesNotMatch(
      attributes,
      /(?:href|src)="(?!https:\/\/(?:learn\.microsoft\.com|portal\.azure\.com|github\.com)|#)/i,
      whole,
    );
  }
  assert.equal(text.match(/<script/gi)?.length ?? 0, sources.join('').match(/<script/gi)?.length ?? 0);
}

/** The elements are those that a report has: a name is none, and ends none. */
async function checkXml(text: string): Promise<void> {
  const { valid, errors } = await validateXML({
    xml: [{ fileName: 'report.xml', contents: text }],
    schema: [{ fileName: 'junit.xsd', contents: junitSchema }],
  });
  assert.ok(valid, JSON.stringify(errors.slice(0, 3)));
}

const junitSchema = readFileSync(path.join(root, 'test/gate/junit.xsd'), 'utf8');

/** The elements and the links are those that our own page has, and no user is mentioned outside of code. */
async function checkMarkdown(text: string): Promise<void> {
  const html = await marked.parse(text, { gfm: true });
  for (const [whole, tag = '', attributes = ''] of html.matchAll(/<\/?([^\s>/]*)([^>]*)>/g)) {
    assert.match(tag, /^(?:p|h[1-6]|code|pre|strong|em|ul|li|a|details|summary|table|thead|tbody|tr|th|td)$/, whole);
    assert.doesNotMatch(attributes, /\son\w+=|src=/i, whole);
    if (tag === 'a')
      assert.match(attributes, /^(?: href="https:\/\/(?:learn\.microsoft|pkg\.go|github)\.[^"]*")?$/, whole);
  }
  // a name with a bar in it opens no column
  for (const [row] of html.matchAll(/<tr>[\s\S]*?<\/tr>/g)) assert.equal(row.match(/<t[hd]\b/g)?.length, 4, row);
  const bare = html.replaceAll(/<(code|pre)[^>]*>[\s\S]*?<\/\1>/g, '').replaceAll(/<[^>]*>/g, ' ');
  assert.doesNotMatch(bare, /(?<![\w`])@[a-z\d]|(?<!\S)#\d|\bGH-\d/i);
}

/** With an `az` that does nothing, beside which no command must leave a trace. */
function checkBash(text: string, cwd: string): void {
  const bin = temporaryFolder();
  const az = path.join(bin, 'az');
  writeFileSync(az, '#!/bin/sh\nexit 0\n');
  chmodSync(az, 0o755);
  const bash = execFileSync('bash', ['-c', 'printf %s "$BASH"'], { encoding: 'utf8' });
  const parsed = spawnSync(bash, ['-n'], { input: text, encoding: 'utf8' });
  assert.equal(parsed.status, 0, parsed.stderr);
  spawnSync(bash, ['--noprofile', '--norc'], { cwd, env: { PATH: bin, HOME: cwd, LC_ALL: 'C' }, input: text });
  assert.deepEqual(readdirSync(bin), ['az']);
}

await Parser.init({ wasmBinary: readFileSync(path.join(root, 'dist/web-tree-sitter.wasm')) });

async function checkGrammar(text: string, grammar: string): Promise<void> {
  const parser = new Parser();
  parser.setLanguage(await Language.load(readFileSync(path.join(root, `dist/tree-sitter-${grammar}.wasm`))));
  const tree = parser.parse(text);
  assert.ok(tree && !tree.rootNode.hasError, `the ${grammar} that was written has an error in it`);
}

/** In single quotes nothing is expanded. Outside of them there is no name. */
function checkPowerShell(text: string): void {
  const code = text.replaceAll(/^\s*#.*$/gm, '').replaceAll(/'(?:[^'\u2018-\u201b]|(['\u2018-\u201b])\1)*'/g, "''");
  assert.doesNotMatch(code, /New-Item|pwned|Remove-Item/);
}

type Check = (text: string, cwd: string) => void | Promise<void>;
const json: Check = text => void JSON.parse(text);

/** Each command and format, and what else holds of its results. */
const runs: readonly (readonly [args: readonly string[], check?: Check])[] = [
  [['scan']],
  [['scan', '--verbose']],
  [['scan', '--format', 'json'], json],
  [['check']],
  [['check', '--verbose', '--fail-on', 'warning']],
  [['check', '--format', 'json'], json],
  [['check', '--format', 'sarif'], json],
  [['check', '--format', 'github']],
  [['check', '--format', 'azure-pipelines']],
  [['check', '--format', 'junit'], checkXml],
  [['check', '--format', 'markdown'], checkMarkdown],
  [['map']],
  [['map', '--format', 'json'], json],
  [['map', '--format', 'html'], checkHtml],
  [['fix'], checkBash],
  [['explain', 'error.txt']],
  [['explain', 'error.txt', '--format', 'json'], json],
  [['explain', 'error.txt', '--in', 'pods', '--snapshot', 'access.json']],
];
const written: readonly (readonly [args: readonly string[], file: string, check: Check])[] = [
  [['fix', '--out'], 'x.sh', checkBash],
  [['fix', '--out'], 'x.ps1', checkPowerShell],
  [['fix', '--out'], 'x.bicep', text => checkGrammar(text, 'bicep')],
  [['fix', '--out'], 'x.tf', text => checkGrammar(text, 'hcl')],
  [['check', '--write-baseline'], 'base.json', json],
];

const category = (args: readonly string[]) => `names: ${args.filter(each => !each.startsWith('--')).join(' ')}`;
const crash = /bug in acr-pull|\n\s+at .*:\d+:\d+/;

export function tryNames(): void {
  const cwd = layOut();
  describe('names', { concurrency: 2 }, () => {
    for (const [args, check] of runs) {
      test(`hostile names through ${args.join(' ')}`, async () => {
        const { code, stdout, stderr } = await bounded(args, cwd);
        assert.doesNotMatch(stderr, crash);
        assert.notEqual(stdout, '', `${code}: ${stderr}`);
        checkLines(stdout, 'standard output');
        checkLines(stderr, 'standard error');
        await check?.(stdout, cwd);
        assert.ok(!existsSync(path.join(cwd, 'pwned')));
        count(category(args), 'harmless', hostileNames.length);
      });
    }
    for (const [args, file, check] of written) {
      test(`hostile names through ${args.join(' ')} ${file}`, async () => {
        const { stdout, stderr } = await bounded([...args, file], cwd);
        assert.doesNotMatch(stderr, crash);
        const text = readFileSync(path.join(cwd, file), 'utf8');
        for (const each of [stdout, stderr, text]) checkLines(each, file);
        await check(text, cwd);
        assert.ok(!existsSync(path.join(cwd, 'pwned')));
        count(category([...args, file]), 'harmless', hostileNames.length);
      });
    }
    test('hostile names as arguments', async () => {
      for (const name of hostileNames.filter(
        each => !each.includes('\0') && each.isWellFormed() && !each.startsWith('-'),
      )) {
        if (hostileNames.indexOf(name) % 6 !== 0) continue; // a process for each
        const { code, stdout, stderr } = await bounded(['check', name, '--target', name, '--format', 'github'], cwd);
        assert.ok(code === 1 || code === 3, `${code}`);
        assert.doesNotMatch(stderr, crash);
        for (const each of [stdout, stderr]) checkLines(each, JSON.stringify(name));
        count('names: arguments', 'said');
      }
    });
    test('hostile names in a proposed config', () => {
      const targets = hostileNames.map(name => ({
        name,
        kind: 'aks' as const,
        id: name,
        // The config refuses a text that is no glob (config.ts).
        manifests: [globProblem(name) === undefined ? name : '**'],
        why: name,
      }));
      const open = hostileNames.map(name => ({ folder: name, why: name, files: 2, folders: 2 }));
      const { config: read, problems } = readConfig(
        proposedConfig({ fleet: { groups: [], rest: targets }, open, left: hostileNames }, ['access.json']),
        '.acr-pull.yaml',
      );
      assert.deepEqual(problems, []);
      assert.deepEqual(
        read.targets.map(({ name }) => name),
        hostileNames,
      );
      count('names: YAML of a config', 'harmless', hostileNames.length);
    });
    test('hostile names in Markdown', () => {
      for (const name of hostileNames) {
        const bare = quoteForMarkdown(name).replaceAll(/\\@\u2060|\\[!-/:-@[-`{-~]|&lt;/g, '');
        assert.doesNotMatch(bare, /[!-/:-@[-`{-~\p{Cc}\p{Cf}\u2028\u2029]/u, JSON.stringify(name));
        count('names: Markdown', 'harmless');
      }
    });
    test('hostile names in ids of a snapshot', () => {
      assert.ok(isTaken(numbered));
      count('names: snapshot', 'said', refused.size);
      count('names: snapshot', 'harmless', hostileNames.length - refused.size);
    });
  });
}
