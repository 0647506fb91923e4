// Manifests and answers of Azure, and what Azure would make of each pull, written down from Azure's documents before
// the engine was asked. A comment marks a row whose first expectation was wrong.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSnapshotData } from '../../../src/access/snapshot/snapshot.ts';
import { prepareReader } from '../../../src/read/index.ts';
import { emptyConfig } from '../../../src/workspace/config/config.ts';
import { examine } from '../../../src/workspace/engine.ts';
import { BuiltFiles } from '../../build/builtFiles.ts';
import { readGrammar } from '../../read/readers.ts';
import { abacVectors } from './abac.ts';
import { snapshot } from './azure.ts';
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

async function answer({ facts, files = deployment(), target }: Vector): Promise<readonly string[]> {
  // As from a file: what is undefined is not there.
  const read = readSnapshotData(JSON.parse(JSON.stringify(snapshot(facts))), 'vector.json');
  assert.ok('map' in read, JSON.stringify(read));
  const index = new BuiltFiles();
  for (const [name, text] of Object.entries(files)) {
    await prepareReader({ name, text }, readGrammar);
    index.take(name, text);
  }
  // a vector is about the only runtime of a kind, unless it names one
  const byKind = Map.groupBy(read.map.runtimes, ({ kind }) => kind);
  const only = [...byKind.values()].flatMap(all => (all.length === 1 ? all.map(({ id }) => id) : []));
  const chosen = target === undefined ? only : [target];
  const findings = Object.keys(files).flatMap(file =>
    examine(index.pulls(file), { accounts: index.accounts, config: emptyConfig, map: read.map, chosen, now }),
  );
  return findings.map(({ verdict }) => [verdict.outcome, verdict.cause].filter(Boolean).join(' '));
}

for (const vector of vectors) {
  test(`${vector.name} → ${vector.expected ?? 'no finding'} (${vector.source})`, async () => {
    assert.deepEqual(await answer(vector), vector.expected === null ? [] : [vector.expected]);
  });
}

test('there are many of them', () => assert.ok(vectors.length >= 250));
