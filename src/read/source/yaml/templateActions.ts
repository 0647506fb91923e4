import { lastUpTo, type Span } from '../../../model/place.ts';
import { endOfLine } from '../lineStarts.ts';

/**
 * Puts plain characters in the place of template actions, Go's `{{ }}` and Jinja's with them, so that a YAML parser
 * sees the manifest around them. The text keeps its length: every offset in the result is one in the original.
 * Actions that have their lines to themselves, and those that only control the flow, leave no value and become blank.
 * Any other becomes a word, and so does a block that begins and ends inside a value.
 */
function maskActions(text: string): string {
  const hasStatements = text.includes('{%') || text.includes('%{');
  const actions = hasStatements ? withStatements(text, actionsOf(text)) : actionsOf(text);
  const inValues = blocksInValues(text, actions);
  let masked = '';
  let from = 0;
  for (let first = 0; first < actions.length; ) {
    const next = groupEnd(text, actions, first);
    const last = actions[next - 1];
    const alone = isAlone(text, actions[first], last) || leadsBlock(text, actions[first], last);
    for (const action of actions.slice(first, next)) {
      const written = text.slice(action.start, action.end);
      const isControl = action.keyword !== undefined && !inValues.has(action) && !isKey(text, action);
      const blank = alone || isControl;
      masked +=
        text.slice(from, action.start) + (blank ? written.replace(/[^\r\n]/g, ' ') : 'x'.repeat(written.length));
      from = action.end;
    }
    first = next;
  }
  return masked + text.slice(from);
}

/** A text as a YAML parser can read it, of the same length. */
export function maskTemplates(text: string): string {
  const masked = maskActions(text);
  return masked.includes('}') ? masked.replace(BRACES, braces => 'x'.repeat(braces.length)) : masked;
}

/** `image: {registry}/app:1`: a placeholder, since nothing can follow a mapping that is closed. */
const BRACES = /(?<=[:-] {1,20})\{[\w.-]{1,100}\}(?=[^\s,\]}:])/g;

/** `${{ if … }}:` of Azure Pipelines is a key, and no action of a template. */
function isKey(text: string, { start, end }: Span): boolean {
  return text[start - 1] === '$' && text[end] === ':';
}

/** Keywords whose block has an `end`. */
const OPENERS: ReadonlySet<string | undefined> = new Set(['if', 'range', 'with', 'define', 'block']);

/** Actions of blocks inside a value: `"{{ .Values.name }}{{ if .Values.tag }}:{{ .Values.tag }}{{ end }}"`. */
function blocksInValues(text: string, actions: readonly Action[]): ReadonlySet<Action> {
  const found = new Set<Action>();
  const open: Action[][] = [];
  for (const action of actions) {
    const block = open.at(-1);
    if (OPENERS.has(action.keyword)) {
      open.push([action]);
    } else if (action.keyword === 'else') {
      block?.push(action);
    } else if (action.keyword === 'end' && block !== undefined) {
      open.pop();
      const [opener = action] = block;
      const oneLine = action.end - opener.start <= MAX_LINE && !text.slice(opener.start, action.end).includes('\n');
      if (oneLine && !beginsLine(text, opener.start)) for (const part of [...block, action]) found.add(part);
    }
  }
  return found;
}

const MAX_LINE = 4000;

/** The end of a group of actions with nothing but blanks between them. */
function groupEnd(text: string, actions: readonly Action[], first: number): number {
  let next = first + 1;
  for (; next < actions.length; next++) {
    const start = actions[next]?.start ?? 0;
    if (skipBlanks(text, actions[next - 1]?.end ?? 0) < start) break;
  }
  return next;
}

function isAlone(text: string, first: Action | undefined, last: Action | undefined): boolean {
  if (first === undefined || last === undefined || !beginsLine(text, first.start)) return false;
  let after = skipBlanks(text, last.end);
  if (text[after] === '\r') after++;
  return (after >= text.length || text[after] === '\n') && !isInBlock(text, first.start);
}

/**
 * `initContainers: {{ include "shop.init" . | nindent 8 }}` with items of its own on the lines below: what the action
 * writes comes before them.
 */
function leadsBlock(text: string, first: Action | undefined, last: Action | undefined): boolean {
  if (first === undefined || last === undefined || first.keyword !== undefined) return false;
  const start = text.lastIndexOf('\n', first.start - 1) + 1;
  if (first.start - start > MAX_LEAD) return false;
  const [, before] = /^([ \t]*(?:- )*)[\w./-]+:[ \t]*$/.exec(text.slice(start, first.start)) ?? [];
  const end = skipBlanks(text, last.end);
  const line = /^\r?\n(?:[ \t]*\r?\n){0,5}([ \t]*)(- |["']?[\w./-]+["']?:(?:[ \r\n]|$))/.exec(
    text.slice(end, end + MAX_LINE),
  );
  if (line === null || before === undefined) return false;
  const [, indent = '', begin = ''] = line;
  return indent.length > before.length || (begin === '- ' && indent.length === before.length && !before.includes('-'));
}

function beginsLine(text: string, start: number): boolean {
  let before = start - 1;
  while (text[before] === ' ' || text[before] === '\t') before--;
  return before < 0 || text[before] === '\n';
}

/** An action alone below `image: >-` is its value. */
function isInBlock(text: string, start: number): boolean {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const before = text.slice(text.lastIndexOf('\n', lineStart - 2) + 1, Math.max(0, lineStart - 1));
  if (before.length > MAX_LINE || !/[:-] *[|>][+-]?(?: +#.{0,1000}| *)\r?$/.test(before)) return false;
  return start - lineStart > before.length - before.trimStart().length;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
}

// ─── Statements of Jinja and of Terraform's `templatefile` ──────────────────────────────────────────────────────────

/** `{% %}` is no template's where nothing closes it soon, on its own line. `%{ if … }` is one by its word. */
const STATEMENT = /\{%[^\n]{0,500}?%\}|(?<!%)%\{~?[ \t]{0,20}(?:if|else|endif|for|endfor)\b[^\n}]{0,500}\}/g;

function withStatements(text: string, actions: readonly Action[]): readonly Action[] {
  const statements = Array.from(text.matchAll(STATEMENT), ({ index, 0: { length } }): Action => {
    return { start: index, end: index + length, keyword: 'statement' };
  });
  const apart = statements.filter(({ start, end }) => {
    const action = lastUpTo(actions, end - 1, each => each.start);
    return action === undefined || action.end <= start;
  });
  return [...actions, ...apart].sort((one, other) => one.start - other.start);
}

/** An action of a Go template with its braces: `{{- if .Values.proxy }}`. */
export interface Action extends Span {
  /** Its effect on the flow. `comment`, `assign` for `$x := …`. Undefined where it only writes a value. */
  readonly keyword: string | undefined;
}

/**
 * The actions of a template, in order. Quoted texts may hold braces. What is never closed ends with its line, or with
 * the quote around it: a YAML file that is no template may hold the braces in a text.
 */
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
    end ??= unclosedEnd(text, start, actions.at(-1)?.end ?? 0);
    actions.push({ start, end, keyword: keywordOf(text, start) });
    start = text.indexOf('{{', end);
  }
  return actions;
}

const KEYWORD =
  /\{\{(?:-\s)?\s*(?:(\/\*)|(\$\w*(?:\s*,\s*\$\w+)?\s*:?=(?!=))|(if|else|end|range|with|define|block|break|continue)\b)/y;
/** Far more than any text before a keyword. */
const MAX_LEAD = 300;

function keywordOf(text: string, start: number): string | undefined {
  KEYWORD.lastIndex = 0;
  const [, comment, assign, word] = KEYWORD.exec(text.slice(start, start + MAX_LEAD)) ?? [];
  if (comment !== undefined) return 'comment';
  if (assign !== undefined) return 'assign';
  return word;
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
    else if (char === '`') at = Math.max(at, text.indexOf('`', at + 1));
  }
  return undefined;
}

/** Each character before such a one is looked at once: behind another action in its line it ends with the line. */
function unclosedEnd(text: string, start: number, before: number): number {
  const lineEnd = endOfLine(text, start);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  if (before > lineStart) return lineEnd;
  const quote = openQuote(text.slice(lineStart, start));
  const end = quote === undefined ? undefined : quoteEnd(text, start, quote);
  return end ?? lineEnd;
}

/** The quote of YAML that is open at the end of a line's beginning. */
function openQuote(line: string): string | undefined {
  let open: string | undefined;
  for (let at = 0; at < line.length; at++) {
    const char = line.charAt(at);
    if (open === undefined) {
      if ((char === '"' || char === "'") && /^[\s[{,:]?$/.test(line.charAt(at - 1))) open = char;
    } else if (char === open) {
      open = undefined;
    } else if (char === '\\' && open === '"') {
      at++;
    }
  }
  return open;
}

const COMMENT = /^\{\{(?:-\s)?\s*\/\*/;

/** The end of a quote, which is on its own line. */
function quoteEnd(text: string, open: number, quote: string): number | undefined {
  for (let at = open + 1; at < text.length; at++) {
    const char = text[at];
    if (char === '\n') return undefined;
    if (char === '\\') at++;
    else if (char === quote) return at;
  }
  return undefined;
}
