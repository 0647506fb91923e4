// The samples are the demo, the walkthrough's material and this test: every image of an Azure registry in them yields the findings that samples/expected.json lists, and no others. Every cause shows in them, with its page,
// its way out or the reason why there is none, and its place among the editor's diagnostics.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { readSnapshot } from '../src/access/snapshot/snapshot.ts';
import { causePage, causes, isVerdictCause, type VerdictCause } from '../src/causes/index.ts';
import { problemsOf } from '../src/editor/diagnostics/referenceProblem.ts';
import type { FixKind } from '../src/model/fix.ts';
import { imageCount } from '../src/model/reference.ts';
import type { Finding } from '../src/model/verdict.ts';
import { readConfig } from '../src/workspace/config/readConfig.ts';
import { type Circumstances, examine } from '../src/workspace/engine.ts';
import { severityOfFinding } from '../src/workspace/severity.ts';
import { BuiltFiles } from './build/builtFiles.ts';
import './read/readers.ts';

const samples = path.resolve(import.meta.dirname, '../samples');
const read = (name: string): string => readFileSync(path.join(samples, name), 'utf8');

interface Expected {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly target: string | null;
  readonly outcome: string;
  readonly cause: string | null;
}
const expected: readonly Expected[] = JSON.parse(read('expected.json'));

const files = globSync('**/*', { cwd: samples, withFileTypes: true })
  .filter(entry => entry.isFile() && !['expected.json', 'access.snapshot.json'].includes(entry.name))
  .map(entry => path.relative(samples, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
  .sort();

const { config, problems: configProblems } = readConfig(read('.acr-pull.yaml'), '.acr-pull.yaml');
assert.deepEqual(configProblems, []);
const snapshot = readSnapshot(read('access.snapshot.json'), 'access.snapshot.json');
assert.ok('map' in snapshot, JSON.stringify(snapshot));
const { map } = snapshot;
const index = new BuiltFiles();
for (const name of files) index.take(name, read(name));

function findings(other: Partial<Circumstances> = {}): readonly Finding[] {
  // The samples' credentials end before or after this day.
  const now = new Date('2026-11-24T12:00:00Z');
  return files.flatMap(file =>
    examine(index.pulls(file), { accounts: index.accounts, config, map, chosen: [], now, ...other }),
  );
}

const usual = findings();

function asExpected({ reference, target, verdict }: Finding): Expected {
  const { file, span, text } = reference;
  const line = read(file).slice(0, span.start).split('\n').length;
  return { file, line, text, target: target?.name ?? null, outcome: verdict.outcome, cause: verdict.cause };
}

const key = (row: Expected): string => `${row.file}:${row.line} ${row.text} → ${row.target}`;
const sorted = (rows: readonly Expected[]): readonly string[] =>
  rows.map(row => `${key(row)} ${row.outcome} ${row.cause}`).sort();

test('the samples yield the findings that are expected of them, and no others', () => {
  assert.deepEqual(sorted(usual.map(asExpected)), sorted(expected), '+ only found, - only in samples/expected.json');
});

test('the tables of samples/README.md have the same rows', () => {
  const cells = /^\| \[([^\]]+)\]\([^)]*\) \| `([^`]+)` \| (\S+) \| (\w+) \| (?:–|\[`([^`]+)`\]\S+) \|/gm;
  const rows = [...read('README.md').matchAll(cells)].map(([, ...row]) => row.join(' '));
  const wanted = expected.map(row => [row.file, row.text, row.target ?? '–', row.outcome, row.cause].join(' '));
  assert.deepEqual(rows.sort(), wanted.sort(), '+ only in the README, - only in samples/expected.json');
});

test('without assumptions, just the verdicts that name one differ, and are unknown', context => {
  const strict = new Map(findings({ strict: true }).map(finding => [key(asExpected(finding)), finding.verdict]));
  const changed = usual.flatMap(finding => {
    const row = asExpected(finding);
    const outcome = strict.get(key(row))?.outcome;
    const { assumptions } = finding.verdict;
    if (outcome === row.outcome && assumptions.length === 0) return [];
    return [{ row, outcome, assumptions }];
  });
  for (const { row, outcome, assumptions } of changed) {
    assert.ok(assumptions.length > 0, key(row));
    assert.equal(outcome, 'unknown', key(row));
    context.diagnostic(`${assumptions.join(', ')}: ${row.outcome} → ${outcome}: ${key(row)}`);
  }
  const counted = new Map<string, number>();
  for (const id of changed.flatMap(({ assumptions }) => assumptions)) counted.set(id, (counted.get(id) ?? 0) + 1);
  assert.deepEqual(Object.fromEntries(counted), { 'no-other-pull-secret': 10 });
});

test('denied and allowed verdicts cite evidence, and none offers the admin account', () => {
  for (const { verdict, reference } of usual) {
    if (verdict.outcome !== 'unknown') assert.ok(verdict.evidence.length > 0, reference.text);
    for (const fix of verdict.fixes) assert.doesNotMatch(`${fix.title} ${fix.bash}`, /admin-enabled/);
  }
});

/** When `deploy/base/catalog.yaml` was let in: its role's `createdOn`, and five minutes. */
const minutesAfter = new Date('2025-02-11T08:35:12Z');

/** Under which circumstances the samples show a cause that a plain check does not. */
const circumstances: Readonly<Partial<Record<VerdictCause, Partial<Circumstances>>>> = {
  'not-signed-in': { map: undefined },
  'legacy-role-before-abac': { personal: { 'legacy-role-before-abac': 'information' } },
  propagating: { now: minutesAfter },
};

/** Causes of pulls in infrastructure code, which samples-planned/ shows. */
const ofCode = [
  'breaks-on-deploy',
  'grant-not-deployed',
  'grant-pull-cycle',
  'grant-removed-in-code',
  'grant-switched-off',
  'no-grant-in-code',
  'pull-before-grant',
  'role-on-wrong-scope',
] as const satisfies readonly VerdictCause[];
type SampledCause = Exclude<VerdictCause, (typeof ofCode)[number]>;
const isSampled = (id: VerdictCause): id is SampledCause => !ofCode.some(each => each === id);

/** Kinds of fix that the verdicts of each cause bring. None, for the reason beside it. */
const fixKinds: Readonly<Record<SampledCause, readonly FixKind[]>> = {
  'admin-credentials': ['attach', 'assignRole', 'useIdentity'],
  'admin-disabled': ['attach', 'assignRole', 'useIdentity'],
  'arm-token-refused': ['enableArmTokens'],
  'dead-pull-secret': ['removeSecret'],
  'expired-credential': ['leaveServicePrincipal', 'rotateCredential'],
  'expiring-credential': ['leaveServicePrincipal', 'rotateCredential'],
  'anonymous-pull': ['attach', 'assignRole'],
  'cross-tenant': [], // the owners of the other tenant make its credentials
  'identity-not-assigned': ['assignIdentity', 'assignRole'],
  'no-pull-identity': ['setRegistryIdentity', 'makeIdentity'],
  'registry-not-configured': ['setRegistryIdentity', 'assignRole'],
  'system-identity-unsupported': ['makeIdentity'],
  'image-not-found': [], // only its authors know whether the tag is wrong or was never pushed
  'image-quarantined': [], // the scanner releases the image
  'platform-mismatch': [], // its authors build it for the platform
  'network-firewall': ['networkRule'],
  'network-not-visible': [], // nothing is known to be wrong
  'network-private-only': [], // the owners of both networks plan peerings and endpoints
  'private-dns-missing': ['dnsLink'],
  'malformed-reference': [], // the intended name can only be guessed
  'registry-not-found': ['correctHost'],
  'registry-not-visible': ['correctHost'], // a hint, where the name of a registry is similar
  'unresolved-reference': [], // nothing is known to be wrong
  'unusable-host': ['correctHost'],
  'broad-grant': ['assignRole'],
  'condition-excludes-repository': ['assignRole'],
  'condition-not-understood': [], // nothing is known to be wrong
  'deny-assignment': [], // only the service that made a deny assignment can change it
  'eligible-only': [], // an eligible person activates it, or an administrator makes it active
  'legacy-role-before-abac': ['assignRole'],
  'no-pull-role': ['assignRole'],
  'not-attached': ['attach', 'assignRole'],
  propagating: [], // it works within minutes, without a change
  'role-on-wrong-identity': ['attach', 'assignRole'],
  'wrong-role-for-mode': ['assignRole'],
  'no-target': [], // only its authors know where a manifest is deployed
  'not-readable': [], // nothing is known to be wrong
  'not-signed-in': [], // signing in, or naming a snapshot, changes neither Azure nor a manifest
};

const ids = Object.keys(causes).filter(isVerdictCause).filter(isSampled);

function shown(id: VerdictCause): readonly Finding[] {
  const other = circumstances[id];
  return (other ? findings(other) : usual).filter(({ verdict }) => verdict.cause === id);
}

for (const id of ids) {
  test(`${id}: a sample, a page that names it, a fix or the reason for none, a place in the editor`, () => {
    const found = shown(id);
    assert.ok(found.length > 0, 'no finding in samples/ has this cause');
    if (!circumstances[id]) assert.ok(expected.some(({ cause }) => cause === id));
    const page = readFileSync(path.resolve(samples, '..', causePage(id)), 'utf8');
    assert.match(page, /^# /);
    assert.ok(page.includes(`\`${id}\``));
    assert.match(page, /^## In the samples$/m);
    const kinds = [...new Set(found.flatMap(({ verdict }) => verdict.fixes.map(({ kind }) => kind)))];
    assert.deepEqual(
      kinds.filter(kind => !fixKinds[id].includes(kind)),
      [],
    );
    if (fixKinds[id].length > 0 && id !== 'registry-not-visible')
      // the credentials of a job's container are secrets of its pipeline
      for (const { verdict, target } of found)
        assert.ok(verdict.fixes.length > 0 || target?.kind === 'pipeline', 'a sample of it without a fix');
    const asked = { [id]: 'information' } as const;
    const problems = problemsOf(found, finding => severityOfFinding(finding, config, asked));
    assert.deepEqual(new Set(problems.map(({ cause }) => cause)), new Set([id]));
    assert.equal(problems.length, imageCount(found));
  });
}

test('what is off unless asked for is so, and everything else shows by itself', () => {
  const silent = ids.filter(id => {
    return problemsOf(shown(id), finding => severityOfFinding(finding, config)).length === 0;
  });
  assert.deepEqual(silent, ['legacy-role-before-abac']);
});
