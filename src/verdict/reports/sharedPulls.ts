import type { Registry } from '../../access/map.ts';
import type { TargetKind } from '../../model/target.ts';
import type { Conclusion } from '../conclusion.ts';
import { ofMap } from '../perMap.ts';
import type { Pull } from '../pull.ts';
import { pullsIn } from '../roles/actions.ts';

/** What tells one managed identity of a target from another, in what is said of it. */
export interface Presenter {
  readonly principalId: string;
  readonly subject: string;
  readonly token: string;
}

/**
 * A file names many images that the same identity pulls from the same registry. In legacy mode nothing about that
 * identity hangs on the image, so all of them share one conclusion, and it is drawn once. It is kept for the moment of the
 * last question only, since ages go by the moment.
 */
export function sharing(presenter: Presenter, pull: Pull, draw: () => Conclusion): Conclusion {
  const { registry, target, map, now } = pull;
  if (target.id === undefined || !isShared(pull)) return draw();
  const memory = memoryOf(map);
  const moment = now.getTime();
  if (memory.moment !== moment) {
    memory.moment = moment;
    memory.drawn.clear();
  }
  let ofRegistry = memory.drawn.get(registry);
  if (!ofRegistry) {
    ofRegistry = new Map();
    memory.drawn.set(registry, ofRegistry);
  }
  const known = ofRegistry.get(target.id);
  if (known && known.kind === target.kind && isSame(known.presenter, presenter)) return known.conclusion;
  const conclusion = draw();
  ofRegistry.set(target.id, { kind: target.kind, presenter, conclusion });
  return conclusion;
}

interface Drawn {
  readonly kind: TargetKind;
  readonly presenter: Presenter;
  readonly conclusion: Conclusion;
}

interface Memory {
  moment: number;
  readonly drawn: Map<Registry, Map<string, Drawn>>;
}

const memoryOf = ofMap((): Memory => ({ moment: Number.NaN, drawn: new Map() }));

function isSame(one: Presenter, other: Presenter): boolean {
  return one.principalId === other.principalId && one.subject === other.subject && one.token === other.token;
}

/** The way out before a switch to ABAC mode is a grant for the repository. */
function isShared({ registry, map, beforeAbac }: Pull): boolean {
  return !beforeAbac && registry.mode === 'legacy' && !asksForRepository(map);
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
