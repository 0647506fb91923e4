import { foldersAbove, fromRoot } from '../../model/place.ts';
import type { DeclaredDestination, ManifestReading, Parameters } from '../../model/reading.ts';
import type { DeclaredCluster, SentTo } from '../../model/target.ts';
import { filled, serverOf } from '../../read/formats/kubernetes/destinations/paths.ts';
import { type Generated, generated, OPEN, OWN, type Sources } from './generated.ts';
import type { DeclarationOf } from './pods.ts';

type Declaration = DeclarationOf<'destination'>;

/** A declaration with its placeholders filled in, as far as the folders of the workspace tell. */
export interface Placed extends Omit<DeclaredDestination, 'generators'> {
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
  readonly map?: string;
  /** Whether it is the nearest of its name to what takes it. */
  readonly isNear?: boolean;
  /** The file that they are made of. */
  readonly file?: string;
}

/** Of one declaration, or of one folder. */
export const MAX_PLACED = 1000;

/** Whether it says more of images in it than who pulls them: those of a release go where its file goes. */
export function sends({ sentTo, folder, valuesFrom = [] }: Placed): boolean {
  return valuesFrom.length === 0 || sentTo.kind !== 'own' || folder !== undefined;
}

/** What the declarations of a workspace send somewhere. */
export function placedIn(readings: ReadonlyMap<string, ManifestReading>): readonly Placed[] {
  const declared = [...readings.values()].flatMap(reading => reading.declarations);
  const declarations = declared
    .filter(declaration => declaration.kind === 'destination')
    .sort(({ place: one }, { place: other }) => Number(one.file > other.file) - Number(one.file < other.file));
  if (declarations.length === 0) return [];
  const clusters = declared.filter(declaration => declaration.kind === 'cluster');
  const folders = new Set(['', ...[...readings.keys()].flatMap(file => foldersAbove(file))]);
  const placed = declarations.flatMap(declaration =>
    placedBy(declaration, { clusters, folders })
      .slice(0, MAX_PLACED)
      .map(each => ({ ...each, sentTo: knownCluster(each.sentTo, clusters) })),
  );
  const score = new Map<string, number>();
  // the root is in every repository and shows nothing
  for (const { repository, folder } of placed) {
    if (repository === undefined || !folder) continue;
    const key = repositoryKey(repository);
    score.set(key, (score.get(key) ?? 0) + (folders.has(folder) ? 1 : -1));
  }
  return placed.map(each => ofOwnRepository(each, repository => score.get(repositoryKey(repository))));
}

/** A declaration for each Application that it makes, with the placeholders that a folder's path settles. */
function placedBy(declaration: Declaration, sources: Sources): readonly Placed[] {
  const { generators = [] } = declaration;
  return generated(generators, MAX_PLACED, sources).flatMap((one): readonly Placed[] => {
    const { values, shown } = one;
    const folder = declaration.folder === undefined ? undefined : fromRoot('', filled(declaration.folder, values));
    if (folder === undefined || !folder.includes('{{')) return [placedWith(declaration, folder, one)];
    const shape = shapeOf(folder);
    const names = [...folder.matchAll(/\{\{(.*?)\}\}/g)].map(([, name = '']) => name);
    // of a matrix of both, folders times folders would have to be compared
    if (shape === undefined || !names.every(name => shown.test(name))) return [];
    return [...sources.folders].flatMap(known => {
      const captured = shape.exec(known);
      if (captured === null) return [];
      const settled = new Map([...names.map((name, i) => [name, captured[i + 1] ?? ''] as const), ...values]);
      // a placeholder that occurs twice has one value
      return names.every((name, i) => settled.get(name) === captured[i + 1])
        ? [placedWith(declaration, known, { ...one, values: settled })]
        : [];
    });
  });
}

function placedWith(declaration: Declaration, folder: string | undefined, { values }: Generated): Placed {
  const { sentTo } = declaration;
  const files = declaration.files.map(file => filled(file, values)).filter(file => !file.includes('{{'));
  const repository = declaration.repository && filled(declaration.repository, values);
  return { ...declaration, repository, folder, files, sentTo: sentWith(sentTo, values) };
}

function sentWith(sentTo: SentTo, values: Parameters): SentTo {
  switch (sentTo.kind) {
    case 'name': {
      const names = sentTo.names.map(name => filled(name, values));
      return names.some(name => OPEN.test(name)) ? { kind: 'open', text: names[0] ?? '' } : { ...sentTo, names };
    }
    case 'open': {
      const text = filled(sentTo.text, values);
      return text === sentTo.text || OPEN.test(text) ? { kind: 'open', text } : serverOf(text);
    }
    case 'server':
      return { kind: 'server', host: filled(sentTo.host, values).toLowerCase() };
    case 'own':
      return sentTo;
  }
}

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

/** A folder with placeholders, at most one in a step; undefined for any other, which no path settles for sure. */
function shapeOf(folder: string): RegExp | undefined {
  if (folder.split('/').some(step => step.split('{{').length > 2)) return undefined;
  const parts = folder.split(/\{\{.*?\}\}/).map(part => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('([^/]+)')}$`);
}

/**
 * Leaves out what other repositories deploy. A repository counts as this one if most of its paths are here; `points` are those
 * that are here, less the others.
 */
function ofOwnRepository(each: Placed, points: (repository: string) => number | undefined): Placed {
  const { repository, folder } = each;
  if (repository === undefined || folder === undefined) return each;
  const own = points(repository);
  const isOwn = own === undefined ? false : own > 0 || (own === 0 && folder !== '');
  return isOwn ? each : { ...each, folder: undefined, files: [] };
}

function repositoryKey(repository: string): string {
  return repository.toLowerCase().replace(/(?:\.git)?\/?$/, '');
}
