import { endOfLine } from '../lineStarts.ts';

/**
 * A flow collection or a quoted text that goes on at the column of its own key is an error by YAML 1.2 (section 7.4), and
 * libyaml, whose ports kubectl, Helm and Compose use, reads it all the same. The library here loses what comes after it, so
 * such a value is put on one line: its line ends and comments become blanks, every other character stays where it is.
 */
export function withOutdentedFlowsJoined(text: string): string {
  const pieces: string[] = [];
  let from = 0;
  for (let line = 0; line < text.length; ) {
    const lineEnd = endOfLine(text, line);
    const begun = lineEnd - line > longestLine ? undefined : valueStart(text.slice(line, lineEnd));
    if (begun === undefined) {
      line = lineEnd + 1;
      continue;
    }
    if (begun.kind === 'block') {
      line = afterBlock(text, lineEnd + 1, begun.indent);
      continue;
    }
    const start = line + begun.at;
    const flow = flowAt(text, start);
    if (flow !== undefined && flow.end > lineEnd && isOutdented(text, start, flow, begun.indent)) {
      pieces.push(text.slice(from, start), joined(text, start, flow));
      from = flow.end;
    }
    line = endOfLine(text, Math.max(flow?.end ?? start, lineEnd)) + 1;
  }
  return pieces.length === 0 ? text : pieces.join('') + text.slice(from);
}

const longestLine = 2000;
/** Longer ones are data. In UTF-16 units. */
const longestFlow = 6_000;

type Begun =
  | { readonly kind: 'flow'; readonly at: number; readonly indent: number }
  | { readonly kind: 'block'; readonly indent: number };

const key = String.raw`(?:[^\s'"#[\]{},&*!|>%@\x60-][^#\n:]{0,200}|-[^\s#\n:][^#\n:]{0,200}|"[^"\\\n]{0,200}"|'[^'\n]{0,200}')`;
/** An anchor and a tag may come before a value. */
const properties = String.raw`(?:[&!][^\s,[\]{}]{0,100}[ \t]+){0,2}`;
const beginning = new RegExp(String.raw`^((?:--- +)?[ ]*(?:- +)*)(?:${key}:(?=[ \t]|$)[ \t]*)?${properties}`);

/** Where the value of a line begins, if it is a flow or the header of a block, and at which column its key or item does. */
function valueStart(line: string): Begun | undefined {
  const [head = '', dashes = ''] = beginning.exec(line) ?? [];
  const first = line[head.length];
  // a value is deeper than the dash or the key before it; that of a document may be anywhere
  const isItem = dashes.endsWith('- ') && !dashes.startsWith('---');
  const indent = head.length > dashes.length ? dashes.length : isItem ? dashes.trimEnd().length - 1 : -1;
  if (first === '[' || first === '{' || first === '"' || first === "'") {
    return head.length === dashes.length && dashes.trim() === ''
      ? undefined
      : { kind: 'flow', at: head.length, indent };
  }
  return /^[|>][-+\d]{0,2}[ \t]*(?:#.*)?\r?$/.test(line.slice(head.length)) ? { kind: 'block', indent } : undefined;
}

/** The first line behind a block scalar: one that is no deeper than what the block belongs to. */
function afterBlock(text: string, from: number, indent: number): number {
  let line = from;
  while (line < text.length) {
    const end = endOfLine(text, line);
    const own = text.slice(line, Math.min(end, line + indent + 1));
    if (own.trim() !== '' && own.length - own.trimStart().length <= indent) return line;
    line = end + 1;
  }
  return line;
}

interface Flow {
  /** Just behind the bracket or quote that closes it. */
  readonly end: number;
  /** Where its comments begin; each goes to the end of its line. */
  readonly comments: readonly number[];
}

/** The flow or quote that begins at `start`; undefined where nothing closes it. */
function flowAt(text: string, start: number): Flow | undefined {
  const limit = Math.min(text.length, start + longestFlow);
  const comments: number[] = [];
  let depth = 0;
  for (let at = start; at < limit; at++) {
    const character = text[at];
    if (character === '"' || character === "'") {
      const before = text[at - 1] ?? '';
      // within a plain text a quote is none
      if (at > start && !/[\s[{,:]/.test(before)) continue;
      const end = endOfQuote(text, at, limit);
      if (end === undefined) return undefined;
      at = end - 1;
    } else if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth--;
    else if (character === '#' && /\s/.test(text[at - 1] ?? '')) {
      comments.push(at);
      at = endOfLine(text, at) - 1;
    }
    if (depth === 0) return { end: at + 1, comments };
  }
  return undefined;
}

function endOfQuote(text: string, start: number, limit: number): number | undefined {
  const quote = text[start];
  for (let at = start + 1; at < limit; at++) {
    if (text[at] === '\\' && quote === '"') at++;
    else if (text[at] === quote && quote === "'" && text[at + 1] === "'") at++;
    else if (text[at] === quote) return at + 1;
  }
  return undefined;
}

/**
 * Whether a line that goes on with a value is no deeper than the value's key. One that looks like the next key or item in
 * that place is just that, after a quote that was never closed; within brackets it goes on where a comma or a bracket is
 * open before it.
 */
function isOutdented(text: string, start: number, { end, comments }: Flow, indent: number): boolean {
  const isQuoted = text[start] === '"' || text[start] === "'";
  let isFound = false;
  for (let line = endOfLine(text, start) + 1; line < end; line = endOfLine(text, line) + 1) {
    const written = text.slice(line, Math.min(endOfLine(text, line), end));
    const trimmed = written.trimStart();
    if (trimmed.trim() === '' || written.length - trimmed.length > indent) continue;
    const isNext = /^- |^[A-Za-z_"'][\w./"'-]*:(?:\s|$)/.test(trimmed);
    if (isNext && (isQuoted || !/[,{[]$/.test(uncommented(text, start, line, comments)))) return false;
    isFound = true;
  }
  return isFound;
}

/** The text before a line, without blanks and comments; no more than the last lines are looked at. */
function uncommented(text: string, start: number, line: number, comments: readonly number[]): string {
  let before = line;
  for (let i = 0; i < 20 && before > start; i++) {
    const own = Math.max(start, text.lastIndexOf('\n', before - 2) + 1);
    const comment = comments.find(at => at >= own && at < before);
    const written = text.slice(own, comment ?? before).trimEnd();
    if (written !== '') return written;
    before = own;
  }
  return '';
}

function joined(text: string, start: number, { end, comments }: Flow): string {
  let plain = '';
  let from = start;
  for (const comment of comments) {
    const lineEnd = endOfLine(text, comment);
    plain += text.slice(from, comment) + ' '.repeat(lineEnd - comment);
    from = lineEnd;
  }
  return (plain + text.slice(from, end)).replace(/\r?\n[ \t]*/g, lineEnd => ' '.repeat(lineEnd.length));
}
