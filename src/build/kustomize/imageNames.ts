// The names of the entries of `images`: which images each matches.
// https://github.com/kubernetes-sigs/kustomize/blob/master/api/internal/image/image.go
import { type Truth, truthOf } from '../../model/truth.ts';
import { Pattern } from './pattern.ts';

/** The version behind a name, as kustomize matches it: `^NAME(:[\w.{}-]*)?(@ALGORITHM:[\w.{}-]*)?$`. */
const VERSION = /^(?::[\w.{}-]*)?(?:@[a-zA-Z0-9]+(?:[.+_-][a-zA-Z0-9]+)*:[\w.{}-]*)?$/;
const PLAIN_NAME = /^[\w./:@-]*$/;

/**
 * Returns whether an entry's name matches an image. kustomize takes it for a regular expression, in which a dot fits
 * any character. Unknown where the expression can't be evaluated.
 */
export function matchesName(image: string, name: string): Truth {
  if (PLAIN_NAME.test(name)) return truthOf(beginsWithName(image, name) && VERSION.test(image.slice(name.length)));
  // an alternative at the top would take kustomize's anchors with it
  const ends = name.includes('|') && !name.includes('(') ? undefined : Pattern.of(name)?.endsAfter(image, 0);
  return truthOf(ends && [...ends].some(end => VERSION.test(image.slice(end))));
}

function beginsWithName(image: string, name: string): boolean {
  if (image.length < name.length) return false;
  for (let at = 0; at < name.length; at++) if (name[at] !== '.' && name[at] !== image[at]) return false;
  return true;
}

/** The names of a list of entries, found by the images that they may match: of a thousand entries, few fit an image. */
export class EntryNames {
  readonly #names: readonly string[];
  /** The places of plain names in the list, by the length of the name and the part behind its last dot. */
  readonly #plain = new Map<string, number[]>();
  /** The lengths of these ends, by the length of the name. */
  readonly #ends = new Map<number, Set<number>>();
  /** The places of expressions, which are tried on every image. */
  readonly #expressions: number[] = [];

  constructor(names: readonly string[]) {
    this.#names = names;
    for (const [at, name] of names.entries()) {
      if (!PLAIN_NAME.test(name)) {
        this.#expressions.push(at);
        continue;
      }
      const end = name.slice(name.lastIndexOf('.') + 1);
      pushed(this.#plain, plainKey(name.length, end), at);
      const ends = this.#ends.get(name.length) ?? new Set();
      this.#ends.set(name.length, ends.add(end.length));
    }
  }

  /** The first entry, from a place in the list on, that may match one of the images. */
  next(images: readonly string[], from: number): number | undefined {
    let first: number | undefined;
    for (const image of images) {
      for (const places of this.#candidates(image)) {
        const at = places.find(place => place >= from && matchesName(image, this.#names[place] ?? '') !== 'no');
        if (at !== undefined && (first === undefined || at < first)) first = at;
      }
    }
    return first;
  }

  /** A name ends where the image does, or where a version may begin. */
  *#candidates(image: string): Generator<readonly number[]> {
    yield this.#expressions;
    for (let end = 0; end <= image.length; end++) {
      if (end < image.length && image[end] !== ':' && image[end] !== '@') continue;
      for (const length of this.#ends.get(end) ?? [])
        yield this.#plain.get(plainKey(end, image.slice(end - length, end))) ?? [];
    }
  }
}

function plainKey(length: number, end: string): string {
  return `${length} ${end}`;
}

function pushed(places: Map<string, number[]>, key: string, at: number): void {
  const known = places.get(key);
  if (known) known.push(at);
  else places.set(key, [at]);
}
