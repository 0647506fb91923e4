import { lastSegment } from '../../access/ids.ts';
import type { AccessMap, Registry } from '../../access/map.ts';
import type { PlannedImage } from '../../access/planned/images.ts';
import type { PlannedRuntime, PlannedWorld } from '../../access/planned/plannedWorld.ts';
import type { PlannedResource } from '../../access/planned/planner.ts';
import type { Supposed } from '../../access/planned/registryFacts.ts';
import { t } from '../../model/l10n.ts';
import { plainText } from '../../model/program.ts';
import type { Image, ImageReference } from '../../model/reference.ts';
import type { Target, TargetKind } from '../../model/target.ts';

/** A pull of a reference in one world. */
export interface PlannedPull {
  readonly world: PlannedWorld;
  readonly runtime: PlannedResource;
  readonly registry: Registry;
  /** The host of its image, as in the map. */
  readonly host: string;
  readonly repository: string | undefined;
  readonly target: Target;
  /** The target as the config, a sender or a person states it. Undefined: only the code does. */
  readonly stated: Target | undefined;
  /** The terms of open conditions under which runtime and registry are made. */
  readonly conditions: ReadonlySet<string>;
  /** The scopes that runtime and registry are deployed to. */
  readonly map: AccessMap;
  /** The same with facts of the registry that nothing read. */
  mapSupposing(supposed: Supposed): AccessMap;
}

/**
 * Returns the pulls of a reference in all worlds that cover it. Empty: none does, or one does not settle its registry.
 * `all`: the references beside it. An instance of a module counts as covered if one of them names its app.
 */
export function plannedPulls(
  reference: ImageReference,
  worlds: readonly PlannedWorld[],
  target: Target | null,
  all: readonly ImageReference[] = [],
): readonly PlannedPull[] {
  const { workload, image } = reference;
  if (image.kind !== 'image') return [];
  const stated = isOfReference(target, reference) ? undefined : (target ?? undefined);
  const declared = 'declaredAt' in workload ? workload.declaredAt : undefined;
  if (declared !== undefined) {
    const file = declared.file ?? reference.file;
    const others = all.filter(each => isOfOther(each, reference));
    const isHere = ({ declared: { bodyStart } }: PlannedResource) =>
      bodyStart.file === file && bodyStart.span.start === declared.span.start;
    const own = declaredPulls(
      image,
      worlds,
      (resource, images) => isHere(resource) && !others.some(each => isNamedBy(each, resource, images)),
    );
    // an instance with an open name is one of those that others name
    const pulls = own.length > 0 ? own : declaredPulls(image, worlds, isHere);
    if (stated === undefined) return pulls;
    return pulls.every(({ runtime, world }) => isTarget(runtime, stated, world))
      ? pulls.map(pull => withStated(pull, stated))
      : [];
  }
  if (workload.platform !== 'kubernetes') return [];
  const pulls = clusterPulls(image, worlds, stated);
  return stated === undefined ? pulls : pulls.map(pull => withStated(pull, stated));
}

/** A reference of the same declaration that names another app. */
function isOfOther({ workload, file }: ImageReference, reference: ImageReference): boolean {
  const own = reference.workload;
  if (!('declaredAt' in workload && 'declaredAt' in own) || workload.declaredAt === undefined) return false;
  const isSame =
    own.declaredAt?.span.start === workload.declaredAt.span.start &&
    (own.declaredAt.file ?? reference.file) === (workload.declaredAt.file ?? file);
  return isSame && workload.name !== own.name;
}

function isNamedBy({ workload, image }: ImageReference, { name }: PlannedResource, images: readonly PlannedImage[]) {
  const own = plainText(name);
  if (own === undefined || !('name' in workload) || workload.name !== own || image.kind !== 'image') return false;
  return images.some(each => isSameImage(each, image));
}

/** Gives a pull the target's name in the config, by which a person knows it. */
function withStated(pull: PlannedPull, stated: Target): PlannedPull {
  return { ...pull, stated, target: { ...stated, id: pull.target.id } };
}

/** Returns whether the target is only the one that the reference itself names. */
function isOfReference(target: Target | null, { file }: ImageReference): boolean {
  if (target === null || target.lookedUp !== undefined) return true;
  return target.id === undefined && target.name === file;
}

/** Returns whether code declares the target that a person or a pipeline states: the same kind, name and place. */
function isTarget(
  { id, name, ...runtime }: PlannedResource,
  { name: wanted, kind, id: idOfTarget }: Target,
  world: PlannedWorld,
): boolean {
  const own = plainText(name);
  // with a stated id, the stated name may be an alias
  const real = idOfTarget === undefined ? wanted : lastSegment(idOfTarget);
  if (plannedTargetKind(runtime) !== kind || own?.toLowerCase() !== real.toLowerCase()) return false;
  return idOfTarget === undefined || mayBeSame(id, idOfTarget, world);
}

/** Returns whether two ids contradict each other in no part that the code states. */
function mayBeSame(planned: string, id: string, { isOpenSegment }: PlannedWorld): boolean {
  const [one, other] = [planned, id].map(each => each.toLowerCase().split('/'));
  if (one === undefined || other === undefined) return false;
  return [2, 4].every(at => one[at] === other[at] || isOpenSegment(one[at] ?? ''));
}

/** The pulls of the app wherever the code makes it. One instance with an open registry leaves all open. */
function declaredPulls(
  image: Image,
  worlds: readonly PlannedWorld[],
  isDeclared: (resource: PlannedResource, images: readonly PlannedImage[]) => boolean,
): readonly PlannedPull[] {
  const pulls: PlannedPull[] = [];
  for (const world of worlds) {
    for (const { resource, images } of world.runtimes) {
      if (resource.presence.kind === 'no' || !isDeclared(resource, images)) continue;
      const own = images.filter(each => isSameImage(each, image));
      // a branch that this world does not take, or an image from outside of the module
      if (own.length === 0) continue;
      const found = own.map(each => pullIn(world, resource, each.host, each.rest, image));
      const [first] = found;
      if (first === undefined || found.includes(undefined)) return [];
      pulls.push(first);
    }
  }
  return pulls;
}

/** Returns whether an image of an instance may be the one that a reader found at the same declaration. */
function isSameImage({ host, rest }: PlannedImage, { registry, repository, tag, digest }: Image): boolean {
  if (registry !== undefined && host !== undefined && registry !== host) return false;
  if (rest === undefined || repository === undefined) return true;
  const [, name = '', version] = /^([^:@]*)(?:[:@](.*))?$/s.exec(rest) ?? [];
  const written = digest ?? tag;
  return name.toLowerCase() === repository && (written === undefined || version === undefined || written === version);
}

/**
 * Finds the cluster for manifests: the one that a target states, or the only one of the only world that has any. An
 * image's host never chooses the cluster.
 */
function clusterPulls(
  image: Image,
  worlds: readonly PlannedWorld[],
  target: Target | undefined,
): readonly PlannedPull[] {
  const all = worlds.flatMap(world => world.runtimes.filter(isCluster).map(({ resource }) => ({ world, resource })));
  const clusters = target === undefined ? all : all.filter(({ resource, world }) => isTarget(resource, target, world));
  const [only, ...others] = clusters;
  const mayBeMore = target === undefined && worlds.some(({ otherClusters }) => otherClusters > 0);
  if (only === undefined || others.length > 0 || mayBeMore || image.registry === undefined) return [];
  const pull = pullIn(only.world, only.resource, image.registry, undefined, image);
  return pull === undefined ? [] : [pull];
}

function isCluster({ resource: { type, presence } }: PlannedRuntime): boolean {
  return type === 'microsoft.containerservice/managedclusters' && presence.kind !== 'no';
}

export function pullIn(
  world: PlannedWorld,
  runtime: PlannedResource,
  host: string | undefined,
  rest: string | undefined,
  image: Image,
): PlannedPull | undefined {
  const kind = plannedTargetKind(runtime);
  if (host === undefined || kind === undefined) return undefined;
  const conditions = new Set(openConditionsOf(runtime));
  const found = world.mapWhere(conditions).registryByHost(host);
  const registry = found && world.resourceById(found.id);
  if (found === undefined || registry === undefined) return undefined;
  for (const term of openConditionsOf(registry)) conditions.add(term);
  const why = t('declared as `{0}` in {1}', runtime.address, world.world.program);
  return {
    world,
    runtime,
    registry: found,
    host,
    repository: image.repository ?? rest?.replace(/[:@].*/s, '').toLowerCase(),
    target: { name: runtime.label, kind, id: runtime.id, why },
    stated: undefined,
    conditions,
    map: world.mapWhere(conditions),
    mapSupposing: supposed => world.mapWhere(conditions, { ...supposed, id: found.id }),
  };
}

function openConditionsOf({ presence }: PlannedResource): readonly string[] {
  return presence.kind === 'no' ? [] : presence.conditions.map(({ term }) => term);
}

export function plannedTargetKind({ type }: Pick<PlannedResource, 'type'>): TargetKind | undefined {
  switch (type) {
    case 'microsoft.containerservice/managedclusters':
      return 'aks';
    case 'microsoft.app/containerapps':
      return 'containerApp';
    case 'microsoft.app/jobs':
      return 'containerAppJob';
    case 'microsoft.containerinstance/containergroups':
      return 'containerGroup';
    case 'microsoft.web/sites':
    case 'microsoft.web/sites/slots':
      return 'site';
    default:
      return undefined;
  }
}
