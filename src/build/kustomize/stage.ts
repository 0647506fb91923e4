import type { Inputs } from '../built.ts';
import type { BuildReport } from './report.ts';

/** The kustomization at whose place transformers run: its paths are relative to its folder. */
export interface Stage {
  readonly folder: string;
  readonly file: string;
  readonly inputs: Inputs;
  readonly report: BuildReport;
}
