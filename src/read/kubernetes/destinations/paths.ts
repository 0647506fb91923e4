import type { Span } from '../../../model/place.ts';
import type { Generator, Label, SentTo } from '../../../model/target.ts';
import type { Harvest } from '../../source/harvest.ts';
import type { Node } from '../../source/tree.ts';
import { at, fields, items, textOf, type View } from '../../source/view.ts';

/** All of a node with what is in it; the span of a mapping is only where it begins. */
export function extentOf(node: Node): Span {
  const { start, end } = node.span;
  if (node.kind === 'scalar' || node.kind === 'alias') return { start, end };
  const below = node.kind === 'list' ? node.items : node.entries.flatMap(({ key, value }) => [key, value]);
  return { start, end: below.reduce((last, each) => Math.max(last, each === undefined ? 0 : extentOf(each).end), end) };
}

/** What most declarations of destinations have in common: `by` is written with the name of an object that declares it. */
export function declaredBy(by: string, from: View, harvest: Harvest) {
  const name = at(from, 'metadata', 'name');
  return {
    kind: 'destination',
    by: `${by} ${textOf(name) ?? ''}`.trim(),
    target: 'aks',
    folder: undefined,
    isDeep: false,
    files: [],
    repository: undefined,
    span: harvest.span(extentOf(from.node)),
    place: harvest.place(name ?? from),
  } as const;
}

/** The labels of an object, or those that it selects by. */
export function labelsIn(labels: View | undefined): readonly Label[] {
  return fields(labels).map(({ key, value }) => [key.text, textOf(value) ?? '']);
}

/** The plain values of a mapping, by the path of each. */
export function writtenFields(mapping: View | undefined, prefix: string, harvest: Harvest) {
  return fields(mapping).flatMap(({ key, value }) => {
    const written = harvest.written(value);
    return written === undefined ? [] : [{ ...written, name: prefix + key.text }];
  });
}

/** A cluster by the address of its API server. */
export function serverOf(written: string): SentTo {
  if (/^https:\/\/kubernetes\.default(?:\.svc(?:\.cluster\.local)?)?(?::443)?\/?$/.test(written))
    return { kind: 'own' };
  const host = /^https?:\/\/([^/:]+)/i.exec(written)?.[1]?.toLowerCase();
  return host === undefined ? { kind: 'open', text: written } : { kind: 'server', host };
}

/** The paths of all values below a mapping of a chart's values: `image.repository`. */
export function pathsOf(values: View | undefined, prefix = '', depth = 0): readonly string[] {
  return fields(values).flatMap(({ key, value }) => {
    const path = prefix + key.text;
    return value?.node.kind === 'mapping' && depth < MAX_DEPTH ? pathsOf(value, `${path}.`, depth + 1) : [path];
  });
}

const MAX_DEPTH = 20;

/**
 * A text with its parameters filled in, in both notations: `{{path.basename}}` and Go's `{{ .path.basename }}`. What is
 * not known stays, in the first.
 */
export function filled(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\{\{([^{}]*)\}\}/g, (_, expression: string) => {
    const name = expression
      .replace(/^-|-$/g, '')
      .trim()
      .replace(/^index\s+\.((?:\w+\.)?path)\.segments\s+(\d+)$/, '$1[$2]')
      .replace(/^\./, '')
      .replace(/^((?:\w+\.)?path)\.path$/, '$1');
    return values.get(name) ?? `{{${name}}}`;
  });
}

/** A generator that is written with the parameters of one before it. */
export function filledGenerator(generator: Generator, values: ReadonlyMap<string, string>): Generator {
  if (values.size === 0) return generator;
  if (generator.of === 'clusters') {
    const labels = generator.labels?.map(([key, value]) => [key, filled(value, values)] as const);
    return { ...generator, labels };
  }
  const all = (globs: readonly string[]) => globs.map(glob => filled(glob, values));
  return { ...generator, include: all(generator.include), exclude: all(generator.exclude) };
}

/**
 * The values below a mapping by their paths, as parameters are named: `cluster.name`, `clusters.0`. Texts, and what any
 * reader of YAML writes as it is written.
 */
export function flattened(
  from: View | undefined,
  prefix = '',
  depth = 0,
): readonly (readonly [name: string, value: string])[] {
  if (depth > MAX_DEPTH) return [];
  const below = [
    ...fields(from).map(({ key, value }) => [key.text, value] as const),
    ...items(from).map((value, index) => [String(index), value] as const),
  ];
  return below.flatMap(([key, value]) => {
    const text = textOf(value);
    if (text === undefined) return flattened(value, `${prefix}${key}.`, depth + 1);
    const isSame = value?.node.kind === 'scalar' && (!value.node.plain || isPlainText(text));
    return isSame ? [[prefix + key, text] as const] : [];
  });
}

/**
 * Whether YAML without quotes is printed as it is written: `1.0` is printed as `1`, and `yes` as `true`.
 * https://pkg.go.dev/sigs.k8s.io/yaml
 */
function isPlainText(text: string): boolean {
  if (/^(?:true|false|0|[1-9]\d{0,5})$/.test(text)) return true;
  return !/^(?:y|yes|n|no|on|off|true|false|[-+.\d][-+.\d_:a-fnotxz ]*)$/i.test(text);
}
