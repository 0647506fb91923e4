import type { BuildInputs } from '../built.ts';
import type { BuildReport } from './report.ts';

/** The kustomization at whose place transformers run: its paths are relative to its folder. */
export interface TransformerStage {
  readonly folder: string;
  readonly file: string;
  readonly inputs: BuildInputs;
  readonly report: BuildReport;
}
