// A chart's own files: Chart.yaml, values, templates, unpacked subcharts.
// https://helm.sh/docs/topics/charts/
import { t } from '../../model/l10n.ts';
import { fromRoot, type Place } from '../../model/place.ts';
import { field, itemsAt, textAt } from '../../read/source/lift.ts';
import type { Content, Scalar } from '../../read/source/tree.ts';
import type { BuildInputs, BuildProblem } from '../built.ts';
import { LoadedFiles } from './loading.ts';
import { Rope } from './rope.ts';
import { type MapValue, mapValue, type TemplateValue } from './value.ts';
import { valuesIn } from './values.ts';
import { numberFrom, valueFrom, writerOf } from './yamlValue.ts';

export interface ChartFolder {
  readonly folder: string;
  readonly file: string;
  readonly name: string;
  readonly version: string | undefined;
  readonly isLibrary: boolean;
  readonly metadata: Content;
  readonly dependencies: readonly ChartDependency[];
  /** Paths of the files in `templates/`. */
  readonly templates: readonly string[];
  /** The files as Helm loads them with this chart. */
  readonly files: BuildInputs;
  /** The reason why Helm refuses it. */
  readonly fault: BuildProblem | undefined;
}

export interface ChartDependency {
  readonly name: string;
  readonly alias: string | undefined;
  readonly version: string | undefined;
  readonly repository: string | undefined;
  /** Paths of values. The first one with a value decides. */
  readonly conditions: readonly string[];
  readonly tags: readonly string[];
  readonly imports: readonly ValuesImport[];
  readonly place: Place;
}

export interface ValuesImport {
  readonly child: string;
  /** `.` is the top. */
  readonly parent: string;
}

/** A folder with a Chart.yaml. */
export function isChartFolder(folder: string, inputs: BuildInputs): boolean {
  const [metadata] = inputs.documents(pathIn(folder, 'Chart.yaml')) ?? [];
  return textAt(metadata, 'name') !== undefined;
}

/** The chart of a folder that Helm is given, or that it packs as a dependency. */
export function chartAt(folder: string, inputs: BuildInputs): ChartFolder | undefined {
  if (!isChartFolder(folder, inputs)) return undefined;
  const loaded = new LoadedFiles(folder, inputs);
  const { fault } = loaded;
  return fault === undefined ? chartOf(folder, loaded) : chartOf(folder, inputs, fault);
}

function chartOf(folder: string, files: BuildInputs, fault?: BuildProblem): ChartFolder | undefined {
  const file = pathIn(folder, 'Chart.yaml');
  const [metadata] = files.documents(file) ?? [];
  const name = textAt(metadata, 'name');
  if (metadata === undefined || name === undefined) return undefined;
  const [requirements] = files.documents(pathIn(folder, 'requirements.yaml')) ?? [];
  const listed = [...itemsAt(metadata, 'dependencies'), ...itemsAt(requirements, 'dependencies')];
  return {
    folder,
    file,
    name,
    version: textAt(metadata, 'version'),
    isLibrary: textAt(metadata, 'type') === 'library',
    metadata,
    dependencies: listed.flatMap(item => dependencyFrom(item, file) ?? []),
    templates: files.list(pathIn(folder, 'templates'), true),
    files,
    fault,
  };
}

function dependencyFrom(item: Content, chartFile: string): ChartDependency | undefined {
  const name = textAt(item, 'name');
  if (name === undefined) return undefined;
  const named = field(item, 'name') ?? item;
  return {
    name,
    alias: textAt(item, 'alias'),
    version: textAt(item, 'version'),
    repository: textAt(item, 'repository'),
    conditions: (textAt(item, 'condition') ?? '')
      .split(',')
      .map(path => path.trim())
      .filter(path => path !== ''),
    tags: itemsAt(item, 'tags').flatMap(tag => (tag.kind === 'scalar' ? [tag.text] : [])),
    imports: itemsAt(item, 'import-values').flatMap(importFrom),
    place: { file: named.source?.file ?? chartFile, span: named.span },
  };
}

function importFrom(item: Content): readonly ValuesImport[] {
  if (item.kind === 'scalar') return [{ child: `exports.${item.text}`, parent: '.' }];
  const [child, parent] = [textAt(item, 'child'), textAt(item, 'parent')];
  return child === undefined || parent === undefined ? [] : [{ child, parent }];
}

/** The unpacked charts in `charts/`, in the order of their folders. */
export function unpackedIn({ folder, files }: ChartFolder): readonly ChartFolder[] {
  const charts = pathIn(folder, 'charts');
  const names = new Set<string>();
  for (const file of files.list(charts, true)) {
    const [, name] = /^([^/]+)\/Chart\.yaml$/.exec(file.slice(charts.length + 1)) ?? [];
    if (name !== undefined && !/^[_.]/.test(name)) names.add(name);
  }
  return [...names].flatMap(name => chartOf(pathIn(charts, name), files) ?? []);
}

/** A chart at a path beside this one, which `helm dependency build` packs. Undefined: it is not in this tree. */
export function chartBeside(
  { folder }: ChartFolder,
  { repository }: ChartDependency,
  inputs: BuildInputs,
): ChartFolder | undefined {
  const [, path] = /^file:\/\/(.*)$/.exec(repository ?? '') ?? [];
  const target = path === undefined || path.startsWith('/') ? undefined : withinRoot(folder, path);
  return target === undefined ? undefined : chartAt(target, inputs);
}

/** Undefined for a path that leaves the tree. */
function withinRoot(folder: string, path: string): string | undefined {
  const up = path.split('/').filter(step => step === '..').length;
  const depth = folder === '' ? 0 : folder.split('/').length;
  return up > depth ? undefined : fromRoot(folder, path);
}

export function defaultValues({ folder, files }: ChartFolder): MapValue {
  return valuesIn(pathIn(folder, 'values.yaml'), files) ?? mapValue();
}

/** `.Chart`: the fields of Chart.yaml, with a capital. */
export function chartObject({ metadata }: ChartFolder, name: string, isRoot: boolean): MapValue {
  const entries: [string, TemplateValue][] = [];
  if (metadata.kind === 'mapping') {
    for (const { key, value } of metadata.entries) {
      if (value === undefined || value.kind === 'alias') continue;
      const title = key.text === 'apiVersion' ? 'APIVersion' : key.text.charAt(0).toUpperCase() + key.text.slice(1);
      // these are all texts, whatever they look like
      const made: TemplateValue =
        value.kind === 'scalar' && TEXT_FIELDS.has(key.text) ? textField(value) : valueFrom(value, '');
      entries.push([title, withRole(made, value, key.text)]);
    }
  }
  const all = mapValue([['Version', textOf('')], ['AppVersion', textOf('')], ...entries]);
  if (all.entries.get('Name') === undefined || name !== textAt(metadata, 'name')) all.entries.set('Name', textOf(name));
  all.entries.set('IsRoot', { kind: 'boolean', value: isRoot, writers: [] });
  return all;
}

/** A number in place of a text is written as in JSON: `1.10` is `1.1`. */
function textField(scalar: Scalar): TemplateValue {
  const number = scalar.plain ? numberFrom(scalar.text) : undefined;
  const text = number === undefined ? scalar.text : String(number);
  return { kind: 'text', rope: Rope.of(text) };
}

const TEXT_FIELDS: ReadonlySet<string> = new Set([
  'name',
  'version',
  'appVersion',
  'description',
  'kubeVersion',
  'type',
]);

function textOf(text: string): TemplateValue {
  return valueFrom({ kind: 'scalar', text, span: { start: 0, end: 0 }, plain: false }, '');
}

function withRole(value: TemplateValue, content: Content, key: string): TemplateValue {
  if (value.kind !== 'text' || content.kind !== 'scalar') return value;
  const writers = writerOf(content, t('{0} of the chart', key));
  return { kind: 'text', rope: value.rope.withWriters(writers) };
}

export function pathIn(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

// ─── Files of values that no sender names ───────────────────────────────────────────────────────────────────────────

const VALUES_FOLDERS: ReadonlySet<string> = new Set(['', 'values', 'env', 'envs', 'environments', 'ci', 'config']);

/** Files of values beside a chart, such as `values-prod.yaml`, `values/prod.yaml` and `ci/test-values.yaml`. */
export function valuesFilesBeside(folder: string, inputs: BuildInputs): readonly string[] {
  if (!isChartFolder(folder, inputs)) return [];
  const lead = folder === '' ? 0 : folder.length + 1;
  return inputs.list(folder, true).filter(file => {
    const path = file.slice(lead);
    return isNamedAsValues(path) && !isInOtherChart(path, folder, inputs) && valuesIn(file, inputs) !== undefined;
  });
}

function isNamedAsValues(path: string): boolean {
  const slash = path.lastIndexOf('/');
  const [below, name] = [path.slice(0, Math.max(0, slash)), path.slice(slash + 1)];
  if (path === 'values.yaml' || !/\.ya?ml$/i.test(name)) return false;
  const [first = ''] = below.split('/');
  if (first === 'templates' || first === 'charts' || first === 'crds' || !VALUES_FOLDERS.has(first)) return false;
  return /values/i.test(name) || (first === 'values' && below !== '');
}

/** Values within another chart's folder are that chart's own. */
function isInOtherChart(path: string, folder: string, inputs: BuildInputs): boolean {
  const steps = path.split('/').slice(0, -1);
  return steps.some((_, index) => isChartFolder(pathIn(folder, steps.slice(0, index + 1).join('/')), inputs));
}

/** Returns whether a file makes its folder a chart, by its name. */
export function isChartFile(file: string): boolean {
  return file === 'Chart.yaml' || file.endsWith('/Chart.yaml');
}
