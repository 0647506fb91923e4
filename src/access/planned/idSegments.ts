import type { Value } from '../../model/program.ts';

/** The segments of an id that is written as a text of parts. Undefined for any other text. */
export function segmentsOf(value: Value): readonly Value[] | undefined {
  const parts = value.kind === 'joined' ? value.parts : value.kind === 'text' ? [value] : [];
  const [head] = parts;
  if (head?.kind !== 'text' || !/^\/(?:subscriptions|providers)\//i.test(head.text)) return undefined;
  const segments: Value[][] = [[]];
  for (const part of parts) {
    if (part.kind !== 'text') {
      segments.at(-1)?.push(part);
      continue;
    }
    const [own = '', ...next] = part.text.split('/');
    segments.at(-1)?.push({ kind: 'text', text: own });
    for (const text of next) segments.push([{ kind: 'text', text }]);
  }
  return segments.map(join);
}

function join(parts: readonly Value[]): Value {
  const written = parts.filter(part => part.kind !== 'text' || part.text !== '');
  const [only] = written;
  if (only === undefined) return { kind: 'text', text: '' };
  return written.length === 1 ? only : { kind: 'joined', parts: written };
}
