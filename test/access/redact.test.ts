// A redacted snapshot decides as its original does, with the config and the manifests that hold the real ids.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { redacted } from '../../src/access/azure/redact.ts';
import { readSnapshotData } from '../../src/access/snapshot/snapshot.ts';
import { readConfig } from '../../src/workspace/config/readConfig.ts';
import { examine } from '../../src/workspace/engine.ts';
import { BuiltFiles } from '../build/builtFiles.ts';

const samples = path.resolve(import.meta.dirname, '../../samples');
const read = (name: string): string => readFileSync(path.join(samples, name), 'utf8');

test('the samples get the same verdicts; only who a pipeline is, is not known', () => {
  const original = JSON.parse(read('access.snapshot.json'));
  const { config } = readConfig(read('.acr-pull.yaml'), '.acr-pull.yaml');
  const index = new BuiltFiles();
  const files = globSync('**/*.{yaml,yml}', { cwd: samples })
    .map(file => file.replaceAll('\\', '/'))
    .sort();
  for (const name of files) index.take(name, read(name));
  const verdicts = (data: unknown) => {
    const reading = readSnapshotData(data, 'x');
    assert.ok('map' in reading, JSON.stringify(reading));
    const circumstances = { config, map: reading.map, chosen: [], now: new Date('2026-11-24T12:00:00Z') };
    return files.flatMap(file => examine(index.references(file), circumstances));
  };
  const before = verdicts(original);
  const after = verdicts(redacted(original));
  assert.ok(before.length > 40);
  for (const [i, { reference, target, verdict }] of before.entries()) {
    const now = after[i]?.verdict;
    const what = `${reference.file} ${reference.text} → ${target?.name}`;
    // without credentials, a job's container is pulled anonymously
    const isAnonymous = verdict.cause === 'no-pull-identity';
    if (target?.kind === 'pipeline' && !isAnonymous) assert.equal(now?.outcome, 'unknown', what);
    else assert.deepEqual([now?.outcome, now?.cause], [verdict.outcome, verdict.cause], what);
  }
});
