/**
 * A text in lower case, without the marks of wrapping, quoting and markup: white space, quotes, backslashes, table
 * borders and emphasis. So one substring finds a message that a terminal broke in the middle of a word. It also finds
 * one in a column of a table, or one that JSON escaped twice.
 */
export interface Squashed {
  readonly text: string;
  /** The text before it was squashed. */
  readonly source: string;
  /** For each character of `text`, where it stood before. */
  readonly at: (index: number) => number;
}

const dropped = new Set('\'"`\u2018\u2019\u201c\u201d\\|\u2502\u2503*>'.split(''));

export function squash(source: string): Squashed {
  const kept: string[] = [];
  const positions = new Int32Array(source.length);
  let length = 0;
  for (let i = 0; i < source.length; i++) {
    const character = source[i] ?? '';
    if (character <= ' ' || character === '\u00a0' || dropped.has(character)) continue;
    positions[length++] = i;
    kept.push(lower(character));
  }
  const at = (index: number) => positions[Math.min(Math.max(index, 0), Math.max(0, length - 1))] ?? 0;
  return { text: kept.join(''), source, at };
}

/** Lower case keeps the length, or positions would move: `İ` has two characters in lower case. */
function lower(character: string): string {
  const small = character.toLowerCase();
  return small.length === 1 ? small : character;
}
