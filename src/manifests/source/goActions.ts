import type { Span } from '../../model/place.ts';

/** An action of a Go template with its braces: `{{- if .Values.proxy }}`. */
export interface Action extends Span {
  /** What it does to the flow; `comment`, `assign` for `$x := …`; undefined where it only writes a value. */
  readonly keyword: string | undefined;
}

/** The actions of a template, in order. Quoted texts may hold braces; what is never closed ends with its line. */
export function actionsOf(text: string): readonly Action[] {
  const actions: Action[] = [];
  const lastClose = text.lastIndexOf('}}');
  // once quotes have swallowed the rest of the text they are not looked at again, or a bomb of them would take for ever
  let heedQuotes = true;
  for (let start = text.indexOf('{{'); start >= 0; ) {
    let end = start < lastClose ? actionEnd(text, start, heedQuotes) : undefined;
    if (end === undefined && start < lastClose) {
      heedQuotes = false;
      end = text.indexOf('}}', start + 2) + 2;
    }
    end ??= lineEnd(text, start);
    actions.push({ start, end, keyword: keywordOf(text, start) });
    start = text.indexOf('{{', end);
  }
  return actions;
}

/** What stands between the braces, without the dashes that trim the text around. */
export function insideOf(action: string): string {
  return action.replace(/^\{\{(?:-(?=\s))?/, '').replace(/(?:\s-)?\}\}$/, '');
}

const KEYWORD = /\{\{(?:-\s)?\s*(?:(\/\*)|(\$\w*(?:\s*,\s*\$\w+)?\s*:?=(?!=))|([a-z]+)\b)/y;
const KEYWORDS: ReadonlySet<string> = new Set([
  'if',
  'else',
  'end',
  'range',
  'with',
  'define',
  'block',
  'break',
  'continue',
]);
/** Far more than stands before a keyword. */
const MAX_LEAD = 300;

function keywordOf(text: string, start: number): string | undefined {
  KEYWORD.lastIndex = 0;
  const [, comment, assign, word = ''] = KEYWORD.exec(text.slice(start, start + MAX_LEAD)) ?? [];
  if (comment !== undefined) return 'comment';
  if (assign !== undefined) return 'assign';
  return KEYWORDS.has(word) ? word : undefined;
}

/** Undefined where the quotes leave no end. */
function actionEnd(text: string, start: number, heedQuotes: boolean): number | undefined {
  if (COMMENT.test(text.slice(start, start + MAX_LEAD))) {
    const close = text.indexOf('*/', start);
    const end = close < 0 ? -1 : text.indexOf('}}', close + 2);
    return end < 0 ? undefined : end + 2;
  }
  if (!heedQuotes) return text.indexOf('}}', start + 2) + 2;
  for (let at = start + 2; at < text.length; at++) {
    const char = text[at];
    if (char === '}' && text[at + 1] === '}') return at + 2;
    if (char === '"' || char === "'") at = quoteEnd(text, at, char) ?? at;
    else if (char === '`') at = after(text.indexOf('`', at + 1)) ?? at;
  }
  return undefined;
}

const COMMENT = /^\{\{(?:-\s)?\s*\/\*/;

/** Where a quote is closed, which is on its own line. */
function quoteEnd(text: string, open: number, quote: string): number | undefined {
  for (let at = open + 1; at < text.length; at++) {
    const char = text[at];
    if (char === '\n') return undefined;
    if (char === '\\') at++;
    else if (char === quote) return at;
  }
  return undefined;
}

function after(found: number): number | undefined {
  return found < 0 ? undefined : found;
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}
