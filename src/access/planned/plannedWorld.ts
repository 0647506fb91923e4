import { t } from '../../model/l10n.ts';
import { memoized, once, remembered } from '../../model/memo.ts';
import type { Place } from '../../model/place.ts';
import { areUnequal, type DeclaredResource, type Presence, type ProgramWorld } from '../../model/program.ts';
import { type AccessFacts, buildMap, noFacts } from '../build.ts';
import type { AccessMap } from '../map.ts';
import type { RoleAssignment } from '../roles.ts';
import { readSnapshotData } from '../snapshot/snapshot.ts';
import { takesAdminPassword } from './adminPassword.ts';
import { mayChange, openedResources, partsAbout, REGISTRY } from './changes.ts';
import { type PlannedGrant, readPlannedGrant } from './grants.ts';
import { imagesOf, type PlannedImage } from './images.ts';
import { layered } from './layered.ts';
import { lenderOf } from './lent.ts';
import { payloadOf, withoutImages } from './payload.ts';
import { type PlannedResource, Planner } from './planner.ts';
import { overRead, type Supposed, supposing, withoutOpened } from './registryFacts.ts';
import { azureShape, decidingDefaults, placeShape } from './shapes.ts';

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

const RUNTIMES =
  /^microsoft\.(?:containerservice\/managedclusters|app\/(?:containerapps|jobs)|containerinstance\/containergroups|web\/sites(?:\/slots)?)$/;

/** The parts that worlds share if they differ in places and images alone. */
interface Plan {
  readonly said: readonly string[];
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
  const said = saidBy(world);
  const plan = before && plans.get(before);
  if (before && plan && isAsBefore(world, said, plan)) return planAgain(world, before, plan);
  return planAnew(world, new Planner(world), said, undefined);
}

function isAsBefore({ resources }: ProgramWorld, said: readonly string[], plan: Plan): boolean {
  const { planner } = plan;
  if (plan.said.length !== said.length || !plan.said.every((each, at) => each === said[at])) return false;
  return resources.every(each => {
    const before = planner.placed.get(each.key);
    return before === undefined || placeOf(before) === placeOf(each);
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
  said: readonly string[],
  read: AccessMap | undefined,
): PlannedWorld {
  const { resources } = planner;
  const grants = resources.flatMap(resource => readPlannedGrant(resource, planner) ?? []);
  const runtimes = resources
    .filter(({ type, isExisting }) => RUNTIMES.test(type) && !isExisting)
    .map(resource => ({ resource, images: imagesOf(resource, planner) }));
  const opened = once(() => openedResources(planner));
  const facts = once(() => factsOf(resources, planner, opened()));
  const plan = { said, planner, read, opened, facts, maps: new Map(), parts: new Map() };
  return plannedOf(world, plan, { resources, runtimes, grants });
}

function plannedOf(
  world: ProgramWorld,
  plan: Plan,
  { resources, runtimes, grants }: Pick<PlannedWorld, 'resources' | 'runtimes' | 'grants'>,
): PlannedWorld {
  const { said, planner, read, opened, facts, maps, parts } = plan;
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
    if (at?.type !== REGISTRY || own === undefined) return mayReach(scope, registry, each => standIns.isOpen(each));
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
    over: map => remembered(laid, map, () => planAnew(world, new Planner(world, lenderOf(planner, map)), said, map)),
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
      return own?.type === REGISTRY && takesAdminPassword(runtime, host, own, planner);
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

/** Everything that facts are made of. Worlds that are equal in it differ only in places, and in images of apps. */
function saidBy({ id, program, language, values, unread, refused, resources }: ProgramWorld): readonly string[] {
  return [
    JSON.stringify([id, program, language, values, unread.map(({ why }) => why), refused]),
    ...resources.map(saidOf),
  ];
}

const saidOf = memoized((declared: DeclaredResource): string => {
  const { key, address, type, kind, isExisting, presence, parent, scope } = declared;
  const shape = azureShape(declared);
  const own = shape && [
    shape.type,
    shape.name,
    withoutImages(shape),
    shape.defaults,
    shape.scope,
    shape.under,
    parent,
    scope,
    RUNTIMES.test(shape.type) && decidingDefaults(declared, 'app'),
    shape.type === REGISTRY && decidingDefaults(declared, 'registry'),
  ];
  return JSON.stringify([key, address, type, kind, isExisting, presence, own, mayChange(declared) && declared.body()]);
});

/** The scopes of a resource at which roles are given. */
const placeOf = memoized((declared: DeclaredResource): string => {
  const { type, name, scope, under } = placeShape(declared) ?? {};
  return JSON.stringify([type, name, scope, under]);
});

/** Two open names may be equal, and then two resources of the code are one resource. */
function differ(one: PlannedResource | undefined, other: PlannedResource | undefined, planner: Planner): boolean {
  if (one?.name === undefined || other?.name === undefined) return false;
  return one.type !== other.type || areUnequal(planner.resolve(one.name), planner.resolve(other.name));
}

/** Returns whether an id may be that of a resource or of a scope around it, even though the code doesn't prove it. */
function mayReach(scope: string, id: string, isOpen: (segment: string) => boolean): boolean {
  // the subscriptions of a management group are unknown
  if (/^\/providers\/microsoft\.management\//i.test(scope)) return true;
  const [at, own] = [scope.split('/'), id.split('/')];
  const isSame = (segment: string, place: number) => segment.toLowerCase() === own[place]?.toLowerCase();
  if (at.length > own.length || at.every(isSame)) return false;
  return at.every((segment, place) => isSame(segment, place) || isOpen(segment) || isOpen(own[place] ?? ''));
}

/** An unread module may make a cluster if its source mentions one. */
function mayBeOtherCluster({ kind, type, presence, isExisting }: DeclaredResource): boolean {
  if (presence.kind === 'no' || isExisting) return false;
  return kind === 'module' ? /\baks\b|kubernetes|managed-?cluster/i.test(type) : OTHER_CLUSTERS.test(type);
}

const OTHER_CLUSTERS =
  /^(?:aws_eks_cluster|google_container_cluster|azurerm_(?:arc_)?redhat\w*cluster|azurerm_arc_kubernetes_cluster|microsoft\.(?:kubernetes\/connectedclusters|redhatopenshift\/openshiftclusters))$/i;

/** The conditions of a presence that are not among these. Undefined: it is never there. */
export function openConditions(presence: Presence, conditions: ReadonlySet<string>): readonly string[] | undefined {
  if (presence.kind === 'no') return undefined;
  return presence.conditions.filter(({ term }) => !conditions.has(term)).map(({ label }) => label);
}

function assignmentWhere(
  { presence, assignment, open, address }: PlannedGrant,
  conditions: ReadonlySet<string>,
): readonly RoleAssignment[] {
  const missing = openConditions(presence, conditions);
  if (missing === undefined) return [];
  if (open !== undefined) return [{ ...assignment, open: t('{0} of the grant `{1}` is open', open, address) }];
  const [first] = missing;
  if (first === undefined) return [assignment];
  return [{ ...assignment, open: t('the grant `{0}` is made only where `{1}` holds', address, first) }];
}

/** A grant at a registry that may be this one. */
function openAt({ assignment, address }: PlannedGrant, scope: string): RoleAssignment {
  const id = assignment.id.replace(assignment.scope ?? '', scope);
  const open = t('{0} of the grant `{1}` is open', 'scope', address);
  return { ...assignment, id, scope, open, openScope: assignment.id };
}

/** Facts of all resources, each id once. The grants are added later, by the conditions that hold. */
function factsOf(
  resources: readonly PlannedResource[],
  planner: Planner,
  opened: ReadonlyMap<string, unknown>,
): AccessFacts {
  const present = resources.filter(({ presence }) => presence.kind !== 'no');
  const single = new Map(present.toReversed().map(each => [each.id.toLowerCase(), each]));
  const payloads = [...single].flatMap(([key, each]) =>
    each.type !== REGISTRY && opened.has(key) ? [] : (payloadOf(each, planner) ?? []),
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
function withoutEndpoints(registry: AccessMap['registries'][number], made: ReadonlyMap<string, PlannedResource>) {
  const isExisting = made.get(registry.id.toLowerCase())?.isExisting !== false;
  return isExisting ? registry : { ...registry, privateEndpoints: [] };
}
