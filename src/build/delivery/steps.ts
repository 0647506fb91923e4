import type { ManifestReading } from '../../model/reading.ts';
import type { Sender } from './sender.ts';
export function stepSenders(_reading: ManifestReading): readonly Sender[] {
  return [];
}
