import { type AccessFacts, buildMap } from './build.ts';
import type { AccessMap } from './map.ts';
import type { SnapshotProblem } from './snapshot/shapes.ts';
import { readSnapshot } from './snapshot/snapshot.ts';
import type { SnapshotPart } from './union/joinedLists.ts';
import { namesInWords, unionOf } from './union/union.ts';

// Several snapshots as one map, such as one for each subscription or tenant. Facts that one of them did not read stay a
// gap there. Facts about the same thing have to agree, as within one snapshot: nothing shows which of them is out of
// date.

type Problem = Pick<SnapshotProblem, 'file' | 'message'>;

type Reading =
  | {
      readonly map: AccessMap;
      /** Registries that are in two of the snapshots. */
      readonly notes: readonly string[];
    }
  | { readonly problems: readonly Problem[] };

/** The map of all these snapshots, or why one of them can't be used, or not beside the others. */
export function readSnapshots(sources: readonly { readonly text: string; readonly file: string }[]): Reading {
  const readings = sources.map(({ text, file }) => readSnapshot(text, file));
  const problems = readings.flatMap(reading => ('problems' in reading ? reading.problems : []));
  const parts = readings.flatMap(reading => ('facts' in reading ? [reading] : []));
  const [first, ...others] = parts;
  if (problems.length > 0 || first === undefined) return { problems };
  if (others.length === 0) return { map: first.map, notes: [] };
  const misfits = misfitsOf(first.facts, parts);
  if (misfits.length > 0) return { problems: misfits };
  const union = unionOf(parts);
  return union.problems.length > 0 ? union : { map: buildMap(union.facts), notes: notesOn(parts) };
}

/** Made-up ids match nothing in another snapshot, and clouds know nothing of each other. */
function misfitsOf(first: AccessFacts, parts: readonly SnapshotPart[]): readonly Problem[] {
  return parts.flatMap(({ facts: { origin, redacted, cloud = 'AzureCloud' } }) => {
    const isElsewhere = cloud !== (first.cloud ?? 'AzureCloud');
    const why = redacted ? 'its IDs are made up' : isElsewhere ? `its cloud is not that of ${first.origin}` : '';
    return why === '' ? [] : [{ file: origin, message: `${origin} can't be used with other snapshots: ${why}` }];
  });
}

/** Registries that are in several of them, with the same data. */
function notesOn(parts: readonly SnapshotPart[]): readonly string[] {
  const origins = Map.groupBy(
    parts.flatMap(({ facts }) => facts.registries.map(({ loginServer }) => ({ loginServer, origin: facts.origin }))),
    ({ loginServer }) => loginServer,
  );
  return [...origins]
    .filter(([host, each]) => host !== '' && each.length > 1)
    .map(([host, each]) => `${host} is in ${namesInWords(each.map(({ origin }) => origin))}, with the same data`);
}
