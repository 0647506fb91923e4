import { t } from '../model/l10n.ts';
import { remembered } from '../model/memo.ts';
import { emptyAt } from '../model/place.ts';
import type { ManifestReading, ReadingProblem } from '../model/reading.ts';
import type { ImageReference } from '../model/reference.ts';
import type { ImageRule } from '../read/format.ts';
import { Accounts } from './accounts.ts';
import { deploymentsFor, isUnsentFiles, startsOf, unsentFiles } from './begin.ts';
import type { BuildProblem, Outside } from './built.ts';
import { ClusterObjects } from './clusterObjects.ts';
import { sendersIn } from './delivery/senders.ts';
import { type BuiltDeployment, type Deployment, deploymentsAbove } from './deployment.ts';
import { type Deployed, discover } from './discovery.ts';
import { isChartFile } from './helm/chart.ts';
import { isKustomizationFile } from './kustomize/kustomizationFiles.ts';
import { makeDeployment, type Workshop } from './make.ts';
import { type Plan, planOf } from './plan.ts';
import { Programs } from './programs/programs.ts';
import { type InputFile, WorkspaceInputs } from './workspaceInputs.ts';

/** What else decides how a workspace is built, besides its files. */
export interface BuildRules {
  /** The config's paths of images in custom resources. */
  readonly images: readonly ImageRule[];
  /** The entries of the config, by their numbers, that name a file. */
  entriesNaming(file: string): readonly number[];
}

/** The files in which something changed by a build, and the accounts and secrets that others may ask for. */
export interface BuildChanges {
  readonly files: ReadonlySet<string>;
  readonly accounts: ReadonlySet<string>;
}

/**
 * The deployments of a workspace, each built as its tool builds it. A change of a file drops the builds that looked at it;
 * `build` makes them again, and nothing else.
 */
export class Deployments {
  readonly #files = new Map<string, InputFile>();
  /** Of each file by itself. */
  readonly #readings = new Map<string, ManifestReading>();
  readonly #programs = new Programs(this.#readings);
  readonly #inputs = new WorkspaceInputs(this.#files, file => this.#programs.reading(file));
  #rules: BuildRules = { images: [], entriesNaming: () => [] };
  #plan: Plan | undefined;
  /** Builds that no change has dropped, by the id of their deployment. */
  readonly #builds = new Map<string, BuiltDeployment>();
  #deployed: Deployed = new Map();
  #shown: ReadonlyMap<string, readonly ImageReference[]> = new Map();
  #problems: ReadonlyMap<string, readonly BuildProblem[]> = new Map();
  #accounts = new Accounts([]);

  /** Takes in a file, in place of its former text. */
  update(reading: ManifestReading, text: string): void {
    const { file } = reading;
    const isNew = !this.#files.has(file);
    this.#files.set(file, { text });
    this.#readings.set(file, reading);
    this.#changed(file, isNew);
  }

  remove(file: string): void {
    if (!this.#files.delete(file)) return;
    this.#readings.delete(file);
    this.#changed(file, true);
  }

  configure(rules: BuildRules): void {
    this.#rules = rules;
    this.#plan = undefined;
    this.#builds.clear();
  }

  #changed(file: string, isNew: boolean): void {
    this.#inputs.changed(file, isNew);
    if (isNew || isKustomizationFile(file) || isChartFile(file)) this.#plan = undefined;
    const together = this.#programs.changed(file, isNew);
    for (const [id, { lookedAt }] of this.#builds) {
      const isTouched = lookedAt.dependsOn(file, isNew) || together.some(each => lookedAt.files.has(each));
      if (isTouched) this.#builds.delete(id);
    }
  }

  get accounts(): Accounts {
    return this.#accounts;
  }

  files(): readonly string[] {
    return [...this.#files.keys()];
  }

  reading(file: string): ManifestReading | undefined {
    return this.#readings.get(file);
  }

  text(file: string): string | undefined {
    return this.#files.get(file)?.text;
  }

  /** The pulls that are shown in a file, as of the last build. */
  references(file: string): readonly ImageReference[] {
    return this.#shown.get(file) ?? [];
  }

  /** The parts of a file that could not be read or built; empty for a file that it doesn't hold. */
  problems(file: string): readonly ReadingProblem[] {
    return [...(this.#inputs.reading(file)?.problems ?? []), ...(this.#problems.get(file) ?? [])];
  }

  /** The files that deployments are known by, and those in which something of them is shown. */
  knownFiles(): Iterable<string> {
    const entries = [...this.#deployed.values()].map(({ deployment }) => deployment.entry);
    return new Set([...entries, ...this.#shown.keys(), ...this.#problems.keys()].filter(file => this.#files.has(file)));
  }

  /** The files in which a pull is shown. */
  shownFiles(): Iterable<string> {
    return this.#shown.keys();
  }

  /** The files that are built together with some of these. */
  filesTogetherWith(files: ReadonlySet<string>): ReadonlySet<string> {
    const together = new Set<string>();
    for (const { deployment, lookedAt } of this.#deployed.values()) {
      const isBuilt = deployment.builds.kind !== 'files' && [...lookedAt.files].some(file => files.has(file));
      if (isBuilt) for (const file of lookedAt.files) together.add(file);
    }
    return together;
  }

  /** Things outside of the tree that deployments use, and components that only something outside may use. */
  outside(): readonly Outside[] {
    const all = [...this.#deployed.values()];
    const builds = all.filter(({ deployment }) => deployment.builds.kind !== 'files');
    const used = new Set(builds.flatMap(({ lookedAt }) => [...lookedAt.files]));
    const unused = (this.#plan?.components ?? []).filter(file => !used.has(file));
    const what = t('a component that no kustomization here uses');
    return [...all.flatMap(({ outside }) => outside), ...unused.map(file => ({ file, span: emptyAt(0), what }))];
  }

  /** Builds again whatever a change has dropped; yields between builds. */
  *build(): Generator<undefined, BuildChanges> {
    const before = { deployed: this.#deployed, accounts: this.#accounts };
    this.#plan ??= planOf(this.#files.keys(), this.#inputs, file => this.#rules.entriesNaming(file));
    const plan = this.#plan;
    const workshop: Workshop = { rules: this.#rules.images, memo: new Map() };
    const objects = new ClusterObjects(this.#files.keys(), this.#inputs);
    const found = yield* discover({
      starts: startsOf(plan, [...this.#files.keys()].sort(), this.#inputs),
      build: deployment => this.#made(deployment, workshop),
      sendersOf: built => sendersIn(built.declaring, objects.contextOf(built)),
      deploymentsFor: (sender, above) => deploymentsFor(sender, above, plan, this.#inputs),
    });
    // those that send something are deployed with their folder, too
    const deployed = new Map([...found].filter(([, { deployment }]) => !isUnsentFiles(deployment)));
    for (const each of unsentFiles(this.#files.keys(), plan, found, this.#inputs))
      deployed.set(each.id, this.#made(each, workshop));
    this.#deployed = deployed;
    for (const id of this.#builds.keys()) if (!this.#deployed.has(id)) this.#builds.delete(id);
    this.#inputs.release();
    const all = [...this.#deployed.values()];
    this.#shown = Map.groupBy(all.flatMap(({ references }) => references).sort(byPlace), ({ file }) => file);
    this.#problems = Map.groupBy(
      all.flatMap(({ problems }) => problems),
      ({ file }) => file,
    );
    this.#accounts = new Accounts(all.flatMap(({ accounts }) => accounts));
    return {
      files: changedFiles(before.deployed, this.#deployed),
      accounts: this.#accounts.changedSince(before.accounts),
    };
  }

  #made(deployment: Deployment, workshop: Workshop): BuiltDeployment {
    return remembered(this.#builds, deployment.id, () => {
      const built = makeDeployment(deployment, this.#inputs, workshop);
      // a build depends on all that sends it
      for (const each of [deployment, ...deploymentsAbove(deployment)]) {
        if (each.sender !== undefined) built.lookedAt.dependOn(each.sender.place.file);
        const above = each.above && this.#builds.get(each.above.id);
        if (above !== undefined && above.deployment.builds.kind !== 'files') built.lookedAt.dependOnAll(above.lookedAt);
      }
      return built;
    });
  }
}

/** In the order of the text; of one place, in the order of the deployments' names. */
function byPlace(one: ImageReference, other: ImageReference): number {
  const [first, second] = [one, other].map(({ entry = '', deployment = '' }) => `${entry} ${deployment}`);
  return (
    one.span.start - other.span.start || Number((first ?? '') > (second ?? '')) - Number((first ?? '') < (second ?? ''))
  );
}

/** Files in which a pull came, went or changed. */
function changedFiles(before: Deployed, now: Deployed): ReadonlySet<string> {
  const changed = new Set<string>();
  const note = (built: BuiltDeployment | undefined) => {
    for (const { file } of [...(built?.references ?? []), ...(built?.problems ?? [])]) changed.add(file);
  };
  for (const id of new Set([...before.keys(), ...now.keys()])) {
    const [former, present] = [before.get(id), now.get(id)];
    if (former === present) continue;
    note(former);
    note(present);
  }
  return changed;
}
