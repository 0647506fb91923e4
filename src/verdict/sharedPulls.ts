import type { Registry } from '../access/map.ts';
import type { Workload } from '../model.ts';
import { pullsIn } from './actions.ts';
import type { Conclusion } from './conclusion.ts';
import { ofMap } from './perMap.ts';
import type { Pull } from './pull.ts';

/**
 * A file names many images that the same cluster pulls from the same registry. Where nothing that the image or its
 * manifest says bears on who pulls, and no condition asks for the repository, all of them share one conclusion, and it is
 * drawn once. It is kept for the moment of the last question only, since ages and expiries go by the moment.
 */
export function sharing(pull: Pull, draw: () => Conclusion): Conclusion {
  const { registry, target, map, now } = pull;
  if (target.id === undefined || !isShared(pull)) return draw();
  const memory = memoryOf(map);
  const moment = now.getTime();
  if (memory.moment !== moment) {
    memory.moment = moment;
    memory.drawn.clear();
  }
  let byTarget = memory.drawn.get(registry);
  if (!byTarget) {
    byTarget = new Map();
    memory.drawn.set(registry, byTarget);
  }
  const known = byTarget.get(target.id);
  if (known && isSame(known.pull, pull)) return known.conclusion;
  const conclusion = draw();
  byTarget.set(target.id, { pull, conclusion });
  return conclusion;
}

interface Memory {
  moment: number;
  readonly drawn: Map<Registry, Map<string, { readonly pull: Pull; readonly conclusion: Conclusion }>>;
}

const memoryOf = ofMap((): Memory => ({ moment: Number.NaN, drawn: new Map() }));

function isSame(one: Pull, other: Pull): boolean {
  return (
    one.host === other.host &&
    one.runtime === other.runtime &&
    one.target.kind === other.target.kind &&
    one.target.name === other.target.name &&
    one.beforeAbac === other.beforeAbac
  );
}

function isShared({ reference, runtime, registry, map, beforeAbac }: Pull): boolean {
  // The way out before a switch to ABAC mode is a grant for the repository.
  return (
    !beforeAbac &&
    runtime?.kind === 'aks' &&
    registry.mode === 'legacy' &&
    saysNothing(reference.workload) &&
    !asksForRepository(map)
  );
}

function saysNothing(workload: Workload): boolean {
  switch (workload.platform) {
    case 'kubernetes':
      return (
        workload.pullSecrets.length === 0 &&
        workload.morePullSecrets.length === 0 &&
        workload.serviceAccount === undefined
      );
    case 'compose':
    case 'build':
    case 'pipeline':
      return true;
    default:
      return false;
  }
}

/** Whether any condition may let a pull in legacy mode hang on the repository: that is documented for none. */
const asksForRepository = ofMap(map => {
  const mayPull = (id: string): boolean => {
    const role = map.roleDefinition(id);
    return role === undefined || pullsIn(role, 'legacy');
  };
  const granted = map.roleAssignments?.some(each => each.condition !== undefined && mayPull(each.roleDefinitionId));
  const denied = map.denyAssignments?.some(each => each.permissions.some(({ condition }) => condition !== undefined));
  return (granted ?? false) || (denied ?? false);
});
