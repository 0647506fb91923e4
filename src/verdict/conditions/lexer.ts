/**
 * Splits the text of a condition into tokens, in one pass.
 *
 * What conditions-format leaves open is refused rather than guessed: it documents neither comments, nor double quotes,
 * nor a way to put a quote into a string. Words may be in any case: Azure validates a condition before it stores it
 * ("The given role assignment condition is invalid", conditions-troubleshoot), so another spelling of a keyword that
 * was let in can only mean the same keyword.
 */
import { type AttributeSource, attributeSources, guidFrom, type Literal } from './expression.ts';

export type Symbols = '(' | ')' | '{' | '}' | ',';
export type Token = { readonly at: number } & (
  | { readonly kind: 'symbol'; readonly symbol: Symbols }
  | { readonly kind: 'and' | 'or' | 'not' | 'end' }
  | { readonly kind: 'attribute'; readonly source: AttributeSource; readonly name: string }
  | { readonly kind: 'literal'; readonly literal: Literal }
  | { readonly kind: 'word'; readonly word: string }
);
type Tokens =
  | { readonly kind: 'tokens'; readonly tokens: readonly Token[] }
  | { readonly kind: 'problem'; readonly why: string };

const blank = /[ \t\r\n]/;
const wordPart = /[0-9A-Za-z_:.-]/;
const integer = /^-?[0-9]+$/;
const word = /^[A-Za-z]+(:[A-Za-z]+)?$/;

type Read = { readonly token: Token; readonly next: number } | { readonly why: string };

export function tokenise(text: string): Tokens {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (blank.test(text.charAt(at))) {
      at += 1;
      continue;
    }
    const read = readToken(text, at);
    if ('why' in read) return { kind: 'problem', why: `${read.why} at character ${at + 1}` };
    tokens.push(read.token);
    at = read.next;
  }
  tokens.push({ kind: 'end', at });
  return { kind: 'tokens', tokens };
}

function readToken(text: string, at: number): Read {
  const char = text.charAt(at);
  switch (char) {
    case '(':
    case ')':
    case '{':
    case '}':
    case ',':
      return { token: { kind: 'symbol', symbol: char, at }, next: at + 1 };
    case '!':
      return { token: { kind: 'not', at }, next: at + 1 };
    case '&':
    case '|':
      if (text.charAt(at + 1) !== char) return { why: `a single ${char}` };
      return { token: { kind: char === '&' ? 'and' : 'or', at }, next: at + 2 };
    case "'":
      return readString(text, at);
    case '@':
      return readAttribute(text, at);
    default:
      return wordPart.test(char) ? readWord(text, at) : { why: `an unexpected ${JSON.stringify(char)}` };
  }
}

function readString(text: string, at: number): Read {
  const close = text.indexOf("'", at + 1);
  if (close < 0) return { why: 'a string without its closing quote' };
  // A backslash here may escape the quote or may not: no source says, and the rest of the text depends on it.
  if (text.charAt(close - 1) === '\\') return { why: 'a backslash before a quote, whose meaning is not documented,' };
  const literal = { kind: 'string', value: text.slice(at + 1, close) } as const;
  return { token: { kind: 'literal', literal, at }, next: close + 1 };
}

/** Names hold what no word may: `tags:Project<$key_case_sensitive$>`, `tags&$keys$&` (storage-auth-abac-attributes). */
function readAttribute(text: string, at: number): Read {
  const open = text.indexOf('[', at);
  const close = open < 0 ? -1 : text.indexOf(']', open);
  if (close < 0) return { why: 'an attribute without brackets' };
  const prefix = text
    .slice(at + 1, open)
    .trim()
    .toLowerCase();
  const source = attributeSources.find(each => each.toLowerCase() === prefix);
  if (source === undefined)
    return { why: 'an attribute source that is not Request, Resource, Principal or Environment' };
  const name = text.slice(open + 1, close).trim();
  if (name === '' || /['[\r\n]/.test(name)) return { why: 'an attribute name that is none' };
  return { token: { kind: 'attribute', source, name, at }, next: close + 1 };
}

function readWord(text: string, at: number): Read {
  let next = at + 1;
  while (next < text.length && wordPart.test(text.charAt(next))) next += 1;
  const run = text.slice(at, next);
  const lower = run.toLowerCase();
  if (lower === 'and' || lower === 'or' || lower === 'not') return { token: { kind: lower, at }, next };
  const literal = literalOf(run);
  if (literal !== undefined) return { token: { kind: 'literal', literal, at }, next };
  if (word.test(run)) return { token: { kind: 'word', word: run, at }, next };
  return { why: `${JSON.stringify(run)}, which is neither a word nor a value,` };
}

/** GUIDs may have no quotes (conditions-authorization-actions-attributes); numbers are integers only. */
function literalOf(run: string): Literal | undefined {
  const lower = run.toLowerCase();
  if (lower === 'true' || lower === 'false') return { kind: 'boolean', value: lower === 'true' };
  const guid = guidFrom(run);
  if (guid !== undefined) return { kind: 'guid', value: guid };
  if (integer.test(run)) return { kind: 'integer', value: BigInt(run) };
  return undefined;
}
