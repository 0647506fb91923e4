/** What a line of a config begins: an item of a list, or a key with what stands behind it. */
export type Entry =
  | { readonly kind: 'dash'; readonly column: number; readonly valueColumn: number }
  | {
      readonly kind: 'key';
      readonly column: number;
      /** Where its value begins, or would. */
      readonly valueColumn: number;
      readonly name: string;
      readonly value: string;
    };

/** From left to right; a line is expected without its comment. */
export function entriesOf(line: string): readonly Entry[] {
  const entries: Entry[] = [];
  let column = indentOf(line);
  for (;;) {
    const dash = /^-(?:[ \t]+|$)/.exec(line.slice(column));
    if (!dash) break;
    const valueColumn = column + Math.max(dash[0].length, 2);
    entries.push({ kind: 'dash', column, valueColumn });
    column = valueColumn;
  }
  const key = keyPattern.exec(line.slice(column));
  if (key) {
    const [whole, name = '', gap = ''] = key;
    const valueColumn = column + whole.length + (gap === '' ? 1 : 0);
    entries.push({
      kind: 'key',
      column,
      valueColumn,
      name: name.replaceAll(/^(['"])(.*)\1$/g, '$2'),
      value: line.slice(valueColumn).trim(),
    });
  }
  return entries;
}

const keyPattern = /^('[^']*'|"[^"]*"|[^\s#{}[\],&*!|>'"%@`-][^:#{}[\],]*):([ \t]+|$)/;

export function isNothing(line: string): boolean {
  const content = line.trimStart();
  return content === '' || content.startsWith('#');
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
