import type { Origin, Span } from '../../model/place.ts';
import { findPlaceholders } from '../placeholders.ts';

/** What a file itself says about the value of a placeholder. */
export interface Settled {
  readonly text: string;
  /** Where the value stands, in the document; undefined where it stands in the placeholder itself. */
  readonly span: Span | undefined;
  /** A short phrase for people: `default of TAG`. */
  readonly role: string;
}

/** Gives the value of a placeholder, as written with its signs, where the file settles it. */
export type Settle = (placeholder: string) => Settled | undefined;

export interface SettledText {
  readonly text: string;
  /** Spans are in the document, or for a default in the placeholder itself in the text. */
  readonly origins: readonly Omit<Origin, 'file'>[];
}

/**
 * Puts values in the place of placeholders, as far as they are settled; a value that holds a placeholder itself
 * is settled in turn, a few times at most. `start` is where the text stands in the document.
 */
export function settleText(text: string, start: number, settle: Settle, depth = 0): SettledText {
  const origins: Omit<Origin, 'file'>[] = [];
  let settled = '';
  let from = 0;
  for (const hole of findPlaceholders(text)) {
    const value = settle(text.slice(hole.start, hole.end));
    if (value === undefined) continue;
    const span = value.span ?? { start: start + hole.start, end: start + hole.end };
    origins.push({ span, role: value.role });
    const inner =
      depth < MAX_DEPTH ? settleText(value.text, span.start, settle, depth + 1) : { text: value.text, origins: [] };
    if (value.span !== undefined) origins.push(...inner.origins);
    settled += text.slice(from, hole.start) + inner.text;
    from = hole.end;
    if (settled.length > MAX_LENGTH) break;
  }
  return { text: settled + text.slice(from), origins };
}

const MAX_DEPTH = 5;
/** A value that refers to itself twice grows without end; no name is this long. */
const MAX_LENGTH = 4096;

/**
 * The default in a shell-like placeholder: `${TAG:-latest}`, `${TAG-latest}`, and Flux' `${TAG:=latest}`.
 * https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md
 */
export const shellDefault: Settle = placeholder => {
  const match = /^\$\{(\w+)(?::-|-|:=|=)([\s\S]*)\}$/.exec(placeholder);
  const [, name, text] = match ?? [];
  return name === undefined || text === undefined ? undefined : { text, span: undefined, role: `default of ${name}` };
};
