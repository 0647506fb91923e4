import type { Workload } from '../model.ts';
import type { Harvest } from './harvest.ts';
import { composed } from './renames.ts';
import { fields, items, textOf, type View } from './source/view.ts';

/**
 * Reads the values of a Helm chart. A chart may name its values as it likes; two habits cover nearly all: a mapping
 * of `repository` with `registry`, `tag` or `digest`, and a text under a key that ends in `image`.
 */
export function readChartValues(values: View, where: string, workload: Workload, harvest: Harvest): void {
  walk(values, { key: '', where, depth: 0, globalRegistry: undefined }, workload, harvest);
}

interface Step {
  readonly key: string;
  readonly where: string;
  readonly depth: number;
  /** `global.imageRegistry`, with which Bitnami's charts and those after their model move all images at once. */
  readonly globalRegistry: string | undefined;
}

const MAX_DEPTH = 30;

function walk(here: View, step: Step, workload: Workload, harvest: Harvest): void {
  if (step.depth > MAX_DEPTH || here.alias !== undefined) return;
  const { key, where, depth, globalRegistry } = step;
  if (here.node.kind === 'scalar') {
    if (/image$/i.test(key) && looksLikeImage(textOf(here))) harvest.image(here, where, workload);
    return;
  }
  if (here.node.kind === 'list') {
    for (const [index, item] of items(here).entries()) {
      if (item !== undefined && item.node.kind !== 'scalar') {
        walk(item, { ...step, key: '', where: `${where}[${index}]`, depth: depth + 1 }, workload, harvest);
      }
    }
    return;
  }
  const below = new Map(
    fields(here).flatMap(({ key: name, value }) => (value === undefined ? [] : [[name.text, value]])),
  );
  const global = below.get('global');
  const registryForAll = global === undefined ? globalRegistry : (imageRegistryOf(global) ?? globalRegistry);
  const isSplit = readSplit(below, { ...step, globalRegistry: registryForAll }, workload, harvest);
  for (const [name, value] of below) {
    if (isSplit && value.node.kind === 'scalar') continue;
    walk(
      value,
      { key: name, where: `${where}.${name}`, depth: depth + 1, globalRegistry: registryForAll },
      workload,
      harvest,
    );
  }
}

function readSplit(below: ReadonlyMap<string, View>, step: Step, workload: Workload, harvest: Harvest): boolean {
  const repository = below.get('repository');
  const name = textOf(repository);
  const isImage = /image$/i.test(step.key) || below.has('tag') || below.has('digest');
  if (repository === undefined || name === undefined || !isImage || /^[a-z]+:\/\//i.test(name)) return false;
  const registry = step.globalRegistry ?? textOf(below.get('registry'));
  const full = registry === undefined ? name : `${registry}/${name}`;
  const image = composed(full, textOf(below.get('tag')), textOf(below.get('digest')));
  harvest.split(repository, `${step.where}.repository`, image, workload);
  return true;
}

function imageRegistryOf(global: View): string | undefined {
  return fields(global)
    .map(({ key, value }) => (key.text === 'imageRegistry' ? textOf(value) : undefined))
    .find(text => text !== undefined);
}

/** A bare word under `image` may be anything; a name with a path, a tag or a placeholder is one. */
function looksLikeImage(text: string | undefined): boolean {
  return text !== undefined && /[/:@]|\$\{|\{\{/.test(text) && !/\s/.test(text);
}
