/**
 * A flow collection or a quoted text that goes on at the column of its own key is an error by YAML 1.2 (section 7.4), and
 * libyaml, whose ports kubectl, Helm and Compose use, reads it all the same. The library here loses what comes after it, so
 * such a value is put on one line: its line ends and comments become blanks, every other character stays where it is.
 */
export function withOutdentedFlowsJoined(text: string): string {
  if (!mayBeOutdented.test(text)) return text;
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
    const end = endOfFlow(text, start);
    if (end !== undefined && end > lineEnd && isOutdented(text.slice(lineEnd + 1, end), begun.indent)) {
      pieces.push(text.slice(from, start), joined(text.slice(start, end)));
      from = end;
    }
    line = endOfLine(text, Math.max(end ?? start, lineEnd)) + 1;
  }
  return pieces.length === 0 ? text : pieces.join('') + text.slice(from);
}

/** A line that ends in what a flow can end in, or a quote that is open at its end. */
const mayBeOutdented = /[[{,][ \t]*(?:#[^\n]*)?\r?\n|[:-][ \t]+["'[][^\n]*\r?\n/;

const longestLine = 2000;
/** Longer ones are data. In UTF-16 units. */
const longestFlow = 20_000;

type Begun =
  | { readonly kind: 'flow'; readonly at: number; readonly indent: number }
  | { readonly kind: 'block'; readonly indent: number };

const key = String.raw`(?:[^\s'"#[\]{},&*!|>%@\x60-][^#\n:]{0,200}|-[^\s#\n:][^#\n:]{0,200}|"[^"\\\n]{0,200}"|'[^'\n]{0,200}')`;
const beginning = new RegExp(String.raw`^((?:--- +)?[ ]*(?:- +)*)(?:${key}:(?=[ \t]|$)[ \t]*)?`);

/** Where the value of a line begins, if it is a flow or the header of a block, and at which column its key or item does. */
function valueStart(line: string): Begun | undefined {
  const [head = '', dashes = ''] = beginning.exec(line) ?? [];
  const first = line[head.length];
  // the value of an item stands deeper than its dash, that of a key than the key, that of a document anywhere
  const isItem = dashes.endsWith('- ') && !dashes.startsWith('---');
  const indent = head.length > dashes.length ? dashes.length : isItem ? dashes.trimEnd().length - 1 : -1;
  if (first === '[' || first === '{' || first === '"' || first === "'") {
    return head.length === dashes.length && dashes.trim() === ''
      ? undefined
      : { kind: 'flow', at: head.length, indent };
  }
  return /^[|>][-+\d]{0,2}[ \t]*(?:#.*)?\r?$/.test(line.slice(head.length)) ? { kind: 'block', indent } : undefined;
}

const endOfLine = (text: string, from: number) => {
  const at = text.indexOf('\n', from);
  return at < 0 ? text.length : at;
};

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

/** Just behind the bracket or quote that closes what begins at `start`; undefined where none does. */
function endOfFlow(text: string, start: number): number | undefined {
  const limit = Math.min(text.length, start + longestFlow);
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
    else if (character === '#' && /\s/.test(text[at - 1] ?? '')) at = endOfLine(text, at) - 1;
    if (depth === 0) return at + 1;
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
 * Whether a line that goes on with a value is no deeper than the value's key. One that looks like a key in that place is
 * what comes next, after a bracket or a quote that was never closed.
 */
function isOutdented(rest: string, indent: number): boolean {
  let isFound = false;
  for (const line of rest.split('\n')) {
    const trimmed = line.trimStart();
    if (trimmed.trim() === '' || line.length - trimmed.length > indent) continue;
    if (/^- |^[A-Za-z_"'][\w./"'-]*:(?:\s|$)/.test(trimmed)) return false;
    isFound = true;
  }
  return isFound;
}

function joined(flow: string): string {
  const isQuoted = flow.startsWith('"') || flow.startsWith("'");
  const withoutComments = isQuoted
    ? flow
    : flow.replace(/(?<=\s)#[^\n"']*(?=\n)/g, comment => ' '.repeat(comment.length));
  return withoutComments.replace(/\r?\n[ \t]*/g, lineEnd => ' '.repeat(lineEnd.length));
}
