import type { AccessMap } from '../map.ts';
import { readSnapshotData } from '../snapshot/snapshot.ts';
import { type Estate, snapshotOf } from './estate.ts';

/** The map of an estate. An object of an unexpected shape, which nobody could mend, is left out, and leaves a gap. */
export function mapOf(estate: Estate): AccessMap {
  const reading = readSnapshotData(snapshotOf(estate), 'Azure', { live: true });
  if ('map' in reading) return reading.map;
  throw new Error(`Azure's answers make no map: ${reading.problems[0]?.message}`);
}
