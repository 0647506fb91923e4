// Kustomization files of a folder, and the folders and files that they name.
import { t } from '../../model/l10n.ts';
import { field, itemsAt, textAt } from '../../read/source/lift.ts';
import type { Content, Mapping, Scalar } from '../../read/source/tree.ts';
import type { BuildInputs } from '../built.ts';
import { embeddedDocuments } from './embedded.ts';
import { followPath } from './paths.ts';
import type { BuildReport } from './report.ts';

/** https://github.com/kubernetes-sigs/kustomize/blob/master/api/konfig/general.go */
const NAMES: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Decides by the name of a file, with or without its folders. */
export function isKustomizationFile(file: string): boolean {
  return NAMES.includes(file.slice(file.lastIndexOf('/') + 1));
}

/** The kustomization of a folder. Undefined: it has none. Of several, which kustomize refuses, the first. */
export function kustomizationIn(folder: string, inputs: BuildInputs): string | undefined {
  return kustomizationsIn(folder, inputs)[0];
}

function kustomizationsIn(folder: string, inputs: BuildInputs): readonly string[] {
  return NAMES.map(name => (folder === '' ? name : `${folder}/${name}`)).filter(file => isThere(file, inputs));
}

export function isThere(file: string, inputs: BuildInputs): boolean {
  return inputs.text(file) !== undefined || inputs.documents(file) !== undefined;
}

export interface KustomizationFile {
  readonly file: string;
  readonly folder: string;
  readonly root: Mapping;
}

export function isComponent({ root }: KustomizationFile): boolean {
  return textAt(root, 'kind') === 'Component';
}

/** Loads a folder's kustomization. Undefined, with a problem: kustomize would stop. */
export function loadKustomization(
  folder: string,
  inputs: BuildInputs,
  problem: (message: string, at?: Mapping) => void,
): KustomizationFile | undefined {
  const [file, another] = kustomizationsIn(folder, inputs);
  if (file === undefined) {
    problem(t('no kustomization in {0}', folder === '' ? '.' : folder));
    return undefined;
  }
  if (another !== undefined)
    problem(t('{0} has several kustomizations: kustomize refuses it', folder === '' ? '.' : folder));
  const root = inputs.documents(file)?.[0];
  if (root?.kind !== 'mapping' || root.entries.every(({ key }) => key.text === 'apiVersion' || key.text === 'kind')) {
    problem(t("{0} is empty, or isn't YAML", file));
    return undefined;
  }
  return { file, folder, root: withKnownCase(root) };
}

/** Reports parts of a kustomization that kustomize refuses: another kind, or an unknown field. */
export function checkKustomization({ root, file }: KustomizationFile, report: BuildReport): void {
  const kind = textAt(root, 'kind') ?? 'Kustomization';
  if (kind !== 'Kustomization' && kind !== 'Component')
    report.problem(root, file, t('the kind should be Kustomization or Component, not {0}', kind));
  const version = textAt(root, 'apiVersion') || undefined;
  const wanted = `kustomize.config.k8s.io/${kind === 'Component' ? 'v1alpha1' : 'v1beta1'}`;
  if (version !== undefined && version !== wanted)
    report.problem(field(root, 'apiVersion'), file, t('the apiVersion should be {0}, not {1}', wanted, version));
  for (const { key } of root.entries) {
    if (!FIELDS.has(key.text)) report.problem(key, file, t('kustomize knows no field {0}', key.text));
  }
}

/** https://github.com/kubernetes-sigs/kustomize/blob/master/api/types/kustomization.go */
const FIELDS: ReadonlySet<string> = new Set([
  'apiVersion',
  'kind',
  'metadata',
  'openapi',
  'namePrefix',
  'nameSuffix',
  'namespace',
  'commonLabels',
  'labels',
  'commonAnnotations',
  'patchesStrategicMerge',
  'patchesJson6902',
  'patches',
  'images',
  'imageTags',
  'replacements',
  'replicas',
  'vars',
  'sortOptions',
  'resources',
  'components',
  'crds',
  'bases',
  'configMapGenerator',
  'secretGenerator',
  'helmGlobals',
  'helmCharts',
  'helmChartInflationGenerator',
  'generatorOptions',
  'configurations',
  'generators',
  'transformers',
  'validators',
  'buildMetadata',
]);

const BY_LOWER_CASE: ReadonlyMap<string, string> = new Map([...FIELDS].map(name => [name.toLowerCase(), name]));

/** Go reads the names of fields in any case: `nameprefix` is `namePrefix`. */
function withKnownCase(root: Mapping): Mapping {
  if (root.entries.every(({ key }) => FIELDS.has(key.text))) return root;
  const entries = root.entries.map(({ key, value }) => ({
    key: { ...key, text: BY_LOWER_CASE.get(key.text.toLowerCase()) ?? key.text },
    value,
  }));
  return { ...root, entries };
}

/** A kustomization's tree, with the names of its fields in their usual case. */
function kustomizationRoot(file: string | undefined, inputs: BuildInputs): Mapping | undefined {
  const document = file === undefined ? undefined : inputs.documents(file)?.[0];
  return document?.kind === 'mapping' ? withKnownCase(document) : undefined;
}

/** The entries of `helmCharts`, and of the older `helmChartInflationGenerator`. */
export function chartEntries(kustomization: Content | undefined): readonly Content[] {
  return [...itemsAt(kustomization, 'helmCharts'), ...itemsAt(kustomization, 'helmChartInflationGenerator')];
}

/** The folder below the kustomization in which charts are. */
export function chartHome(kustomization: Content | undefined, entry: Content): string {
  return textAt(kustomization, 'helmGlobals', 'chartHome') ?? textAt(entry, 'chartHome') ?? 'charts';
}

export function chartRepository(entry: Content): string | undefined {
  return textAt(entry, 'repo') ?? textAt(entry, 'chartRepoUrl');
}

/** The folder of a chart. kustomize keeps the charts that it pulls in folders by version. */
export function keptChart(entry: Content, name: string, home: string): string {
  const version = chartRepository(entry) === undefined ? undefined : textAt(entry, 'version');
  return version === undefined ? `${home}/${name}` : `${home}/${name}-${version}/${name}`;
}

/** The folders of the charts that a kustomization inflates, as it names them. */
function chartPaths(kustomization: Content | undefined): readonly string[] {
  return chartEntries(kustomization).flatMap(entry => {
    const name = textAt(entry, 'name') ?? textAt(entry, 'chartName');
    return name === undefined ? [] : [keptChart(entry, name, chartHome(kustomization, entry))];
  });
}

/** The folders and files of this tree that a folder's kustomization is made of, except its patches. */
export function usedBy(folder: string, inputs: BuildInputs): readonly string[] {
  const file = kustomizationIn(folder, inputs);
  const root = kustomizationRoot(file, inputs);
  const keys = ['resources', 'bases', 'components', 'transformers', 'generators', 'validators'];
  const named = keys.flatMap(key =>
    itemsAt(root, key).flatMap(entry => (entry.kind !== 'scalar' || isInline(entry) ? [] : entry.text)),
  );
  const used = [...named, ...chartPaths(root)].flatMap(path => {
    const followed = followPath(folder, path);
    return followed.kind === 'inside' ? followed.path : [];
  });
  return [...new Set(used)].sort();
}

/**
 * Files with which a kustomization changes objects, or from which it takes values. They are no manifests of their own.
 */
export function editsOf(folder: string, inputs: BuildInputs): readonly string[] {
  const file = kustomizationIn(folder, inputs);
  const root = kustomizationRoot(file, inputs);
  const listed = ['patchesStrategicMerge', 'configurations', 'crds'].flatMap(key => itemsAt(root, key));
  const named = ['patches', 'patchesJson6902', 'replacements'].flatMap(key =>
    itemsAt(root, key).flatMap(entry => field(entry, 'path') ?? []),
  );
  const values = itemsAt(root, 'helmCharts').flatMap(entry => [
    ...itemsAt(entry, 'additionalValuesFiles'),
    ...[field(entry, 'valuesFile') ?? []].flat(),
  ]);
  const paths = [...listed, ...named, ...values].flatMap(entry =>
    entry.kind === 'scalar' && !isInline(entry) ? entry.text : [],
  );
  return insideOf(folder, paths);
}

/** Files whose contents become values of a ConfigMap or a Secret. */
export function generatedFrom(folder: string, inputs: BuildInputs): readonly string[] {
  const file = kustomizationIn(folder, inputs);
  const root = file === undefined ? undefined : inputs.documents(file)?.[0];
  const generators = ['configMapGenerator', 'secretGenerator'].flatMap(key => itemsAt(root, key));
  return insideOf(folder, generators.flatMap(filesOfGenerator));
}

function insideOf(folder: string, paths: readonly string[]): readonly string[] {
  return paths.flatMap(path => {
    const followed = followPath(folder, path);
    return followed.kind === 'inside' ? [followed.path] : [];
  });
}

function filesOfGenerator(entry: Content): readonly string[] {
  const envs = [...itemsAt(entry, 'envs').flatMap(each => textAt(each) ?? []), textAt(entry, 'env') ?? []].flat();
  const files = itemsAt(entry, 'files').flatMap(each => textAt(each) ?? []);
  return [...envs, ...files.map(each => each.slice(each.indexOf('=') + 1))];
}

/** Returns whether a folder's kustomization is a component, which is never deployed on its own. */
export function isComponentFolder(folder: string, inputs: BuildInputs): boolean {
  const file = kustomizationIn(folder, inputs);
  const root = kustomizationRoot(file, inputs);
  return textAt(root, 'kind') === 'Component';
}

/** A transformer, generator or patch that is written in the entry itself. */
export function isInline(entry: Scalar): boolean {
  return entry.text.includes('\n') || /^\s*[{[]/.test(entry.text) || embeddedIsMapping(entry);
}

function embeddedIsMapping(entry: Scalar): boolean {
  if (!entry.text.includes(': ')) return false;
  return embeddedDocuments(entry).documents.some(document => document.kind === 'mapping');
}
