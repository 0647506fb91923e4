import type { AccessMap } from '../../access/map.ts';
import type { PlannedWorld } from '../../access/planned/plannedWorld.ts';
import { type Supposed, supposable } from '../../access/planned/registryFacts.ts';
import type { AssumptionId } from '../../model/assumption.ts';
import { memoized } from '../../model/memo.ts';
import type { DeclaredResource } from '../../model/program.ts';
import { grantsPull } from '../../verdict/roles/actions.ts';
import type { PlannedPull } from './choose.ts';

/**
 * Returns the suppositions about a registry that the code refers to and does not make, the weakest first. They can
 * support an allowed pull, and never a denial.
 */
export function supposedOf(
  { world, registry, map }: PlannedPull,
  worlds: readonly PlannedWorld[],
): readonly Supposed[] {
  if (world.resourceById(registry.id)?.isExisting !== true || world.isOpened(registry.id)) return [];
  const planned = map.registryById(registry.id);
  if (planned === undefined) return [];
  const unread = supposable(planned);
  const mode = unread.mode && !hasRepositoryRole(map, worlds, world.read);
  const defaults = unread.defaults && !worlds.some(makesEndpoint);
  return [
    { mode: false, defaults: true },
    { mode: true, defaults: false },
    { mode: true, defaults: true },
  ].filter(each => (mode || !each.mode) && (defaults || !each.defaults));
}

export function assumptionsFor({ mode, defaults }: Supposed): readonly AssumptionId[] {
  return [
    ...(mode ? (['external-registry-rbac'] as const) : []),
    ...(defaults ? (['external-registry-defaults'] as const) : []),
  ];
}

/** Repository roles, and conditions, are for registries with repository permissions. */
function hasRepositoryRole(map: AccessMap, worlds: readonly PlannedWorld[], read: AccessMap | undefined): boolean {
  const isRepositoryRole = (id: string, by: AccessMap) => {
    const role = by.roleDefinition(id);
    return role === undefined || (grantsPull(role, 'abac') && !grantsPull(role, 'legacy'));
  };
  const inCode = worlds.some(world => {
    const isForRepositories = ({ role, assignment }: PlannedWorld['grants'][number]) =>
      role === undefined || assignment.condition !== null || isRepositoryRole(assignment.roleDefinitionId, map);
    return namesRepositoryMode(world) || world.grants.some(isForRepositories);
  });
  return (
    inCode ||
    (read?.roleAssignments ?? []).some(({ scope, roleDefinitionId, condition }) => {
      if (!/\/registries\//i.test(scope ?? '')) return false;
      return typeof condition === 'string' || isRepositoryRole(roleDefinitionId, read ?? map);
    })
  );
}

/** Returns whether anything in a world sets the mode of a registry to repository permissions. */
export function namesRepositoryMode({ world }: PlannedWorld): boolean {
  return world.resources.some(namesMode);
}

const namesMode = memoized(({ body }: DeclaredResource): boolean =>
  JSON.stringify(body()).includes('AbacRepositoryPermissions'),
);

function makesEndpoint({ world }: PlannedWorld): boolean {
  return world.resources.some(({ type, kind, presence }) => {
    if (presence.kind === 'no') return false;
    const isOfNetwork = /container_?registr/i.test(type) && /network/i.test(type);
    return /private_?-?endpoint/i.test(type) || (kind === 'resource' && isOfNetwork);
  });
}
