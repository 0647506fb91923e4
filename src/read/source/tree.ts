import type { Origin, Span } from '../../model/place.ts';
import type { ReadingProblem } from '../../model/reading.ts';

/** Parsed YAML or JSON, as the formats see it: three kinds of nodes, and aliases of them. */
export type Node = Content | Alias;
export type Content = Scalar | Mapping | List;

/**
 * The file in which a value of a build is written, shared by the values of that file. The node's span lies in its text.
 * A node without one lies in the text that is being read.
 */
export interface Source {
  readonly file: string;
  readonly text: string;
  /** Other places that had a part in the value, such as the base's image below an entry of `images`. */
  readonly origins: readonly Origin[];
}

export interface Scalar {
  readonly kind: 'scalar';
  /** The value as a string: escapes resolved, folded lines joined. */
  readonly text: string;
  /** The value's own characters: inside the quotes, without the indentation around a block. */
  readonly span: Span;
  /** Neither quoted nor a block, so that `null`, `true` or `<<` have their meaning. */
  readonly plain: boolean;
  readonly source?: Source;
}

export interface Mapping {
  readonly kind: 'mapping';
  readonly entries: readonly Entry[];
  readonly span: Span;
  readonly source?: Source;
}

export interface Entry {
  readonly key: Scalar;
  readonly value: Node | undefined;
}

export interface List {
  readonly kind: 'list';
  /** Undefined for an empty item. */
  readonly items: readonly (Node | undefined)[];
  readonly span: Span;
  readonly source?: Source;
}

export interface Alias {
  readonly kind: 'alias';
  readonly name: string;
  readonly span: Span;
  /** Undefined where no anchor of that name comes before. */
  readonly target: Content | undefined;
}

export function entriesOf(node: Node | undefined): readonly Entry[] {
  return node?.kind === 'mapping' ? node.entries : [];
}

/** Nodes without the aliases and the empty ones. */
export function contents(nodes: readonly (Node | undefined)[]): readonly Content[] {
  return nodes.filter(node => node !== undefined && node.kind !== 'alias');
}

export interface Parsed {
  readonly root: Node | undefined;
  readonly problems: readonly ReadingProblem[];
}

/**
 * Deeper than any manifest goes, and shallow enough for recursive readers. What is nested deeper reads as absent.
 */
export const MAX_DEPTH = 200;

/**
 * Returns a copy that keeps no larger text alive. An engine cuts strings by reference. So a name kept from a file would
 * keep the whole file in memory, and an editor one more at each keystroke. A text joined from pieces becomes one.
 */
export function detached(text: string): string {
  return text.length < CUT_BY_REFERENCE ? text : [text.charAt(0), text.slice(1)].join('');
}

/** Shorter pieces are copied anyway, in V8. */
const CUT_BY_REFERENCE = 13;
