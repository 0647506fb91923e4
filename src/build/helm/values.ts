// Lays the values of a release over those of its charts.
// https://github.com/helm/helm/blob/main/pkg/chart/common/util/coalesce.go
import { t } from '../../model/l10n.ts';
import type { Scalar } from '../../read/source/tree.ts';
import type { BuildInputs } from '../built.ts';
import type { ReleaseValues } from '../delivery/sender.ts';
import { Rope } from './rope.ts';
import {
  listValue,
  MAX_VALUE_DEPTH,
  type MapValue,
  mapValue,
  NULL,
  ropeValue,
  type TemplateValue,
  unknownValue,
} from './value.ts';
import { scalarValue, valueFrom, writerOf } from './yamlValue.ts';

/** The map in a file of values. Undefined: there is no file, or no map in it. */
export function valuesIn(file: string, inputs: BuildInputs): MapValue | undefined {
  const [document] = inputs.documents(file) ?? [];
  const value = valueFrom(document, '');
  return value.kind === 'map' ? value : undefined;
}

/**
 * The values that a release hands to Helm, later ones over earlier ones. A null stays, since it deletes a default of
 * the chart. `missing` gets files that do not exist.
 */
export function mergeReleaseValues(
  all: readonly ReleaseValues[],
  inputs: BuildInputs,
  missing: (file: string) => void,
): MapValue {
  let values = mapValue();
  for (const each of all) {
    switch (each.kind) {
      case 'file': {
        const file = valuesIn(each.file, inputs);
        if (file === undefined && inputs.documents(each.file) === undefined) missing(each.file);
        if (file !== undefined) values = laidOver(file, values);
        break;
      }
      case 'inline': {
        const inline = valueFrom(each.values, '');
        if (inline.kind === 'map') values = laidOver(inline, values);
        break;
      }
      case 'set':
        values = withPath(values, pathKeys(each.path), valueOfSet(each.path, each.value), 0);
        break;
      case 'open':
        values =
          each.path === undefined
            ? opened(values)
            : withPath(values, pathKeys(each.path), unknownValue(`.Values.${each.path}`), 0);
        break;
    }
  }
  return values;
}

/** Maps merged key by key. The upper one wins, and its nulls stay. */
export function laidOver(upper: MapValue, lower: MapValue, depth = 0): MapValue {
  const merged = new Map(lower.entries);
  for (const [key, value] of upper.entries) {
    const below = merged.get(key);
    const areMaps = value.kind === 'map' && below?.kind === 'map' && depth < MAX_VALUE_DEPTH;
    merged.set(key, areMaps ? laidOver(value, below, depth + 1) : value);
  }
  return mapValue(merged, upper.isOpen || lower.isOpen);
}

/** Helm's coalescing: the upper values count, and a null in them deletes the key. */
export function coalesced(upper: MapValue, lower: MapValue, depth = 0): MapValue {
  const merged = new Map(upper.entries);
  for (const [key, value] of lower.entries) {
    const above = merged.get(key);
    if (above === undefined) {
      merged.set(key, upper.isOpen ? openedValue(value, `.Values.${key}`, depth) : value);
    } else if (above.kind === 'null') merged.delete(key);
    else if (above.kind === 'map' && value.kind === 'map' && depth < MAX_VALUE_DEPTH) {
      merged.set(key, coalesced(above, value, depth + 1));
    }
  }
  return mapValue(merged, upper.isOpen || lower.isOpen);
}

/** Values under a source that can't be read: any of them may be another. */
function opened(values: MapValue, path = '.Values', depth = 0): MapValue {
  return mapValue(
    [...values.entries].map(([key, value]) => [key, openedValue(value, `${path}.${key}`, depth)] as const),
    true,
  );
}

function openedValue(value: TemplateValue, path: string, depth: number): TemplateValue {
  if (depth > MAX_VALUE_DEPTH || value.kind === 'unknown') return value;
  if (value.kind === 'map') return opened(value, path, depth + 1);
  if (value.kind === 'list') return listValue(value.items, true);
  // a person sees the value as written, but it is no alternative: no file deploys it
  return unknownValue(path, value);
}

// ─── Single values ──────────────────────────────────────────────────────────────────────────────────────────────────

/** The keys of a path as `--set` takes it: `a.b`, `a[0].b`, `a\.b`. */
export function pathKeys(path: string): readonly (string | number)[] {
  const keys: (string | number)[] = [];
  for (const [, written = '', index] of path.matchAll(/(?:^|\.|(?=\[))((?:[^.[\]\\]|\\.)*)(?:\[(\d{1,4})\])?/g)) {
    if (written !== '') keys.push(written.replace(/\\(.)/g, '$1'));
    if (index !== undefined) keys.push(Number(index));
  }
  return keys;
}

function valueOfSet(path: string, scalar: Scalar): TemplateValue {
  const writers = writerOf(scalar, t('value of {0}', path));
  const { text, plain } = scalar;
  if (plain && text.startsWith('{') && text.endsWith('}') && !text.startsWith('{{')) {
    const items = text
      .slice(1, -1)
      .split(',')
      .map(item => ropeValue(Rope.of(item.trim(), writers)));
    return listValue(text === '{}' ? [] : items);
  }
  // https://github.com/helm/helm/blob/main/pkg/strvals/parser.go: other words of YAML are texts to `--set`
  if (plain && /^(?:0|-?[1-9]\d{0,14})$/.test(text))
    return { kind: 'number', value: Number(text), isFloat: false, writers };
  if (!plain || /^(?:true|false|null)$/.test(text)) return scalarValue(scalar, writers);
  return scalarValue({ ...scalar, plain: false }, writers);
}

function withPath(values: MapValue, path: readonly (string | number)[], value: TemplateValue, depth: number): MapValue {
  const [first, ...rest] = path;
  if (first === undefined || depth > MAX_VALUE_DEPTH) return values;
  const key = String(first);
  const below = rest.length === 0 ? value : withPart(values.entries.get(key), rest, value, depth + 1);
  return mapValue(new Map(values.entries).set(key, below), values.isOpen);
}

function withPart(
  here: TemplateValue | undefined,
  path: readonly (string | number)[],
  value: TemplateValue,
  depth: number,
): TemplateValue {
  const [first, ...rest] = path;
  if (typeof first !== 'number') return withPath(here?.kind === 'map' ? here : mapValue(), path, value, depth);
  const items = here?.kind === 'list' ? [...here.items] : [];
  while (items.length < first) items.push(NULL);
  items[first] = rest.length === 0 ? value : withPart(items[first], rest, value, depth + 1);
  return listValue(items);
}

/** The value at a path of keys divided by dots. Undefined: there is none. */
export function templateValueAt(values: MapValue, path: string): TemplateValue | undefined {
  let here: TemplateValue | undefined = values;
  for (const key of path.split('.')) {
    if (here?.kind === 'unknown') return here;
    if (here?.kind !== 'map') return undefined;
    const next: TemplateValue | undefined = here.entries.get(key);
    if (next === undefined && here.isOpen) return unknownValue(`.Values.${path}`);
    here = next;
  }
  return here;
}
