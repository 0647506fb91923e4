/** A place within `[…]` or `{…}`, in columns of its line. */
export interface FlowCursor {
  readonly path: readonly string[];
  readonly start: number;
  readonly end: number;
  readonly siblings: ReadonlyMap<string, string>;
}

interface Frame {
  readonly opener: string;
  key: string | undefined;
  readonly keys: Map<string, string>;
}

/** Undefined where no bracket is open at the column. Brackets that were opened on another line are not looked for. */
export function flowCursor(
  line: string,
  from: number,
  column: number,
  base: readonly string[],
  around: ReadonlyMap<string, string>,
): FlowCursor | undefined {
  const frames: Frame[] = [];
  let start = from;
  let quote = '';
  for (let i = from; i < column; i++) {
    const character = line.charAt(i);
    const frame = frames.at(-1);
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if ((character === '"' || character === "'") && line.slice(start, i).trim() === '') {
      quote = character;
    } else if (character === '{' || character === '[') {
      if (!frame && line.slice(from, i).trim() !== '') return undefined; // within a word
      frames.push({ opener: character, key: undefined, keys: new Map() });
      start = i + 1;
    } else if (character === '}' || character === ']') {
      frames.pop();
      start = i + 1;
    } else if (character === ',' && frame) {
      end(frame, line.slice(start, i));
      start = i + 1;
    } else if (character === ':' && frame?.opener === '{' && /^\s?$/.test(line.charAt(i + 1))) {
      frame.key = line.slice(start, i).trim();
      start = i + 1;
    }
  }
  const inner = frames.at(-1);
  if (!inner) return undefined;
  const written = /^\s*/.exec(line.slice(start, column))?.[0] ?? '';
  const rest = /^[^,}\]]*/.exec(line.slice(column))?.[0].trimEnd() ?? '';
  const beyond = line.slice(column + rest.length).split(/[}\]]/)[0] ?? '';
  for (const [, key = '', value = ''] of beyond.matchAll(/([\w-]+):\s+([^,]*)/g)) inner.keys.set(key, value.trim());
  const path = frames.flatMap(({ opener, key }) => (opener === '[' ? ['-'] : (key ?? [])));
  const isMap = inner.opener === '{';
  return {
    path: [...base, ...path],
    start: start + written.length,
    end: column + rest.length,
    siblings: isMap ? inner.keys : around,
  };
}

function end(frame: Frame, value: string): void {
  if (frame.opener === '{' && frame.key !== undefined) frame.keys.set(frame.key, value.trim());
  frame.key = undefined;
}
