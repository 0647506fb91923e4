import { isMap, isPair, isScalar, parseDocument, type Scalar, stringify, visit } from 'yaml';
import { idKey } from '../../access/ids.ts';
import type { AccessMap, Runtime } from '../../access/map.ts';
import { causes, isVerdictCause } from '../../causes/index.ts';
import { t } from '../../model/l10n.ts';
import type { Span } from '../../model/place.ts';
import { kindInWords } from '../../model/target.ts';
import type { Finding } from '../../model/verdict.ts';
import { readConfig } from '../../workspace/config/readConfig.ts';
import { bold, code } from '../page/markdown.ts';

// The value at the cursor in a config: what could be there, and what the one that is there means.

/** A scalar of a config: what it is the value of, and the other values of its map. */
interface Cursor {
  /** The names of keys from the root: `targets.id`. */
  readonly path: string;
  readonly value: string;
  /** The scalar as written, quotes included. */
  readonly span: Span;
  readonly quote: '"' | "'" | undefined;
  readonly siblings: ReadonlyMap<string, string>;
}

/** The value at an offset. Undefined where there is none. */
function scalarAt(text: string, offset: number): Cursor | undefined {
  let found: Cursor | undefined;
  visit(parseDocument(text, { logLevel: 'silent' }), {
    Scalar(key, node, ancestors) {
      if (key === 'key' || !node.range || offset < node.range[0] || offset > node.range[1]) return undefined;
      found = cursorOf(node, ancestors);
      return visit.BREAK;
    },
  });
  return found;
}

/**
 * Returns the value at an offset, even if it is still empty: parses the text with a letter at the cursor. So the YAML
 * library finds the position, also in a half-typed text.
 */
function valueAt(text: string, offset: number): Cursor | undefined {
  const found = scalarAt(`${text.slice(0, offset)}x${text.slice(offset)}`, offset);
  return found && { ...found, span: { start: found.span.start, end: found.span.end - 1 } };
}

function cursorOf({ range, type, value: own }: Scalar, ancestors: readonly unknown[]): Cursor {
  const map = ancestors.findLast(isMap);
  const values = (map?.items ?? []).flatMap(({ key, value }) => {
    return isScalar(key) && isScalar(value) ? [[String(key.value), String(value.value)] as const] : [];
  });
  return {
    path: ancestors.flatMap(each => (isPair(each) ? keyOf(each) : [])).join('.'),
    value: String(own),
    span: { start: range?.[0] ?? 0, end: range?.[1] ?? 0 },
    quote: type === 'QUOTE_DOUBLE' ? '"' : type === 'QUOTE_SINGLE' ? "'" : undefined,
    siblings: new Map(values),
  };
}

function keyOf({ key }: { readonly key: unknown }): string {
  return isScalar(key) ? String(key.value) : '';
}

/** An id or a cause of a config, explained in Markdown. Keys are explained by the YAML extension, from our schema. */
export function describeAt(text: string, offset: number, map: AccessMap | undefined) {
  const cursor = scalarAt(text, offset);
  if (!cursor) return undefined;
  const { path, value, span } = cursor;
  if (path === 'ignore.cause' && isVerdictCause(value)) return { span, text: bold(causes[value].title), cause: value };
  if (path === 'targets.id' && map) return { span, text: describeId(value, map), cause: undefined };
  return undefined;
}

function describeId(id: string, map: AccessMap): string {
  const runtime = map.runtimeById(id);
  if (!runtime) return t('Not found in {0}.', code(map.origin));
  const { name, kind, resourceGroup, subscription, location } = runtime;
  return [
    `${bold(kindInWords[kind])} ${code(name)}`,
    [t('Resource group {0}', code(resourceGroup)), ...(location === undefined ? [] : [code(location)])].join(', '),
    t('Subscription {0}', code(subscription)),
    t('From {0}', code(map.origin)),
  ].join('  \n');
}

export interface ConfigContext {
  readonly map: AccessMap | undefined;
  readonly findings: readonly Finding[];
  readonly manifests: readonly string[];
  /** Files that may be access snapshots. */
  readonly snapshots: readonly string[];
}

export interface Suggestion {
  readonly label: string;
  readonly kind: 'runtime' | 'file' | 'image';
  /** As YAML. */
  readonly insert: string;
  readonly detail?: string | undefined;
  /** Markdown. */
  readonly documentation?: string | undefined;
}

type Value = Omit<Suggestion, 'insert'> & { readonly insert?: string };

/**
 * The values that only this workspace and its map know, the likeliest first. Keys, kinds, causes and severities are
 * completed by the YAML extension from the schema that we contribute.
 */
export function suggestionsAt(
  text: string,
  offset: number,
  known: ConfigContext,
): { readonly span: Span; readonly list: readonly Suggestion[] } {
  const cursor = valueAt(text, offset);
  if (!cursor) return { span: { start: offset, end: offset }, list: [] };
  const list = valuesAt(cursor, text, known).map(value => ({ insert: asYaml(value.label, cursor.quote), ...value }));
  return { span: cursor.span, list };
}

function valuesAt(cursor: Cursor, text: string, known: ConfigContext): readonly Value[] {
  switch (cursor.path) {
    case 'snapshot':
      return known.snapshots.map(label => ({ label, kind: 'file' }));
    case 'targets.id':
      return runtimesFor(cursor, known).map(runtime => ({ ...described(runtime), label: runtime.id }));
    case 'targets.name':
      return runtimesFor(cursor, known).map(runtime => wholeTarget(runtime, cursor, text));
    case 'targets.manifests':
    case 'ignore.manifests':
      return globsOf(known.manifests);
    case 'ignore.target':
      return targetNames(text, known);
    case 'ignore.image':
      return imageGlobs(known);
    default:
      return [];
  }
}

/** Returns the runtimes of the kind beside the cursor, the one of the name beside it first. */
function runtimesFor({ siblings }: Cursor, { map }: ConfigContext): readonly Runtime[] {
  const kind = siblings.get('kind');
  const name = siblings.get('name')?.toLowerCase();
  const id = siblings.get('id');
  const isNamed = (runtime: Runtime) => runtime.name.toLowerCase() === name;
  // While an id is being written, its beginning excludes none.
  const runtimes = (map?.runtimes ?? []).filter(runtime => !kind || runtime.kind === kind);
  const known = runtimes.filter(runtime => id !== undefined && idKey(runtime.id) === idKey(id));
  return known.length > 0 ? known : [...runtimes.filter(isNamed), ...runtimes.filter(runtime => !isNamed(runtime))];
}

/** With its kind and its id at once, where the item has a line for each key and these two are not there yet. */
function wholeTarget(runtime: Runtime, { siblings, span, quote }: Cursor, text: string): Value {
  const value = { ...described(runtime), label: runtime.name };
  const line = text.slice(text.lastIndexOf('\n', span.start - 1) + 1, span.start);
  const lead = /^(\s*)(-\s+)name:\s+$/.exec(line)?.[2];
  if (lead === undefined || siblings.has('kind') || siblings.has('id')) return value;
  const indent = ' '.repeat(lead.length); // VS Code itself adds what the first line is indented by
  const more = [`kind: ${runtime.kind}`, `id: ${asYaml(runtime.id, undefined)}`].map(each => `\n${indent}${each}`);
  return { ...value, insert: `${asYaml(runtime.name, quote)}${more.join('')}` };
}

function described({ name, kind, resourceGroup, subscription }: Runtime): Omit<Value, 'label'> {
  const where = t('resource group `{0}`, subscription `{1}`', resourceGroup, subscription);
  return { kind: 'runtime', detail: `${name} · ${kindInWords[kind]}`, documentation: where };
}

/** The folders that hold manifests, each with everything below it, then the manifests. */
function globsOf(manifests: readonly string[]): readonly Value[] {
  const parents = manifests.flatMap(file => {
    const folders = file.split('/').slice(0, -1);
    return folders.map((_, i) => folders.slice(0, i + 1).join('/'));
  });
  const folders = [...Map.groupBy(parents, folder => folder)].sort();
  return [
    ...folders.map(([folder, { length }]) => ({
      label: `${folder}/**`,
      kind: 'file' as const,
      detail: length === 1 ? t('1 manifest') : t('{0} manifests', length),
    })),
    ...[...manifests].sort().map(label => ({ label, kind: 'file' as const })),
  ];
}

function targetNames(text: string, { map }: ConfigContext): readonly Value[] {
  const targets = [...readConfig(text, '').config.targets, ...(map?.runtimes ?? [])];
  const byName = Map.groupBy(targets, ({ name }) => name);
  return [...byName].map(([label, [first]]) => ({ label, kind: 'runtime', detail: first && kindInWords[first.kind] }));
}

/** The images of findings, then all of each registry. */
function imageGlobs({ map, findings }: ConfigContext): readonly Value[] {
  const named = findings.flatMap(({ reference: { image } }) =>
    image.kind === 'image' && image.registry && image.repository ? [[image.registry, image.repository] as const] : [],
  );
  const names = new Set(named.map(name => name.join('/')));
  const hosts = new Set([
    ...(map?.registries ?? []).map(({ loginServer }) => loginServer),
    ...named.map(([host]) => host),
  ]);
  return [
    ...[...names].sort().map(label => ({ label, kind: 'image' as const })),
    ...[...hosts].sort().map(host => ({ label: `${host}/**`, kind: 'image' as const, detail: t('every image') })),
  ];
}

/**
 * The YAML library decides about quotes. As an item of a flow list, so that the text also fits into `[…]` and `{…}`.
 */
function asYaml(text: string, quote: Cursor['quote']): string {
  if (quote === '"') return JSON.stringify(text);
  if (quote === "'") return `'${text.replaceAll("'", "''")}'`;
  const style = { collectionStyle: 'flow', flowCollectionPadding: false, singleQuote: true, lineWidth: 0 } as const;
  return stringify([text], style).trim().slice(1, -1);
}
