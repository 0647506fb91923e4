import type { DeclaredCluster, DeclaredDestination, ManifestReading } from '../../model/reading.ts';
import type { SentTo } from '../../model/target.ts';
import { filled } from '../formats/kubernetes/destinations/paths.ts';
import { globMatcher } from './glob.ts';
import type { DeclarationOf } from './pods.ts';

type Declaration = DeclarationOf<'destination'>;

/** A declaration with its placeholders filled in, as far as the folders of the workspace tell. */
export interface Placed extends Omit<DeclaredDestination, 'madeFor' | 'forClusters'> {
  /** Its values from elsewhere in their order, as far as files tell. */
  readonly taken?: readonly TakenValues[];
}

export interface TakenValues {
  readonly text: string;
  /** Undefined: any. */
  readonly paths: readonly string[] | undefined;
  /** Whether they surely go over a chart's own. */
  readonly isSure: boolean;
  /** How many of the files they go over. */
  readonly over: number;
  /** The key of a ConfigMap that has them, as `mapOf` names it. */
  readonly map: string | undefined;
  /** Whether it is the nearest of its name to what takes it. */
  readonly isNear: boolean;
  /** The file that they are made of. */
  readonly file: string | undefined;
}

/** Of one declaration, or of one folder. */
export const MAX_PLACED = 1000;

/** What the declarations of a workspace send somewhere. */
export function placedIn(readings: ReadonlyMap<string, ManifestReading>): readonly Placed[] {
  const declared = [...readings.values()].flatMap(reading => reading.declarations);
  const declarations = declared
    .filter(declaration => declaration.kind === 'destination')
    .sort(({ place: one }, { place: other }) => Number(one.file > other.file) - Number(one.file < other.file));
  if (declarations.length === 0) return [];
  const clusters = declared.filter(declaration => declaration.kind === 'cluster');
  const folders = foldersOf(readings.keys());
  const placed = declarations.flatMap(declaration =>
    placedBy(declaration, folders, clusters)
      .slice(0, MAX_PLACED)
      .map(each => ({ ...each, sentTo: knownCluster(each.sentTo, clusters) })),
  );
  return ownRepository(placed, path => folders.has(path));
}

/** A declaration for each folder that it is made for, with the placeholders that a folder's path settles. */
function placedBy(
  declaration: Declaration,
  folders: ReadonlySet<string>,
  clusters: readonly DeclaredCluster[],
): readonly Placed[] {
  const { madeFor } = declaration;
  const forEach = (values: Values): readonly Placed[] => {
    const folder = declaration.folder === undefined ? undefined : filled(declaration.folder, values);
    if (folder === undefined || !folder.includes('{{')) return [placedWith(declaration, folder, values)];
    const shape = shapeOf(folder);
    // of a matrix of both, folders times folders would have to be compared
    if (shape === undefined || madeFor !== undefined) return [];
    return [...folders].flatMap(known => {
      const captured = shape.exec(known);
      if (captured === null) return [];
      const names = [...folder.matchAll(/\{\{(.*?)\}\}/g)].map(
        ([, name = ''], i) => [name, captured[i + 1] ?? ''] as const,
      );
      // a placeholder that occurs twice has one value
      const settled = new Map([...names, ...values]);
      return names.every(([name, value]) => settled.get(name) === value || values.has(name))
        ? [placedWith(declaration, known, settled)]
        : [];
    });
  };
  const forAll = (values: Values) => forClusters(declaration, clusters, values).flatMap(forEach);
  if (madeFor === undefined) return forAll(new Map());
  const [include, exclude] = [madeFor.include.map(globMatcher), madeFor.exclude.map(globMatcher)];
  return [...folders]
    .filter(folder => include.some(matches => matches(folder)) && !exclude.some(matches => matches(folder)))
    .flatMap(folder => forAll(parametersOf(folder)));
}

function placedWith(declaration: Declaration, folder: string | undefined, values: Values): Placed {
  const { sentTo } = declaration;
  const names = sentTo.kind === 'name' ? sentTo.names.map(name => filled(name, values)) : [];
  const isOpen = names.some(name => OPEN.test(name));
  const to =
    sentTo.kind !== 'name' ? sentTo : isOpen ? { kind: 'open' as const, text: names[0] ?? '' } : { ...sentTo, names };
  const files = declaration.files.map(file => filled(file, values)).filter(file => !file.includes('{{'));
  return { ...declaration, folder, files, sentTo: to };
}

/**
 * The values with those of a cluster generator, once for each cluster that a Secret of the workspace tells of. Where none
 * does, what they are is open.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-Cluster/
 */
function forClusters(
  { forClusters: wanted }: Declaration,
  clusters: readonly DeclaredCluster[],
  values: Values,
): readonly Values[] {
  const fitting = clusters.filter(({ labels }) =>
    wanted?.every(([key, value]) =>
      // one that a template fills may have any value
      labels.some(label => label[0] === key && (label[1] === filled(value, values) || OPEN.test(label[1]))),
    ),
  );
  if (wanted === undefined || fitting.length === 0) return [values];
  // without a selector, Argo CD's own cluster is one of them, which needs no Secret
  const own =
    wanted.length > 0 || fitting.some(({ sentTo }) => sentTo.kind === 'own') ? [] : [{ name: OWN, labels: [] }];
  return [...fitting, ...own].map(
    ({ name, labels }) =>
      new Map([
        ...values,
        ['name', name],
        ['nameNormalized', OPEN.test(name) ? name : name.toLowerCase().replace(/[^a-z0-9.-]/g, '-')],
        ...labels.map(([key, value]) => [`metadata.labels.${key}`, value] as const),
      ]),
  );
}

const OWN = 'in-cluster';
/** Of a text that only the run fills in. */
const OPEN = /\{\{|\$/;

/** A cluster that is named, with what its Secret says of it. */
function knownCluster(sentTo: SentTo, clusters: readonly DeclaredCluster[]): SentTo {
  if (sentTo.kind !== 'name') return sentTo;
  const [name] = sentTo.names;
  const [to, ...others] = clusters.filter(cluster => cluster.name === name).map(each => each.sentTo);
  // by which of two Argo CD knows it, no file tells
  if (others.some(other => JSON.stringify(other) !== JSON.stringify(to))) return sentTo;
  if (to?.kind === 'own' || (to === undefined && name === OWN)) return { kind: 'own' };
  return to?.kind === 'server' ? { ...sentTo, host: to.host } : sentTo;
}

type Values = ReadonlyMap<string, string>;

/** The parameters of a git generator for one folder. */
function parametersOf(folder: string): Values {
  const steps = folder.split('/');
  const basename = steps.at(-1) ?? '';
  return new Map([
    ['path', folder],
    ['path.basename', basename],
    ['path.basenameNormalized', basename.toLowerCase().replace(/[^a-z0-9.-]/g, '-')],
    ...steps.map((step, i) => [`path[${i}]`, step] as const),
  ]);
}

/** A folder with placeholders, at most one in a step; undefined for any other, which no path settles for sure. */
function shapeOf(folder: string): RegExp | undefined {
  if (folder.split('/').some(step => step.split('{{').length > 2)) return undefined;
  const parts = folder.split(/\{\{.*?\}\}/).map(part => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('([^/]+)')}$`);
}

/**
 * Leaves out what other repositories deploy. A repository counts as this one if most of its paths are here; the root is
 * in every repository and shows nothing.
 */
function ownRepository(placed: readonly Placed[], exists: (path: string) => boolean): readonly Placed[] {
  const score = new Map<string, number>();
  for (const { repository, folder } of placed) {
    if (repository === undefined || folder === undefined || folder === '') continue;
    const key = repositoryKey(repository);
    score.set(key, (score.get(key) ?? 0) + (exists(folder) ? 1 : -1));
  }
  return placed.map(each => {
    const { repository, folder } = each;
    if (repository === undefined || folder === undefined) return each;
    const points = score.get(repositoryKey(repository));
    const isOwn = points === undefined ? false : points > 0 || (points === 0 && folder !== '');
    return isOwn ? each : { ...each, folder: undefined, files: [] };
  });
}

function repositoryKey(repository: string): string {
  return repository.toLowerCase().replace(/(?:\.git)?\/?$/, '');
}

function foldersOf(files: Iterable<string>): ReadonlySet<string> {
  const folders = new Set(['']);
  for (const file of files) {
    // once a folder is known, those above it are
    for (let at = file.lastIndexOf('/'); at > 0; at = file.lastIndexOf('/', at - 1)) {
      const folder = file.slice(0, at);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return folders;
}
