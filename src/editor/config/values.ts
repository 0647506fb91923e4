import { idKey } from '../../access/ids.ts';
import type { AccessMap, Runtime } from '../../access/map.ts';
import { causes, isVerdictCause } from '../../causes/index.ts';
import type { VerdictCause } from '../../model/cause.ts';
import type { Finding } from '../../model/verdict.ts';
import type { Config } from '../../workspace/config/config.ts';
import { readConfig } from '../../workspace/config/readConfig.ts';
import { kindInWords } from '../targets/targetKinds.ts';
import type { Cursor } from './cursor.ts';
import type { SchemaNode } from './schemaNodes.ts';
import type { Suggestion } from './suggestion.ts';

/** What names and ids can be suggested from. */
export interface Known {
  readonly map: AccessMap | undefined;
  readonly findings: readonly Finding[];
  readonly manifests: readonly string[];
  /** Files that may be access snapshots. */
  readonly snapshots: readonly string[];
  /** Another extension serves keys and choices from the schema; each would be there twice. */
  readonly schemaIsServed: boolean;
}

export type Value = Omit<Suggestion, 'insert'>;

/** What can stand as a value at the cursor, the likeliest first. */
export function valuesAt(cursor: Cursor, node: SchemaNode, text: string, known: Known): readonly Value[] {
  const [part = '', ...rest] = cursor.path;
  const key = rest.filter(step => step !== '-').at(-1) ?? part;
  switch (`${part}.${part === 'severity' ? '*' : key}`) {
    case 'snapshot.snapshot':
      return known.snapshots.map(label => ({ label, kind: 'file' }));
    case 'targets.id':
      return runtimesFor(cursor, known).map(runtime => ({ ...described(runtime), label: runtime.id }));
    case 'targets.name':
      return runtimesFor(cursor, known).map(runtime => ({ ...described(runtime), label: runtime.name }));
    case 'targets.manifests':
    case 'ignore.manifests':
      return globsOf(known.manifests);
    case 'ignore.target':
      return targetNames(text, known);
    case 'ignore.image':
      return imageGlobs(known);
    case 'ignore.cause':
      return known.schemaIsServed ? [] : causeValues(known.findings);
    default:
      return known.schemaIsServed ? [] : choicesOf(node, key);
  }
}

function choicesOf(node: SchemaNode, key: string): readonly Value[] {
  const choices = node.enum ?? (node.const === undefined ? [] : [String(node.const)]);
  return choices.map(label => ({ label, kind: 'value', detail: meaningOf(label, key) }));
}

function meaningOf(choice: string, key: string): string | undefined {
  if (Object.hasOwn(kindInWords, choice)) return kindInWords[choice as keyof typeof kindInWords];
  return isVerdictCause(key) && causes[key].severity === choice ? 'as it is without this line' : undefined;
}

/** Those that the config doesn't name yet, of the kind that stands beside. */
function runtimesFor({ siblings }: Cursor, { map }: Known): readonly Runtime[] {
  const kind = siblings.get('kind');
  const name = siblings.get('name')?.toLowerCase();
  const id = siblings.get('id');
  const runtimes = (map?.runtimes ?? []).filter(
    runtime => (!kind || runtime.kind === kind) && (!id || idKey(runtime.id) === idKey(id)),
  );
  const isNamed = (runtime: Runtime) => runtime.name.toLowerCase() === name;
  return [...runtimes.filter(isNamed), ...runtimes.filter(runtime => !isNamed(runtime))];
}

function described({ name, kind, resourceGroup, subscription }: Runtime): Omit<Value, 'label'> {
  const where = `resource group \`${resourceGroup}\`, subscription \`${subscription}\``;
  return { kind: 'runtime', detail: `${name} · ${kindInWords[kind]}`, documentation: where };
}

/** The folders that hold manifests, each with all below it, then the manifests. */
function globsOf(manifests: readonly string[]): readonly Value[] {
  const folders = new Map<string, number>();
  for (const file of manifests) {
    for (let at = file.indexOf('/'); at > 0; at = file.indexOf('/', at + 1)) {
      const folder = file.slice(0, at);
      folders.set(folder, (folders.get(folder) ?? 0) + 1);
    }
  }
  return [
    ...[...folders].sort().map(([folder, count]) => ({
      label: `${folder}/**`,
      kind: 'file' as const,
      detail: count === 1 ? '1 manifest' : `${count} manifests`,
    })),
    ...[...manifests].sort().map(label => ({ label, kind: 'file' as const })),
  ];
}

function targetNames(text: string, { map }: Known): readonly Value[] {
  const config: Config = readConfig(text, '').config;
  const byName = new Map<string, Value>();
  for (const { name, kind } of [...config.targets, ...(map?.runtimes ?? [])])
    if (!byName.has(name)) byName.set(name, { label: name, kind: 'runtime', detail: kindInWords[kind] });
  return [...byName.values()];
}

/** What findings are about, then all of each registry. */
function imageGlobs({ map, findings }: Known): readonly Value[] {
  const names = findings.flatMap(({ reference: { image } }) =>
    image.kind === 'image' && image.registry && image.repository ? [`${image.registry}/${image.repository}`] : [],
  );
  const hosts = new Set([
    ...(map?.registries ?? []).map(({ loginServer }) => loginServer),
    ...names.map(name => name.slice(0, name.indexOf('/'))),
  ]);
  return [
    ...[...new Set(names)].sort().map(label => ({ label, kind: 'image' as const })),
    ...[...hosts].sort().map(host => ({ label: `${host}/**`, kind: 'image' as const, detail: 'every image' })),
  ];
}

/** Those that are there to be put aside come first. */
function causeValues(findings: readonly Finding[]): readonly Value[] {
  const counts = new Map<VerdictCause, number>();
  for (const { verdict } of findings)
    if (verdict.cause !== null) counts.set(verdict.cause, (counts.get(verdict.cause) ?? 0) + 1);
  const ids = Object.keys(causes).filter(isVerdictCause);
  return [...ids.filter(id => counts.has(id)), ...ids.filter(id => !counts.has(id))].map(id => ({
    label: id,
    kind: 'value',
    detail: causes[id].title,
    documentation: counts.has(id) ? `${counts.get(id)} of the present findings.` : undefined,
  }));
}
