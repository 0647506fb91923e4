import type { Built, Inputs } from '../built.ts';
import { NOTHING_BUILT } from '../built.ts';
import type { Release } from '../delivery/sender.ts';
export function isChartFile(file: string): boolean {
  return /(?:^|\/)Chart\.yaml$/.test(file);
}
export function isChartFolder(folder: string, inputs: Inputs): boolean {
  return inputs.text(folder === '' ? 'Chart.yaml' : `${folder}/Chart.yaml`) !== undefined;
}
export function valuesFilesBeside(_folder: string, _inputs: Inputs): readonly string[] {
  return [];
}
export function renderChart(_folder: string, _release: Release, _inputs: Inputs): Built {
  return NOTHING_BUILT;
}
