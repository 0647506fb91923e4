import { remembered } from '../../model/memo.ts';
import { folderOf } from '../../model/place.ts';
import { namePieces, type PathInPieces, stepsInPieces } from './pathPieces.ts';
import { hasRole, type NamedCluster, traitInWords, traitNamed } from './traits.ts';
import { meaningOf, nameWords, stemOf, wordsWithMeaning } from './words.ts';

/** The cluster that a file seems to go to, by its path alone. A person confirms it. */
export interface Guess extends PathInPieces {
  readonly named: NamedCluster;
  /** Why this cluster: the path has its whole name, the path has words of it, or manifests usually go to it. */
  readonly basis: 'name' | 'words' | 'usual';
  readonly why: string;
}

/** Returns the reason of a guess for people. Only words of a name leave a doubt, and the reason mentions it. */
export function reasonInWords({ basis, why }: Pick<Guess, 'basis' | 'why'>): string {
  return basis === 'words' ? `guess: ${why}` : why;
}

export type Guessed =
  | { readonly kind: 'one'; readonly guess: Guess }
  | { readonly kind: 'several'; readonly among: readonly NamedCluster[] }
  /** `environment`: the path names it, and no cluster belongs to it. */
  | { readonly kind: 'none'; readonly environment: string | undefined };

/** Guesses where files go by names of folders and files: a cluster's name first, then words for its environment. */
export class Guesser {
  readonly #all: readonly NamedCluster[];
  readonly #usual: ReadonlySet<string>;
  readonly #byWord = new Map<string, ReadonlySet<NamedCluster>>();

  constructor(all: readonly NamedCluster[]) {
    this.#all = all;
    this.#usual = wordsOfAll(all);
  }

  guess(file: string): Guessed {
    const byWords = this.#matchWords(file);
    const { folder, among, isWhole } = this.#matchName(file);
    const [only, ...others] = among;
    // Several words are stronger evidence than one folder.
    const areWordsStronger = byWords.words.length > 1 && byWords.among.length === 1 && !isNamed(folder, only);
    if (only !== undefined && others.length === 0 && byWords.among.includes(only) && !areWordsStronger) {
      const path = folder.split('/');
      const at = path.length - 1;
      const steps = stepsInPieces(folder, only, (step, i) => (i === at ? namePieces(step, only) : undefined));
      const words = nameWords(path.at(-1) ?? '').length === 1 ? 'a word' : 'words';
      const why = isWhole ? `${folder} has the name of this cluster` : `${folder} has ${words} of its name`;
      return one({ named: only, steps, isFolder: true, basis: isWhole ? 'name' : 'words', why });
    }
    if (byWords.environment !== undefined) return { kind: 'none', environment: byWords.environment };
    if (byWords.words.length > 0) {
      const [single, ...more] = byWords.among;
      if (single !== undefined && more.length === 0) return this.#guessByWords(file, single, byWords);
      return single === undefined ? NONE : { kind: 'several', among: byWords.among };
    }
    return among.length > 1 ? { kind: 'several', among } : { kind: 'none', environment: undefined };
  }

  /** Narrows the clusters by the words of a path that have a meaning. */
  #matchWords(file: string): WordMatch {
    const words = wordsOfPath(file);
    let among = this.#all;
    let environment: string | undefined;
    const hasEnvironment = words.some(({ word }) => meaningOf(word)?.role === 'environment' && this.#isOfAny(word));
    const used: PathWord[] = [];
    for (const pathWord of words) {
      const { word } = pathWord;
      const meaning = meaningOf(word);
      if (this.#isOfAny(word)) {
        const own = this.#namedBy(word);
        among = among.filter(each => own.has(each));
        used.push(pathWord);
      } else if (meaning?.role === 'environment' && (meaning.isCertain || !hasEnvironment)) {
        among = among.filter(each => !hasRole(each, 'environment'));
        environment ??= word;
      } else if (meaning !== undefined && meaning.role !== 'environment') {
        const { role } = meaning;
        among = among.filter(each => !hasRole(each, role));
      }
    }
    return used.length === 0 || among.length < 2
      ? { words: used, among, environment }
      : { ...this.#narrowed(file, among, used), environment };
  }

  /** Narrows the clusters further by folders with other words of their names. */
  #narrowed(
    file: string,
    among: readonly NamedCluster[],
    words: readonly PathWord[],
  ): Pick<WordMatch, 'among' | 'words'> {
    let left = among;
    const found = [...words];
    for (const [at, word] of file.split('/').slice(0, -1).entries()) {
      const lower = word.toLowerCase();
      if (this.#usual.has(lower) || words.some(each => each.at === at)) continue;
      const own = left.filter(each => each.words.has(lower));
      if (own.length === 0) continue;
      left = own;
      found.push({ word, at });
    }
    return { among: left, words: found };
  }

  #isOfAny(word: string): boolean {
    return this.#namedBy(word).size > 0;
  }

  /** The clusters that have a word as one of their traits. */
  #namedBy(word: string): ReadonlySet<NamedCluster> {
    return remembered(
      this.#byWord,
      word,
      () => new Set(this.#all.filter(each => traitNamed(word, each) !== undefined)),
    );
  }

  #guessByWords(file: string, only: NamedCluster, { words }: WordMatch): Guessed {
    const last = Math.max(...words.map(({ at }) => at));
    const path = file.split('/');
    const isFolder = last < path.length - 1;
    const place = path.slice(0, last + 1).join('/');
    const seen = words.flatMap(({ word }) => {
      const trait = traitNamed(word, only);
      return trait === undefined ? [] : `${word} is ${traitInWords(trait)}`;
    });
    // Words that all clusters share distinguish none.
    if (seen.length === 0 || words.every(({ word }) => this.#usual.has(word.toLowerCase()))) return NONE;
    const whole = (step: string, at: number) => {
      const trait = words.some(each => each.at === at && each.word === step) ? traitNamed(step, only) : undefined;
      return trait && [{ trait, written: step }];
    };
    return one({
      named: only,
      steps: stepsInPieces(place, only, whole),
      isFolder,
      basis: 'words',
      why: `${place}, as ${seen.join(' and ')}`,
    });
  }

  /** The innermost folder that has the name of a cluster, or a word that only some clusters have. */
  #matchName(file: string): NameMatch {
    const folders = file.split('/').slice(0, -1);
    let ambiguous: NameMatch | undefined;
    for (let depth = folders.length; depth > 0; depth--) {
      const segment = (folders[depth - 1] ?? '').toLowerCase();
      const folder = folders.slice(0, depth).join('/');
      const whole = this.#all.filter(({ names }) => names.includes(segment));
      const byWord = whole.length > 0 ? whole : this.#all.filter(each => each.words.has(segment));
      const among = byWord.length > 0 ? byWord : this.#byAllWords(segment);
      if (among.length === 1 && !this.#usual.has(segment)) return { folder, among, isWhole: whole.length > 0 };
      if (among.length > 1) ambiguous ??= { folder, among, isWhole: false };
    }
    return ambiguous ?? { folder: folderOf(file) || '.', among: [], isWhole: false };
  }

  /** The clusters whose names have all words of a folder's name, if one of the words distinguishes them. */
  #byAllWords(segment: string): readonly NamedCluster[] {
    const words = nameWords(segment);
    if (words.length < 2 || words.every(word => this.#usual.has(word))) return [];
    return this.#all.filter(each => words.every(word => each.words.has(word)));
  }
}

const NONE: Guessed = { kind: 'none', environment: undefined };

/** The clusters whose names a folder has, as a whole or by words. */
interface NameMatch {
  readonly folder: string;
  readonly among: readonly NamedCluster[];
  readonly isWhole: boolean;
}

/** A word of a path that has a meaning. */
interface PathWord {
  readonly word: string;
  /** Number of its step in the path. */
  readonly at: number;
}

/** The clusters that fit the words of a path that have a meaning. */
interface WordMatch {
  /** Words that some cluster has. */
  readonly words: readonly PathWord[];
  readonly among: readonly NamedCluster[];
  /** The first environment that no cluster belongs to. */
  readonly environment: string | undefined;
}

function one(guess: Guess): Guessed {
  return { kind: 'one', guess };
}

/** Returns whether the last step of a path is the whole name of a cluster. */
function isNamed(folder: string, cluster: NamedCluster | undefined): boolean {
  return cluster?.names.includes((folder.split('/').at(-1) ?? '').toLowerCase()) === true;
}

function wordsOfPath(file: string): readonly PathWord[] {
  const path = file.split('/');
  return path.flatMap((step, at) =>
    wordsWithMeaning(at === path.length - 1 ? stemOf(step) : step).map(word => ({ word, at })),
  );
}

/** Words that all clusters share, such as `aks` in `aks-eu` and `aks-us`. */
function wordsOfAll([first, ...rest]: readonly NamedCluster[]): ReadonlySet<string> {
  const own = [...(first?.words ?? [])];
  return new Set(own.filter(word => rest.length > 0 && rest.every(({ words }) => words.has(word))));
}
