// A kustomization on its way through kustomize's steps, and the build that all of its bases are part of.
// https://github.com/kubernetes-sigs/kustomize/blob/master/api/internal/target/kusttarget.go
import { t } from '../../model/l10n.ts';
import { field, itemsAt, textAt } from '../../read/source/lift.ts';
import type { Content, Mapping, Scalar } from '../../read/source/tree.ts';
import type { BuildInputs } from '../built.ts';
import { type Accumulation, type GivenAccumulation, NOTHING_ACCUMULATED } from './accumulation.ts';
import type { BaseMemo } from './bases.ts';
import { type Inflate, inflated } from './charts.ts';
import { configurationIn, type FieldConfiguration, mergedConfiguration } from './configuration.ts';
import { withGenerated } from './generators.ts';
import {
  chartEntries,
  chartHome,
  checkKustomization,
  isComponent,
  isInline,
  type KustomizationFile,
} from './kustomizationFiles.ts';
import { EnteredFolders, Loader } from './loader.ts';
import { partedLoose } from './loose.ts';
import { expandedLists } from './manifests.ts';
import { type Accumulated, currentId, currentKey } from './objects.ts';
import { fileDocuments, inlineDocuments, opened, scalarsAt } from './patching.ts';
import { isRemote } from './paths.ts';
import { BuildReport } from './report.ts';
import type { TransformerStage } from './stage.ts';
import { transformed, withTransformer } from './transforming.ts';

/**
 * Objects that a kustomization holds, and those of its bases with it. Bases that share bases multiply at each level.
 */
const MAX_OBJECTS = 10_000;
const MAX_HELD = 100_000;

/** The kustomizations that use another one. */
interface Users {
  /** Their folders, the nearest last. */
  readonly chain: readonly string[];
  /** The namespace that they give to charts. */
  readonly namespace: string | undefined;
}

const NO_USERS: Users = { chain: [], namespace: undefined };

/** The state that a root and all of its bases share. */
export class KustomizeBuild {
  /** Undefined: charts are outside. */
  readonly inflate: Inflate | undefined;
  readonly entered = new EnteredFolders();
  readonly #inputs: BuildInputs;
  readonly #memo: BaseMemo;

  constructor(inputs: BuildInputs, memo: BaseMemo, inflate: Inflate | undefined) {
    this.#inputs = inputs;
    this.#memo = memo;
    this.inflate = inflate;
  }

  /** Builds a folder's kustomization, or returns it from the memo. */
  base(file: KustomizationFile, users: Users, inputs: BuildInputs): Accumulation {
    const build = (own: BuildInputs) => this.target(file, users, NOTHING_ACCUMULATED, own);
    return this.#memo.base(file.folder, inputs, build);
  }

  /**
   * Accumulates a kustomization over the given objects: none, or, for a component, all that its user has accumulated.
   */
  target(file: KustomizationFile, users: Users, given: GivenAccumulation, inputs: BuildInputs): Accumulation {
    return new Target(this, file, users, given, inputs).accumulate();
  }

  /** Accumulates a kustomization that no other one uses. */
  root(file: KustomizationFile, given: GivenAccumulation = NOTHING_ACCUMULATED): Accumulation {
    return this.target(file, NO_USERS, given, this.#inputs);
  }
}

/** One kustomization on its way through kustomize's steps. */
class Target {
  readonly #build: KustomizeBuild;
  readonly #inputs: BuildInputs;
  readonly #file: KustomizationFile;
  /** The users of its bases and components: its own, and itself. */
  readonly #users: Users;
  readonly #loader: Loader;
  readonly #stage: TransformerStage;
  readonly #report: BuildReport;
  #objects: readonly Accumulated[];
  #configuration: FieldConfiguration;
  #variables: readonly Content[];
  #held: number;
  #isShareable: boolean;

  constructor(
    build: KustomizeBuild,
    file: KustomizationFile,
    users: Users,
    given: GivenAccumulation,
    inputs: BuildInputs,
  ) {
    this.#build = build;
    this.#inputs = inputs;
    this.#file = file;
    this.#users = {
      chain: [...users.chain, file.folder],
      namespace: textAt(file.root, 'namespace') ?? users.namespace,
    };
    this.#report = new BuildReport(given.missing);
    this.#loader = new Loader(file, this.#users.chain, inputs, build.entered, this.#report);
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
    this.#loader.passOver();
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
      isShareable: this.#isShareable && this.#loader.isIndependent,
    };
  }

  #problem(at: Content, message: string): void {
    this.#report.problem(at, this.#file.file, message);
  }

  /** A file, or the folder of another kustomization. */
  #resource(entry: Scalar): void {
    const found = this.#loader.find(entry);
    if (found?.kind === 'file') {
      this.#append(this.#loader.objects(entry, found.path), entry);
      return;
    }
    const file = found && this.#loader.kustomization(entry, found.path);
    if (file === undefined) {
      this.#report.leftOut(entry, this.#file.file, entry.text);
      return;
    }
    if (isComponent(file)) this.#problem(entry, t("a component isn't a resource: list it under components"));
    const base = this.#build.base(file, this.#users, this.#inputs);
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
    const found = this.#loader.find(entry);
    if (found?.kind === 'file') this.#problem(entry, t('a component is a folder'));
    const file = found?.kind === 'folder' ? this.#loader.kustomization(entry, found.path) : undefined;
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
    const made = this.#build.target(file, this.#users, given, this.#inputs);
    this.#objects = made.objects;
    this.#configuration = made.configuration;
    this.#variables = made.variables;
    this.#held = made.held;
    this.#isShareable = made.isShareable;
    this.#report.add(made.report);
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
    if (this.#build.inflate === undefined) {
      this.#report.beyond(entry, this.#file.file, t('chart {0}', textAt(entry, 'name') ?? ''));
      this.#report.leftOut(entry, this.#file.file, t('chart {0}', textAt(entry, 'name') ?? ''));
      return;
    }
    if (textAt(entry, 'namespace') === undefined && textAt(this.#file.root, 'namespace') === undefined)
      this.#isShareable = false;
    const objects = inflated(entry, home, this.#users.namespace, this.#stage, this.#build.inflate);
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
    const found = this.#loader.find(entry);
    if (found?.kind === 'file') return this.#loader.objects(entry, found.path).map(({ object }) => object);
    const file = found?.kind === 'folder' ? this.#loader.kustomization(entry, found.path) : undefined;
    if (file === undefined) return [];
    const base = this.#build.base(file, { ...this.#users, namespace: undefined }, this.#inputs);
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
