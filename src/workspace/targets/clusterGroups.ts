import type { AccessMap, Cluster } from '../../access/map.ts';
import { folded } from '../../model/fold.ts';
import type { ClusterGroup, Config, ConfiguredTarget } from '../config/config.ts';
import { matchesGlobs } from '../config/globs.ts';

/** Stands in a glob of a group for the name of a cluster. */
const NAME = '{cluster}';

interface Expanded {
  readonly map: AccessMap | undefined;
  readonly targets: readonly ConfiguredTarget[];
}

const known = new WeakMap<Config, Expanded>();

/** The targets of a config, and those that its groups of clusters make of the map. */
export function configuredTargets(config: Config, map: AccessMap | undefined): readonly ConfiguredTarget[] {
  if (config.clusters.length === 0) return config.targets;
  const before = known.get(config);
  if (before !== undefined && before.map === map) return before.targets;
  const targets = [...config.targets, ...config.clusters.flatMap(group => expanded(group, map))];
  known.set(config, { map, targets });
  return targets;
}

function expanded(group: ClusterGroup, map: AccessMap | undefined): readonly ConfiguredTarget[] {
  return clustersOf(group, map).map(({ name, id }) => {
    return { name, kind: 'aks', id, manifests: group.manifests && globsFor(group.manifests, name), platforms: [] };
  });
}

/** The clusters of the map that fit all that a group names. Names and keys of tags have no case in Azure. */
export function clustersOf(group: ClusterGroup, map: AccessMap | undefined): readonly Cluster[] {
  return (map?.runtimes ?? []).filter(runtime => runtime.kind === 'aks').filter(cluster => fits(group, cluster));
}

function fits({ name, resourceGroup, tag }: ClusterGroup, cluster: Cluster): boolean {
  if (name !== undefined && !isNamed(name, cluster.name)) return false;
  if (resourceGroup !== undefined && resourceGroup.toLowerCase() !== cluster.resourceGroup.toLowerCase()) return false;
  if (tag === undefined) return true;
  const [, key = '', value] = /^([^=]*)(?:=(.*))?$/s.exec(tag) ?? [];
  return Object.entries(cluster.tags).some(
    ([own, text]) => folded(own) === folded(key) && (value === undefined || text === value),
  );
}

function isNamed(glob: string, name: string): boolean {
  return matchesGlobs([folded(glob)], folded(name));
}

/** The globs of a group for one cluster. */
export function globsFor(manifests: readonly string[], name: string): readonly string[] {
  return manifests.map(glob => glob.replaceAll(NAME, name));
}

/** A glob of a group as it is for a cluster of any name. */
export function globForAnyCluster(glob: string): string {
  return glob.replaceAll(NAME, '*');
}

/**
 * The cluster that a file's path names by a group's pattern and that the map does not hold: the file goes there all the
 * same, and nowhere else. A group that takes any name, or that asks for more than a name, tells nothing of a folder.
 */
export function namedByPath({ clusters }: Config, map: AccessMap | undefined, file: string): readonly string[] {
  return clusters.flatMap(({ name, resourceGroup, tag, manifests = [] }) => {
    if (name === undefined || /^\*+$/.test(name) || resourceGroup !== undefined || tag !== undefined) return [];
    const own = manifests.filter(glob => glob.includes(NAME));
    const isKnown = (step: string) =>
      map?.runtimes.some(each => each.kind === 'aks' && folded(each.name) === folded(step));
    return file
      .split('/')
      .filter(step => isNamed(name, step) && isKnown(step) !== true)
      .filter(step => matchesGlobs(globsFor(own, step), file));
  });
}
