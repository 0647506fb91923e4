import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { AccessMap } from '../../../src/access/map.ts';
import type { Finding } from '../../../src/model/verdict.ts';
import { readConfig } from '../../../src/workspace/config/readConfig.ts';
import { examine } from '../../../src/workspace/engine.ts';
import { BuiltFiles } from '../../build/builtFiles.ts';

/** The samples' manifests, to be judged by a map that was read from the emulator. */
const samples = path.resolve(import.meta.dirname, '../../../samples');
const read = (name: string): string => readFileSync(path.join(samples, name), 'utf8');

export const snapshotFile = path.join(samples, 'access.snapshot.json');
/** The samples' credentials end before or after this day. */
const today = new Date('2026-11-24T12:00:00Z');

const { config } = readConfig(read('.acr-pull.yaml'), '.acr-pull.yaml');
const files = globSync('**/*.yaml', { cwd: samples })
  .map(file => file.replaceAll('\\', '/'))
  .sort();
const index = new BuiltFiles();
for (const name of files) index.take(name, read(name));
const references = files.flatMap(file => index.references(file));

export function findingsOf(map: AccessMap): readonly Finding[] {
  return examine(references, { config, map, chosen: [], now: today });
}

/** A finding in a line: what it is of, and what came of it. */
export function asLine({ reference, target, verdict }: Finding): string {
  return `${reference.file}:${reference.span.start} ${reference.text} → ${target?.name}: ${verdict.outcome} ${verdict.cause}`;
}
