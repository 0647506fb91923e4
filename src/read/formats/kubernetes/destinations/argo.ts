import { namesAzureHost } from '../../../../model/host.ts';
import { fromRoot } from '../../../../model/place.ts';
import type { Generator, Label, SentTo } from '../../../../model/target.ts';
import { versionTag } from '../../../helm/values.ts';
import { replacementBy } from '../../../renames.ts';
import type { Harvest } from '../../../source/harvest.ts';
import { at, fields, find, items, textOf, type View } from '../../../source/view.ts';
import { patchesIn } from '../patches.ts';
import { declaredBy, filled, filledGenerator, flattened, labelsIn, pathsOf, serverOf } from './paths.ts';

/** Values of an ApplicationSet's parameters, and the generators whose parameters other files tell. */
interface ParameterSet {
  readonly values: ReadonlyMap<string, string>;
  readonly generators: readonly Generator[];
  /** The kind of a generator whose Applications are not followed, for people. */
  readonly notFollowed?: string;
}

/** Of what has no parameters. */
const NONE: readonly ParameterSet[] = [{ values: new Map(), generators: [] }];

/** https://argo-cd.readthedocs.io/en/stable/user-guide/application-specification/ */
export function readApplication(object: View, harvest: Harvest): void {
  const spec = at(object, 'spec');
  if (spec !== undefined) declare(object, spec, 'Argo CD Application', NONE, harvest);
}

/** https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/ */
export function readApplicationSet(object: View, harvest: Harvest): void {
  const template = at(object, 'spec', 'template', 'spec');
  const generators = find(object, 'spec.generators[]');
  const parameters = generators.flatMap(({ value }) => generated(value, MAX_NESTED));
  if (template === undefined) return;
  if (parameters.length >= MAX_PARAMETERS) {
    harvest.unread(`some targets were not read: the ApplicationSet makes more than ${MAX_PARAMETERS} Applications`);
  }
  const overlay = overlayOf(object, generators);
  declare(object, template, 'Argo CD ApplicationSet', parameters.slice(0, MAX_PARAMETERS), harvest, overlay);
}

/**
 * What is laid over the template and says where Applications go, or what they deploy: a patch, or a generator's own template.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Template/
 */
function overlayOf(set: View, generators: readonly { readonly value: View }[]): string | undefined {
  const patch = textOf(at(set, 'spec', 'templatePatch')) ?? '';
  if (/\b(?:destination|sources?)\b/.test(patch)) return 'templatePatch';
  const own = generators.flatMap(({ value }) => fields(value).map(kind => at(kind.value, 'template', 'spec')));
  return own.some(spec => at(spec, 'destination') ?? at(spec, 'source') ?? at(spec, 'sources'))
    ? 'template'
    : undefined;
}

/** A matrix holds other generators, once more at most. */
const MAX_NESTED = 2;
/** Far more than an ApplicationSet makes of lists that people write. */
const MAX_PARAMETERS = 1000;

function declare(
  object: View,
  spec: View,
  what: string,
  parameters: readonly ParameterSet[],
  harvest: Harvest,
  overlay?: string,
): void {
  const sources = [...find(spec, 'source'), ...find(spec, 'sources[]')].map(({ value }) => value);
  const declared = declaredBy(what, object, harvest);
  for (const { values, generators, notFollowed } of parameters) {
    const made = generators.length === 0 ? {} : { generators };
    const open = overlay ?? (notFollowed && `clusters by a generator that is not followed (${notFollowed})`);
    const to: SentTo = open === undefined ? sentTo(spec, values) : { kind: 'open', text: open };
    const common = { ...declared, sentTo: to, ...made };
    // an Application without a source in a repository still says where its own images go
    for (const source of sources.length === 0 ? [spec] : sources) {
      readChart(source, `${declared.by} · source`, harvest);
      const repository = filled(textOf(at(source, 'repoURL')) ?? '', values);
      harvest.declaration({ ...common, ...deployed(source, values, sources, harvest), repository });
    }
  }
}

/**
 * A chart of a registry, which Argo CD's repo-server pulls with what it is configured with.
 * https://argo-cd.readthedocs.io/en/stable/user-guide/helm/
 */
function readChart(source: View, where: string, harvest: Harvest): void {
  const url = at(source, 'repoURL');
  const text = textOf(url) ?? '';
  const chart = textOf(at(source, 'chart'));
  if (!namesAzureHost(text) || (chart === undefined && !text.startsWith('oci://'))) return;
  const more = (chart === undefined ? '' : `/${chart}`) + versionTag(textOf(at(source, 'targetRevision')));
  harvest.artifact(url, `${where}.repoURL`, { platform: 'build', name: 'argocd-repo-server' }, more);
}

function sentTo(spec: View, values: ParameterSet['values']): SentTo {
  const name = textOf(at(spec, 'destination', 'name'));
  const server = textOf(at(spec, 'destination', 'server'));
  const written = filled(name ?? server ?? '', values);
  if (written === 'in-cluster') return { kind: 'own' };
  // the cluster generator gives name and server of one cluster: a path may show the name
  if (written === '{{server}}') return { kind: 'name', names: ['{{name}}'] };
  if (written === '') return { kind: 'open', text: 'destination' };
  return name === undefined ? serverOf(written) : { kind: 'name', names: [written] };
}

/** A folder and the values files beside it; of a chart from elsewhere, the values that this repository has for it. */
function deployed(source: View, values: ParameterSet['values'], sources: readonly View[], harvest: Harvest) {
  const path = textOf(at(source, 'path'));
  const isPath = path !== undefined && at(source, 'chart') === undefined;
  const folder = isPath ? fromRoot('', filled(path, values)) : undefined;
  const refs = new Set(sources.flatMap(each => textOf(at(each, 'ref')) ?? []));
  const files = find(source, 'helm.valueFiles[]').flatMap(({ value }) => {
    const text = filled(textOf(value) ?? '', values);
    const [, ref, rest] = /^\$([\w-]+)\/(.*)$/.exec(text) ?? [];
    if (ref !== undefined && rest !== undefined) return refs.has(ref) ? [fromRoot('', rest)] : [];
    return folder === undefined || text === '' || /^\w+:\/\//.test(text) ? [] : [fromRoot(folder, text)];
  });
  const helm = at(source, 'helm');
  const inline = at(helm, 'valuesObject') ?? harvest.embedded(at(helm, 'values'));
  const parameters = find(source, 'helm.parameters[].name').flatMap(({ value }) => textOf(value) ?? []);
  const overrides = [...pathsOf(inline), ...parameters];
  const images = find(source, 'kustomize.images[]').map(({ value }) => {
    // as `kustomize edit set image` takes it: `name=newName:tag`, or `name:tag`
    const [first = '', second] = (textOf(value) ?? '').split('=', 2);
    return replacementBy(second ?? first, harvest.spanOf(value), second === undefined ? undefined : first);
  });
  const patches = patchesIn(source, 'kustomize.patches', harvest);
  return { folder, isDeep: textOf(at(source, 'directory', 'recurse')) === 'true', files, images, patches, overrides };
}

/**
 * The parameters that a generator makes, one set for each Application. Lists, clusters and folders of git are followed, and
 * a matrix of these: what others make, no file of the workspace tells, or only a file that is no manifest.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators/
 */
function generated(generator: View, depth: number): readonly ParameterSet[] {
  if (at(generator, 'selector') !== undefined) return notFollowed('selector');
  const list = at(generator, 'list', 'elements');
  // elements that are made of other generators' values are not in the file
  if (at(generator, 'list', 'elementsYaml') !== undefined) return notFollowed('elementsYaml');
  if (list !== undefined) {
    return items(list).map(element => ({ values: new Map(flattened(element)), generators: [] }));
  }
  const git = at(generator, 'git');
  if (git !== undefined && find(git, 'directories[]').length > 0)
    return [{ values: valuesOf(git), generators: [foldersOf(git)] }];
  const clusters = at(generator, 'clusters');
  const labels = clusters && labelsOf(clusters);
  if (clusters !== undefined) return [{ values: valuesOf(clusters), generators: [{ of: 'clusters', labels }] }];
  const nested = at(generator, 'matrix', 'generators');
  if (nested === undefined || depth === 0) return notFollowed(kindOf(generator));
  return items(nested)
    .map(each => (each === undefined ? notFollowed('matrix') : generated(each, depth - 1)))
    .reduce(pairs, NONE);
}

function notFollowed(kind: string): readonly ParameterSet[] {
  return [{ values: new Map(), generators: [], notFollowed: kind }];
}

/** `files of git`, `scmProvider`, `merge`. */
function kindOf(generator: View): string {
  const [kind = 'generator'] = fields(generator).map(({ key }) => key.text);
  return kind === 'git' ? 'files of git' : kind;
}

function pairs(all: readonly ParameterSet[], one: readonly ParameterSet[]): readonly ParameterSet[] {
  const most = Math.ceil(MAX_PARAMETERS / Math.max(1, all.length));
  return all.flatMap(left => one.slice(0, most).map(right => both(left, right)));
}

function both(left: ParameterSet, right: ParameterSet): ParameterSet {
  // the second generator can be written with the parameters of the first
  const later = [...right.values].map(([key, value]) => [key, filled(value, left.values)] as const);
  const open = left.notFollowed ?? right.notFollowed;
  return {
    values: new Map([...left.values, ...later]),
    generators: [...left.generators, ...right.generators.map(each => filledGenerator(each, left.values))],
    ...(open === undefined ? {} : { notFollowed: open }),
  };
}

/** The labels that a cluster generator selects by; undefined where it selects otherwise. */
function labelsOf(clusters: View): readonly Label[] | undefined {
  if (at(clusters, 'selector', 'matchExpressions') !== undefined) return undefined;
  return labelsIn(at(clusters, 'selector', 'matchLabels'));
}

function foldersOf(git: View): Generator {
  const globs = (wanted: boolean) =>
    find(git, 'directories[]')
      .filter(({ value }) => (textOf(at(value, 'exclude')) === 'true') === wanted)
      .flatMap(({ value }) => textOf(at(value, 'path')) ?? [])
      .map(glob => fromRoot('', glob));
  const prefix = textOf(at(git, 'pathParamPrefix'));
  const path = prefix === undefined ? 'path' : `${prefix}.path`;
  return { of: 'folders', include: globs(false), exclude: globs(true), path };
}

function valuesOf(generator: View): ReadonlyMap<string, string> {
  return new Map(flattened(at(generator, 'values'), 'values.'));
}
