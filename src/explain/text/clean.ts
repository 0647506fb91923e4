/** More than this is a log. Of a log only the neighbourhood of the words that errors are made of is looked at. */
const most = 1 << 18;
const telling =
  /pull|azurecr|unauthorized|denied|manifest|aadsts|no such host|timeout|x509|toomanyrequests|crashloop/gi;

/** The lines around telling words. The earliest and the latest stay where there are too many. */
function bound(text: string): string {
  if (text.length <= most) return text;
  const pieces: string[] = [];
  let from = 0;
  for (const { index } of text.matchAll(telling)) {
    if (index < from) continue;
    pieces.push(text.slice(Math.max(from, index - 600), index + 1400));
    from = index + 1400;
  }
  const kept = pieces.length === 0 ? text : pieces.join('');
  return kept.length <= most ? kept : `${kept.slice(0, most / 2)}\n\n${kept.slice(-most / 2)}`;
}

/**
 * The text as it was before terminals, YAML, JSON and web pages got hold of it: no colours, no escapes, no entities,
 * one kind of line end, and of a long log what may matter. Every step is linear. Runs are bounded.
 */
export function clean(pasted: string): string {
  return withoutEscapes(
    bound(pasted).replace(controlSequence, '').replace(unseen, '').replace(/\r\n?/g, '\n').replace(entity, character),
  ).replace(/%(2c|2f|3a|40)/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** ANSI: CSI sequences (colours, cursor) and OSC ones (links, titles). */
const controlSequence = /\u001b(?:\[[0-9;?]{0,40}[ -/]{0,4}[@-~]|\][^\u0007\u001b]{0,2000}(?:\u0007|\u001b\\))/g;

/** Byte-order marks, zero-width and direction marks, soft hyphens, and the NULs of UTF-16 that was read as UTF-8. */
const unseen = /[\0\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

const entity = /&(?:#(\d{1,5})|#x([0-9a-f]{1,4})|(quot|amp|apos|lt|gt|nbsp));/gi;
const entities: Readonly<Record<string, string>> = { quot: '"', amp: '&', apos: "'", lt: '<', gt: '>', nbsp: ' ' };

function character(whole: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return entities[name.toLowerCase()] ?? whole;
  return String.fromCharCode(decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal));
}

/** Errors of Azure arrive as JSON in a string in JSON, so `\\\"` and `\\r\\n` are as common as `\"` and `\n`. */
function withoutEscapes(text: string): string {
  return text.replace(/\\{1,16}(?:u([0-9a-fA-F]{4})|([nrt"'/]))/g, (_, code?: string, letter?: string) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    if (letter === 'n') return '\n';
    return letter === 'r' ? '' : letter === 't' ? ' ' : (letter ?? '');
  });
}
