import type { AccessMap, Cluster } from '../../access/map.ts';
import { folded } from '../../model/fold.ts';
import type { ClusterGroup, Config, ConfiguredTarget } from '../config/config.ts';
import { matchesGlobs } from '../config/globs.ts';
import { partNames, partsOfName } from '../config/nameParts.ts';
import { filled, filledGlob, type PlaceholderValues, placeholdersIn, placeholderValues } from './placeholders.ts';

interface Expanded {
  readonly map: AccessMap | undefined;
  readonly targets: readonly ConfiguredTarget[];
}

const known = new WeakMap<Config, Expanded>();

/** The targets of a config, and those that its groups of clusters select from the map. */
export function configuredTargets(config: Config, map: AccessMap | undefined): readonly ConfiguredTarget[] {
  if (config.clusters.length === 0) return config.targets;
  const before = known.get(config);
  if (before !== undefined && before.map === map) return before.targets;
  const targets = [...config.targets, ...config.clusters.flatMap(group => expanded(group, map))];
  known.set(config, { map, targets });
  return targets;
}

function expanded(group: ClusterGroup, map: AccessMap | undefined): readonly ConfiguredTarget[] {
  return clustersOf(group, map).map(cluster => {
    const { name, id } = cluster;
    const { manifests, variables } = forCluster(group, cluster);
    return { name, kind: 'aks', id, manifests, variables, platforms: [] };
  });
}

/** Fills the globs and variables of a group for one cluster. */
export function forCluster(group: ClusterGroup, cluster: Cluster): GroupOfCluster {
  const values = placeholderValues(group, cluster);
  const { globs, open } = filledGlobs(group.manifests ?? [], values);
  const manifests = group.manifests && globs;
  if (group.variables === undefined) return { manifests, open };
  const variables: Record<string, string> = {};
  const openVariables: Unfilled[] = [];
  for (const [name, text] of Object.entries(group.variables)) {
    const found = filled(text, values);
    if (found.kind === 'filled') variables[name] = found.text;
    else openVariables.push({ path: ['variables', name], text, placeholder: found.placeholder });
  }
  return { manifests, variables, open: [...open, ...openVariables] };
}

interface FilledGlobs {
  readonly globs: readonly string[];
  readonly open: readonly Unfilled[];
}

function filledGlobs(manifests: readonly string[], values: PlaceholderValues): FilledGlobs {
  const open: Unfilled[] = [];
  const globs: string[] = [];
  for (const [i, glob] of manifests.entries()) {
    const found = filledGlob(glob, values);
    if (found.kind === 'filled') globs.push(found.text);
    else open.push({ path: ['manifests', i], text: glob, placeholder: found.placeholder });
  }
  // Without a `!` glob, the rest matches too many files. Without the rest, `!` globs do, too.
  const isTooWide = open.some(({ text }) => isNegated(text)) || (open.length > 0 && globs.every(isNegated));
  return { globs: isTooWide ? [] : globs, open };
}

function isNegated(glob: string): boolean {
  return glob.startsWith('!');
}

export interface GroupOfCluster {
  readonly manifests: readonly string[] | undefined;
  /** Absent: the group has none. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly open: readonly Unfilled[];
}

/** A text of a group for which a cluster has no value. */
interface Unfilled {
  readonly path: readonly (string | number)[];
  readonly text: string;
  readonly placeholder: string;
}

/** The clusters of the map that meet all conditions of a group. Names and keys of tags have no case in Azure. */
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
  return partNames(glob).length > 0
    ? partsOfName(glob, name) !== undefined
    : matchesGlobs([folded(glob)], folded(name));
}

/**
 * Clusters that a file's path names by a group's pattern and that the map does not contain. The file goes there and
 * nowhere else. A group for any name, or with a further condition, names no cluster by a path.
 */
export function namedByPath({ clusters }: Config, map: AccessMap | undefined, file: string): readonly string[] {
  return clusters.flatMap(({ name, resourceGroup, tag, manifests = [] }) => {
    if (name === undefined || /^\*+$/.test(name) || resourceGroup !== undefined || tag !== undefined) return [];
    const own = manifests.filter(glob => isNegated(glob) || placeholdersIn(glob).includes('name'));
    if (own.every(isNegated)) return [];
    const isKnown = (step: string) =>
      map?.runtimes.some(each => each.kind === 'aks' && folded(each.name) === folded(step));
    const globsFor = (step: string) =>
      filledGlobs(own, placeholder => (placeholder === 'name' ? step : undefined)).globs;
    return file
      .split('/')
      .filter(step => isNamed(name, step) && isKnown(step) !== true)
      .filter(step => matchesGlobs(globsFor(step), file));
  });
}
