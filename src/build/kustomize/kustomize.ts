// kustomize's build, as a pure function over files.
// https://github.com/kubernetes-sigs/kustomize/blob/master/api/internal/target/kusttarget.go
import { t } from '../../model/l10n.ts';
import { field, itemsAt, textAt } from '../../read/source/lift.ts';
import type { Content, Mapping, Scalar } from '../../read/source/tree.ts';
import type { BuildInputs, Built, Outside } from '../built.ts';
import { type Inflate, inflated } from './charts.ts';
import { configurationIn, type FieldConfiguration, mergedConfiguration, NO_CONFIGURATION } from './configuration.ts';
import { withGenerated } from './generators.ts';
import {
  chartEntries,
  chartHome,
  checkKustomization,
  isComponent,
  isInline,
  isThere,
  type KustomizationFile,
  kustomizationIn,
  loadKustomization,
} from './kustomizationFiles.ts';
import { partedLoose } from './loose.ts';
import { expandedLists, refusedObject } from './manifests.ts';
import { inTheWayOfNames, withNamesFollowed } from './nameReferences.ts';
import { type Accumulated, accumulated, currentId, currentKey, labelsIn } from './objects.ts';
import { fileDocuments, inlineDocuments, opened, scalarsAt } from './patching.ts';
import { containsFolder, followPath, isRemote } from './paths.ts';
import { BuildReport } from './report.ts';
import type { TransformerStage } from './stage.ts';
import { transformed, withTransformer } from './transforming.ts';
import { substituteVariables } from './variables.ts';

export type { Inflate } from './charts.ts';
export { isKustomizationFile, kustomizationIn, usedBy } from './kustomizationFiles.ts';

export interface KustomizeOptions {
  /** Changes the root kustomization before the build, as Flux and Argo CD do. */
  readonly edit?: (kustomization: Mapping) => Mapping;
  /** Renders the charts that a kustomization inflates. Without it, they are outside. */
  readonly inflate?: Inflate;
  /** Builds of bases, shared by the overlays of the same inputs. */
  readonly memo?: BaseMemo;
  /** True to load files from outside of a kustomization's folder, as Flux does. kustomize refuses them by default. */
  readonly isUnrestricted?: boolean;
}

/** Unedited bases by their folders. The trees in them never change. */
export interface BaseMemo {
  /** The base of a folder, built on the first call. `build` looks only at the inputs that it gets. */
  base(folder: string, inputs: BuildInputs, build: (inputs: BuildInputs) => Accumulation): Accumulation;
}

/** The bases of one build. */
class OwnBases implements BaseMemo {
  readonly #known = new Map<string, Accumulation>();

  base(folder: string, inputs: BuildInputs, build: (inputs: BuildInputs) => Accumulation): Accumulation {
    const known = this.#known.get(folder);
    if (known !== undefined) return known;
    const built = build(inputs);
    if (built.isShareable) this.#known.set(folder, built);
    return built;
  }
}

/** Builds the kustomization of a folder. */
export function buildKustomization(folder: string, inputs: BuildInputs, options: KustomizeOptions = {}): Built {
  const build = new KustomizeBuild(inputs, options);
  const report = new BuildReport();
  const place = kustomizationIn(folder, inputs) ?? folder;
  const file = loadKustomization(folder, inputs, message => report.problem(undefined, place, message));
  if (file === undefined) return finished(folder, { ...NOTHING_ACCUMULATED, report });
  const edited = options.edit === undefined ? file : { ...file, root: options.edit(file.root) };
  const accumulation = build.target(edited, [], undefined);
  for (const problem of accumulation.report.restricted)
    report.addProblem(options.isUnrestricted === true ? { ...problem, isTaken: true } : problem);
  return finished(file.file, accumulation, report);
}

export interface TransformOptions extends Omit<KustomizeOptions, 'edit'> {
  /** The part that was not built. The kustomization changes its objects, too. */
  readonly missing?: Outside;
}

/** Applies a kustomization to given objects: a HelmRelease's `postRenderers`, or a folder of plain manifests. */
export function transform(
  objects: readonly Mapping[],
  kustomization: Mapping,
  folder: string,
  inputs: BuildInputs,
  options: TransformOptions = {},
): Built {
  const file = kustomization.source?.file ?? folder;
  const { missing } = options;
  const given = { ...NOTHING_ACCUMULATED, objects: objects.map(object => accumulated(object)), missing };
  const build = new KustomizeBuild(inputs, options);
  return finished(file, build.target({ file, folder, root: kustomization }, [], undefined, given));
}

/** Objects on their way up, with the facts that later kustomizations need. */
export interface Accumulation {
  readonly objects: readonly Accumulated[];
  readonly configuration: FieldConfiguration;
  readonly variables: readonly Content[];
  readonly report: BuildReport;
  /** Counts objects once for each kustomization that has held them on the way. */
  readonly held: number;
  /** False if the result depends on what is above: within a cycle, or with a chart in a namespace from there. */
  readonly isShareable: boolean;
}

/** The accumulation that a kustomization begins with. */
interface GivenAccumulation extends Omit<Accumulation, 'report'> {
  /** A part of it that was not built. */
  readonly missing?: Outside | undefined;
}

const NOTHING_ACCUMULATED = {
  objects: [],
  configuration: NO_CONFIGURATION,
  variables: [],
  held: 0,
  isShareable: true,
} as const;

/** Takes the steps that kustomize takes once, at the end: names, vars, and objects for local use. */
function finished(
  file: string,
  accumulation: Omit<Accumulation, 'report'> & { readonly report?: BuildReport },
  first = new BuildReport(),
): Built {
  const { configuration, variables, report } = accumulation;
  if (report !== undefined) first.add(report);
  for (const { value, path } of inTheWayOfNames(accumulation.objects, configuration.nameReference)) {
    first.problem(value, file, t('{0} is neither a mapping nor a list: kustomize refuses it', path));
  }
  let objects = withNamesFollowed(accumulation.objects, configuration.nameReference);
  objects = substituteVariables(objects, variables, configuration.varReference);
  const isLocal = (object: Mapping) =>
    (labelsIn(object, 'annotations').get('config.kubernetes.io/local-config') ?? 'false') !== 'false';
  const { objects: present, loose } = partedLoose(objects);
  return {
    objects: present.flatMap(({ object }) => (isLocal(object) ? [] : object)),
    problems: first.problems,
    outside: first.outside,
    loose: [...first.loose, ...loose],
  };
}

/** Folders that a build enters, counted at each entry. */
const MAX_FOLDERS = 10_000;
/**
 * Objects that a kustomization holds, and those of its bases with it. Bases that share bases multiply at each level.
 */
const MAX_OBJECTS = 10_000;
const MAX_HELD = 100_000;
/** Bases of bases: far more than people stack, and few enough for recursion. */
const MAX_CHAIN = 100;

class KustomizeBuild {
  readonly #inputs: BuildInputs;
  readonly #inflate: Inflate | undefined;
  readonly #memo: BaseMemo;
  #foldersLeft = MAX_FOLDERS;

  constructor(inputs: BuildInputs, { inflate, memo }: KustomizeOptions) {
    this.#inputs = inputs;
    this.#inflate = inflate;
    this.#memo = memo ?? new OwnBases();
  }

  /** Builds a folder's kustomization, or returns it from the memo. */
  base(
    file: KustomizationFile,
    chain: readonly string[],
    namespace: string | undefined,
    inputs: BuildInputs,
  ): Accumulation {
    const build = (own: BuildInputs) => this.target(file, chain, namespace, NOTHING_ACCUMULATED, own);
    return this.#memo.base(file.folder, inputs, build);
  }

  /**
   * Accumulates a kustomization over the given objects: none, or, for a component, all that its user has accumulated.
   * `chain` holds the folders of its users, `namespace` the one that they give to charts.
   */
  target(
    file: KustomizationFile,
    chain: readonly string[],
    namespace: string | undefined,
    given: GivenAccumulation = NOTHING_ACCUMULATED,
    inputs = this.#inputs,
  ): Accumulation {
    return new Target(this, inputs, this.#inflate, file, [...chain, file.folder], namespace, given).accumulate();
  }

  /** Counts a folder that is entered. Returns false after too many. */
  enter(): boolean {
    return --this.#foldersLeft >= 0;
  }
}

/** One kustomization on its way through kustomize's steps. */
class Target {
  readonly #build: KustomizeBuild;
  readonly #inputs: BuildInputs;
  readonly #inflate: Inflate | undefined;
  readonly #file: KustomizationFile;
  readonly #chain: readonly string[];
  readonly #namespace: string | undefined;
  readonly #stage: TransformerStage;
  readonly #report: BuildReport;
  #objects: readonly Accumulated[];
  #configuration: FieldConfiguration;
  #variables: readonly Content[];
  #held: number;
  #isShareable: boolean;

  constructor(
    build: KustomizeBuild,
    inputs: BuildInputs,
    inflate: Inflate | undefined,
    file: KustomizationFile,
    chain: readonly string[],
    namespace: string | undefined,
    given: GivenAccumulation,
  ) {
    this.#build = build;
    this.#inputs = inputs;
    this.#inflate = inflate;
    this.#file = file;
    this.#chain = chain;
    this.#namespace = textAt(file.root, 'namespace') ?? namespace;
    this.#report = new BuildReport(given.missing);
    this.#stage = { folder: file.folder, file: file.file, inputs, report: this.#report };
    this.#objects = given.objects;
    this.#configuration = given.configuration;
    this.#variables = given.variables;
    this.#held = given.held;
    this.#isShareable = given.isShareable;
  }

  /** kustomize's order: resources, generators, components, transformers, validators, vars. */
  accumulate(): Accumulation {
    const { root } = this.#file;
    checkKustomization(this.#file, this.#report);
    for (const entry of [...itemsAt(root, 'resources'), ...itemsAt(root, 'bases')]) {
      if (entry.kind === 'scalar') this.#resource(entry);
      else this.#problem(entry, t('a resource is a path'));
    }
    for (const path of scalarsAt(root, 'configurations')) this.#configure(path);
    this.#passOver();
    this.#generate();
    for (const entry of scalarsAt(root, 'components')) this.#component(entry);
    this.#objects = transformed(this.#objects, root, this.#configuration, this.#stage);
    for (const entry of scalarsAt(root, 'transformers')) this.#transformer(entry);
    this.#variables = [...this.#variables, ...itemsAt(root, 'vars')];
    return {
      objects: this.#objects,
      configuration: this.#configuration,
      variables: this.#variables,
      report: this.#report,
      held: this.#held + this.#objects.length,
      isShareable: this.#isShareable,
    };
  }

  #problem(at: Content, message: string): void {
    this.#report.problem(at, this.#file.file, message);
  }

  /** A file, or the folder of another kustomization. */
  #resource(entry: Scalar): void {
    const found = this.#find(entry);
    if (found?.kind === 'file') {
      this.#append(this.#objectsIn(entry, found.path), entry);
      return;
    }
    const file = found && this.#load(entry, found.path);
    if (file === undefined) {
      this.#report.leftOut(entry, this.#file.file, entry.text);
      return;
    }
    if (isComponent(file)) this.#problem(entry, t("a component isn't a resource: list it under components"));
    const base = this.#build.base(file, this.#chain, this.#namespace, this.#inputs);
    if (this.#held + base.held > MAX_HELD) {
      this.#problem(entry, t('not built: more than {0} objects in all bases together', MAX_HELD));
      return;
    }
    this.#append(base.objects, entry);
    this.#take(base);
  }

  #take(other: Accumulation): void {
    this.#configuration = mergedConfiguration(this.#configuration, other.configuration);
    this.#variables = [...this.#variables, ...other.variables];
    this.#report.add(other.report);
    this.#held += other.held;
    this.#isShareable &&= other.isShareable;
  }

  /** A component works on all that was accumulated before it. */
  #component(entry: Scalar): void {
    const found = this.#find(entry);
    if (found?.kind === 'file') this.#problem(entry, t('a component is a folder'));
    const file = found?.kind === 'folder' ? this.#load(entry, found.path) : undefined;
    if (file === undefined) {
      this.#report.leftOut(entry, this.#file.file, entry.text);
      return;
    }
    if (!isComponent(file)) this.#problem(entry, t("this folder isn't a component: list it under resources"));
    const given = {
      objects: this.#objects,
      configuration: this.#configuration,
      variables: this.#variables,
      held: this.#held,
      isShareable: this.#isShareable,
      missing: this.#report.missing,
    };
    const made = this.#build.target(file, this.#chain, this.#namespace, given, this.#inputs);
    this.#objects = made.objects;
    this.#configuration = made.configuration;
    this.#variables = made.variables;
    this.#held = made.held;
    this.#isShareable = made.isShareable;
    this.#report.add(made.report);
  }

  /** Resolves an entry. Undefined, and reported, if it leads to nothing in this tree. */
  #find(entry: Scalar): { readonly kind: 'file' | 'folder'; readonly path: string } | undefined {
    const { file, folder } = this.#file;
    const followed = followPath(folder, entry.text);
    if (followed.kind === 'inside') {
      if (isThere(followed.path, this.#inputs)) {
        this.#report.loads(entry, entry.text, followed.path, this.#file);
        return { kind: 'file', path: followed.path };
      }
      if (this.#inputs.list(followed.path, true).length > 0) return { kind: 'folder', path: followed.path };
    }
    if (isRemote(entry.text)) this.#report.beyond(entry, file, entry.text);
    else if (followed.kind === 'outside') this.#report.leavesRoot(entry, file, entry.text);
    else this.#problem(entry, t('{0} does not exist', entry.text));
    return undefined;
  }

  #load(entry: Scalar, folder: string): KustomizationFile | undefined {
    const user = this.#chain.find(each => containsFolder(folder, each));
    if (user !== undefined) {
      this.#isShareable = false;
      this.#problem(entry, t('a cycle: {0} is, or contains, a folder that uses it', folder === '' ? '.' : folder));
      return undefined;
    }
    if (this.#chain.length >= MAX_CHAIN) {
      this.#problem(entry, t('not built: more than {0} kustomizations above each other', MAX_CHAIN));
      return undefined;
    }
    if (!this.#build.enter()) {
      this.#isShareable = false;
      this.#problem(entry, t('not built: more than {0} folders', MAX_FOLDERS));
      return undefined;
    }
    return loadKustomization(folder, this.#inputs, message => this.#problem(entry, message));
  }

  /** The objects of a file that `resources:` lists. */
  #objectsIn(entry: Scalar, file: string): readonly Accumulated[] {
    const documents = this.#inputs.documents(file);
    if (documents === undefined) {
      this.#problem(entry, t("{0} isn't YAML", entry.text));
      return [];
    }
    for (const { message, span } of this.#inputs.faults?.(file) ?? []) this.#report.addProblem({ file, span, message });
    const objects = expandedLists(documents.flatMap(document => (this.#isObject(document, entry) ? document : [])));
    return objects.map(object => accumulated(object));
  }

  #isObject(document: Content, entry: Scalar): document is Mapping {
    const refused = refusedObject(document);
    if (refused !== undefined) this.#problem(document.source === undefined ? entry : document, refused);
    return document.kind === 'mapping';
  }

  /** Adds objects. kustomize refuses a second object of the same id. */
  #append(objects: readonly Accumulated[], entry: Content): void {
    if (this.#objects.length + objects.length > MAX_OBJECTS) {
      this.#problem(entry, t('not built: more than {0} objects', MAX_OBJECTS));
      return;
    }
    const known = new Set(partedLoose(this.#objects).objects.map(({ object }) => currentKey(object)));
    const added: Accumulated[] = [];
    for (const each of objects) {
      const key = each.looseOf === undefined ? currentKey(each.object) : undefined;
      if (key === undefined || !known.has(key)) added.push(each);
      else this.#refuseAgain(each.object, entry);
      if (key !== undefined) known.add(key);
    }
    this.#objects = [...this.#objects, ...added];
  }

  /**
   * kustomize refuses two of one kind and name. The first stays: bases that use each other would multiply without end.
   */
  #refuseAgain(object: Mapping, entry: Content): void {
    const { kind, name } = currentId(object);
    this.#problem(entry, t('{0} is there twice: kustomize refuses it', `${kind} ${name}`));
  }

  #configure(path: Scalar): void {
    for (const document of fileDocuments(path, this.#stage) ?? []) {
      this.#configuration = mergedConfiguration(this.#configuration, configurationIn(document));
    }
  }

  /** Looks at files that kustomize loads, and that change nothing here. */
  #passOver(): void {
    const { root, folder } = this.#file;
    const schema = field(root, 'openapi', 'path');
    const named = [...scalarsAt(root, 'crds'), ...scalarsAt(root, 'validators').filter(each => !isInline(each))];
    for (const entry of schema?.kind === 'scalar' ? [...named, schema] : named) {
      const followed = followPath(folder, entry.text);
      if (followed.kind === 'inside' && isThere(followed.path, this.#inputs))
        this.#report.loads(entry, entry.text, followed.path, this.#file);
    }
  }

  #generate(): void {
    const { root } = this.#file;
    const options = field(root, 'generatorOptions');
    for (const [key, kind] of GENERATORS) {
      for (const entry of itemsAt(root, key))
        this.#objects = withGenerated(this.#objects, entry, kind, options, this.#stage);
    }
    for (const entry of chartEntries(root)) this.#chart(entry, chartHome(root, entry));
    for (const entry of scalarsAt(root, 'generators')) {
      for (const generator of this.#plugins(entry)) this.#generator(generator, entry);
    }
  }

  #chart(entry: Content, home: string): void {
    if (this.#inflate === undefined) {
      this.#report.beyond(entry, this.#file.file, t('chart {0}', textAt(entry, 'name') ?? ''));
      this.#report.leftOut(entry, this.#file.file, t('chart {0}', textAt(entry, 'name') ?? ''));
      return;
    }
    if (textAt(entry, 'namespace') === undefined && textAt(this.#file.root, 'namespace') === undefined)
      this.#isShareable = false;
    const objects = inflated(entry, home, this.#namespace, this.#stage, this.#inflate);
    this.#append(objects, entry);
  }

  /** An object of `generators:`. The output of a plugin is not in this tree. */
  #generator(generator: Mapping, entry: Scalar): void {
    const kind = textAt(generator, 'kind') ?? '';
    const isBuiltIn = textAt(generator, 'apiVersion') === 'builtin';
    if (isBuiltIn && kind === 'HelmChartInflationGenerator') this.#chart(generator, chartHome(undefined, generator));
    else if (isBuiltIn && (kind === 'ConfigMapGenerator' || kind === 'SecretGenerator')) {
      const made = kind === 'SecretGenerator' ? 'Secret' : 'ConfigMap';
      this.#objects = withGenerated(this.#objects, namedByMetadata(generator), made, undefined, this.#stage);
    } else {
      const what = t('objects that the generator {0} makes', kind);
      this.#report.beyond(entry, this.#file.file, what);
      this.#report.leftOut(entry, this.#file.file, what);
    }
  }

  #transformer(entry: Scalar): void {
    if (!isInline(entry) && isRemote(entry.text)) {
      this.#report.beyond(entry, this.#file.file, entry.text);
      this.#objects = this.#objects.map(each => opened(each, t('changed by the transformer {0}', entry.text)));
      return;
    }
    for (const plugin of this.#plugins(entry)) this.#objects = withTransformer(this.#objects, plugin, this.#stage);
  }

  /** The objects that configure generators or transformers: inline, in a file, or built by another kustomization. */
  #plugins(entry: Scalar): readonly Mapping[] {
    if (isInline(entry)) {
      const documents = inlineDocuments(entry, this.#stage) ?? [];
      return expandedLists(documents.flatMap(document => (document.kind === 'mapping' ? document : [])));
    }
    const found = this.#find(entry);
    if (found?.kind === 'file') return this.#objectsIn(entry, found.path).map(({ object }) => object);
    const file = found?.kind === 'folder' ? this.#load(entry, found.path) : undefined;
    if (file === undefined) return [];
    const base = this.#build.base(file, this.#chain, undefined, this.#inputs);
    this.#report.add(base.report);
    this.#isShareable &&= base.isShareable;
    return base.objects.map(({ object }) => object);
  }
}

const GENERATORS = [
  ['configMapGenerator', 'ConfigMap'],
  ['secretGenerator', 'Secret'],
] as const;

/** As an object, a generator has its name and namespace in its metadata. */
function namedByMetadata(generator: Mapping): Mapping {
  const metadata = field(generator, 'metadata');
  return metadata?.kind === 'mapping'
    ? { ...generator, entries: [...generator.entries, ...metadata.entries] }
    : generator;
}
