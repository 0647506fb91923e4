/**
 * The words of a condition, one after the other.
 *
 * What conditions-format leaves open is refused rather than guessed: it documents neither comments, nor double quotes,
 * nor a way to put a quote into a string. Words may be in any case: Azure validates a condition before it stores it
 * ("The given role assignment condition is invalid", conditions-troubleshoot), so another spelling of a keyword that
 * was let in can only mean the same keyword.
 */

export interface Token {
  readonly kind: 'and' | 'or' | 'not' | 'word' | 'string' | 'value' | 'attribute' | 'end' | '(' | ')' | '{' | '}' | ',';
  /** As written; of a string, what is between its quotes. */
  readonly text: string;
  readonly at: number;
  readonly end: number;
}

/** Why a text is no condition that we understand. */
export class NotUnderstood extends Error {}

const blanks = /[ \t\r\n]*/y;
const sign = /[(){},!]|&&|\|\|/y;
const string = /'([^']*)'/y;
/** Names hold what no word may: `tags:Project<$key_case_sensitive$>`, `tags&$keys$&` (storage-auth-abac-attributes). */
const attribute = /@[^[]*\[[^\]]*\]/y;
const word = /[0-9A-Za-z_:.-]+/y;

const plainWord = /^[A-Za-z]+(?::[A-Za-z]+)?$/;
/** Numbers are integers only; GUIDs may have no quotes (conditions-authorization-actions-attributes), and no dashes either. */
const value = /^(?:true|false|-?\d+|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|[\da-f]{32})$/i;

const fixed: ReadonlyMap<string, Token['kind']> = new Map([
  ...(['(', ')', '{', '}', ',', 'and', 'or', 'not'] as const).map(each => [each, each] as const),
  ['&&', 'and'],
  ['||', 'or'],
  ['!', 'not'],
]);

/** The token at a place of the text, or behind the blanks there. */
export function tokenAt(text: string, from: number): Token {
  const at = from + (matchAt(blanks, text, from)?.[0].length ?? 0);
  const refuse = (why: string) => new NotUnderstood(`it has ${why} at character ${at + 1}`);
  const token = (kind: Token['kind'], written: string, said = written): Token => {
    return { kind, text: said, at, end: at + written.length };
  };
  if (at === text.length) return token('end', '');
  if (text[at] === "'") {
    const [written, said = ''] = matchAt(string, text, at) ?? [];
    if (written === undefined) throw refuse('a string without its closing quote');
    // A backslash here may escape the quote or may not: no source says, and the rest of the text depends on it.
    if (said.endsWith('\\')) throw refuse('a backslash before a quote, whose meaning is not documented,');
    return token('string', written, said);
  }
  if (text[at] === '@') {
    const [written] = matchAt(attribute, text, at) ?? [];
    if (written === undefined) throw refuse('an attribute without brackets');
    return token('attribute', written);
  }
  const [run] = matchAt(sign, text, at) ?? matchAt(word, text, at) ?? [];
  if (run === undefined) throw refuse(`an unexpected ${JSON.stringify(text[at])}`);
  const kind = fixed.get(run.toLowerCase());
  if (kind) return token(kind, run);
  if (value.test(run)) return token('value', run);
  if (plainWord.test(run)) return token('word', run);
  throw refuse(`${JSON.stringify(run)}, which is neither a word nor a value,`);
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
