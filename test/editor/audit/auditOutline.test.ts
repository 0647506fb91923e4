// The audit as a tree, by the samples and by maps that were read in part.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { AccessMap } from '../../../src/access/map.ts';
import { readSnapshotData } from '../../../src/access/snapshot/snapshot.ts';
import { auditOutline } from '../../../src/editor/audit/auditOutline.ts';
import { auditOf } from '../../../src/editor/audit/auditWork.ts';
import { referenceHost, type SeenFinding } from '../../../src/editor/findings/seen.ts';
import { stateInWords } from '../../../src/editor/findings/tally.ts';
import type { OutlineNode } from '../../../src/editor/tree/outline.ts';
import { runToEnd } from '../../../src/model/steps.ts';
import { readManifest } from '../../../src/read/index.ts';
import { readConfig } from '../../../src/workspace/config/readConfig.ts';
import { examining } from '../../../src/workspace/engine.ts';
import { Workspace } from '../../../src/workspace/workspace.ts';

const samples = path.resolve(import.meta.dirname, '../../../samples');
const read = (name: string): string => readFileSync(path.join(samples, name), 'utf8');
const now = new Date('2026-11-24T12:00:00Z');

function mapFrom(data: unknown): AccessMap {
  const reading = readSnapshotData(data, 'access.snapshot.json');
  assert.ok('map' in reading, JSON.stringify(reading));
  return reading.map;
}

/** The outline of the samples with a map. */
function seenWith(map: AccessMap): readonly SeenFinding[] {
  const { config } = readConfig(read('.acr-pull.yaml'), '.acr-pull.yaml');
  const workspace = new Workspace();
  const files = globSync('**/*.{yaml,yml,json,tf,bicep}', { cwd: samples }).filter(
    name => !/snapshot|expected/.test(name),
  );
  for (const name of files) workspace.take(readManifest({ name, text: read(name) }), read(name));
  workspace.configure(config);
  runToEnd(workspace.build());
  for (const name of workspace.takeOutdated())
    runToEnd(workspace.judge(name, { config, map, chosen: [], now }, examining));
  return [...workspace.filesWithFindings()].flatMap(name =>
    workspace.findings(name).map(finding => {
      const { line = 0, character = 0 } = workspace.locate(finding.reference)?.start ?? {};
      return {
        finding,
        uri: `file:///${name}`,
        line,
        character,
        registry: map.registryByHost(referenceHost(finding)),
        map,
      };
    }),
  );
}

const goOn = async () => true;

async function outlineOf(map: AccessMap, seen: readonly SeenFinding[]): Promise<readonly OutlineNode[]> {
  const part = await auditOf(map, seen, now, goOn);
  assert.ok(part);
  return auditOutline([part]);
}

function described(nodes: readonly OutlineNode[]): readonly string[] {
  return nodes.map(({ label, description, state }) => `${state ?? '-'} ${label}: ${description}`);
}

function section(nodes: readonly OutlineNode[], label: string): OutlineNode {
  const found = nodes.find(node => node.label === label);
  assert.ok(found, `${label} is not among ${nodes.map(node => node.label)}`);
  return found;
}

interface Resource {
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}
const snapshot: { readonly resources: readonly Resource[] } = JSON.parse(read('access.snapshot.json'));
const shop = mapFrom(snapshot);
const shopSeen = seenWith(shop);

test('the shop: each question has its section, with its answer in words', async () => {
  assert.deepEqual(described(await outlineOf(shop, shopSeen)), [
    'attention Unused pull roles: 4 grants · not all role assignments were read',
    'attention Broad grants: 3 grants · not all role assignments were read',
    'attention Admin accounts: 1 enabled',
    'attention Expiring secrets: 2 expired, or expiring within 30 days',
    '- Access modes: 10 legacy · 1 ABAC',
    'attention Switch to ABAC mode: breaks 10 pulls · 3 unknown',
    'unknown Not read: 2 gaps',
  ]);
});

test('a row of the audit is read aloud in words of its own, a line of an image in those of its pull', async () => {
  const all = (nodes: readonly OutlineNode[]): OutlineNode[] => nodes.flatMap(node => [node, ...all(node.children())]);
  const spoken = (nodes: readonly OutlineNode[]) =>
    new Set(nodes.flatMap(({ state }) => (state ? stateInWords[state] : [])));
  const shown = all(await outlineOf(shop, shopSeen));
  assert.deepEqual(spoken(shown.filter(({ kind }) => kind !== 'line')), new Set(['needs attention', "can't tell"]));
  const lines = shown.filter(({ kind, subject }) => kind === 'line' && subject.fixOf?.finding.verdict.cause);
  assert.ok(spoken(lines).has('can be pulled, with a warning'), [...spoken(lines)].join());
  const nothing = mapFrom({ version: 1, resources: [], credentials: [], roleAssignments: [] });
  assert.equal(stateInWords[section(await outlineOf(nothing, []), 'Admin accounts').state ?? 'works'], 'in order');
});

test('what breaks on the switch is listed with what prevents it', async () => {
  const registries = section(await outlineOf(shop, shopSeen), 'Switch to ABAC mode').children();
  const below = registries.flatMap(node => node.children());
  assert.ok(
    below.some(({ kind, subject }) => kind === 'fix' && subject.command?.bash?.startsWith('az role assignment')),
  );
  const broken = below.filter(({ kind, state }) => kind === 'line' && state === 'blocked');
  assert.ok(broken.length > 0);
  for (const { subject } of broken) assert.equal(subject.fixOf, undefined, 'there is nothing to mend there today');
});

test('the pulls that the switch breaks are as many as those of its registries together', async () => {
  const whole = section(await outlineOf(shop, shopSeen), 'Switch to ABAC mode');
  const broken = (text: string) => Number(/breaks (\d+)/.exec(text)?.[1] ?? 0);
  const ofRegistries = whole.children().map(({ description }) => broken(description));
  assert.ok(ofRegistries.filter(count => count > 0).length > 1);
  assert.equal(
    broken(whole.description),
    ofRegistries.reduce((sum, count) => sum + count, 0),
  );
});

test('ids are unique among all that the audit shows', async () => {
  const ids = (nodes: readonly OutlineNode[]): string[] => nodes.flatMap(node => [node.id, ...ids(node.children())]);
  // One place can hold an image several times, as a loop in Bicep makes them.
  const all = ids(
    await outlineOf(shop, [...shopSeen, ...shopSeen.map(one => ({ ...one, finding: { ...one.finding } }))]),
  );
  assert.deepEqual(
    all.filter((id, i) => all.indexOf(id) !== i),
    [],
  );
});

test('what was not read is said to be so, and never to be none', async () => {
  const registries = snapshot.resources
    .filter(({ type }) => /registries$/i.test(type))
    .map(({ properties, ...rest }) => {
      const { adminUserEnabled, roleAssignmentMode, ...known } = properties;
      return { ...rest, properties: known };
    });
  const dark = mapFrom({ version: 1, resources: registries });
  const audit = described(await outlineOf(dark, seenWith(dark)));
  for (const line of audit) assert.doesNotMatch(line, /^(?:works|fine) /, line);
  assert.match(audit.join('\n'), /Expiring secrets: not read/);
  assert.match(audit.join('\n'), /Access modes: 0 legacy · 0 ABAC · \d+ not read/);
});

test('without manifests, need is not told', async () => {
  const node = section(await outlineOf(shop, []), 'Unused pull roles');
  assert.deepEqual([node.state, node.children()], ['unknown', []]);
});

test('a grant at a registry of which a pull is unknown may be needed', async () => {
  const certain = section(await outlineOf(shop, shopSeen), 'Unused pull roles').children();
  const first = certain.find(({ state }) => state === 'attention');
  assert.ok(first);
  const { registry } = shopSeen.find(one => first.subject.portal?.includes(`/${one.registry?.name}/`)) ?? {};
  const doubtful = shopSeen.map((one): SeenFinding => {
    const { finding } = one;
    if (one.registry !== registry) return one;
    return {
      ...one,
      finding: { ...finding, verdict: { ...finding.verdict, outcome: 'unknown', cause: 'not-readable' } },
    };
  });
  const nodes = section(await outlineOf(shop, doubtful), 'Unused pull roles').children();
  const same = nodes.find(({ id }) => id === first.id);
  assert.equal(same?.state, 'unknown');
  assert.match(same.description, /may be used: \d+ pulls? unknown/);
});

test('nobody waits for the audit: it pauses between slices, and stops where it is told to', async () => {
  let pauses = 0;
  const many = Array.from({ length: 10 }, () => shopSeen).flat();
  await auditOf(shop, many, now, async () => ++pauses > 0);
  assert.ok(
    pauses >= 1 + Math.floor(many.filter(({ registry }) => registry?.mode === 'legacy').length / 50),
    `${pauses}`,
  );
  assert.equal(await auditOf(shop, shopSeen, now, async () => false), undefined);
});
