/** More than this is a log; of a log only the neighbourhood of the words that errors are made of is looked at. */
const most = 1 << 19;
const before = 600;
const after = 1400;

/** Words of errors, and of what is taken for one; a few of them, for they are looked for in texts of any size. */
const telling = new RegExp(
  ['azurecr', 'pull', 'unauthorized', 'denied', 'manifest', 'aadsts', 'no such host', 'timeout', 'x509']
    .concat(['toomanyrequests', 'connectivity_', 'inaccessibleimage', 'crashloop', 'probe failed', 'oomkilled', 'push'])
    .join('|'),
  'gi',
);

/**
 * The text as it was before terminals, YAML, JSON and web pages got hold of it: no colours, no escapes, no entities, one
 * kind of line end, and of a long log what may matter. Every step is linear; runs are bounded.
 */
export function clean(pasted: string): string {
  return withoutEscapes(
    bound(pasted)
      .replace(controlSequence, '')
      .replace(unseen, '')
      .replace(/\r\n?/g, '\n')
      .replace(entity, (whole, name: string) => entities[name.toLowerCase()] ?? whole),
  ).replace(/%(2c|2f|3a|40)/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** Windows around telling words; the earliest and the latest stay where there are too many. */
function bound(text: string): string {
  if (text.length <= most) return text;
  const windows: { start: number; end: number }[] = [];
  for (const { index } of text.matchAll(telling)) {
    const last = windows.at(-1);
    const [start, end] = [Math.max(0, index - before), Math.min(text.length, index + after)];
    if (last && start <= last.end) last.end = end;
    else windows.push({ start, end });
  }
  const kept = windows.map(({ start, end }) => text.slice(start, end)).join('\n\n');
  if (kept === '') return text.slice(0, most);
  return kept.length <= most ? kept : `${kept.slice(0, most / 2)}\n\n${kept.slice(-most / 2)}`;
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
