import { namesAzureHost } from '../../../model/host.ts';
import { fromRoot, type Span } from '../../../model/place.ts';
import type { Parameters } from '../../../model/reading.ts';
import type { Generator, Label, SentTo } from '../../../model/target.ts';
import type { SourceFile } from '../../format.ts';
import { versionTag } from '../../values/chartAddress.ts';
import { isJsonName } from '../../source/documents.ts';
import type { Harvest } from '../../source/harvest.ts';
import { parseJson } from '../../source/json.ts';
import { replacementBy } from '../../source/renames.ts';
import { at, fields, find, items, textOf, type View, view } from '../../source/view.ts';
import { parseYaml, splitStream } from '../../source/yaml/yaml.ts';
import { patchesIn } from '../patches.ts';
import { declaredBy, filled, filledGenerator, flattened, labelsIn, pathsOf, serverOf } from './paths.ts';

/** Values of an ApplicationSet's parameters, and the generators whose parameters other files tell. */
interface ParameterSet {
  readonly values: ReadonlyMap<string, string>;
  readonly generators: readonly Generator[];
}

const UNKNOWN: readonly ParameterSet[] = [{ values: new Map(), generators: [] }];

/** https://argo-cd.readthedocs.io/en/stable/user-guide/application-specification/ */
export function readApplication(object: View, harvest: Harvest): void {
  const spec = at(object, 'spec');
  if (spec !== undefined) declare(object, spec, 'Argo CD Application', UNKNOWN, harvest);
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
  for (const { values, generators } of parameters) {
    const made = generators.length === 0 ? {} : { generators };
    const to: SentTo = overlay === undefined ? sentTo(spec, values, generators) : { kind: 'open', text: overlay };
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

function sentTo(spec: View, values: ParameterSet['values'], generators: readonly Generator[]): SentTo {
  const name = textOf(at(spec, 'destination', 'name'));
  const server = textOf(at(spec, 'destination', 'server'));
  const written = filled(name ?? server ?? '', values);
  if (written === 'in-cluster') return { kind: 'own' };
  // The cluster generator gives name and server of one cluster: a path may show the name. In a file, both are keys as any.
  const isOfFile = !generators.some(({ of }) => of === 'clusters') && generators.some(({ of }) => of === 'files');
  if (written === '{{server}}' && !isOfFile) return { kind: 'name', names: ['{{name}}'] };
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

/** The parameters that a generator makes, one set for each Application; those of forges are not in files. */
function generated(generator: View, depth: number): readonly ParameterSet[] {
  if (at(generator, 'selector') !== undefined) return UNKNOWN;
  const list = at(generator, 'list', 'elements');
  // elements that are made of other generators' values are not in the file
  if (at(generator, 'list', 'elementsYaml') !== undefined) return UNKNOWN;
  if (list !== undefined) {
    return items(list).map(element => ({ values: new Map(flattened(element)), generators: [] }));
  }
  const git = at(generator, 'git');
  if (git !== undefined) return [{ values: valuesOf(git), generators: [gitGenerator(git)] }];
  const clusters = at(generator, 'clusters');
  const labels = clusters && labelsOf(clusters);
  if (clusters !== undefined) return [{ values: valuesOf(clusters), generators: [{ of: 'clusters', labels }] }];
  const nested = at(generator, 'matrix', 'generators');
  if (nested === undefined || depth === 0) return UNKNOWN;
  return items(nested)
    .map(each => (each === undefined ? UNKNOWN : generated(each, depth - 1)))
    .reduce(pairs, UNKNOWN);
}

function pairs(all: readonly ParameterSet[], one: readonly ParameterSet[]): readonly ParameterSet[] {
  const most = Math.ceil(MAX_PARAMETERS / Math.max(1, all.length));
  return all.flatMap(left => one.slice(0, most).map(right => both(left, right)));
}

function both(left: ParameterSet, right: ParameterSet): ParameterSet {
  // the second generator can be written with the parameters of the first
  const later = [...right.values].map(([key, value]) => [key, filled(value, left.values)] as const);
  return {
    values: new Map([...left.values, ...later]),
    generators: [...left.generators, ...right.generators.map(each => filledGenerator(each, left.values))],
  };
}

/** The labels that a cluster generator selects by; undefined where it selects otherwise. */
function labelsOf(clusters: View): readonly Label[] | undefined {
  if (at(clusters, 'selector', 'matchExpressions') !== undefined) return undefined;
  return labelsIn(at(clusters, 'selector', 'matchLabels'));
}

/** Files count where no folders are named: https://github.com/argoproj/argo-cd/blob/master/applicationset/generators/git.go */
function gitGenerator(git: View): Generator {
  const folders = find(git, 'directories[]');
  const of = folders.length > 0 ? 'folders' : 'files';
  const globs = (wanted: boolean) =>
    (of === 'folders' ? folders : find(git, 'files[]'))
      .filter(({ value }) => (textOf(at(value, 'exclude')) === 'true') === wanted)
      .flatMap(({ value }) => textOf(at(value, 'path')) ?? [])
      .map(glob => fromRoot('', glob));
  const prefix = textOf(at(git, 'pathParamPrefix'));
  const path = prefix === undefined ? 'path' : `${prefix}.path`;
  const repository = textOf(at(git, 'repoURL')) ?? '';
  return { of, include: globs(false), exclude: globs(true), path, repository };
}

function valuesOf(generator: View): ReadonlyMap<string, string> {
  return new Map(flattened(at(generator, 'values'), 'values.'));
}

/**
 * The parameters that a git generator of Argo CD takes from a file: of each object in a list, or of the one there is. It reads
 * the first document, and of a file that is broken or holds anything else, nothing is known.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-Git/#git-generator-files
 */
export function parametersOf({ name, text }: SourceFile): readonly Parameters[] {
  const isWritten = ({ start, end }: Span) =>
    text
      .slice(start, end)
      .replace(/#.*|^---\s*$/gm, '')
      .trim() !== '';
  const { root, problems } = isJsonName(name) ? parseJson(text) : parseYaml(text, splitStream(text).find(isWritten));
  const top = view(root);
  const objects = top?.node.kind === 'list' ? items(top) : [top];
  const isRead = problems.length === 0 && objects.every(each => each === undefined || each.node.kind === 'mapping');
  return isRead ? objects.map(each => new Map(flattened(each))) : [new Map()];
}
