import { t } from '../../model/l10n.ts';
import { append } from '../../model/lists.ts';
import { emptyAt } from '../../model/place.ts';
import type { ManifestReading, ReadingProblem } from '../../model/reading.ts';
import type { ImageReference } from '../../model/reference.ts';
import { Accounts, accountKeys, type BroughtAccount } from '../accounts.ts';
import type { BuildProblem, Outside, Undecided } from '../built.ts';
import type { DeploymentsById } from '../discovery/discover.ts';
import { plainAccounts, plainPulls } from '../make.ts';
import type { WorkspaceInputs } from '../workspaceInputs.ts';
import type { WorkspaceBuild } from './incrementalBuild.ts';
import { ByFile, byPlace, onceAtPlace, type Replacement, replacements } from './shown.ts';
import { TakenValues } from './takenValues.ts';

/**
 * Changes since the build before: the files with other pulls or problems, and the accounts, by the keys of look-ups.
 */
export interface BuildChanges {
  readonly files: ReadonlySet<string>;
  readonly accounts: ReadonlySet<string>;
}

const NOTHING: WorkspaceBuild = { deployed: new Map(), plain: new Set(), senders: [], components: [] };

/** The results of the last build, by the files in which a person sees them. */
export class LastBuild {
  readonly #inputs: WorkspaceInputs;
  /** The reading of each file alone. */
  readonly #readings: ReadonlyMap<string, ManifestReading>;
  #build = NOTHING;
  readonly #pulls = new ByFile<ImageReference>();
  readonly #problems = new ByFile<BuildProblem>();
  readonly #plainAccounts = new Map<string, readonly BroughtAccount[]>();
  #accounts = new Accounts([]);
  #taken = new TakenValues([]);

  constructor(inputs: WorkspaceInputs, readings: ReadonlyMap<string, ManifestReading>) {
    this.#inputs = inputs;
    this.#readings = readings;
  }

  /**
   * Replaces the build before by this one, all at once after the last pause: a run that is given up changes nothing.
   * `reread`: files with another reading than in the build before. Yields between deployments.
   */
  *replaceBy(build: WorkspaceBuild, reread: ReadonlySet<string>): Generator<undefined, BuildChanges> {
    const { deployed, plain } = build;
    const before = this.#build.deployed;
    const pulls: Replacement<ImageReference>[] = [];
    const problems: Replacement<BuildProblem>[] = [];
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
    const inPlain = this.#plainChanges(plain, reread);
    const accountsNow: [file: string, accounts: readonly BroughtAccount[]][] = [];
    for (const file of inPlain) {
      if (accountsNow.length % 100 === 0) yield;
      accountsNow.push([file, plain.has(file) ? plainAccounts(file, this.#inputs) : []]);
    }
    // no pause from here on
    for (const [file, now] of accountsNow) for (const key of this.#replacePlainAccounts(file, now)) keys.add(key);
    const changedAccounts = this.#replaceAccounts(deployed, keys);
    const takenIn = this.#replaceTaken(deployed);
    const pullsIn = this.#pulls.replace(pulls);
    const problemsIn = this.#problems.replace(problems);
    this.#build = build;
    return { files: new Set([...inPlain, ...takenIn, ...pullsIn, ...problemsIn]), accounts: changedAccounts };
  }

  /** The manifests that became or ceased to be plain, and plain ones whose reading changed. */
  #plainChanges(plain: ReadonlySet<string>, reread: ReadonlySet<string>): readonly string[] {
    const before = this.#build.plain;
    const changed = [...reread].filter(file => plain.has(file) || before.has(file));
    const more = [...plain].filter(file => !before.has(file));
    const fewer = [...before].filter(file => !plain.has(file));
    return [...new Set([...changed, ...more, ...fewer])];
  }

  /** Returns the keys of the accounts that a file itself brought, and of those that it brings now. */
  #replacePlainAccounts(file: string, now: readonly BroughtAccount[]): readonly string[] {
    const before = this.#plainAccounts.get(file) ?? [];
    if (now.length > 0) this.#plainAccounts.set(file, now);
    else this.#plainAccounts.delete(file);
    return accountKeys([...before, ...now]);
  }

  /** Returns the keys, of those that may have changed, whose accounts did. */
  #replaceAccounts(deployed: DeploymentsById, keys: ReadonlySet<string>): ReadonlySet<string> {
    if (keys.size === 0) return keys;
    const plain = [...this.#plainAccounts].sort(([one], [other]) => (one < other ? -1 : 1));
    const accounts = new Accounts([
      ...[...deployed.values()].flatMap(each => each.accounts),
      ...plain.flatMap(([, each]) => each),
    ]);
    const changed = accounts.changedSince(this.#accounts, keys);
    this.#accounts = accounts;
    return changed;
  }

  /** Returns the files in which releases take other values than before. */
  #replaceTaken(deployed: DeploymentsById): readonly string[] {
    const taken = new TakenValues([...deployed.values()].map(({ deployment }) => deployment));
    const changed = taken.changedSince(this.#taken);
    this.#taken = taken;
    return changed;
  }

  get accounts(): Accounts {
    return this.#accounts;
  }

  /** The pulls that are shown in a file, in the order of its text. */
  references(file: string): readonly ImageReference[] {
    const shown = [...this.#pulls.in(file)].flatMap(([id, references]) =>
      this.#isOfRelease(id) ? references : references.filter(each => !this.#taken.has(each)),
    );
    const plain = this.#build.plain.has(file) ? plainPulls(file, this.#inputs) : [];
    return [...shown, ...plain.filter(each => !this.#taken.has(each))].sort(byPlace);
  }

  #isOfRelease(id: string): boolean {
    const kind = this.#build.deployed.get(id)?.deployment.builds.kind;
    return kind === 'chart' || kind === 'values';
  }

  /** The parts of a file that could not be read or built, then those in doubt. */
  problems(file: string): readonly ReadingProblem[] {
    const ofBuilds = inDoubt([...this.#problems.in(file).values()].flat());
    const all = [...(this.#inputs.reading(file)?.problems ?? []), ...ofBuilds];
    if (all.length < 2) return all;
    // overlays that share a base have its problems in common
    const each = [...new Map(all.map(problem => [problemKey(problem), problem])).values()];
    return each.sort((one, other) => Number(one.isBuilt === true) - Number(other.isBuilt === true));
  }

  /** The files that deployments are known by, the files that send them, and the files that show something of them. */
  knownFiles(): ReadonlySet<string> {
    const entries = [...this.#build.deployed.values()].map(({ deployment }) => deployment.entry);
    const senders = this.#build.senders.map(({ place }) => place.file);
    return new Set([...entries, ...senders, ...this.shownFiles(), ...this.#problems.files()]);
  }

  /** The files in which a pull is shown. */
  shownFiles(): ReadonlySet<string> {
    const isShown = (file: string) => (this.#readings.get(file)?.references.length ?? 0) > 0;
    return new Set([...this.#pulls.files(), ...[...this.#build.plain].filter(isShown)]);
  }

  /** The files that are built together with some of these. */
  filesTogetherWith(files: ReadonlySet<string>): ReadonlySet<string> {
    const together = new Set<string>();
    for (const { deployment, lookedAt } of this.#build.deployed.values()) {
      const isBuilt = deployment.builds.kind !== 'files' && [...lookedAt.files].some(file => files.has(file));
      if (isBuilt) for (const file of lookedAt.files) together.add(file);
    }
    return together;
  }

  /** Things outside of the tree that deployments use, each once. */
  outside(): readonly Outside[] {
    const ofBuilds = [...this.#build.deployed.values()].flatMap(({ outside }) => outside);
    const ofSenders = this.#build.senders.flatMap(({ sends, place }) =>
      sends.kind === 'outside' ? { ...place, what: sends.what } : [],
    );
    return onceAtPlace([...ofBuilds, ...ofSenders], ({ what }) => what);
  }

  /** Senders whose deployment no file settles, and components that no build uses. Each appears once. */
  undecided(): readonly Undecided[] {
    const open = this.#build.senders.flatMap(({ by, sends, place }) =>
      sends.kind === 'open' ? { ...place, by, why: sends.why } : [],
    );
    return onceAtPlace([...open, ...this.#unusedComponents()], ({ by, why }) => `${by} ${why}`);
  }

  #unusedComponents(): readonly Undecided[] {
    const builds = [...this.#build.deployed.values()].filter(({ deployment }) => deployment.builds.kind !== 'files');
    const used = new Set(builds.flatMap(({ lookedAt }) => [...lookedAt.files]));
    const unused = this.#build.components.filter(file => !used.has(file));
    return unused.map(file => ({
      file,
      span: emptyAt(0),
      by: t('a component'),
      why: t('no kustomization here uses it'),
    }));
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
