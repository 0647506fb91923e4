import type { ChartValue } from '../../model/reading.ts';
import type { Harvest } from '../harvest.ts';
import { fields, items, textOf, type View } from '../source/view.ts';

/** The values of a chart by path, for its templates to be filled with. An empty mapping or list counts as no text. */
export function flatValues(root: View, harvest: Harvest): readonly ChartValue[] {
  const values: ChartValue[] = [];
  flatten(root, '', 0, values, harvest);
  return values;
}

/** More than any chart has; a text that is longer is no part of an image's name. */
const MAX_VALUES = 5000;
const MAX_LENGTH = 500;
const MAX_DEPTH = 20;

function flatten(here: View, path: string, depth: number, values: ChartValue[], harvest: Harvest): void {
  if (values.length >= MAX_VALUES || depth > MAX_DEPTH) return;
  const before = values.length;
  if (here.node.kind === 'list') {
    for (const [index, item] of items(here).entries()) {
      if (item !== undefined) flatten(item, `${path}[${index}]`, depth + 1, values, harvest);
    }
  } else if (here.node.kind === 'mapping') {
    for (const { key, value } of fields(here)) {
      const below = path === '' ? key.text : `${path}.${key.text}`;
      if (value === undefined) values.push({ path: below, text: '', span: harvest.span(key.span) });
      else flatten(value, below, depth + 1, values, harvest);
    }
  }
  const text = textOf(here) ?? '';
  if (values.length === before && text.length <= MAX_LENGTH && path !== '') {
    values.push({ path, text, span: harvest.spanOf(here) });
  }
}
