import { t } from '../../model/l10n.ts';
import { type AccessFacts, noFacts } from '../build.ts';
import { REGISTRY_TYPE } from '../ids.ts';
import type { Registry } from '../map.ts';
import { readSnapshotData } from '../snapshot/snapshot.ts';
import { payloadOf } from './payload.ts';
import type { PlannedResource, Planner } from './planner.ts';

/** Facts of all resources, each id once. The grants are added later, by the conditions that hold. */
export function worldFacts(
  resources: readonly PlannedResource[],
  planner: Planner,
  opened: ReadonlyMap<string, unknown>,
): AccessFacts {
  const present = resources.filter(({ presence }) => presence.kind !== 'no');
  const single = new Map(present.toReversed().map(each => [each.id.toLowerCase(), each]));
  const payloads = [...single].flatMap(([key, each]) =>
    each.type !== REGISTRY_TYPE && opened.has(key) ? [] : (payloadOf(each, planner) ?? []),
  );
  const origin = planner.world.program;
  const isPrivate = present.some(({ type }) => type === 'microsoft.network/privateendpoints');
  const reading = readSnapshotData({ version: 1, resources: payloads }, origin, { live: true });
  // the reader leaves out an object that does not fit, and reports a gap
  const facts = 'facts' in reading ? reading.facts : noFacts(origin);
  const gap = {
    what: 'roleAssignments',
    scope: '/',
    why: t('only the grants in this code are known'),
    isOfCode: true,
  } as const;
  return {
    ...facts,
    registries: facts.registries.map(each =>
      isPrivate || each.privateEndpoints !== undefined ? each : withoutEndpoints(each, single),
    ),
    gaps: [...facts.gaps, gap],
  };
}

/** A registry that the code makes has the private endpoints that the code makes. */
function withoutEndpoints(registry: Registry, made: ReadonlyMap<string, PlannedResource>) {
  const isExisting = made.get(registry.id.toLowerCase())?.isExisting !== false;
  return isExisting ? registry : { ...registry, privateEndpoints: [] };
}
