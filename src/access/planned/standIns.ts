import { plainText, termOf, type Value, valueInWords } from '../../model/program.ts';
import { isAccountId } from '../ids.ts';

/**
 * Made-up ids and names for values that only a deployment knows. Azure's answers have a GUID where code has
 * `identity.properties.principalId`, and a name where it has an expression. The same term always gets the same one. So
 * values that are equal in the code are equal in the map.
 */
export class StandIns {
  readonly #guids = new Map<string, string>();
  readonly #segments = new Map<string, string>();
  readonly #taken = new Set<string>();
  /** Made-up segments of open values. */
  readonly #open = new Set<string>();
  /** For people: the meaning of each made-up GUID. */
  readonly #words = new Map<string, string>();
  /** The terms that got an id or a name since the mark. Undefined: there is no mark. */
  #since: Set<string> | undefined;
  #hasMissed = false;

  /** Sets the mark. Terms that get an id or a name after it are noted. */
  mark(): void {
    this.#since = new Set();
  }

  /**
   * Returns whether `ask` uses ids or names that did not exist at the mark. Without those, others might have got
   * different ones.
   */
  misses(ask: () => void): boolean {
    this.#hasMissed = false;
    ask();
    return this.#hasMissed;
  }

  #note(term: string, isNew: boolean): void {
    if (isNew) this.#since?.add(term);
    if (this.#since?.has(term) === true) this.#hasMissed = true;
  }

  /** Reserves a text that is the name of something. No open value gets it. */
  take(name: string): void {
    this.#taken.add(name.toLowerCase());
  }

  /** Gives a term the id that was read from Azure for it. */
  know(term: string, guid: string): void {
    this.#guids.set(term, guid);
  }

  /** Gives a segment of an id that the code leaves open the name that was read for it. */
  knowSegment(value: Value, name: string): void {
    const term = termOf(value);
    if (plainText(value) !== undefined) return;
    this.#segments.set(term, name);
    this.take(name);
  }

  knowSubscription(value: Value, subscription: string): void {
    this.know(`subscription ${termOf(value)}`, subscription);
  }

  guid(term: string, words: string): string {
    const known = this.#guids.get(term);
    this.#note(term, known === undefined);
    if (known !== undefined) return known;
    const number = (this.#guids.size + 1).toString(16).padStart(12, '0');
    // the variant is one that no generator of GUIDs writes
    const made = `00000000-0000-4000-0000-${number}`;
    this.#guids.set(term, made);
    this.#words.set(made, words);
    return made;
  }

  /** The segment of an id. An open one gets the code's name for it. */
  segment(value: Value, wish?: string): string {
    const text = plainText(value);
    if (text !== undefined) return text;
    const term = termOf(value);
    const known = this.#segments.get(term);
    this.#note(term, known === undefined);
    if (known !== undefined) return known;
    const name = this.#free(asSegment(wish ?? valueInWords(value)));
    this.#segments.set(term, name);
    this.#open.add(name.toLowerCase());
    return name;
  }

  #free(wish: string): string {
    let name = wish;
    for (let number = 2; this.#taken.has(name.toLowerCase()); number++) name = `${wish} (${number})`;
    this.take(name);
    return name;
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

  isMade(guid: string | undefined): boolean {
    return guid !== undefined && this.#words.has(guid);
  }

  /** Returns whether a segment of an id represents a value that only the deployment knows. */
  isOpen(segment: string): boolean {
    return this.#open.has(segment.toLowerCase()) || this.#words.has(segment);
  }

  /** Notes the meaning of a made-up host for people. */
  explain(host: string, words: string): void {
    this.#words.set(host, words);
  }

  /** A text for people without made-up GUIDs and hosts. */
  inWords(text: string): string {
    return text.replace(
      /00000000-0000-4000-0000-[\da-f]{12}|(?<![\w.-])[a-z\d-]+\.login-server(?![\w-])/g,
      made => this.#words.get(made) ?? made,
    );
  }
}

/** Removes characters that no id holds or that would end a segment. */
function asSegment(text: string): string {
  const plain = text.replace(/[\p{Cc}?#/]+/gu, ' ').trim();
  return plain === '' ? 'open' : plain.slice(0, 100);
}

/** The segments of an id that is written as a text of parts. Undefined for any other text. */
export function segmentsOf(value: Value): readonly Value[] | undefined {
  const parts = value.kind === 'joined' ? value.parts : value.kind === 'text' ? [value] : [];
  const [head] = parts;
  if (head?.kind !== 'text' || !/^\/(?:subscriptions|providers)\//i.test(head.text)) return undefined;
  const segments: Value[][] = [[]];
  for (const part of parts) {
    if (part.kind !== 'text') {
      segments.at(-1)?.push(part);
      continue;
    }
    const [own = '', ...next] = part.text.split('/');
    segments.at(-1)?.push({ kind: 'text', text: own });
    for (const text of next) segments.push([{ kind: 'text', text }]);
  }
  return segments.map(join);
}

function join(parts: readonly Value[]): Value {
  const written = parts.filter(part => part.kind !== 'text' || part.text !== '');
  const [only] = written;
  if (only === undefined) return { kind: 'text', text: '' };
  return written.length === 1 ? only : { kind: 'joined', parts: written };
}
