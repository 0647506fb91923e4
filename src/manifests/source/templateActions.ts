/**
 * Puts plain characters in the place of template actions, Go's `{{ }}` and Jinja's with them, so that a YAML parser
 * sees the manifest around them. The text keeps its length: every offset in the result is one in the original.
 * An action alone on its lines, and one that only controls the flow, leaves no value and becomes blank; any other
 * becomes a word.
 */
export function maskActions(text: string): string {
  let masked = '';
  let from = 0;
  const lastClose = text.lastIndexOf('}}');
  for (const { index: open, 0: sign } of text.matchAll(OPEN)) {
    if (open < from) continue;
    const end =
      sign === '{%' ? statementEnd(text, open) : open < lastClose ? text.indexOf('}}', open) + 2 : lineEnd(text, open);
    const action = text.slice(open, end);
    const blank = CONTROL.test(action) || aloneOnItsLines(text, open, end);
    masked += text.slice(from, open) + (blank ? action.replace(/[^\r\n]/g, ' ') : 'x'.repeat(action.length));
    from = end;
  }
  return masked + text.slice(from);
}

/** `{%` is no template's where nothing closes it soon, on its own line. */
function statementEnd(text: string, open: number): number {
  const [line = ''] = text.slice(open, open + MAX_STATEMENT).split('\n', 1);
  const close = line.indexOf('%}');
  return close < 0 ? open : open + close + 2;
}

const MAX_STATEMENT = 500;

export function hasActions(text: string): boolean {
  return text.includes('{{') || text.includes('{%');
}

const OPEN = /\{[{%]/g;
const CONTROL = /^\{%|^\{\{-?\s*(?:(?:if|else|end|range|with|define|block|break|continue)\b|\/\*|\$\w+\s*:?=)/;

function aloneOnItsLines(text: string, start: number, end: number): boolean {
  let before = start - 1;
  while (text[before] === ' ' || text[before] === '\t') before--;
  if (before >= 0 && text[before] !== '\n') return false;
  let after = end;
  while (text[after] === ' ' || text[after] === '\t' || text[after] === '\r') after++;
  return after >= text.length || text[after] === '\n';
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}
