import { type PlannedWorld, planWorld } from '../access/planned/plannedWorld.ts';
import { Deployments } from '../build/deployments.ts';
import { remembered } from '../model/memo.ts';
import type { Place } from '../model/place.ts';
import type { ManifestReading, ReadingProblem } from '../model/reading.ts';
import type { ImageReference, Suppression } from '../model/reference.ts';
import type { Finding } from '../model/verdict.ts';
import { type LinePosition, type LineStarts, lineStartsOf, positionAt } from '../read/source/lineStarts.ts';
import type { Config } from './config/config.ts';
import { matchesGlobs } from './config/globs.ts';
import type { Circumstances, examining } from './engine.ts';
import { unusedSuppressions } from './ignored.ts';
import { entriesNaming } from './targets/named.ts';

/** Start and end of a place. Lines and characters count from zero, as in VS Code. */
interface LineRange {
  readonly start: LinePosition;
  readonly end: LinePosition;
}

interface Shown {
  readonly findings: readonly Finding[];
  /** Comments in the file. */
  readonly suppressions: readonly Suppression[];
  /** Findings that comments cover, in any file, as the whole team has them. */
  readonly covered: readonly Finding[];
  readonly unread: readonly ReadingProblem[];
}

/**
 * The manifests of one folder, built into deployments, with their findings by file. The gate takes in all files and
 * judges once. The editor goes on as files change.
 */
export class Workspace {
  /** The manifests with their deployments. Only `take`, `forget`, `configure` and `build` change it. */
  readonly deployments = new Deployments();
  /** Line starts of the files in which a place was asked for. */
  readonly #lines = new Map<string, LineStarts>();
  /** The files whose reading has a content of its own. */
  readonly #speaking = new Set<string>();
  /** The shown parts of the files that have any. */
  readonly #shown = new Map<string, Shown>();
  /** The files whose pods look up an account or a secret, by its key. */
  readonly #lookUps = new Map<string, Set<string>>();
  /** Findings with a mistake in a grant, by the file of the grant. */
  readonly #withGrant = new Map<string, readonly Finding[]>();
  /** Files whose verdicts may have changed. */
  readonly #touched = new Set<string>();
  /** Counts changes of everything that a build depends on, now and when the last build began. */
  #changes = 0;
  #built = 0;
  #configured = '';
  #worlds: readonly PlannedWorld[] = [];
  /** The files with references that infrastructure code covers. */
  readonly #planned = new Set<string>();

  /** Takes in a file's reading. `build` then makes the deployments that contain it. */
  take(reading: ManifestReading, text: string): void {
    const { file } = reading;
    this.#touch(file);
    if (saysAnything(reading)) this.#speaking.add(file);
    else this.#speaking.delete(file);
    this.deployments.update(reading, text);
  }

  forget(file: string): void {
    this.#touch(file);
    this.#speaking.delete(file);
    this.#planned.delete(file);
    this.deployments.remove(file);
  }

  #touch(file: string): void {
    this.#changes++;
    this.#lines.delete(file);
    this.#touched.add(file);
  }

  /** Makes it build by the config's images and globs. A config with the same ones drops no build. */
  configure(config: Config): void {
    const said = JSON.stringify([config.images, config.targets.map(globsOf), config.clusters.map(globsOf)]);
    if (said === this.#configured) return;
    this.#configured = said;
    this.#changes++;
    this.deployments.configure({ images: config.images, entriesNaming: entriesNaming(config) });
  }

  /** The facts behind all verdicts changed: none holds without a new decision. */
  outdate(): void {
    for (const file of this.files()) this.#touched.add(file);
  }

  /**
   * Rebuilds all that changes have dropped, in parts of some milliseconds. Verdicts before its end are those of the
   * former builds.
   */
  *build(): Generator<undefined, void> {
    const begun = this.#changes;
    const { files, accounts } = yield* this.deployments.build();
    // noted first: the rest may be given up
    for (const file of files) this.#touched.add(file);
    for (const key of accounts) for (const file of this.#lookUps.get(key) ?? []) this.#touched.add(file);
    yield;
    yield* this.#plan();
    this.#built = begun;
  }

  /** Evaluates the infrastructure code. If it makes something else now, every verdict may change. */
  *#plan(): Generator<undefined, void> {
    const before = new Map(this.#worlds.map(each => [each.world.id, each]));
    const worlds: PlannedWorld[] = [];
    for (const world of yield* this.deployments.worlds()) {
      const known = before.get(world.id);
      worlds.push(known?.world === world ? known : planWorld(world, known));
      yield;
    }
    const isSame = (same: (one: PlannedWorld, other: PlannedWorld | undefined) => boolean) =>
      worlds.length === this.#worlds.length && worlds.every((world, at) => same(world, this.#worlds[at]));
    if (isSame((one, other) => one === other)) return;
    const hasSameFacts = isSame((one, other) => one.facts === other?.facts);
    this.#worlds = worlds;
    // if only places and images changed, verdicts without planned facts stay
    if (hasSameFacts) for (const file of this.#planned) this.#touched.add(file);
    else this.outdate();
  }

  /** The worlds that the infrastructure code makes, as of the last build. */
  get worlds(): readonly PlannedWorld[] {
    return this.#worlds;
  }

  /** The manifests with any content, on their own or as parts of a deployment. */
  files(): readonly string[] {
    return [...new Set([...this.#speaking, ...this.deployments.knownFiles()])];
  }

  /** True if something changed since `takeOutdated`. */
  get isOutOfDate(): boolean {
    return this.#touched.size > 0 || this.#built !== this.#changes;
  }

  /** The files that have to be judged again. After this call, the caller has to judge them. */
  takeOutdated(): readonly string[] {
    const names = [...this.#touched];
    this.#touched.clear();
    return names;
  }

  /** Judges the pulls of a file, with pauses. Returns the files that have, or had, anything to show. */
  *judge(file: string, given: Circumstances, judgeAll: typeof examining): Generator<undefined, readonly string[]> {
    const circumstances = { ...given, accounts: this.deployments.accounts, worlds: this.#worlds };
    const references = this.deployments.references(file);
    this.#noteLookUps(file, references);
    this.#touched.delete(file);
    const findings = yield* judgeAll(references, circumstances);
    if (findings.some(({ verdict }) => verdict.planned) || references.some(isDeclared)) this.#planned.add(file);
    else this.#planned.delete(file);
    const { config, chosen = [] } = circumstances;
    const isExcluded = matchesGlobs(config.exclude, file);
    // a comment is for the whole team, regardless of one person's picks
    const commented = references.filter(({ suppressedBy }) => suppressedBy !== undefined);
    const ofTeam = chosen.length > 0 ? yield* judgeAll(commented, { ...circumstances, chosen: [] }) : findings;
    const shown: Shown = {
      findings,
      suppressions: isExcluded ? [] : (this.deployments.reading(file)?.suppressions ?? []),
      covered: ofTeam.filter(({ reference }) => reference.suppressedBy !== undefined),
      unread: isExcluded ? [] : this.deployments.problems(file),
    };
    const before = this.#shown.get(file);
    this.#shown.delete(file);
    if (saysMore(shown)) this.#shown.set(file, shown);
    const granting = this.#noteGrants(before?.findings ?? [], findings);
    const commenting = [...(before?.covered ?? []), ...shown.covered].flatMap(({ reference: { suppressedBy = [] } }) =>
      suppressedBy.map(comment => comment.file),
    );
    return [...new Set([...(saysMore(shown) || before !== undefined ? [file] : []), ...commenting, ...granting])];
  }

  /** The files whose grants have mistakes in these findings. */
  #noteGrants(before: readonly Finding[], after: readonly Finding[]): readonly string[] {
    const files = new Set([...before, ...after].flatMap(finding => grantFileOf(finding) ?? []));
    const old = new Set(before);
    for (const file of files) {
      const others = (this.#withGrant.get(file) ?? []).filter(finding => !old.has(finding));
      const found = [...others, ...after.filter(finding => grantFileOf(finding) === file)];
      if (found.length > 0) this.#withGrant.set(file, found);
      else this.#withGrant.delete(file);
    }
    return [...files];
  }

  #noteLookUps(file: string, references: readonly ImageReference[]): void {
    for (const { workload } of references) {
      if (workload.platform !== 'kubernetes') continue;
      for (const key of this.deployments.accounts.lookUps(workload)) {
        remembered(this.#lookUps, key, () => new Set()).add(file);
      }
    }
  }

  findings(file: string): readonly Finding[] {
    return this.#shown.get(file)?.findings ?? [];
  }

  /** Findings, in any file, with a mistake in a grant that this file makes. */
  withGrantIn(file: string): readonly Finding[] {
    return this.#withGrant.get(file) ?? [];
  }

  allFindings(): readonly Finding[] {
    return [...this.#shown.values()].flatMap(({ findings }) => findings);
  }

  /** Comments of a file that suppress nothing, in this file or in others that are built with it. */
  unusedSuppressions(file: string): readonly Suppression[] {
    const { suppressions = [] } = this.#shown.get(file) ?? {};
    if (suppressions.length === 0) return [];
    return unusedSuppressions(
      suppressions,
      [...this.#shown.values()].flatMap(({ covered }) => covered),
    );
  }

  /** The parts of a file that were passed over and may name any image, or that are in doubt. */
  unread(file: string): readonly (Omit<ReadingProblem, 'span'> & { readonly place: Place })[] {
    return (this.#shown.get(file)?.unread ?? []).map(({ span, ...said }) => ({ ...said, place: { file, span } }));
  }

  filesWithFindings(): readonly string[] {
    return [...this.#shown].flatMap(([file, { findings }]) => (findings.length > 0 ? file : []));
  }

  /** Undefined for a file that was not read. */
  locate({ file, span }: Place): LineRange | undefined {
    const text = this.deployments.text(file);
    if (text === undefined) return undefined;
    const lines = remembered(this.#lines, file, () => lineStartsOf(text));
    return { start: positionAt(lines, span.start), end: positionAt(lines, span.end) };
  }
}

function isDeclared({ workload }: ImageReference): boolean {
  return 'declaredAt' in workload && workload.declaredAt !== undefined;
}

/** The globs of a target or a group of clusters in the config. They name the entries of deployments. */
function globsOf({ manifests }: Config['targets'][number] | Config['clusters'][number]): readonly string[] | undefined {
  return manifests;
}

function saysMore({ findings, suppressions, unread }: Shown): boolean {
  return findings.length + suppressions.length + unread.length > 0;
}

function saysAnything({ references, declarations, problems }: ManifestReading): boolean {
  return references.length + declarations.length + problems.length > 0;
}

function grantFileOf({ verdict: { planned } }: Finding): string | undefined {
  return planned?.mistake?.grant?.file;
}
