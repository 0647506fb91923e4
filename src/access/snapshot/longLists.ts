/**
 * A snapshot of a large company is a hundred megabytes of JSON, nearly all of it in a few lists. Parsed as a whole it
 * would stand in memory three times: as text, as what JSON makes of it, and as the map. So its long lists stay text, and
 * their items are parsed one by one when they are asked for.
 */
export class LongList implements Iterable<unknown> {
  readonly #text: string;
  readonly #start: number;

  /** `start` is where the list opens. */
  constructor(text: string, start: number) {
    this.#text = text;
    this.#start = start;
  }

  /** Throws as JSON.parse does, where an item is no JSON or something other than a comma stands between two. */
  *[Symbol.iterator](): Generator<unknown> {
    const text = this.#text;
    let at = skipBlanks(text, this.#start + 1);
    while (text[at] !== ']') {
      const end = endOfValue(text, at);
      yield JSON.parse(text.slice(at, end));
      at = skipBlanks(text, end);
      if (text[at] !== ',') break;
      at = skipBlanks(text, at + 1);
      if (text[at] === ']') throw new SyntaxError('a comma before the end of a list');
    }
    if (text[at] !== ']') throw new SyntaxError('a list that does not end');
  }
}

/**
 * The members of a JSON object, the lists among those named left as text. Throws where that is no JSON object; what is in
 * such a list shows only when its items are asked for.
 */
export function parseWithLongLists(text: string, lists: ReadonlySet<string>): Readonly<Record<string, unknown>> {
  const members: Record<string, unknown> = {};
  let at = skipBlanks(text, 0);
  if (text[at] !== '{') throw new SyntaxError('no object');
  at = skipBlanks(text, at + 1);
  while (text[at] !== '}') {
    const nameEnd = endOfValue(text, at);
    const name: unknown = JSON.parse(text.slice(at, nameEnd));
    const colon = skipBlanks(text, nameEnd);
    if (typeof name !== 'string' || text[colon] !== ':') throw new SyntaxError('no name of a member');
    const start = skipBlanks(text, colon + 1);
    const end = endOfValue(text, start);
    const value: unknown =
      text[start] === '[' && lists.has(name) ? new LongList(text, start) : JSON.parse(text.slice(start, end));
    Object.defineProperty(members, name, { value, enumerable: true, configurable: true, writable: true });
    at = skipBlanks(text, end);
    if (text[at] !== ',') break;
    at = skipBlanks(text, at + 1);
    if (text[at] === '}') throw new SyntaxError('a comma before the end of an object');
  }
  if (text[at] !== '}' || skipBlanks(text, at + 1) < text.length) throw new SyntaxError('an object that does not end');
  return members;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code === 32 || code === 10 || code === 13 || code === 9; ) {
    at += 1;
    code = text.charCodeAt(at);
  }
  return at;
}

const quote = 34;
const backslash = 92;

/** Where the value ends that begins here, by its brackets and quotes; whether it is well formed, JSON.parse will say. */
function endOfValue(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case quote:
        at = endOfString(text, at) - 1;
        if (depth === 0) return at + 1;
        break;
      case 91: // [
      case 123: // {
        depth += 1;
        break;
      case 93: // ]
      case 125: // }
        depth -= 1;
        if (depth === 0) return at + 1;
        if (depth < 0) return at;
        break;
      case 44: // ,
      case 58: // :
        if (depth === 0) return at;
        break;
    }
  }
  return text.length;
}

function endOfString(text: string, from: number): number {
  let end = text.indexOf('"', from + 1);
  while (end > 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end + 1;
}

function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text.charCodeAt(first - 1) === backslash) first -= 1;
  return (at - first) % 2 === 1;
}
