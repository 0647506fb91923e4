import { once, remembered } from '../../model/memo.ts';
import type { Place } from '../../model/place.ts';
import type { DeclaredResource, ProgramWorld } from '../../model/program.ts';
import { type AccessFacts, buildMap } from '../build.ts';
import { REGISTRY_TYPE } from '../ids.ts';
import type { AccessMap } from '../map.ts';
import { takesAdminPassword } from './adminPassword.ts';
import { assignmentWhere, openAt } from './assignments.ts';
import { openedResources, partsAbout } from './changes.ts';
import { placeSource, sourcesOf } from './factSources.ts';
import { type PlannedGrant, readPlannedGrant } from './grants.ts';
import { imagesOf, isRuntime, type PlannedImage } from './images.ts';
import { layered } from './layered.ts';
import { lenderOf } from './lent.ts';
import { type PlannedResource, Planner } from './planner.ts';
import { overRead, type Supposed, supposing, withoutOpened } from './registryFacts.ts';
import { differ, mayReach } from './sameResource.ts';
import { azureShape } from './shapes.ts';
import { worldFacts } from './worldFacts.ts';

/** Something of a world that pulls images. */
export interface PlannedRuntime {
  readonly resource: PlannedResource;
  /** Empty for a cluster. */
  readonly images: readonly PlannedImage[];
}

/**
 * A world that a deployment of a program will make, as facts about who may pull which images. No world affects another.
 */
export interface PlannedWorld {
  readonly world: ProgramWorld;
  /**
   * The same object for the same facts. Worlds that share it differ only in places, and in the images of their apps.
   */
  readonly facts: object;
  readonly resources: readonly PlannedResource[];
  readonly runtimes: readonly PlannedRuntime[];
  readonly grants: readonly PlannedGrant[];
  /** Modules and parts that were not read, which may grant anything. */
  readonly hidden: readonly string[];
  /** Clusters outside of AKS, and modules that may make one. */
  readonly otherClusters: number;
  /** The map that was read from Azure, if this world lies on top of it. */
  readonly read: AccessMap | undefined;
  /** The same world on top of the facts that were read. A resource in both is one, with its name and ids in Azure. */
  over(read: AccessMap): PlannedWorld;
  /**
   * The map for the case that these open conditions of the code hold. Grants under other conditions are open in it.
   * `supposed`: facts of the registry with this id that nothing read.
   */
  mapWhere(conditions: ReadonlySet<string>, supposed?: Supposed & { readonly id: string }): AccessMap;
  /** Parts that were not read and may give a role on one of these resources, or to it: by their ids. */
  partsAbout(ids: readonly string[]): readonly string[];
  /** Returns whether two ids are surely of two resources. */
  differ(one: string, other: string): boolean;
  /** Returns whether a grant whose scope is open, or a part of it, may be at the registry with this id, or above it. */
  mayBeAt(grant: PlannedGrant, registry: string): boolean;
  /** Returns whether something else may change the resource with this id. */
  isOpened(id: string): boolean;
  resourceById(id: string): PlannedResource | undefined;
  /** Returns a text for people, in which ids that only the deployment knows are replaced by the code's words. */
  inWords(text: string): string;
  /** Returns whether an app signs in to a host with the password that the registry gives for its admin account. */
  takesAdminPassword(runtime: PlannedResource, host: string, registry: string): boolean;
  isMadeUp(id: string | undefined): boolean;
  /** Returns whether a segment of an id represents a value that only the deployment knows. */
  isOpenSegment(segment: string): boolean;
  /** Returns the runtimes that are declared at a place. */
  runtimesAt(bodyStart: Place): readonly PlannedRuntime[];
  /** The grants of an address. */
  grantsAt(address: string): readonly PlannedGrant[];
}

/** The parts that worlds share if they differ in places and images alone. */
interface Plan {
  /** The parts of the code that its facts are made of. */
  readonly sources: readonly string[];
  readonly planner: Planner;
  /** The map that lies under the world. */
  readonly read: AccessMap | undefined;
  readonly opened: () => ReturnType<typeof openedResources>;
  readonly facts: () => AccessFacts;
  readonly maps: Map<string, AccessMap>;
  readonly parts: Map<string, readonly string[]>;
}

const plans = new WeakMap<PlannedWorld, Plan>();

/**
 * Makes facts of a world. Pure and total. `before`: the world before a change of its files. Its facts are reused if
 * they still hold. The result is the same without it.
 */
export function planWorld(world: ProgramWorld, before?: PlannedWorld): PlannedWorld {
  const sources = sourcesOf(world);
  const plan = before && plans.get(before);
  if (before && plan && isAsBefore(world, sources, plan)) return planAgain(world, before, plan);
  return planAnew(world, new Planner(world), sources, undefined);
}

function isAsBefore({ resources }: ProgramWorld, sources: readonly string[], plan: Plan): boolean {
  const { planner } = plan;
  if (plan.sources.length !== sources.length || !plan.sources.every((each, at) => each === sources[at])) return false;
  return resources.every(each => {
    const before = planner.placed.get(each.key);
    return before === undefined || placeSource(before) === placeSource(each);
  });
}

/** Plans a changed world with the facts of the one before. */
function planAgain(world: ProgramWorld, before: PlannedWorld, plan: Plan): PlannedWorld {
  const declared = new Map(world.resources.map(each => [each.key, each]));
  const here = <T extends PlannedResource>(each: T): T => {
    const now = declared.get(each.declared.key);
    const shape = now === undefined || now === each.declared ? undefined : azureShape(now);
    return shape === undefined ? each : { ...each, ...shape };
  };
  const placed = new Map(before.resources.map(each => [each, here(each)]));
  const runtimes = before.runtimes.map(each => {
    const resource = placed.get(each.resource) ?? each.resource;
    return resource === each.resource ? each : { resource, images: imagesOf(resource, plan.planner) };
  });
  const grants = before.grants.map(each => {
    const resource = placed.get(each.resource) ?? each.resource;
    return { ...each, resource, place: resource.declared.place };
  });
  return plannedOf(world, plan, { resources: [...placed.values()], runtimes, grants });
}

function planAnew(
  world: ProgramWorld,
  planner: Planner,
  sources: readonly string[],
  read: AccessMap | undefined,
): PlannedWorld {
  const { resources } = planner;
  const grants = resources.flatMap(resource => readPlannedGrant(resource, planner) ?? []);
  const runtimes = resources
    .filter(each => isRuntime(each) && !each.isExisting)
    .map(resource => ({ resource, images: imagesOf(resource, planner) }));
  const opened = once(() => openedResources(planner));
  const facts = once(() => worldFacts(resources, planner, opened()));
  const plan = { sources, planner, read, opened, facts, maps: new Map(), parts: new Map() };
  return plannedOf(world, plan, { resources, runtimes, grants });
}

function plannedOf(
  world: ProgramWorld,
  plan: Plan,
  { resources, runtimes, grants }: Pick<PlannedWorld, 'resources' | 'runtimes' | 'grants'>,
): PlannedWorld {
  const { sources, planner, read, opened, facts, maps, parts } = plan;
  const { standIns } = planner;
  const byId = once(() => new Map(resources.toReversed().map(each => [each.id.toLowerCase(), each])));
  const resourceById = (id: string) => byId().get(id.toLowerCase());
  const hidden = world.resources.filter(({ kind, presence }) => kind === 'module' && presence.kind !== 'no');
  const at = once(() => Map.groupBy(runtimes, ({ resource: { declared } }) => keyOf(declared.bodyStart)));
  const granted = once(() => Map.groupBy(grants, ({ address }) => address));
  const laid = new WeakMap<AccessMap, PlannedWorld>();
  const mayBeAt = ({ scope, presence }: PlannedGrant, registry: string) => {
    if (presence.kind === 'no') return false;
    if (scope === undefined) return true;
    const [at, own] = [scope, registry].map(resourceById);
    if (at?.type !== REGISTRY_TYPE || own === undefined)
      return mayReach(scope, registry, each => standIns.isOpen(each));
    if (at.id === own.id) return false;
    // of two that the code makes, neither is the other
    return (at.isExisting || own.isExisting) && !differ(at, own, planner);
  };
  const made: PlannedWorld = {
    world,
    facts: plan,
    resources,
    runtimes,
    grants,
    otherClusters: world.resources.filter(mayBeOtherCluster).length,
    hidden: [...hidden.map(({ address }) => address), ...world.unread.map(({ why }) => why)],
    read,
    over: map => remembered(laid, map, () => planAnew(world, new Planner(world, lenderOf(planner, map)), sources, map)),
    mapWhere: (conditions, supposed) => {
      const key = JSON.stringify([[...conditions].sort(), supposed]);
      return remembered(maps, key, () => {
        const registries = facts().registries.map(each => {
          const over = read?.registryById(each.id);
          const own = resourceById(each.id);
          const laidOver = over === undefined || own === undefined ? each : overRead(each, own, over);
          const settled = withoutOpened(laidOver, opened().get(each.id.toLowerCase()));
          return supposed?.id === each.id ? supposing(settled, supposed) : settled;
        });
        const roleAssignments = grants.flatMap(grant => [
          ...assignmentWhere(grant, conditions),
          ...registries.flatMap(({ id }) => (mayBeAt(grant, id) ? openAt(grant, id) : [])),
        ]);
        const planned = { ...facts(), registries, roleAssignments };
        return buildMap(read === undefined ? planned : layered(planned, read, new Set(opened().keys())));
      });
    },
    partsAbout: ids => remembered(parts, ids.join('\n').toLowerCase(), () => partsAbout(ids, planner)),
    differ: (one, other) => differ(resourceById(one), resourceById(other), planner),
    mayBeAt,
    isOpened: id => opened().has(id.toLowerCase()),
    resourceById,
    inWords: text => standIns.inWords(text),
    takesAdminPassword: (runtime, host, registry) => {
      const own = resourceById(registry);
      return own?.type === REGISTRY_TYPE && takesAdminPassword(runtime, host, own, planner);
    },
    isMadeUp: id => standIns.isMade(id),
    isOpenSegment: segment => standIns.isOpen(segment),
    runtimesAt: place => at().get(keyOf(place)) ?? [],
    grantsAt: address => granted().get(address) ?? [],
  };
  // a world on top of a map is made each time
  if (read === undefined) plans.set(made, plan);
  return made;
}

function keyOf({ file, span }: Place): string {
  return `${span.start} ${file}`;
}

/** An unread module may make a cluster if its source mentions one. */
function mayBeOtherCluster({ kind, type, presence, isExisting }: DeclaredResource): boolean {
  if (presence.kind === 'no' || isExisting) return false;
  return kind === 'module' ? /\baks\b|kubernetes|managed-?cluster/i.test(type) : OTHER_CLUSTERS.test(type);
}

const OTHER_CLUSTERS =
  /^(?:aws_eks_cluster|google_container_cluster|azurerm_(?:arc_)?redhat\w*cluster|azurerm_arc_kubernetes_cluster|microsoft\.(?:kubernetes\/connectedclusters|redhatopenshift\/openshiftclusters))$/i;
