import { digestOf } from '../../model/digest.ts';
import { remembered } from '../../model/memo.ts';
import { plainText, termOf, type Value, valueInWords } from '../../model/program.ts';
import { isAccountId } from '../ids.ts';

/**
 * Made-up ids and names for values that only a deployment knows. Azure's answers have a GUID where code has
 * `identity.properties.principalId`, and a name where it has an expression. Each is made of the value's term alone, so
 * values that are equal in the code are equal in the map, whatever is read first.
 */
export class StandIns {
  /** GUIDs that were read from Azure, by term. */
  readonly #knownGuids = new Map<string, string>();
  /** Names that were read from Azure, by term. */
  readonly #knownNames = new Map<string, string>();
  /** The digests of terms, each made once. */
  readonly #digests = new Map<string, string>();
  /** For people: the words for each made-up id, name and host. */
  readonly #words = new Map<string, string>();
  /** The names of resources, which are better words for a segment than its expression. */
  readonly #labels = new Map<string, string>();

  /** Gives a term the id that was read from Azure for it. */
  know(term: string, guid: string): void {
    this.#knownGuids.set(term, guid);
  }

  /** Gives a segment of an id that the code leaves open the name that was read for it. */
  knowSegment(value: Value, name: string): void {
    if (plainText(value) === undefined) this.#knownNames.set(termOf(value), name);
  }

  knowSubscription(value: Value, subscription: string): void {
    this.know(`subscription ${termOf(value)}`, subscription);
  }

  /** The GUID of a term: known, or made up. */
  guid(term: string, words: string): string {
    return this.#knownGuids.get(term) ?? this.#explained(madeGuid(this.#digest(term)), words);
  }

  /** The segment of an id: its text, the name that is known for it, or a made-up one. */
  segment(value: Value): string {
    const text = plainText(value);
    if (text !== undefined) return text;
    const term = termOf(value);
    return this.#knownNames.get(term) ?? this.#explained(madeName(this.#digest(term)), valueInWords(value));
  }

  /** The host that represents an open login server. No other host equals it. */
  host(server: Value): string {
    return this.#explained(`${madeName(this.#digest(termOf(server)))}.login-server`, valueInWords(server));
  }

  /** The id with these segments, which were cut from a joined text. */
  id(segments: readonly Value[]): string {
    const texts = segments.map((segment, at) => {
      const before = plainText(segments[at - 1])?.toLowerCase();
      const text = plainText(segment);
      if (before === 'subscriptions' && at === 2 && !(text !== undefined && isAccountId(text)))
        return this.guid(`subscription ${termOf(segment)}`, valueInWords(segment));
      return this.segment(segment);
    });
    return texts.join('/');
  }

  isMade(id: string | undefined): boolean {
    return id !== undefined && this.#words.has(id);
  }

  /** Returns whether a segment of an id represents a value that only the deployment knows. */
  isOpen(segment: string): boolean {
    return this.#words.has(segment.toLowerCase());
  }

  /** Gives people the name of a resource for the made-up segment that it is named by. */
  label(segment: string, label: string): void {
    this.#labels.set(segment, shorter(label, this.#labels.get(segment)));
  }

  /** A text for people without made-up ids, names and hosts. */
  inWords(text: string): string {
    return text.replace(
      /[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-0[\da-f]{3}-[\da-f]{12}|open-[\da-f]{32}(?:\.login-server)?/g,
      made => this.#labels.get(made) ?? this.#words.get(made) ?? made,
    );
  }

  #digest(term: string): string {
    return remembered(this.#digests, term, () => digestOf(term));
  }

  #explained(made: string, words: string): string {
    this.#words.set(made, shorter(words, this.#words.get(made)));
    return made;
  }
}

/** Picks one of several words for a thing, the same one whichever comes first. */
function shorter(one: string, other: string | undefined): string {
  if (other === undefined || one.length < other.length) return one;
  return other.length < one.length || other < one ? other : one;
}

/** The variant, which is the digit behind the third dash, is one that no generator of GUIDs writes. */
function madeGuid(digest: string): string {
  return digest.replace(/^(.{8})(.{4})(.{3})(.{3})(.{12}).*/, '$1-$2-4$3-0$4-$5');
}

/** A name that no written name equals, and that an id may hold. */
function madeName(digest: string): string {
  return `open-${digest.slice(0, 32)}`;
}
