/**
 * The text as it was before terminals, YAML, JSON and web pages got hold of it: no colours, no escapes, no entities,
 * one kind of line end. Every step is linear; runs are bounded so that no pattern can retry over a long one.
 */
export function clean(text: string): string {
  return withoutEscapes(
    text
      .replace(controlSequence, '')
      .replace(unseen, '')
      .replace(/\r\n?/g, '\n')
      .replace(entity, (whole, name: string) => entities[name.toLowerCase()] ?? whole),
  ).replace(/%(2c|2f|3a|40)/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** ANSI: CSI sequences (colours, cursor) and OSC ones (links, titles). */
const controlSequence = /\u001b(?:\[[0-9;?]{0,40}[ -/]{0,4}[@-~]|\][^\u0007\u001b]{0,2000}(?:\u0007|\u001b\\))/g;

/** Byte-order marks, zero-width and direction marks, soft hyphens, and the NULs of UTF-16 that was read as UTF-8. */
const unseen = /[\0\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

const entity = /&(quot|amp|apos|lt|gt|nbsp|#39|#34|#x27|#x22);/gi;
const entities: Readonly<Record<string, string>> = {
  quot: '"',
  amp: '&',
  apos: "'",
  lt: '<',
  gt: '>',
  nbsp: ' ',
  '#39': "'",
  '#34': '"',
  '#x27': "'",
  '#x22': '"',
};

/** Errors of Azure arrive as JSON in a string in JSON, so `\\\"` and `\\r\\n` are as common as `\"` and `\n`. */
function withoutEscapes(text: string): string {
  return text.replace(/\\{1,16}(?:u([0-9a-fA-F]{4})|([nrt"'/]))/g, (_, code?: string, letter?: string) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    if (letter === 'n') return '\n';
    return letter === 'r' ? '' : letter === 't' ? ' ' : (letter ?? '');
  });
}
