// Manifests and answers of Azure, and what Azure would make of each pull, written down from Azure's documents before
// the engine was asked. A comment marks a row whose first expectation was wrong.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccessMap } from '../../../src/access/map.ts';
import { readSnapshotData } from '../../../src/access/snapshot/snapshot.ts';
import type { Verdict } from '../../../src/model/verdict.ts';
import { prepareReader } from '../../../src/read/index.ts';
import { emptyConfig } from '../../../src/workspace/config/config.ts';
import { examine } from '../../../src/workspace/engine.ts';
import { BuiltFiles } from '../../build/builtFiles.ts';
import { readGrammar } from '../../read/readers.ts';
import { factsIn, isTurned, without } from '../unreadFacts.ts';
import { abacVectors } from './abac.ts';
import { type Json, snapshot } from './azure.ts';
import { cornerVectors } from './corners.ts';
import { credentialVectors } from './credentials.ts';
import { denialVectors } from './denials.ts';
import { deployment } from './manifests.ts';
import { networkVectors } from './networks.ts';
import { partialVectors } from './partial.ts';
import { placeVectors } from './places.ts';
import { referenceVectors } from './references.ts';
import { roleVectors } from './roles.ts';
import { runtimeVectors } from './runtimes.ts';
import { serviceAccountVectors } from './serviceAccounts.ts';
import { siteVectors } from './sites.ts';
import type { Vector } from './vector.ts';

const now = new Date('2026-11-24T12:00:00Z');

const vectors = [
  ...roleVectors,
  ...denialVectors,
  ...abacVectors,
  ...referenceVectors,
  ...credentialVectors,
  ...serviceAccountVectors,
  ...runtimeVectors,
  ...siteVectors,
  ...networkVectors,
  ...partialVectors,
  ...cornerVectors,
  ...placeVectors,
];

/** As from a file: what is undefined is not there. */
const snapshotOf = ({ facts }: Vector): Json => JSON.parse(JSON.stringify(snapshot(facts)));

async function filesOf({ files = deployment() }: Vector): Promise<BuiltFiles> {
  const built = new BuiltFiles();
  for (const [name, text] of Object.entries(files)) {
    await prepareReader({ name, text }, readGrammar);
    built.take(name, text);
  }
  return built;
}

function answers({ files = deployment(), target }: Vector, built: BuiltFiles, map: AccessMap): readonly Verdict[] {
  // a vector is about the only runtime of a kind, unless it names one
  const byKind = Map.groupBy(map.runtimes, ({ kind }) => kind);
  const only = [...byKind.values()].flatMap(all => (all.length === 1 ? all.map(({ id }) => id) : []));
  const chosen = target === undefined ? only : [target];
  return Object.keys(files)
    .flatMap(file => examine(built.pulls(file), { accounts: built.accounts, config: emptyConfig, map, chosen, now }))
    .map(({ verdict }) => verdict);
}

const inShort = ({ outcome, cause }: Verdict): string => [outcome, cause].filter(Boolean).join(' ');

for (const vector of vectors) {
  test(`${vector.name} → ${vector.expected ?? 'no finding'} (${vector.source})`, async () => {
    const read = readSnapshotData(snapshotOf(vector), 'vector.json');
    assert.ok('map' in read, JSON.stringify(read));
    const expected = vector.expected === null ? [] : [vector.expected];
    assert.deepEqual(answers(vector, await filesOf(vector), read.map).map(inShort), expected);
  });
}

test('a fact that was not read never turns allowed into denied, or back', async () => {
  const turned: string[] = [];
  const looked = new Set<string>();
  for (const vector of vectors) {
    const facts = snapshotOf(vector);
    const files = await filesOf(vector);
    const before = answers(vector, files, mapOf(facts) ?? assert.fail(vector.name));
    for (const fact of factsIn(facts)) {
      const [here, onceEach] = [`${fact.name} of ${vector.name}`, `${fact.name} ${vector.expected}`];
      if (looked.has(onceEach)) continue;
      looked.add(onceEach);
      // a snapshot that is refused gives no verdict
      const after = mapOf(without(facts, fact));
      const now = after === undefined ? [] : answers(vector, files, after);
      if (now.some((answer, i) => before[i] && isTurned(before[i], answer))) turned.push(here);
    }
  }
  assert.deepEqual(turned, []);
});

function mapOf(facts: Json): AccessMap | undefined {
  const read = readSnapshotData(facts, 'vector.json');
  return 'map' in read ? read.map : undefined;
}
