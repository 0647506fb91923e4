import type { AccessMap, Cluster } from '../../access/map.ts';
import { folded } from '../../model/fold.ts';
import type { Span } from '../../model/place.ts';
import { clustersOf, configuredTargets, forCluster, type GroupOfCluster } from '../targets/clusterGroups.ts';
import { globForAnyCluster, placeholdersIn } from '../targets/placeholders.ts';
import { contradictedVariables } from '../variables.ts';
import type { ClusterGroup, Config } from './config.ts';
import { type ConfigProblem, problem } from './configText.ts';
import { matchesGlobs } from './globs.ts';
import { partNames } from './nameParts.ts';

/** Variables that have several values for one target, in groups and targets of the config. */
export function contradictions(config: Config, map: AccessMap | undefined): readonly ConfigProblem[] {
  return [...contradictedVariables(configuredTargets(config, map))].map(([name, targets]) => {
    const message = `\`${name}\` has several values for ${someOf([...targets])}, so that none counts.`;
    return problem('warning', placeOfVariable(name, config), message);
  });
}

/** The last place that gives a variable a value. */
function placeOfVariable(name: string, { source, targets, clusters }: Config): Span {
  const paths = [
    ...targets.map((entry, i) => ({ entry, path: ['targets', i, 'variables', name] })),
    ...clusters.map((entry, i) => ({ entry, path: ['clusters', i, 'variables', name] })),
  ].filter(({ entry }) => Object.hasOwn(entry.variables ?? {}, name));
  return source.value(paths.at(-1)?.path ?? []);
}

interface OfCluster {
  readonly cluster: Cluster;
  readonly filled: GroupOfCluster;
}

/**
 * Mistakes in a group of clusters: no cluster matches, a glob matches no file, or some clusters can't fill a
 * placeholder. Without a map, a placeholder matches any name.
 */
export function groupMistakes(
  group: ClusterGroup,
  i: number,
  { config, map, manifests }: { config: Config; map: AccessMap | undefined; manifests: readonly string[] },
): readonly ConfigProblem[] {
  const clusters = clustersOf(group, map);
  if (map !== undefined && clusters.length === 0) {
    const message = `No AKS cluster in ${map.origin} matches this group.`;
    return [problem('warning', config.source.value(['clusters', i]), message)];
  }
  const idle = (group.manifests ?? []).flatMap((glob, at) => {
    const globs =
      map === undefined
        ? [globForAnyCluster(glob)]
        : clusters.flatMap(cluster => forCluster({ ...group, manifests: [glob] }, cluster).manifests ?? []);
    // `notFilled` reports a glob that no cluster can fill.
    if (globs.length === 0 || manifests.some(file => matchesGlobs(globs, file))) return [];
    const span = config.source.value(['clusters', i, 'manifests', at]);
    const message = `No manifest matches \`${glob}\` for any cluster. Globs begin at this file's folder.`;
    return [problem('information', span, message, { unnecessary: true })];
  });
  const filled = clusters.map(cluster => ({ cluster, filled: forCluster(group, cluster) }));
  return [...placeholderMistakes(group, i, config), ...idle, ...notFilled(filled, group, i, config)];
}

function placeholdersOf({ name = '' }: ClusterGroup): readonly string[] {
  return ['name', 'resourceGroup', ...partNames(name)];
}

/** Placeholders that no cluster can fill, and aliases of placeholders that the group does not use. */
function placeholderMistakes(group: ClusterGroup, i: number, { source }: Config): readonly ConfigProblem[] {
  const names = placeholdersOf(group);
  const inWords = [...names, 'tag.KEY'].map(name => `\`{${name}}\``).join(', ');
  const texts = [
    ...(group.manifests ?? []).map((text, at) => ({ text, path: ['manifests', at] })),
    ...Object.entries(group.variables ?? {}).map(([key, text]) => ({ text, path: ['variables', key] })),
  ];
  const unknown = texts.flatMap(({ text, path }) =>
    placeholdersIn(text)
      .filter(placeholder => !names.includes(placeholder) && !placeholder.startsWith('tag.'))
      .map(placeholder => {
        const message = `\`{${placeholder}}\` is not a placeholder of this group. They are ${inWords}.`;
        return problem('warning', source.value(['clusters', i, ...path]), message);
      }),
  );
  const used = new Set(texts.flatMap(({ text }) => placeholdersIn(text)).map(folded));
  const idle = Object.keys(group.aliases ?? {})
    .filter(key => !used.has(folded(key)))
    .map(key => {
      const message = `No glob and no variable of this group has the placeholder \`{${key}}\`.`;
      return problem('information', source.key(['clusters', i, 'aliases', key]), message, { unnecessary: true });
    });
  return [...unknown, ...idle];
}

/** Clusters that a message names. */
const MOST_NAMES = 5;

/** Reports each text of a group once, with the clusters that can't fill it. */
function notFilled(
  all: readonly OfCluster[],
  group: ClusterGroup,
  i: number,
  { source }: Config,
): readonly ConfigProblem[] {
  const names = placeholdersOf(group);
  const open = all
    .flatMap(({ cluster, filled }) => filled.open.map(each => ({ ...each, cluster })))
    .filter(({ placeholder }) => names.includes(placeholder) || placeholder.startsWith('tag.'));
  return [...Map.groupBy(open, ({ path }) => path.join('\0')).values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const without = [first, ...others].map(({ cluster }) => cluster.name);
    const which = someOf(without);
    const count = `${without.length} of ${all.length} clusters`;
    const verb = without.length === 1 ? 'has' : 'have';
    const message = `${count} ${verb} no usable \`{${first.placeholder}}\`, ${effectOf(first)}: ${which}.`;
    return [problem('information', source.value(['clusters', i, ...first.path]), message)];
  });
}

function someOf(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return names.slice(0, MOST_NAMES).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function effectOf({ path, text }: GroupOfCluster['open'][number]): string {
  if (path[0] === 'variables') return 'and without it not this variable';
  return text.startsWith('!') ? 'and without it nothing by this group' : 'and without it nothing by this glob';
}
