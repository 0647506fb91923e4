import { globMatcher } from '../../model/globs.ts';
import type { Parameters } from '../../model/reading.ts';
import type { DeclaredCluster, Generator } from '../../model/target.ts';
import { filledGenerator } from '../../read/formats/kubernetes/destinations/paths.ts';

/** One Application of an ApplicationSet, as far as files of the workspace tell. */
export interface Generated {
  readonly values: Parameters;
  /** Names of parameters that no file tells: a path may show them. */
  readonly shown: RegExp;
}

/** What generators look through. */
export interface Sources {
  readonly folders: ReadonlySet<string>;
  readonly clusters: readonly DeclaredCluster[];
}

/** The Applications that generators make, each with the parameters of all of them. */
export function generated(generators: readonly Generator[], most: number, sources: Sources): readonly Generated[] {
  const nothing: Generated = { values: new Map(), shown: /^/ };
  return generators.reduce<readonly Generated[]>(
    (all, each) => {
      const next: Generated[] = [];
      for (const one of all) {
        if (next.length >= most) break;
        next.push(...madeBy(filledGenerator(each, one.values), one, sources));
      }
      return next.slice(0, most);
    },
    [nothing],
  );
}

function madeBy(generator: Generator, one: Generated, sources: Sources): readonly Generated[] {
  switch (generator.of) {
    case 'folders': {
      const [include, exclude] = [generator.include, generator.exclude].map(globs => globs.map(globMatcher));
      return [...sources.folders]
        .filter(folder => include?.some(matches => matches(folder)) && !exclude?.some(matches => matches(folder)))
        .map(folder => withValues(one, ofFolder(folder, generator.path)));
    }
    case 'clusters':
      return ofClusters(generator.labels, one, sources.clusters);
  }
}

/** All of these parameters are known. */
function withValues(one: Generated, values: Iterable<readonly [string, string]>): Generated {
  return { ...one, values: new Map([...one.values, ...values]), shown: NOTHING };
}

const NOTHING = /(?!)/;
const OF_CLUSTERS = /^(?:name$|nameNormalized$|metadata\.)/;

/** The parameters of a git generator for one folder. */
function ofFolder(folder: string, path: string): readonly (readonly [string, string])[] {
  // https://pkg.go.dev/path#Dir
  const steps = (folder === '' ? '.' : folder).split('/');
  const basename = steps.at(-1) ?? '';
  return [
    [path, steps.join('/')],
    [`${path}.basename`, basename],
    [`${path}.basenameNormalized`, normalized(basename)],
    ...steps.map((step, i) => [`${path}[${i}]`, step] as const),
  ];
}

function normalized(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9.-]/g, '-');
}

/**
 * The parameters of a cluster generator, once for each cluster that a Secret of the workspace tells of. Where none does, what
 * they are is open.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-Cluster/
 */
function ofClusters(
  wanted: Extract<Generator, { readonly of: 'clusters' }>['labels'],
  one: Generated,
  clusters: readonly DeclaredCluster[],
): readonly Generated[] {
  const fitting = clusters.filter(({ labels }) =>
    wanted?.every(([key, value]) =>
      // one that a template fills may have any value
      labels.some(label => label[0] === key && (label[1] === value || OPEN.test(label[1]))),
    ),
  );
  if (wanted === undefined || fitting.length === 0) {
    const others = [...one.values].filter(([name]) => !OF_CLUSTERS.test(name));
    return [{ ...one, values: new Map(others), shown: one.shown === NOTHING ? OF_CLUSTERS : one.shown }];
  }
  // without a selector, Argo CD's own cluster is one of them, which needs no Secret
  const own =
    wanted.length > 0 || fitting.some(({ sentTo }) => sentTo.kind === 'own') ? [] : [{ name: OWN, labels: [] }];
  return [...fitting, ...own].map(({ name, labels }) => {
    const parameters = [
      ['name', name],
      ['nameNormalized', OPEN.test(name) ? name : normalized(name)],
      ...labels.map(([key, value]) => [`metadata.labels.${key}`, value] as const),
    ] as const;
    return { ...one, values: new Map([...one.values, ...parameters]) };
  });
}

export const OWN = 'in-cluster';
/** Of a text that only the run fills in. */
export const OPEN = /\{\{|\$/;
