import type { BuildInputs } from '../built.ts';
import type { BuildReport } from './report.ts';

/** The kustomization for which transformers run. Its paths are relative to its folder. */
export interface TransformerStage {
  readonly folder: string;
  readonly file: string;
  readonly inputs: BuildInputs;
  readonly report: BuildReport;
}
