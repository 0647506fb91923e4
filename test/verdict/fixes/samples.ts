// The verdicts on the samples, which show nearly every cause.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readSnapshot } from '../../../src/access/snapshot/snapshot.ts';
import type { Finding } from '../../../src/model/verdict.ts';
import { readConfig } from '../../../src/workspace/config/readConfig.ts';
import { examine } from '../../../src/workspace/engine.ts';
import { BuiltFiles } from '../../build/builtFiles.ts';
import { now } from '../facts.ts';

export type Decided = Finding;

const samples = path.resolve(import.meta.dirname, '../../../samples');
const read = (name: string): string => readFileSync(path.join(samples, name), 'utf8');

export function findingsOfSamples(): readonly Decided[] {
  const { config } = readConfig(read('.acr-pull.yaml'), '.acr-pull.yaml');
  const snapshot = readSnapshot(read('access.snapshot.json'), 'access.snapshot.json');
  assert.ok('map' in snapshot);
  const index = new BuiltFiles();
  const files = globSync('**/*.yaml', { cwd: samples })
    .map(file => file.replaceAll('\\', '/'))
    .sort();
  for (const name of files) index.take(name, read(name));
  return files.flatMap(file =>
    examine(index.pulls(file), { accounts: index.accounts, config, map: snapshot.map, chosen: [], now }),
  );
}
