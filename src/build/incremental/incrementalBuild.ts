// Builds a workspace again after changes. Each result is kept for the next build, until a change drops it.
//
// - Another text of a file drops its `FileBeginning`, the builds that looked at it, and those whose sender it holds.
// - Another text of a kustomization or a Chart.yaml drops the plan and the discovery, too.
// - A file that comes or goes drops the layout, and the builds that missed it or listed its folder.
// - Another config drops the plan, the discovery and all builds.
// - Another build of a deployment drops the senders that it brings, and the builds of all that they send.
// - Another fact for a sender drops all senders of its deployment. Their builds stay if the new senders are alike.
// - Another `FileBeginning`, sender, or name that a build offers to senders drops the discovery.
//
// Files and the config may change while a build yields. A change puts another `Layout` or another map of builds in
// place. The build that is under way goes on with its own, so the next one sees none of its results.
import { remembered } from '../../model/memo.ts';
import { foldersAbove } from '../../model/place.ts';
import type { ImageRule } from '../../read/format.ts';
import type { Sender } from '../delivery/sender.ts';
import { type BuiltDeployment, type Deployment, deploymentsAbove } from '../deployment.ts';
import { ClusterObjects } from '../discovery/clusterObjects.ts';
import { type DeploymentsById, discover, replacedStarts } from '../discovery/discover.ts';
import { type KustomizationUse, kustomizationUse, type Plan, planOf } from '../discovery/plan.ts';
import { deploymentsFor } from '../discovery/sent.ts';
import { beginFile, type FileBeginning, startsOf } from '../discovery/starts.ts';
import { isUnsentFile, unsentFiles } from '../discovery/unsent.ts';
import { isChartFile } from '../helm/chart.ts';
import { isKustomizationFile, kustomizationIn } from '../kustomize/kustomizationFiles.ts';
import { FileChanges } from '../lookedAt.ts';
import { makeDeployment, unbuiltDeployment, type Workshop } from '../make.ts';
import { SharedBases } from '../sharedBases.ts';
import type { WorkspaceInputs } from '../workspaceInputs.ts';
import { BroughtSenders } from './broughtSenders.ts';
import { type Discovered, mayStayFound, offersTheSame } from './discovered.ts';

/** Settings that decide how a workspace is built, besides its files. */
export interface BuildRules {
  /** The config's paths of images in custom resources. */
  readonly images: readonly ImageRule[];
  /** The entries of the config, by their numbers, that name a file. */
  entriesNaming(file: string): readonly number[];
}

/** The deployments of a workspace, all built. */
export interface WorkspaceBuild {
  readonly deployed: DeploymentsById;
  /** Manifests that no deployment holds. Each one's reading is its result, without a build. */
  readonly plain: ReadonlySet<string>;
  readonly senders: readonly Sender[];
  /** The files of components, used or not. */
  readonly components: readonly string[];
}

/** A build that has ended. Until it is concluded, the next one starts from the same state as this one. */
export interface EndedBuild {
  readonly workspace: WorkspaceBuild;
  /** Files with another reading than in the last concluded build. */
  readonly reread: ReadonlySet<string>;
  /** Makes it the build that the next one starts from. Call it once all results are replaced, without a pause between. */
  conclude(): void;
}

/** The files of a tree, and the results that every build needs while these files and their structure stay. */
interface Layout {
  /** Sorted. */
  readonly files: readonly string[];
  /** The root is the empty text. */
  readonly folders: ReadonlySet<string>;
  plan: Plan | undefined;
  /** As of the last build. */
  discovered: Discovered | undefined;
}

type BuildsById = Map<string, BuiltDeployment>;

/** The state with which a build began. */
interface Run {
  readonly layout: Layout;
  readonly plan: Plan;
  readonly builds: BuildsById;
  readonly workshop: Workshop;
}

export class IncrementalBuild {
  readonly #inputs: WorkspaceInputs;
  #rules: BuildRules = { images: [], entriesNaming: () => [] };
  /** Since the last build began. */
  #changes = new FileChanges();
  /** Files whose reading changed since the last concluded build, with how they began in it. Undefined: not known. */
  #reread = new Map<string, FileBeginning | undefined>();

  #layout: Layout | undefined;
  readonly #beginnings = new Map<string, FileBeginning>();
  readonly #uses = new Map<string, { readonly text: string | undefined; readonly use: KustomizationUse }>();
  /** By the ids of their deployments. */
  #builds: BuildsById = new Map();
  readonly #brought = new BroughtSenders();

  constructor(inputs: WorkspaceInputs) {
    this.#inputs = inputs;
  }

  configure(rules: BuildRules): void {
    this.#rules = rules;
    this.#forgetPlan();
    this.#builds = new Map();
  }

  /** Takes note of a file with another reading. `isNew`: it came or went. */
  changed(file: string, isNew: boolean): void {
    if (isNew) this.#layout = undefined;
    else if (isKustomizationFile(file) || isChartFile(file)) this.#forgetPlan();
    this.#changes.add(file, isNew);
    if (!this.#reread.has(file)) this.#reread.set(file, this.#beginnings.get(file));
    this.#beginnings.delete(file);
  }

  #forgetPlan(): void {
    if (this.#layout !== undefined) this.#layout = { ...this.#layout, plan: undefined, discovered: undefined };
  }

  /** Builds again each deployment that a change has dropped. Yields between builds. */
  *build(): Generator<undefined, EndedBuild> {
    this.#dropChanged();
    const run = yield* this.#begin();
    const { layout, plan, builds } = run;
    const discovered = (yield* this.#discoverAsBefore(run)) ?? (yield* this.#discover(run));
    const { found, sendersOf } = discovered;
    yield;
    const replaced = replacedStarts(found);
    const isDeployed = ([id, { deployment }]: [string, BuiltDeployment]) =>
      !isUnsentFile(deployment) && !replaced.has(id);
    const deployed = new Map([...found].filter(isDeployed));
    const plain = new Set(unsentFiles(layout.files, plan, found, this.#inputs));
    this.#inputs.release();
    for (const id of builds.keys()) if (!found.has(id)) builds.delete(id);
    this.#brought.keepOnly(found);
    const senders = [...found.keys()].flatMap(id => (replaced.has(id) ? [] : (sendersOf.get(id) ?? [])));
    return {
      workspace: { deployed, plain, senders, components: plan.components },
      reread: new Set(this.#reread.keys()),
      conclude: () => this.#conclude(run, discovered),
    };
  }

  #dropChanged(): void {
    const changes = this.#changes;
    this.#changes = new FileChanges();
    for (const [id, { lookedAt }] of this.#builds) if (lookedAt.dependsOn(changes)) this.#builds.delete(id);
  }

  *#begin(): Generator<undefined, Run> {
    this.#layout ??= layoutOf(this.#inputs.list('', true));
    const layout = this.#layout;
    const builds = this.#builds;
    const rules = this.#rules;
    const useOf = (folder: string) => this.#useOf(folder);
    const plan = layout.plan ?? (yield* planOf(layout.files, useOf, file => rules.entriesNaming(file)));
    layout.plan = plan;
    return { layout, plan, builds, workshop: { rules: rules.images, memo: new SharedBases() } };
  }

  #conclude({ layout, builds }: Run, discovered: Discovered): void {
    const isComplete = [...discovered.found].every(([id, built]) => builds.get(id) === built);
    layout.discovered = isComplete ? discovered : undefined;
    // the build may have read a file that changed meanwhile before or after its change
    this.#reread = new Map([...this.#changes.files].map(file => [file, undefined]));
  }

  /** Finds all deployments again, starting with those that nothing sends. */
  *#discover(run: Run): Generator<undefined, Discovered> {
    const { layout, plan } = run;
    const objects = new ClusterObjects(layout.folders, this.#inputs);
    const sendersOf = new Map<string, readonly Sender[]>();
    const rounds = new Map<string, number>();
    const found = yield* discover({
      starts: yield* startsOf(plan, layout.files, this.#inputs, file => this.#beginning(file)),
      build: deployment => this.#built(deployment, run),
      leaveOut: (deployment, why) => unbuiltDeployment(deployment, why, this.#inputs),
      sendersOf: built => {
        if (built.declaring.length === 0) return [];
        const { id } = built.deployment;
        const round = rounds.get(id) ?? 0;
        rounds.set(id, round + 1);
        const senders = this.#brought.broughtBy(built, round, objects);
        sendersOf.set(id, senders);
        return senders.map((sender, ordinal) => ({ sender, ordinal }));
      },
      lookedUp: () => objects.size,
      deploymentsFor: (sender, above) => deploymentsFor(sender, above, plan, this.#inputs),
    });
    return { found, sendersOf, asked: this.#brought.lookUps() };
  }

  /** The deployments of the last discovery, each built as it is now. Undefined: a discovery may find others. */
  *#discoverAsBefore(run: Run): Generator<undefined, Discovered | undefined> {
    const before = run.layout.discovered;
    if (before === undefined) return undefined;
    const edits = [...this.#reread].map(([file, former]) => ({ file, former, now: this.#beginning(file) }));
    if (!mayStayFound(edits, before, run.plan.charts)) return undefined;
    const found = new Map(before.found);
    for (const [id, former] of before.found) {
      const now = run.builds.get(id) ?? this.#built(former.deployment, run);
      if (now === former) continue;
      if (!offersTheSame(former, now)) return undefined;
      found.set(id, now);
      yield;
    }
    return { ...before, found };
  }

  #beginning(file: string): FileBeginning {
    return remembered(this.#beginnings, file, () => beginFile(file, this.#inputs));
  }

  #useOf(folder: string): KustomizationUse {
    const text = this.#inputs.text(kustomizationIn(folder, this.#inputs) ?? '');
    const known = this.#uses.get(folder);
    if (known !== undefined && known.text === text) return known.use;
    const use = kustomizationUse(folder, this.#inputs);
    this.#uses.set(folder, { text, use });
    return use;
  }

  /** Returns a deployment's kept build, or a new one, which depends on all that sends it. */
  #built(deployment: Deployment, { builds, workshop }: Run): BuiltDeployment {
    const known = builds.get(deployment.id);
    if (known !== undefined && this.#areBuiltAlike(known.deployment, deployment)) return known;
    const built = makeDeployment(deployment, this.#inputs, workshop);
    const facts = deployment.sender && this.#brought.lookUpsFor(deployment.sender);
    if (facts !== undefined) built.lookedAt.dependOnAll(facts.lookedAt);
    for (const each of [deployment, ...deploymentsAbove(deployment)]) {
      if (each.sender !== undefined) built.lookedAt.dependOn(each.sender.place.file);
      const above = each.above && builds.get(each.above.id);
      if (above !== undefined && above.deployment.builds.kind !== 'files') built.lookedAt.dependOnAll(above.lookedAt);
    }
    builds.set(deployment.id, built);
    return built;
  }

  /** Returns whether deployments of one id are built alike, as long as no file changes. */
  #areBuiltAlike({ sender: former, builds: before }: Deployment, { sender, builds: now }: Deployment): boolean {
    if (sender === undefined || former === undefined) return sender === former;
    if (!this.#brought.areAlike(sender, former)) return false;
    if (before.kind !== 'files' || now.kind !== 'files') return before.kind === now.kind;
    return before.files.length === now.files.length && before.files.every((file, i) => file === now.files[i]);
  }
}

function layoutOf(files: readonly string[]): Layout {
  const folders = new Set(['', ...files.flatMap(foldersAbove)]);
  return { files, folders, plan: undefined, discovered: undefined };
}
