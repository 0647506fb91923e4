import { t } from '../../model/l10n.ts';
import { once, remembered } from '../../model/memo.ts';
import { areUnequal, type DeclaredResource, type Presence, type ProgramWorld } from '../../model/program.ts';
import { buildMap, type Facts, noFacts } from '../build.ts';
import type { AccessMap } from '../map.ts';
import type { RoleAssignment } from '../roles.ts';
import { readSnapshotData } from '../snapshot/snapshot.ts';
import { openedResources, partsAbout, REGISTRY, withoutOpened } from './changes.ts';
import { grantOf, type PlannedGrant } from './grants.ts';
import { imagesOf, type PlannedImage } from './images.ts';
import { layered } from './layered.ts';
import { lenderOf } from './lent.ts';
import { payloadOf } from './payload.ts';
import { type PlannedResource, Planner } from './planner.ts';
import { overRead, type Supposed, supposing } from './registryFacts.ts';

/** Something of a world that pulls images. */
export interface PlannedRuntime {
  readonly resource: PlannedResource;
  /** Empty for a cluster. */
  readonly images: readonly PlannedImage[];
}

/** What a deployment of a program will make, as facts about who may pull what. Each world is by itself. */
export interface PlannedWorld {
  readonly world: ProgramWorld;
  readonly resources: readonly PlannedResource[];
  readonly runtimes: readonly PlannedRuntime[];
  readonly grants: readonly PlannedGrant[];
  /** Modules and parts that were not read, which may grant anything. */
  readonly hidden: readonly string[];
  /** Clusters that are not of AKS, and modules that may make one. */
  readonly otherClusters: number;
  /** What was read from Azure, where this world lies on top of it. */
  readonly read: AccessMap | undefined;
  /** The same world on top of what was read: what both have is one, with the names and ids that it has in Azure. */
  over(read: AccessMap): PlannedWorld;
  /**
   * The map, where conditions that the code leaves open hold. Grants under other conditions are open in it. `supposed`: of the
   * registry with this id, facts that nothing read.
   */
  mapWhere(conditions: ReadonlySet<string>, supposed?: Supposed & { readonly id: string }): AccessMap;
  /** Parts that were not read and may give a role on one of these resources, or to it: by their ids. */
  partsAbout(ids: readonly string[]): readonly string[];
  /** Whether two ids are surely of two resources. */
  differ(one: string, other: string): boolean;
  /** Whether a grant at a registry whose name is open may be at the one with this id. */
  mayBeAt(grant: PlannedGrant, registry: string): boolean;
  /** What else may change a resource: by its id. */
  isOpened(id: string): boolean;
  resourceById(id: string): PlannedResource | undefined;
  /** A text for people, with what the code says in the place of ids that only the deployment knows. */
  inWords(text: string): string;
  isMadeUp(id: string | undefined): boolean;
}

const RUNTIMES =
  /^microsoft\.(?:containerservice\/managedclusters|app\/(?:containerapps|jobs)|containerinstance\/containergroups|web\/sites(?:\/slots)?)$/;

/** Makes facts of a world. Pure and total. */
export function planWorld(world: ProgramWorld): PlannedWorld {
  return worldBy(new Planner(world), undefined);
}

function worldBy(planner: Planner, read: AccessMap | undefined): PlannedWorld {
  const { world, resources } = planner;
  const grants = resources.flatMap(resource => grantOf(resource, planner) ?? []);
  const maps = new Map<string, AccessMap>();
  const laid = new WeakMap<AccessMap, PlannedWorld>();
  const parts = new Map<string, readonly string[]>();
  const opened = once(() => openedResources(planner));
  const byId = new Map(resources.toReversed().map(each => [each.id.toLowerCase(), each]));
  const hidden = world.resources.filter(({ kind, presence }) => kind === 'module' && presence.kind !== 'no');
  const facts = once(() => factsOf(resources, planner, opened()));
  const mayBeAt = ({ scope, presence }: PlannedGrant, registry: string) => {
    const [at, own] = [scope, registry].map(each => byId.get(each?.toLowerCase() ?? ''));
    if (presence.kind === 'no' || at?.type !== REGISTRY || own === undefined || at.id === own.id) return false;
    // of two that the code makes, neither is the other
    return (at.isExisting || own.isExisting) && !differ(at, own, planner);
  };
  return {
    world,
    resources,
    runtimes: resources
      .filter(({ type, isExisting }) => RUNTIMES.test(type) && !isExisting)
      .map(resource => ({ resource, images: imagesOf(resource, planner) })),
    grants,
    otherClusters: world.resources.filter(mayBeOtherCluster).length,
    hidden: [...hidden.map(({ address }) => address), ...world.unread.map(({ why }) => why)],
    read,
    over: map => remembered(laid, map, () => worldBy(new Planner(world, lenderOf(planner, map)), map)),
    mapWhere: (conditions, supposed) => {
      const key = JSON.stringify([[...conditions].sort(), supposed]);
      return remembered(maps, key, () => {
        const registries = facts().registries.map(each => {
          const over = read?.registryById(each.id);
          const own = byId.get(each.id.toLowerCase());
          const laid = over === undefined || own === undefined ? each : overRead(each, own, over);
          const settled = withoutOpened(laid, opened().get(each.id.toLowerCase()));
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
    differ: (one, other) => differ(byId.get(one.toLowerCase()), byId.get(other.toLowerCase()), planner),
    mayBeAt,
    isOpened: id => opened().has(id.toLowerCase()),
    resourceById: id => byId.get(id.toLowerCase()),
    inWords: text => planner.standIns.inWords(text),
    isMadeUp: id => planner.standIns.isMade(id),
  };
}

/** Two open names may be equal, and two resources of the code one resource. */
function differ(one: PlannedResource | undefined, other: PlannedResource | undefined, planner: Planner): boolean {
  if (one?.name === undefined || other?.name === undefined) return false;
  return one.type !== other.type || areUnequal(planner.resolve(one.name), planner.resolve(other.name));
}

/** A module that is not read may make a cluster where its source speaks of one. */
function mayBeOtherCluster({ kind, type, presence, isExisting }: DeclaredResource): boolean {
  if (presence.kind === 'no' || isExisting) return false;
  return kind === 'module' ? /\baks\b|kubernetes|managed-?cluster/i.test(type) : OTHER_CLUSTERS.test(type);
}

const OTHER_CLUSTERS =
  /^(?:aws_eks_cluster|google_container_cluster|azurerm_(?:arc_)?redhat\w*cluster|azurerm_arc_kubernetes_cluster|microsoft\.(?:kubernetes\/connectedclusters|redhatopenshift\/openshiftclusters))$/i;

/** The conditions of a presence that don't hold among these; undefined: it is never there. */
export function openConditions(presence: Presence, conditions: ReadonlySet<string>): readonly string[] | undefined {
  if (presence.kind === 'no') return undefined;
  return presence.conditions.filter(({ term }) => !conditions.has(term)).map(({ label }) => label);
}

function assignmentWhere(
  { presence, assignment, open }: PlannedGrant,
  conditions: ReadonlySet<string>,
): readonly RoleAssignment[] {
  const missing = openConditions(presence, conditions);
  if (missing === undefined) return [];
  if (open !== undefined) return [{ ...assignment, open: t('{0} of the grant in the code is open', open) }];
  const [first] = missing;
  if (first === undefined) return [assignment];
  return [{ ...assignment, open: t('the grant in the code is made only where `{0}` holds', first) }];
}

/** A grant at a registry that may be this one. */
function openAt({ assignment }: PlannedGrant, scope: string): RoleAssignment {
  const id = assignment.id.replace(assignment.scope ?? '', scope);
  return { ...assignment, id, scope, open: t('{0} of the grant in the code is open', 'scope') };
}

/** Facts of all resources, those of one id once. The grants are added by the conditions that hold. */
function factsOf(resources: readonly PlannedResource[], planner: Planner, opened: ReadonlyMap<string, unknown>): Facts {
  const present = resources.filter(({ presence }) => presence.kind !== 'no');
  const single = new Map(present.toReversed().map(each => [each.id.toLowerCase(), each]));
  const payloads = [...single].flatMap(([key, each]) =>
    each.type !== REGISTRY && opened.has(key) ? [] : (payloadOf(each, planner) ?? []),
  );
  const origin = planner.world.program;
  const isPrivate = present.some(({ type }) => type === 'microsoft.network/privateendpoints');
  const reading = readSnapshotData({ version: 1, resources: payloads }, origin, { live: true });
  // what does not fit the reader is left out, and is a gap
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
