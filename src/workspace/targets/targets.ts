import { resourceGroupOf, sameId } from '../../access/ids.ts';
import type { AccessMap, Runtime } from '../../access/map.ts';
import { folded } from '../../model/fold.ts';
import { t } from '../../model/l10n.ts';
import { memoized, remembered } from '../../model/memo.ts';
import { near } from '../../model/near.ts';
import type { ImageReference, Platform } from '../../model/reference.ts';
import type { KubeContext, Placement, Target, TargetKind } from '../../model/target.ts';
import type { Config, ConfiguredTarget } from '../config/config.ts';
import { matchesGlobs } from '../config/globs.ts';
import { configuredTargets, namedByPath } from './clusterGroups.ts';
import { destinationTargets, type Lookup } from './destinations.ts';

/** Everything that decides which targets a manifest has. */
export interface TargetSources {
  readonly config: Config;
  /** Undefined: nothing of Azure is known (no snapshot, not signed in). */
  readonly map: AccessMap | undefined;
  /** Names or resource ids that a person picked in the editor. Empty or absent: none. */
  readonly chosen?: readonly string[];
  /** Names or resource ids: only these of a manifest's targets count (`--target`). Empty or absent: all. */
  readonly only?: readonly string[];
  /** Names or resource ids: every manifest goes there (`--as`). Empty or absent: it goes to its own targets. */
  readonly as?: readonly string[];
}

/** The kinds of target that a manifest of this platform can go to. */
const kindsOf: Readonly<Record<Platform, readonly TargetKind[]>> = {
  kubernetes: ['aks', 'kubernetes'],
  containerApp: ['containerApp'],
  containerAppJob: ['containerAppJob'],
  sessionPool: ['sessionPool'],
  containerGroup: ['containerGroup'],
  site: ['site'],
  pipeline: ['pipeline'],
  compose: [],
  build: [],
};

/**
 * No file names the target of a build or a compose file. A glob of the config can send it to the machine that builds
 * it, or to an app that takes compose files. A cluster never runs one: a target of another kind has to name the
 * platform.
 */
const kindsByGlob: Readonly<Partial<Record<Platform, readonly TargetKind[]>>> = {
  compose: ['site'],
  build: ['pipeline'],
};

/**
 * Returns whether a glob of the config sends a platform to targets of this kind. Any other kind has to name the
 * platform.
 */
export function isTakenByGlob(platform: Platform, kind: TargetKind): boolean {
  return kindsOf[platform].includes(kind) || kindsByGlob[platform]?.includes(kind) === true;
}

/** Returns whether a person narrowed the targets. Then an image without a remaining target is not judged. */
export function isNarrowed({ only = [], as = [] }: Pick<TargetSources, 'only' | 'as'>): boolean {
  return only.length + as.length > 0;
}

/**
 * Returns the targets of a reference. With `as`, those that can take its platform. Otherwise in this order of
 * precedence: the config, the destinations of GitOps tools and pipelines in the repository, the runtime that the
 * manifest names, and a person's pick. A pick counts only if all of the config could be read. Nothing is guessed: the
 * only cluster in Azure and the current context of kubectl are proposals (proposal.ts). Empty: not known, or narrowed
 * out.
 */
export function targetsOf(reference: ImageReference, sources: TargetSources): readonly Target[] {
  const { only = [], as = [] } = sources;
  const { platform } = reference.workload;
  if (as.length > 0) {
    return as.flatMap(name => named(name, sources) ?? []).filter(target => takes(target, platform, sources.config));
  }
  const targets = placesOf(reference, sources);
  if (only.length === 0) return targets;
  const wanted = only.flatMap(name => named(name, sources) ?? []);
  return targets.filter(target => wanted.some(each => isSameTarget(each, target)));
}

export function isSameTarget(one: Target, other: Target): boolean {
  if (one.id !== undefined && other.id !== undefined) return sameId(one.id, other.id);
  return one.kind === other.kind && one.name === other.name;
}

/** Returns the clusters to which a deployment of Kubernetes objects goes, by files and config. */
export function targetsOfPlacement(placement: Placement, sources: TargetSources): readonly Target[] {
  const configured = configuredFor(placement, 'kubernetes', sources);
  return configured.length > 0 ? configured : deliveryTargets(placement, 'kubernetes', sources);
}

/** Returns whether a target takes a platform, by its kind or by its platforms in the config. */
function takes({ name, kind }: Pick<Target, 'name' | 'kind'>, platform: Platform, config: Config): boolean {
  return kindsOf[platform].includes(kind) || platformsByName(config).get(name)?.has(platform) === true;
}

/** The platforms that targets of a name take besides those of their kind. */
const platformsByName = memoized(({ targets }: Config): ReadonlyMap<string, ReadonlySet<Platform>> => {
  const found = new Map<string, Set<Platform>>();
  for (const { name, platforms } of targets)
    for (const platform of platforms) remembered(found, name, () => new Set()).add(platform);
  return found;
});

function placesOf(reference: ImageReference, sources: TargetSources): readonly Target[] {
  const { platform } = reference.workload;
  const { config, map, chosen = [] } = sources;
  const configured = configuredFor(reference, platform, sources);
  if (configured.length > 0) return configured;
  const placed = deliveryTargets(reference, platform, sources);
  if (placed.length > 0) return placed;
  const own = ownTarget(reference, map);
  if (own) return [own];
  if (config.hasUnreadTargets) return [];
  return chosen
    .flatMap(name => named(name, sources) ?? [])
    .filter(target => takes(target, platform, config) || kindsOf[platform].length === 0);
}

/** The targets to which the repository's GitOps tools and pipelines send an image. */
function deliveryTargets(placement: Placement, platform: Platform, sources: TargetSources): readonly Target[] {
  if (placement.destinations === undefined) return [];
  const { config, map } = sources;
  const lookup: Lookup = {
    named: (name, kind, { group, host }) => {
      const found = config.targets.find(target => target.name === name);
      // Kubernetes manifests don't state the kind of their cluster
      const isOfKind = found?.kind === kind || (found?.kind === 'kubernetes' && kind === 'aks');
      // with a known address, the name is only Argo CD's own
      const there = host === undefined ? undefined : clusterAt(host, map);
      const isOther = there !== undefined && found?.id !== undefined && !sameId(found.id, there.id);
      if (isOfKind && !isOther && isIn(group, found.id)) return fromConfig(found, config);
      const runtime = host === undefined ? runtimeNamed(name, map, kind, group) : there;
      return runtime && fromRuntime(runtime, '');
    },
    server: host => {
      const cluster = clusterAt(host, map);
      return cluster && fromRuntime(cluster, '');
    },
    configured: from => configuredFor(from, 'kubernetes', sources),
  };
  return destinationTargets(placement, lookup).filter(target => takes(target, platform, config));
}

/** The cluster of a kubectl context, if the map knows exactly one by the address of its API server. */
export function contextCluster(context: KubeContext | undefined, map: AccessMap | undefined): Runtime | undefined {
  return context && clusterAt(context.host, map);
}

/** Undefined for a host of two clusters, such as with a stale entry of a deleted one. */
function clusterAt(host: string, map: AccessMap | undefined): Runtime | undefined {
  const [only, ...others] = (map?.runtimes ?? []).filter(
    runtime => runtime.kind === 'aks' && runtime.apiServerHosts.includes(host),
  );
  return others.length === 0 ? only : undefined;
}

/**
 * Returns the only runtime of the map with a name, of all kinds or of one, in any resource group or in one. Azure's
 * names have no case.
 */
function runtimeNamed(
  name: string | undefined,
  map: AccessMap | undefined,
  kind?: TargetKind,
  group?: string,
): Runtime | undefined {
  const [only, ...others] = (map?.runtimes ?? []).filter(
    runtime =>
      name !== undefined &&
      folded(runtime.name) === folded(name) &&
      (kind ?? runtime.kind) === runtime.kind &&
      isIn(group, runtime.id),
  );
  return others.length === 0 ? only : undefined;
}

/**
 * Returns whether a runtime may be in a resource group. Without a stated group, any may be. If only the run knows it,
 * none is.
 */
function isIn(group = '', id = ''): boolean {
  const own = resourceGroupOf(id);
  return own === undefined || group === '' || group.toLowerCase() === own.toLowerCase();
}

/** Targets that a person can pick from: the config's, then the map's runtimes that the config does not name. */
export function candidateTargets(map: AccessMap | undefined, config: Config): readonly Target[] {
  const configured = config.targets.map(target => fromConfig(target, config));
  const others = (map?.runtimes ?? []).filter(
    runtime => !configured.some(target => target.id !== undefined && sameId(target.id, runtime.id)),
  );
  return [...configured, ...others.map(runtime => fromRuntime(runtime, t('chosen')))];
}

/** Returns the picked names that identify no known target, each with the names that are similar. */
export function unknownTargets(
  chosen: readonly string[],
  map: AccessMap | undefined,
  config: Config,
): readonly { readonly name: string; readonly near: readonly string[] }[] {
  const names = [...new Set(candidateTargets(map, config).map(target => target.name))];
  return chosen
    .filter(name => named(name, { map, config }) === undefined)
    .map(name => ({ name, near: near(name, names) }));
}

/** By the config's name, by resource id, or by a name that only one runtime of the map has. */
function named(name: string, { config, map }: Pick<TargetSources, 'config' | 'map'>): Target | undefined {
  const configured = config.targets.find(target => target.name === name || (target.id && sameId(target.id, name)));
  if (configured) return fromConfig(configured, config);
  const byId = name.startsWith('/') ? map?.runtimeById(name) : undefined;
  if (byId) return fromRuntime(byId, t('chosen'));
  const byName = runtimeNamed(name, map);
  return byName && fromRuntime(byName, t('chosen'));
}

function ownTarget(reference: ImageReference, map: AccessMap | undefined): Target | undefined {
  const { workload } = reference;
  switch (workload.platform) {
    case 'containerApp':
    case 'containerAppJob':
    case 'sessionPool':
    case 'containerGroup':
    case 'site': {
      const kind = workload.platform;
      const runtime = runtimeNamed(workload.name, map, kind, workload.resourceGroup);
      const why = t('named by the manifest itself');
      if (runtime) return fromRuntime(runtime, why);
      if (workload.name === undefined) return { name: reference.file, kind, id: undefined, why };
      return { name: workload.name, kind, id: undefined, lookedUp: { group: workload.resourceGroup }, why };
    }
    case 'kubernetes':
    case 'pipeline':
    case 'compose':
    case 'build':
      return undefined;
  }
}

function fromRuntime(runtime: Runtime, why: string): Target {
  return { name: runtime.name, kind: runtime.kind, id: runtime.id, why };
}

function fromConfig(target: ConfiguredTarget, config: Config): Target {
  const { name, kind, id, identity } = target;
  return { name, kind, id, ...(identity === undefined ? {} : { identity }), why: config.file ?? t('the config') };
}

/** The targets of a deployment in the config, by its file or entry. */
function configuredFor(
  { file, entry = file }: Placement,
  platform: Platform,
  { config, map }: Pick<TargetSources, 'config' | 'map'>,
): readonly Target[] {
  const takesFrom = (target: ConfiguredTarget) => {
    const isTaken = takes(target, platform, config);
    if (target.manifests === undefined) return isTaken;
    return (isTaken || isTakenByGlob(platform, target.kind)) && matchesGlobs(target.manifests, entry);
  };
  const own = configuredTargets(config, map).filter(takesFrom);
  if (own.length > 0) return own.map(target => fromConfig(target, config));
  if (!kindsOf[platform].includes('aks')) return [];
  return [...new Set(namedByPath(config, map, entry))].map(name => {
    return { name, kind: 'aks', id: undefined, why: config.file ?? t('the config') };
  });
}
