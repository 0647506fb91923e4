/**
 * Puts plain characters in the place of Go template actions, so that a YAML parser sees the manifest around them.
 * The text keeps its length: every offset in the result is one in the original. An action alone on its lines, and one
 * that only controls the flow, leaves no value and becomes blank; any other becomes a word.
 */
export function maskActions(text: string): string {
  let masked = '';
  let from = 0;
  for (let open = text.indexOf('{{'); open >= 0; open = text.indexOf('{{', from)) {
    const close = text.indexOf('}}', open + 2);
    const end = close < 0 ? lineEnd(text, open) : close + 2;
    const action = text.slice(open, end);
    const blank = CONTROL.test(action) || aloneOnItsLines(text, open, end);
    masked += text.slice(from, open) + (blank ? action.replace(/[^\r\n]/g, ' ') : 'x'.repeat(action.length));
    from = end;
  }
  return masked + text.slice(from);
}

const CONTROL = /^\{\{-?\s*(?:(?:if|else|end|range|with|define|block|break|continue)\b|\/\*|\$\w+\s*:?=)/;

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
