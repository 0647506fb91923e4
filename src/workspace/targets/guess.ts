import { remembered } from '../../model/memo.ts';
import { folderOf } from '../../model/place.ts';
import { hasRole, type Named, type Trait, traitInWords, traitNamed } from './traits.ts';
import { meaningOf, stemOf, tellingWords, wordsAndSigns, wordsIn } from './words.ts';

/** A part of a path: as it is written, or as a trait of the cluster that it was found by. */
export type Piece = string | { readonly trait: Trait; readonly written: string };

/** The cluster that a file seems to go to, by its path alone: for a person to confirm. */
export interface Guess {
  readonly named: Named;
  /** The path of what goes there, in steps: a folder with all below it, or a file. */
  readonly steps: readonly (readonly Piece[])[];
  readonly isFolder: boolean;
  readonly why: string;
}

export type Guessed =
  | { readonly kind: 'one'; readonly guess: Guess }
  | { readonly kind: 'several'; readonly among: readonly Named[] }
  /** `environment`: the one that the path names and that no cluster is of. */
  | { readonly kind: 'none'; readonly environment: string | undefined };

/** Guesses where files go, by names of folders and files: a cluster's own name first, then words of what it is for. */
export class Guesser {
  readonly #all: readonly Named[];
  readonly #usual: ReadonlySet<string>;
  readonly #byWord = new Map<string, ReadonlySet<Named>>();

  constructor(all: readonly Named[]) {
    this.#all = all;
    this.#usual = wordsOfAll(all);
  }

  guess(file: string): Guessed {
    const told = this.#told(file);
    const { folder, among, isWhole } = this.#byName(file);
    const [only, ...others] = among;
    // several words tell more than one folder does
    const isTold = told.words.length > 1 && told.among.length === 1 && !isNamed(folder, only);
    if (only !== undefined && others.length === 0 && told.among.includes(only) && !isTold) {
      const at = folder.split('/').length - 1;
      const steps = stepsOf(folder, only, (step, i) => (i === at ? namePieces(step, only) : undefined));
      const why = isWhole ? `${folder} has the name of this cluster` : `guess: ${folder} has words of its name`;
      return one({ named: only, steps, isFolder: true, why });
    }
    if (told.environment !== undefined) return { kind: 'none', environment: told.environment };
    if (told.words.length > 0) {
      const [single, ...more] = told.among;
      if (single !== undefined && more.length === 0) return this.#byWords(file, single, told);
      return single === undefined ? NONE : { kind: 'several', among: told.among };
    }
    return among.length > 1 ? { kind: 'several', among } : { kind: 'none', environment: undefined };
  }

  /** The clusters that the telling words of a path leave. */
  #told(file: string): Told {
    const words = tellingOf(file);
    let among = this.#all;
    let environment: string | undefined;
    const hasEnvironment = words.some(({ word }) => meaningOf(word)?.role === 'environment' && this.#isOfAny(word));
    const used: Telling[] = [];
    for (const telling of words) {
      const { word } = telling;
      const meaning = meaningOf(word);
      if (this.#isOfAny(word)) {
        const own = this.#namedBy(word);
        among = among.filter(each => own.has(each));
        used.push(telling);
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

  /** Of clusters that what is known of them leaves, those that folders name by other words of their names, too. */
  #narrowed(file: string, among: readonly Named[], words: readonly Telling[]): Pick<Told, 'among' | 'words'> {
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

  /** The clusters that a word names by one of their traits. */
  #namedBy(word: string): ReadonlySet<Named> {
    return remembered(
      this.#byWord,
      word,
      () => new Set(this.#all.filter(each => traitNamed(word, each) !== undefined)),
    );
  }

  #byWords(file: string, only: Named, { words }: Told): Guessed {
    const last = Math.max(...words.map(({ at }) => at));
    const path = file.split('/');
    const isFolder = last < path.length - 1;
    const place = path.slice(0, last + 1).join('/');
    const seen = words.flatMap(({ word }) => {
      const trait = traitNamed(word, only);
      return trait === undefined ? [] : `${word} is ${traitInWords(trait)}`;
    });
    // what all clusters have in common tells none from the other
    if (seen.length === 0 || words.every(({ word }) => this.#usual.has(word.toLowerCase()))) return NONE;
    const whole = (step: string, at: number) => {
      const trait = words.some(each => each.at === at && each.word === step) ? traitNamed(step, only) : undefined;
      return trait && [{ trait, written: step }];
    };
    return one({
      named: only,
      steps: stepsOf(place, only, whole),
      isFolder,
      why: `guess: ${place}, as ${seen.join(' and ')}`,
    });
  }

  /** The innermost folder that is called like a cluster: by its whole name, or by a word that only some clusters have. */
  #byName(file: string): ByName {
    const folders = file.split('/').slice(0, -1);
    let ambiguous: ByName | undefined;
    for (let depth = folders.length; depth > 0; depth--) {
      const segment = (folders[depth - 1] ?? '').toLowerCase();
      const folder = folders.slice(0, depth).join('/');
      const whole = this.#all.filter(({ names }) => names.includes(segment));
      const byWord = whole.length > 0 ? whole : this.#all.filter(each => each.words.has(segment));
      const among = byWord.length > 0 ? byWord : this.#byAllWords(segment);
      if (among.length === 1 && !this.#usual.has(segment)) return { folder, among, isWhole: byWord.length > 0 };
      if (among.length > 1) ambiguous ??= { folder, among, isWhole: false };
    }
    return ambiguous ?? { folder: folderOf(file) || '.', among: [], isWhole: false };
  }

  /** The clusters that have all words of a name in theirs, if one of these tells them from others. */
  #byAllWords(segment: string): readonly Named[] {
    const words = wordsIn(segment);
    if (words.length < 2 || words.every(word => this.#usual.has(word))) return [];
    return this.#all.filter(each => words.every(word => each.words.has(word)));
  }
}

const NONE: Guessed = { kind: 'none', environment: undefined };

interface ByName {
  readonly folder: string;
  readonly among: readonly Named[];
  readonly isWhole: boolean;
}

interface Telling {
  readonly word: string;
  /** The number of its step in the path. */
  readonly at: number;
}

interface Told {
  /** Those that some cluster is of. */
  readonly words: readonly Telling[];
  readonly among: readonly Named[];
  /** The first environment that no cluster is of. */
  readonly environment: string | undefined;
}

function one(guess: Guess): Guessed {
  return { kind: 'one', guess };
}

/** Tells whether the last step of a path is the whole name of a cluster. */
function isNamed(folder: string, cluster: Named | undefined): boolean {
  return cluster?.names.includes((folder.split('/').at(-1) ?? '').toLowerCase()) === true;
}

function tellingOf(file: string): readonly Telling[] {
  const path = file.split('/');
  return path.flatMap((step, at) =>
    tellingWords(at === path.length - 1 ? stemOf(step) : step).map(word => ({ word, at })),
  );
}

/** The steps of a path, in which what a cluster is called by is told apart. */
function stepsOf(
  path: string,
  cluster: Named,
  known: (step: string, i: number) => readonly Piece[] | undefined = () => undefined,
): readonly (readonly Piece[])[] {
  const steps = path.split('/');
  return steps.map(
    (step, i) => known(step, i) ?? piecesOf(step, i === steps.length - 1 ? stemOf(step) : step, cluster),
  );
}

function piecesOf(step: string, telling: string, cluster: Named): readonly Piece[] {
  const words = new Set(tellingWords(telling));
  return wordsAndSigns(step).flatMap((written): readonly Piece[] => {
    const trait = words.has(written) ? traitNamed(written, cluster) : undefined;
    return trait === undefined ? [written] : [{ trait, written }];
  });
}

/** A step that is called like a cluster, as a whole or by each of its words. */
function namePieces(step: string, { traits }: Named): readonly Piece[] {
  const named = (written: string): Piece => {
    const isName = ({ of }: Trait) => of.kind === 'name' || of.kind === 'context' || of.kind === 'word';
    const trait = traits.find(each => isName(each) && each.text.toLowerCase() === written.toLowerCase());
    return trait === undefined ? written : { trait, written };
  };
  const whole = named(step);
  return typeof whole === 'string' ? wordsAndSigns(step).map(named) : [whole];
}

/** `aks` in `aks-eu` and `aks-us` tells nothing. */
function wordsOfAll([first, ...rest]: readonly Named[]): ReadonlySet<string> {
  const own = [...(first?.words ?? [])];
  return new Set(own.filter(word => rest.length > 0 && rest.every(({ words }) => words.has(word))));
}
