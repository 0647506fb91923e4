// Texts that are put together of pieces, each with the place where a person wrote it.
import type { Origin } from '../../model/place.ts';
import { nameOf } from '../../read/image.ts';
import { withText } from '../../read/source/lift.ts';
import type { Content, Mapping, Scalar } from '../../read/source/tree.ts';

/** A piece of a text that was there before, or one that is put in. */
export interface TextPiece {
  readonly text: string;
  /** Absent: the text had it before, or no file writes it. */
  readonly from?: Scalar | undefined;
  /** For people: `value of tag in postBuild`. */
  readonly role?: string;
  /** A placeholder: the value stays where the placeholder is, and `from` is an origin. */
  readonly isOpen?: boolean;
  /** The variable that it is a placeholder of, if a person can state its value. */
  readonly variable?: string | undefined;
}

export function joinedText(pieces: readonly TextPiece[]): string {
  return pieces.map(({ text }) => text).join('');
}

/** Longer than any value of a manifest. No text grows beyond it. */
export const MAX_ASSEMBLED = 1_000_000;

/**
 * Returns a scalar whose text is now made of pieces. If an inserted piece contains the last part of an image's
 * repository, the value's place is there, and its former place is an origin. Otherwise, the pieces' places are origins.
 * Undefined: the text would grow too long.
 */
export function assembled(scalar: Scalar, pieces: readonly TextPiece[]): Scalar | undefined {
  let length = 0;
  for (const { text } of pieces) length += text.length;
  if (length > MAX_ASSEMBLED) return undefined;
  const text = joinedText(pieces);
  const writer = writerOf(text, pieces);
  const others = pieces.filter(piece => piece !== writer).flatMap(originOf);
  const { from, role = '' } = writer ?? {};
  const base: Scalar =
    from?.source === undefined ? { ...scalar, text, plain: false } : withText(scalar, text, from, role);
  return others.length === 0 ? base : withOrigins(base, others);
}

/** The piece in which the image's repository ends. */
function writerOf(text: string, pieces: readonly TextPiece[]): TextPiece | undefined {
  const end = nameOf(text).length;
  let at = 0;
  for (const piece of pieces) {
    at += piece.text.length;
    if (at >= end && piece.text !== '') return piece.isOpen ? undefined : piece;
  }
  return undefined;
}

function originOf({ from, role = '', variable }: TextPiece): readonly Origin[] {
  if (from?.source === undefined) return [];
  const named = variable === undefined ? {} : { variable };
  return [{ file: from.source.file, span: from.span, role, ...named }, ...from.source.origins];
}

function withOrigins(scalar: Scalar, origins: readonly Origin[]): Scalar {
  const { source } = scalar;
  if (source === undefined || origins.length === 0) return scalar;
  return { ...scalar, source: { ...source, origins: [...source.origins, ...origins] } };
}

/** A copy of a tree with other scalars. Parts without a change are shared. Keys stay. */
export function withScalars(node: Content, change: (scalar: Scalar) => Scalar): Content {
  switch (node.kind) {
    case 'scalar':
      return change(node);
    case 'mapping':
      return mappingWithScalars(node, change);
    case 'list': {
      const items = node.items.map(item =>
        item === undefined || item.kind === 'alias' ? item : withScalars(item, change),
      );
      return items.some((item, i) => item !== node.items[i]) ? { ...node, items } : node;
    }
  }
}

export function mappingWithScalars(mapping: Mapping, change: (scalar: Scalar) => Scalar): Mapping {
  const entries = mapping.entries.map(entry => {
    const { key, value } = entry;
    if (value === undefined || value.kind === 'alias') return entry;
    const changed = withScalars(value, change);
    return changed === value ? entry : { key, value: changed };
  });
  return entries.some((entry, i) => entry !== mapping.entries[i]) ? { ...mapping, entries } : mapping;
}
