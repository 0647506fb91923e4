/** The limits of a page in the places where people read it. */
export interface Room {
  /** In the unit of `sizeOf`. */
  readonly most: number;
  sizeOf(text: string): number;
  /** Lines of one list. */
  readonly lines: number;
  /** Images of one group. The others are counted. */
  readonly images: number;
}

/**
 * A comment on GitHub takes 65,536 characters, and a longer one is refused. Units of UTF-16 are never fewer than
 * characters. https://github.com/orgs/community/discussions/27190
 */
export const comment: Room = { most: 65_535, sizeOf: text => text.length, lines: 100, images: 5 };

/**
 * The summary of a step on GitHub takes 1 MiB, and a larger one is dropped as a whole.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions#step-isolation-and-limits
 */
export const stepSummary: Room = {
  most: 2 ** 20 - 1,
  sizeOf: text => Buffer.byteLength(text),
  lines: 1000,
  images: 1000,
};

/** A part of a page in several forms. The first one that fits is used. A part without a fitting form is cut. */
export interface PageSection {
  readonly forms: readonly string[];
}

/** Blank line between two parts. */
export const gap = '\n\n';

/**
 * Returns the page of these parts, in their order, that fits into a room. `noteOf` describes the cut parts. There is
 * always room for its line at the end.
 */
export function fitPage<T extends PageSection>(
  parts: readonly T[],
  room: Room,
  noteOf: (cut: readonly T[]) => string,
): string {
  const whole = `${parts.flatMap(({ forms }) => forms.slice(0, 1)).join(gap)}\n`;
  if (room.sizeOf(whole) <= room.most) return whole;
  const end = (cut: readonly T[]) => (cut.length === 0 ? '\n' : `${gap}${noteOf(cut)}\n`);
  let left = room.most - room.sizeOf(end(parts));
  const kept: string[] = [];
  const cut = parts.filter(({ forms }) => {
    const form = forms.find(text => room.sizeOf(`${text}${gap}`) <= left);
    if (form === undefined) return true;
    left -= room.sizeOf(`${form}${gap}`);
    kept.push(form);
    return false;
  });
  return `${kept.join(gap)}${end(cut)}`;
}
