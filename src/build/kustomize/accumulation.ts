import type { Content } from '../../read/source/tree.ts';
import type { Outside } from '../built.ts';
import { type FieldConfiguration, NO_CONFIGURATION } from './configuration.ts';
import type { Accumulated } from './objects.ts';
import type { BuildReport } from './report.ts';

/** Objects on their way up, with the facts that later kustomizations need. */
export interface Accumulation {
  readonly objects: readonly Accumulated[];
  readonly configuration: FieldConfiguration;
  readonly variables: readonly Content[];
  readonly report: BuildReport;
  /** Counts objects once for each kustomization that has held them on the way. */
  readonly held: number;
  /** False if the result depends on what is above: within a cycle, or with a chart in a namespace from there. */
  readonly isShareable: boolean;
}

/** The accumulation that a kustomization begins with. */
export interface GivenAccumulation extends Omit<Accumulation, 'report'> {
  /** A part of it that was not built. */
  readonly missing?: Outside | undefined;
}

export const NOTHING_ACCUMULATED = {
  objects: [],
  configuration: NO_CONFIGURATION,
  variables: [],
  held: 0,
  isShareable: true,
} as const;
