import type { Json } from './azure.ts';
import type { Files } from './manifests.ts';

/** A manifest, what is known of Azure, and what Azure would make of the pull. */
export interface Vector {
  /** `allowed`, or the outcome and its cause: `denied no-pull-role`. Null: no finding at all. */
  readonly expected: string | null;
  readonly name: string;
  /** The rule's source: a section of Azure's facts with its document, or a page of our own documentation. */
  readonly source: string;
  /** The snapshot's differences from one in which everything was read and nothing is there. */
  readonly facts: Json;
  /** A Deployment of `contoso.azurecr.io/web:1` unless set otherwise. */
  readonly files?: Files;
  /** Needed where several runtimes are in the snapshot. */
  readonly target?: string;
}

export type Row = readonly [
  expected: Vector['expected'],
  name: string,
  facts: Json,
  how?: Partial<Pick<Vector, 'files' | 'target' | 'source'>>,
];

/** Rows that share a source. */
export function vectors(source: string, rows: readonly Row[]): readonly Vector[] {
  return rows.map(([expected, name, facts, how]) => ({ source, expected, name, facts, ...how }));
}
