/**
 * The words of a condition, one after the other.
 *
 * Refuses what conditions-format leaves out: comments, double quotes, and a way to put a quote into a string. Words may
 * be in any case. Azure validates a condition before it stores it ("The given role assignment condition is invalid",
 * conditions-troubleshoot). So another spelling of a keyword can only mean the same keyword.
 */
import { t } from '../../model/l10n.ts';

export interface ConditionToken {
  readonly kind: 'and' | 'or' | 'not' | 'word' | 'string' | 'value' | 'attribute' | 'end' | '(' | ')' | '{' | '}' | ',';
  /** As written. For a string, the text between its quotes. */
  readonly text: string;
  readonly at: number;
  readonly end: number;
}

/** The reason why a text is no condition that we understand. */
export class NotUnderstood extends Error {}

const blanks = /[ \t\r\n]*/y;
const sign = /[(){},!]|&&|\|\|/y;
const string = /'([^']*)'/y;
/**
 * Names contain characters that no word has: `tags:Project<$key_case_sensitive$>`, `tags&$keys$&`
 * (storage-auth-abac-attributes).
 */
const attribute = /@[^[]*\[[^\]]*\]/y;
const word = /[0-9A-Za-z_:.-]+/y;

const plainWord = /^[A-Za-z]+(?::[A-Za-z]+)?$/;
/** Numbers are integers only. GUIDs may lack quotes (conditions-authorization-actions-attributes), and also dashes. */
const value = /^(?:true|false|-?\d+|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|[\da-f]{32})$/i;

const fixed: ReadonlyMap<string, ConditionToken['kind']> = new Map([
  ...(['(', ')', '{', '}', ',', 'and', 'or', 'not'] as const).map(each => [each, each] as const),
  ['&&', 'and'],
  ['||', 'or'],
  ['!', 'not'],
]);

/** The token at a place of the text, after any blanks there. */
export function tokenAt(text: string, from: number): ConditionToken {
  const at = from + (matchAt(blanks, text, from)?.[0].length ?? 0);
  const token = (kind: ConditionToken['kind'], written: string, said = written): ConditionToken => {
    return { kind, text: said, at, end: at + written.length };
  };
  if (at === text.length) return token('end', '');
  if (text[at] === "'") {
    const [written, said = ''] = matchAt(string, text, at) ?? [];
    if (written === undefined)
      throw new NotUnderstood(t('it has a string without its closing quote at character {0}', at + 1));
    // A backslash here may escape the quote or not. No source documents it, and the rest of the text depends on it.
    if (said.endsWith('\\')) {
      throw new NotUnderstood(
        t('it has a backslash before a quote, whose meaning is not documented, at character {0}', at + 1),
      );
    }
    return token('string', written, said);
  }
  if (text[at] === '@') {
    const [written] = matchAt(attribute, text, at) ?? [];
    if (written === undefined)
      throw new NotUnderstood(t('it has an attribute without brackets at character {0}', at + 1));
    return token('attribute', written);
  }
  const [run] = matchAt(sign, text, at) ?? matchAt(word, text, at) ?? [];
  if (run === undefined) {
    throw new NotUnderstood(t('it has an unexpected {0} at character {1}', JSON.stringify(text[at]), at + 1));
  }
  const kind = fixed.get(run.toLowerCase());
  if (kind) return token(kind, run);
  if (value.test(run)) return token('value', run);
  if (plainWord.test(run)) return token('word', run);
  throw new NotUnderstood(
    t('it has {0}, which is neither a word nor a value, at character {1}', JSON.stringify(run), at + 1),
  );
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
