import type { AccessMap, Cluster } from '../../access/map.ts';
import { remembered } from '../../model/memo.ts';
import { countWhile } from '../../model/place.ts';
import type { TargetKind } from '../../model/target.ts';
import type { ClusterGroup } from '../config/config.ts';
import { matchesGlobs } from '../config/globs.ts';
import { clustersOf, forCluster } from './clusterGroups.ts';
import { type Guess, reasonInWords } from './guess.ts';
import { globOfPath } from './pathPieces.ts';
import {
  type Aliases,
  aliasesOf,
  globWithPlaceholders,
  groupCondition,
  placeholderNames,
} from './proposedPlaceholders.ts';

/** A file with the cluster that it seems to go to. */
export interface FileGuess extends Guess {
  readonly file: string;
}

/** A target of a proposed config, with the reason to propose it. */
export interface ProposedTarget {
  readonly name: string;
  readonly kind: TargetKind;
  readonly id: string;
  readonly manifests: readonly string[];
  readonly why: string;
}

/** Clusters of a proposed config by a pattern, with the reason to propose it. */
export interface ProposedGroup extends Pick<ClusterGroup, 'name' | 'tag'> {
  readonly manifests: readonly string[];
  readonly aliases: Aliases;
  readonly why: string;
}

/** A proposal in few lines. */
export interface Fleet {
  readonly groups: readonly ProposedGroup[];
  /** Targets and globs that no group covers. */
  readonly rest: readonly ProposedTarget[];
}

/** Finds the files that a glob matches. Each glob is matched once, with the files that share its literal beginning. */
class GlobbedFiles {
  readonly #files: readonly string[];
  readonly #known = new Map<string, readonly string[]>();

  constructor(files: readonly string[]) {
    this.#files = [...new Set(files)].sort();
  }

  matching(glob: string): readonly string[] {
    return remembered(this.#known, glob, () => {
      const [beginning = ''] = /^[^*?[\]{}\\!]*/.exec(glob) ?? [];
      const first = countWhile(this.#files.length, (_, to) => (this.#files[to - 1] ?? '') < beginning);
      const found: string[] = [];
      for (let i = first; this.#files[i]?.startsWith(beginning) === true; i++) {
        const file = this.#files[i] ?? '';
        if (matchesGlobs([glob], file)) found.push(file);
      }
      return found;
    });
  }
}

/** With fewer clusters, each gets its own entry, which is easier to check. */
const FEWEST = 3;

/**
 * Groups clusters whose folders have names of one kind: a tag, the cluster's name, or a word of names of one form. A
 * group takes no file of another cluster and no file without one.
 */
export function fleetOf(
  found: readonly FileGuess[],
  targets: readonly ProposedTarget[],
  all: readonly string[],
  map: AccessMap,
): Fleet {
  const owners = new Map(found.map(({ file, named: { cluster } }) => [file, cluster]));
  const files = new GlobbedFiles(all);
  const heads = Map.groupBy(found, headOf);
  const groups: ProposedGroup[] = [];
  let left = found;
  for (const [, own] of [...heads].sort(([, one], [, other]) => other.length - one.length)) {
    if (clustersIn(own).length < FEWEST) continue;
    const group = groupOf(own, files, owners, map);
    if (group === undefined) continue;
    groups.push(group);
    const taken = takenBy(group, own, map);
    left = left.filter(each => !taken.has(each));
  }
  const rest = targets.flatMap(target => {
    const own = left.filter(({ named: { cluster } }) => cluster.id === target.id);
    const isAllowed = (glob: string) => files.matching(glob).every(file => owners.get(file)?.id === target.id);
    const manifests = starred(outermost(own.map(globOfPath)), isAllowed);
    return own.length === 0 ? [] : { ...target, manifests, why: own.map(reasonInWords)[0] ?? '' };
  });
  return { groups, rest };
}

/** Leaves out globs that another one covers. */
export function outermost(globs: readonly string[]): readonly string[] {
  const folders = globs.filter(glob => glob.endsWith('/**')).map(glob => glob.slice(0, -'**'.length));
  const isCovered = (glob: string) => folders.some(folder => glob.startsWith(folder) && glob !== `${folder}**`);
  return [...new Set(globs)].filter(glob => !isCovered(glob));
}

/**
 * Merges globs that differ in one step, such as `services/a/dev/**` and `services/b/dev/**`, if a star is allowed
 * there.
 */
function starred(globs: readonly string[], isAllowed: (glob: string) => boolean): readonly string[] {
  let left = new Set(globs);
  for (let before = left.size + 1; left.size < before; ) {
    before = left.size;
    const now = new Set(left);
    const widest = [...variantsOf(left)].sort(([, one], [, other]) => other.length - one.length);
    for (const [star, variants] of widest) {
      const own = variants.filter(glob => now.has(glob));
      if (own.length < FEWEST || !isAllowed(star)) continue;
      for (const glob of own) now.delete(glob);
      now.add(star);
    }
    left = now;
  }
  return [...left].sort();
}

/** Groups globs by the glob that has a star in place of one of their steps. */
function variantsOf(globs: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  const variants = new Map<string, string[]>();
  for (const glob of globs) {
    const steps = glob.split('/');
    for (const [i, step] of steps.entries())
      if (!/[*{]/.test(step)) remembered(variants, steps.with(i, '*').join('/'), () => []).push(glob);
  }
  return variants;
}

function clustersIn(found: readonly FileGuess[]): readonly Cluster[] {
  return [...new Set(found.map(({ named: { cluster } }) => cluster))];
}

/** The key of files that one group can hold: the form of the cluster's name, its tag, or its whole name. */
function headOf({ steps, named: { cluster } }: FileGuess): string {
  const traits = steps.flat().flatMap(piece => (typeof piece === 'string' ? [] : piece.trait));
  const tag = traits.find(({ of }) => of.kind === 'tag');
  const words = traits.filter(({ of }) => of.kind === 'word' || of.kind === 'letters');
  if (words.length > 0) {
    const cut = words.map(({ of }) => ('at' in of ? `${of.kind} ${of.at}` : '')).sort();
    return JSON.stringify([cluster.name.replace(/[^-_.]+/g, ''), ...new Set(cut)]);
  }
  if (tag?.of.kind === 'tag') return `tag ${tag.of.key}`;
  return traits.some(({ of }) => of.kind === 'name' || of.kind === 'resourceGroup') ? 'name' : cluster.id;
}

function groupOf(
  own: readonly FileGuess[],
  files: GlobbedFiles,
  owners: ReadonlyMap<string, Cluster>,
  map: AccessMap,
): ProposedGroup | undefined {
  const clusters = clustersIn(own);
  const names = placeholderNames(own, clusters);
  const head = { ...groupCondition(own, clusters, names), aliases: aliasesOf(own, names) };
  const isAllowed = (glob: string) => {
    const group: ClusterGroup = { ...head, manifests: [glob] };
    return clustersOf(group, map).every(cluster => {
      const globs = forCluster(group, cluster).manifests ?? [];
      return globs.every(each => files.matching(each).every(file => owners.get(file)?.id === cluster.id));
    });
  };
  const globs = [...new Set(own.map(each => globWithPlaceholders(each, names)))].filter(isAllowed);
  const manifests = starred(outermost(globs), isAllowed).filter(glob => {
    const taken = takenBy({ ...head, manifests: [glob] }, own, map);
    return clustersIn([...taken]).length >= FEWEST;
  });
  if (manifests.length === 0) return undefined;
  const taken = takenBy({ ...head, manifests }, own, map);
  const [first] = taken;
  const count = clustersIn([...taken]).length;
  const basis = [...taken].some(each => each.basis === 'words') ? 'words' : 'name';
  const example = `${first?.file} → ${first?.named.cluster.name}`;
  const why = reasonInWords({ basis, why: `${count} clusters by the names of folders: ${example}` });
  return { ...head, manifests, why };
}

function takenBy(group: ClusterGroup, own: readonly FileGuess[], map: AccessMap): ReadonlySet<FileGuess> {
  const fitting = new Set(clustersOf(group, map));
  const globs = new Map<Cluster, readonly string[]>();
  return new Set(
    own.filter(({ file, named: { cluster } }) => {
      const all = remembered(globs, cluster, () => forCluster(group, cluster).manifests ?? []);
      return fitting.has(cluster) && matchesGlobs(all, file);
    }),
  );
}
