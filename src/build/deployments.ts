import { t } from '../model/l10n.ts';
import { append } from '../model/lists.ts';
import { memoized, remembered } from '../model/memo.ts';
import { emptyAt, foldersAbove } from '../model/place.ts';
import type { AskedValues, ProgramWorld } from '../model/program.ts';
import type { ManifestReading, ReadingProblem } from '../model/reading.ts';
import type { ImageReference } from '../model/reference.ts';
import type { ImageRule } from '../read/format.ts';
import { Accounts, accountKeys, type BroughtAccount } from './accounts.ts';
import { beginFile, deploymentsFor, type FileBeginning, isUnsentFile, startsOf, unsentFiles } from './begin.ts';
import type { BuildProblem, Outside, Undecided } from './built.ts';
import { ClusterObjects, type DiscoveryLookUps } from './clusterObjects.ts';
import type { Sender } from './delivery/sender.ts';
import { maySend, sendersIn } from './delivery/senders.ts';
import { type BuiltDeployment, type Deployment, deploymentsAbove } from './deployment.ts';
import { type Discovered, mayStayFound, offersTheSame } from './discovered.ts';
import { type DeploymentsById, discover, replacedStarts } from './discovery.ts';
import { isChartFile } from './helm/chart.ts';
import { isKustomizationFile, kustomizationIn } from './kustomize/kustomizationFiles.ts';
import { FileChanges } from './lookedAt.ts';
import { makeDeployment, plainAccounts, plainPulls, unbuiltDeployment, type Workshop } from './make.ts';
import { type KustomizationUse, kustomizationUse, type Plan, planOf } from './plan.ts';
import { Programs } from './programs/programs.ts';
import { SharedBases } from './sharedBases.ts';
import { byPlace, onceAtPlace, type Replaced, replacements, show } from './shown.ts';
import { TakenValues } from './takenValues.ts';
import { type InputFile, WorkspaceInputs } from './workspaceInputs.ts';

/** Settings that decide how a workspace is built, besides its files. */
export interface BuildRules {
  /** The config's paths of images in custom resources. */
  readonly images: readonly ImageRule[];
  /** The entries of the config, by their numbers, that name a file. */
  entriesNaming(file: string): readonly number[];
}

/**
 * Changes since the build before: the files with other pulls or problems, and the accounts, by the keys of look-ups.
 */
export interface BuildChanges {
  readonly files: ReadonlySet<string>;
  readonly accounts: ReadonlySet<string>;
}

/** A build's dependencies on its sender, besides the sender's own file. */
interface SenderTraits {
  readonly said: string;
  /** The facts that were looked up for it, and for the other senders of its deployment. */
  readonly asked: DiscoveryLookUps;
}

/** The senders that a deployment brings, as they were found in one of the rounds of a build. */
interface BroughtSenders {
  readonly built: BuiltDeployment;
  readonly senders: readonly Sender[];
  readonly asked: DiscoveryLookUps;
}

/**
 * The deployments of a workspace, each built as its tool builds it. A change of a file drops the builds that looked at
 * it. `build` makes these again, and nothing else.
 */
export class Deployments {
  readonly #files = new Map<string, InputFile>();
  /** The reading of each file alone. */
  readonly #readings = new Map<string, ManifestReading>();
  readonly #programs = new Programs(this.#readings);
  readonly #inputs = new WorkspaceInputs(this.#files, file => this.#programs.reading(file));
  #rules: BuildRules = { images: [], entriesNaming: () => [] };
  /** Since the last build began. */
  #changes = new FileChanges();
  /** Files whose reading changed since the last build ended, with how they began in it. */
  readonly #reread = new Map<string, FileBeginning | undefined>();

  // kept from one build to the next, until a change drops them
  #sorted: readonly string[] | undefined;
  #folders: ReadonlySet<string> | undefined;
  #plan: Plan | undefined;
  readonly #beginnings = new Map<string, FileBeginning>();
  readonly #uses = new Map<string, { readonly text: string | undefined; readonly use: KustomizationUse }>();
  /** By the ids of their deployments. */
  #builds = new Map<string, BuiltDeployment>();
  /** By round and deployment. */
  readonly #brought = new Map<string, BroughtSenders>();
  readonly #senderTraits = new WeakMap<Sender, SenderTraits>();
  /** As of the last build. Undefined: files came or went since, or the plan is another one. */
  #discovered: Discovered | undefined;

  // as of the last build
  #deployed: DeploymentsById = new Map();
  /** Manifests that no deployment holds. Each one's reading is its result, without a build. */
  #plain: ReadonlySet<string> = new Set();
  readonly #plainAccounts = new Map<string, readonly BroughtAccount[]>();
  #senders: readonly Sender[] = [];
  /** By file, then by deployment. */
  readonly #shown = new Map<string, Map<string, readonly ImageReference[]>>();
  readonly #problems = new Map<string, Map<string, readonly BuildProblem[]>>();
  #accounts = new Accounts([]);
  #taken = new TakenValues([]);

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
    this.#forgetPlan();
    this.#builds = new Map(); // a build that is under way goes on with the former rules
  }

  #changed(file: string, isNew: boolean): void {
    this.#inputs.changed(file, isNew);
    if (isNew) {
      this.#sorted = undefined;
      this.#folders = undefined;
    }
    if (isNew || isKustomizationFile(file) || isChartFile(file)) this.#forgetPlan();
    this.#changes.add(file, isNew);
    this.#noteReread(file);
    for (const each of this.#programs.changed(file, isNew)) {
      this.#changes.add(each, false);
      this.#noteReread(each);
    }
  }

  #forgetPlan(): void {
    this.#plan = undefined;
    this.#discovered = undefined;
  }

  #noteReread(file: string): void {
    if (!this.#reread.has(file)) this.#reread.set(file, this.#beginnings.get(file));
    this.#beginnings.delete(file);
  }

  /** Takes values for the programs of the workspace, over those of files. */
  ask(asked: AskedValues): void {
    this.#programs.ask(asked);
  }

  /**
   * Returns the worlds that the infrastructure code of the workspace makes with each set of values. Yields between
   * programs.
   */
  worlds(): Generator<undefined, readonly ProgramWorld[]> {
    return this.#programs.worlds();
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

  /** The pulls that are shown in a file, as of the last build, in the order of its text. */
  references(file: string): readonly ImageReference[] {
    const shown = [...(this.#shown.get(file) ?? [])].flatMap(([id, references]) =>
      this.#isOfRelease(id) ? references : references.filter(each => !this.#taken.has(each)),
    );
    const plain = this.#plain.has(file) ? plainPulls(file, this.#inputs) : [];
    return [...shown, ...plain.filter(each => !this.#taken.has(each))].sort(byPlace);
  }

  #isOfRelease(id: string): boolean {
    const kind = this.#deployed.get(id)?.deployment.builds.kind;
    return kind === 'chart' || kind === 'values';
  }

  /**
   * The parts of a file that could not be read or built, then those in doubt. Empty for a file that it doesn't hold.
   */
  problems(file: string): readonly ReadingProblem[] {
    const ofBuilds = inDoubt([...(this.#problems.get(file)?.values() ?? [])].flat());
    const all = [...(this.#inputs.reading(file)?.problems ?? []), ...ofBuilds];
    if (all.length < 2) return all;
    // overlays that share a base have its problems in common
    const each = [...new Map(all.map(problem => [problemKey(problem), problem])).values()];
    return each.sort((one, other) => Number(one.isBuilt === true) - Number(other.isBuilt === true));
  }

  /** The files that deployments are known by, the files that send them, and the files that show something of them. */
  knownFiles(): Iterable<string> {
    const entries = [...this.#deployed.values()].map(({ deployment }) => deployment.entry);
    const senders = this.#senders.map(({ place }) => place.file);
    const known = [...entries, ...senders, ...this.shownFiles(), ...this.#problems.keys()];
    return new Set(known.filter(file => this.#files.has(file)));
  }

  /** The files in which a pull is shown. */
  shownFiles(): Iterable<string> {
    const isShown = (file: string) => (this.#readings.get(file)?.references.length ?? 0) > 0;
    return new Set([...this.#shown.keys(), ...[...this.#plain].filter(isShown)]);
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

  /** Things outside of the tree that deployments use, each once. */
  outside(): readonly Outside[] {
    const ofBuilds = [...this.#deployed.values()].flatMap(({ outside }) => outside);
    const ofSenders = this.#senders.flatMap(({ sends, place }) =>
      sends.kind === 'outside' ? { ...place, what: sends.what } : [],
    );
    return onceAtPlace([...ofBuilds, ...ofSenders], ({ what }) => what);
  }

  /** Senders whose deployment no file settles, and components that no build uses. Each appears once. */
  undecided(): readonly Undecided[] {
    const open = this.#senders.flatMap(({ by, sends, place }) =>
      sends.kind === 'open' ? { ...place, by, why: sends.why } : [],
    );
    return onceAtPlace([...open, ...this.#unusedComponents()], ({ by, why }) => `${by} ${why}`);
  }

  #unusedComponents(): readonly Undecided[] {
    const builds = [...this.#deployed.values()].filter(({ deployment }) => deployment.builds.kind !== 'files');
    const used = new Set(builds.flatMap(({ lookedAt }) => [...lookedAt.files]));
    const unused = (this.#plan?.components ?? []).filter(file => !used.has(file));
    return unused.map(file => ({
      file,
      span: emptyAt(0),
      by: t('a component'),
      why: t('no kustomization here uses it'),
    }));
  }

  /**
   * Builds again each deployment that a change has dropped. Yields between builds. A run that is given up early loses
   * nothing.
   */
  *build(): Generator<undefined, BuildChanges> {
    this.#dropChanged();
    const builds = this.#builds;
    this.#sorted ??= [...this.#files.keys()].sort();
    this.#folders ??= new Set(['', ...this.#sorted.flatMap(foldersAbove)]);
    const rules = this.#rules;
    this.#plan ??= yield* planOf(
      this.#sorted,
      folder => this.#useOf(folder),
      file => rules.entriesNaming(file),
    );
    const [files, plan] = [this.#sorted, this.#plan];
    const workshop: Workshop = { rules: rules.images, memo: new SharedBases() };
    const make = (deployment: Deployment) => this.#made(deployment, builds, workshop);
    const discovered =
      (yield* this.#discoveredBefore(plan, make)) ?? (yield* this.#discover(plan, files, this.#folders, make));
    const { found } = discovered;
    yield;
    const replaced = replacedStarts(found);
    const isDeployed = ([id, { deployment }]: [string, BuiltDeployment]) =>
      !isUnsentFile(deployment) && !replaced.has(id);
    const deployed = new Map([...found].filter(isDeployed));
    const plain = new Set(unsentFiles(files, plan, found, this.#inputs));
    this.#inputs.release();
    for (const id of builds.keys()) if (!found.has(id)) builds.delete(id);
    for (const [key, { built }] of this.#brought) if (!found.has(built.deployment.id)) this.#brought.delete(key);
    this.#senders = [...found.keys()].flatMap(id => (replaced.has(id) ? [] : (discovered.sendersOf.get(id) ?? [])));
    const changes = yield* this.#settle(deployed, plain);
    const isComplete = [...found].every(([id, built]) => builds.get(id) === built);
    this.#discovered = isComplete && plan === this.#plan ? discovered : undefined;
    return changes;
  }

  /** Finds all deployments again, starting with those that nothing sends. */
  *#discover(
    plan: Plan,
    files: readonly string[],
    folders: ReadonlySet<string>,
    build: (deployment: Deployment) => BuiltDeployment,
  ): Generator<undefined, Discovered> {
    const objects = new ClusterObjects(folders, this.#inputs);
    const sendersOf = new Map<string, readonly Sender[]>();
    const rounds = new Map<string, number>();
    const found = yield* discover({
      starts: yield* startsOf(plan, files, this.#inputs, file => this.#beginning(file)),
      build,
      leaveOut: (deployment, why) => unbuiltDeployment(deployment, why, this.#inputs),
      sendersOf: built => {
        if (built.declaring.length === 0) return [];
        const { id } = built.deployment;
        const round = rounds.get(id) ?? 0;
        rounds.set(id, round + 1);
        const senders = this.#sendersOf(built, round, objects);
        sendersOf.set(id, senders);
        return senders.map((sender, ordinal) => ({ sender, ordinal }));
      },
      lookedUp: () => objects.size,
      deploymentsFor: (sender, above) => deploymentsFor(sender, above, plan, this.#inputs),
    });
    return { found, sendersOf, asked: [...this.#brought.values()].map(({ asked }) => asked) };
  }

  /** The deployments of the last discovery, each built as it is now. Undefined: a discovery may find others. */
  *#discoveredBefore(
    { charts }: Plan,
    build: (deployment: Deployment) => BuiltDeployment,
  ): Generator<undefined, Discovered | undefined> {
    const before = this.#discovered;
    if (before === undefined) return undefined;
    const edits = [...this.#reread].map(([file, former]) => ({ file, former, now: this.#beginning(file) }));
    if (!mayStayFound(edits, before, charts)) return undefined;
    const found = new Map(before.found);
    for (const [id, former] of before.found) {
      const now = this.#builds.get(id) ?? build(former.deployment);
      if (now === former) continue;
      if (!offersTheSame(former, now)) return undefined;
      found.set(id, now);
      yield;
    }
    return { ...before, found };
  }

  #dropChanged(): void {
    const changes = this.#changes;
    this.#changes = new FileChanges();
    for (const [id, { lookedAt }] of this.#builds) if (lookedAt.dependsOn(changes)) this.#builds.delete(id);
  }

  #beginning(file: string): FileBeginning {
    return remembered(this.#beginnings, file, () => beginFile(file, this.#inputs));
  }

  #useOf(folder: string): KustomizationUse {
    const text = this.text(kustomizationIn(folder, this.#inputs) ?? '');
    const known = this.#uses.get(folder);
    if (known !== undefined && known.text === text) return known.use;
    const use = kustomizationUse(folder, this.#inputs);
    this.#uses.set(folder, { text, use });
    return use;
  }

  /** The senders that a deployment brings. They are the same objects while their inputs stay the same. */
  #sendersOf(built: BuiltDeployment, round: number, objects: ClusterObjects): readonly Sender[] {
    objects.add(built);
    if (!maySend(built.declaring)) return [];
    const key = `${round} ${built.deployment.id}`;
    const known = this.#brought.get(key);
    if (known?.built === built && objects.tellsTheSame(known.asked, built)) return known.senders;
    const { context, asked } = objects.contextOf(built);
    const senders = sendersIn(built.declaring, context);
    for (const sender of senders) this.#senderTraits.set(sender, { said: saidBy(sender), asked });
    this.#brought.set(key, { built, senders, asked });
    return senders;
  }

  #made(deployment: Deployment, builds: Map<string, BuiltDeployment>, workshop: Workshop): BuiltDeployment {
    const known = builds.get(deployment.id);
    if (known !== undefined && this.#isSame(known.deployment, deployment)) return known;
    const built = makeDeployment(deployment, this.#inputs, workshop);
    const by = deployment.sender && this.#senderTraits.get(deployment.sender);
    // a build depends on all that sends it
    if (by !== undefined) built.lookedAt.dependOnAll(by.asked.lookedAt);
    for (const each of [deployment, ...deploymentsAbove(deployment)]) {
      if (each.sender !== undefined) built.lookedAt.dependOn(each.sender.place.file);
      const above = each.above && builds.get(each.above.id);
      if (above !== undefined && above.deployment.builds.kind !== 'files') built.lookedAt.dependOnAll(above.lookedAt);
    }
    builds.set(deployment.id, built);
    return built;
  }

  /** Returns whether deployments of one id are built alike, as long as no file changes. */
  #isSame({ sender: former, builds: before }: Deployment, { sender, builds: now }: Deployment): boolean {
    if (sender === undefined || former === undefined) return sender === former;
    if (sender !== former && !isToldAlike(this.#senderTraits.get(sender), this.#senderTraits.get(former))) return false;
    if (before.kind !== 'files' || now.kind !== 'files') return before.kind === now.kind;
    return before.files.length === now.files.length && before.files.every((file, i) => file === now.files[i]);
  }

  /** Makes files show what is deployed now: all of it at once, at the end. */
  *#settle(deployed: DeploymentsById, plain: ReadonlySet<string>): Generator<undefined, BuildChanges> {
    const before = this.#deployed;
    const pulls: Replaced<ImageReference>[] = [];
    const problems: Replaced<BuildProblem>[] = [];
    const keys = new Set<string>();
    const gone = [...before.keys()].filter(id => !deployed.has(id));
    const changed = [...deployed].flatMap(([id, built]) => (before.get(id) === built ? [] : id));
    for (const [number, id] of [...gone, ...changed].entries()) {
      if (number % 10 === 0) yield;
      const [former, present] = [before.get(id), deployed.get(id)];
      append(pulls, replacements(id, former?.references, present?.references));
      append(problems, replacements(id, former?.problems, present?.problems));
      for (const key of accountKeys([...(former?.accounts ?? []), ...(present?.accounts ?? [])])) keys.add(key);
    }
    yield;
    const inPlain = this.#plainChanges(plain);
    const accountsNow: [file: string, accounts: readonly BroughtAccount[]][] = [];
    for (const file of inPlain) {
      if (accountsNow.length % 100 === 0) yield;
      accountsNow.push([file, plain.has(file) ? plainAccounts(file, this.#inputs) : []]);
    }
    for (const [file, now] of accountsNow) for (const key of this.#replacePlainAccounts(file, now)) keys.add(key);
    const accounts = keys.size === 0 ? this.#accounts : this.#accountsOf(deployed);
    const changedAccounts = accounts.changedSince(this.#accounts, keys);
    const taken = new TakenValues([...deployed.values()].map(({ deployment }) => deployment));
    const files = new Set([
      ...inPlain,
      ...taken.changedSince(this.#taken),
      ...show(pulls, this.#shown),
      ...show(problems, this.#problems),
    ]);
    this.#deployed = deployed;
    this.#plain = plain;
    this.#reread.clear();
    this.#accounts = accounts;
    this.#taken = taken;
    return { files, accounts: changedAccounts };
  }

  /** The manifests that became or ceased to be plain, and plain ones whose reading changed. */
  #plainChanges(plain: ReadonlySet<string>): readonly string[] {
    const before = this.#plain;
    const reread = [...this.#reread.keys()].filter(file => plain.has(file) || before.has(file));
    const more = [...plain].filter(file => !before.has(file));
    const fewer = [...before].filter(file => !plain.has(file));
    return [...new Set([...reread, ...more, ...fewer])];
  }

  /** Returns the keys of the accounts that a file itself brought, and of those that it brings now. */
  #replacePlainAccounts(file: string, now: readonly BroughtAccount[]): readonly string[] {
    const before = this.#plainAccounts.get(file) ?? [];
    if (now.length > 0) this.#plainAccounts.set(file, now);
    else this.#plainAccounts.delete(file);
    return accountKeys([...before, ...now]);
  }

  #accountsOf(deployed: DeploymentsById): Accounts {
    const plain = [...this.#plainAccounts].sort(([one], [other]) => (one < other ? -1 : 1));
    return new Accounts([
      ...[...deployed.values()].flatMap(each => each.accounts),
      ...plain.flatMap(([, each]) => each),
    ]);
  }
}

function problemKey({ span, message }: ReadingProblem): string {
  return `${span.start} ${message}`;
}

/**
 * Leaves out problems that the tool of a deployment accepts. It doesn't matter to a person that another tool might
 * refuse them.
 */
function inDoubt(problems: readonly BuildProblem[]): readonly BuildProblem[] {
  const taken = new Set(problems.flatMap(each => (each.isTaken === true ? problemKey(each) : [])));
  return taken.size === 0 ? problems : problems.filter(each => !taken.has(problemKey(each)));
}

/** A sender's traits that may change although neither its file nor its look-ups did. */
function saidBy({ by, sentTo, namespace, isSuspended, sends }: Sender): string {
  const folder = 'folder' in sends ? sends.folder : '';
  return JSON.stringify([by, sentTo, namespace, isSuspended, sends.kind, folder]);
}

function isToldAlike(one: SenderTraits | undefined, other: SenderTraits | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.said === other.said && foundAlike(one.asked, other.asked);
}

const compared = new WeakMap<DiscoveryLookUps, WeakMap<DiscoveryLookUps, boolean>>();

/** Compares two look-ups only once: the thousand senders of a deployment have theirs in common. */
function foundAlike(one: DiscoveryLookUps, other: DiscoveryLookUps): boolean {
  if (one === other) return true;
  const withOne = remembered(compared, one, () => new WeakMap<DiscoveryLookUps, boolean>());
  return remembered(withOne, other, () => foundBy(one) === foundBy(other));
}

const foundBy = memoized(({ lookUps }: DiscoveryLookUps) =>
  JSON.stringify(lookUps.map(({ of, found }) => [of, found.map(({ source, span }) => [source?.file, span.start])])),
);
