import { Deployments } from '../build/deployments.ts';
import { remembered } from '../model/memo.ts';
import type { Place } from '../model/place.ts';
import type { ManifestReading, ReadingProblem } from '../model/reading.ts';
import type { ImageReference, Suppression } from '../model/reference.ts';
import type { Finding } from '../model/verdict.ts';
import { type LinePosition, type LineStarts, lineStartsOf, positionAt } from '../read/source/lineStarts.ts';
import type { Config } from './config/config.ts';
import { matchesGlobs } from './config/globs.ts';
import type { Circumstances, examine } from './engine.ts';
import { unusedSuppressions } from './ignored.ts';
import { entriesNaming } from './targets/named.ts';

/** Start and end of a place; lines and characters from zero, as VS Code counts. */
interface LineRange {
  readonly start: LinePosition;
  readonly end: LinePosition;
}

interface Shown {
  readonly findings: readonly Finding[];
  /** Comments that suppress nothing. */
  readonly unused: readonly Suppression[];
  readonly unread: readonly ReadingProblem[];
}

/**
 * The manifests of one folder, built into deployments, with their findings by file, and just enough kept of each text to
 * tell lines and columns. The gate takes all files in and judges once; the editor goes on as files change.
 */
export class Workspace {
  /** The manifests with what is deployed of them; it changes by `take`, `forget`, `configure` and `build` alone. */
  readonly deployments = new Deployments();
  /** The files whose own reading says anything. */
  readonly #speaking = new Set<string>();
  /** Of the files in which something was located. */
  readonly #lines = new Map<string, LineStarts>();
  /** Of the files that have anything to show. */
  readonly #shown = new Map<string, Shown>();
  /** What a file was judged by. */
  readonly #judged = new Map<string, Judged>();
  /** The files whose pods look an account or a secret up, by its key. */
  readonly #lookUps = new Map<string, Set<string>>();
  readonly #interner = new FindingInterner();
  /** Files whose references may have changed since they were judged. */
  readonly #touched = new Set<string>();
  #mustBuild = false;
  #configured = '';

  /** Takes in a file's reading; `build` then makes the deployments that it is a part of. */
  take(reading: ManifestReading, text: string): void {
    const { file } = reading;
    if (saysAnything(reading)) this.#speaking.add(file);
    else this.#speaking.delete(file);
    this.#touch(file);
    this.deployments.update(reading, text);
  }

  forget(file: string): void {
    this.#speaking.delete(file);
    this.#touch(file);
    this.deployments.remove(file);
  }

  #touch(file: string): void {
    this.#mustBuild = true;
    this.#lines.delete(file);
    this.#rejudge(file);
  }

  #rejudge(file: string): void {
    this.#judged.delete(file);
    this.#touched.add(file);
  }

  /** Has it build by the config's images and names. A config that says the same of them drops no build. */
  configure(config: Config): void {
    const said = JSON.stringify([config.images, config.targets.map(namedIn), config.clusters.map(namedIn)]);
    if (said === this.#configured) return;
    this.#configured = said;
    this.#mustBuild = true;
    this.deployments.configure({ images: config.images, entriesNaming: entriesNaming(config) });
  }

  /** Verdicts are judged by something else now: none holds without being decided again. */
  outdate(): void {
    this.#judged.clear();
    for (const file of this.files()) this.#touched.add(file);
  }

  /** Builds what changes have dropped, in parts of some milliseconds. Verdicts before its end are of the former builds. */
  *build(): Generator<undefined, void> {
    const { files, accounts } = yield* this.deployments.build();
    this.#mustBuild = false;
    for (const file of files) this.#touched.add(file);
    for (const key of accounts) for (const file of this.#lookUps.get(key) ?? []) this.#rejudge(file);
  }

  /** The manifests that say anything at all, by themselves or as parts of what is deployed. */
  files(): readonly string[] {
    return [...new Set([...this.#speaking, ...this.deployments.knownFiles()])];
  }

  /** Whether something changed since `takeOutdated`. */
  get isOutOfDate(): boolean {
    return this.#touched.size > 0 || this.#mustBuild;
  }

  /** The files that may have to be judged again; from then on that is the caller's to do. */
  takeOutdated(): readonly string[] {
    const names = [...this.#touched];
    this.#touched.clear();
    return names;
  }

  /** Whether a file was read anew since it was judged, or is deployed in another way now. */
  isOutdated(file: string): boolean {
    const before = this.#judged.get(file);
    return before === undefined || isOther(before, this.deployments.references(file), this.deployments.problems(file));
  }

  /** Judges the references of a file. Returns whether there is, or was, anything to show. */
  judge(file: string, given: Circumstances, judgeAll: typeof examine): boolean {
    const circumstances = { ...given, accounts: this.deployments.accounts };
    const references = this.deployments.references(file);
    this.#noteLookUps(file, references);
    this.#touched.delete(file);
    const unread = this.deployments.problems(file);
    const findings = this.#interner.findings(judgeAll(references, circumstances));
    this.#judged.set(file, { references: decidingOf(references, findings, circumstances), unread });
    const { config, chosen = [] } = circumstances;
    const { suppressions = [] } = this.deployments.reading(file) ?? {};
    // a comment is for the whole team, whatever one of them picked
    const isOwn = suppressions.length > 0 && chosen.length > 0;
    const ofTeam = isOwn ? judgeAll(references, { ...circumstances, chosen: [] }) : findings;
    const shown = {
      findings,
      unused: unusedSuppressions(suppressions, ofTeam, config),
      unread: matchesGlobs(config.exclude, file) ? [] : unread,
    };
    const had = this.#shown.delete(file);
    const has = Object.values(shown).some(list => list.length > 0);
    if (has) this.#shown.set(file, shown);
    return had || has;
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

  allFindings(): readonly Finding[] {
    return [...this.#shown.values()].flatMap(({ findings }) => findings);
  }

  /** Comments of a file that suppress nothing. */
  unusedSuppressions(file: string): readonly Suppression[] {
    return this.#shown.get(file)?.unused ?? [];
  }

  /** The parts of a file that were passed over; each may name any image. */
  unread(file: string): readonly { readonly message: string; readonly place: Place }[] {
    return (this.#shown.get(file)?.unread ?? []).map(({ message, span }) => ({ message, place: { file, span } }));
  }

  filesWithFindings(): readonly string[] {
    return [...this.#shown].flatMap(([file, { findings }]) => (findings.length > 0 ? file : []));
  }

  /** Undefined in a file that was not read. */
  locate({ file, span }: Place): LineRange | undefined {
    const text = this.deployments.text(file);
    if (text === undefined) return undefined;
    const lines = remembered(this.#lines, file, () => lineStartsOf(text));
    return { start: positionAt(lines, span.start), end: positionAt(lines, span.end) };
  }
}

function namedIn({ manifests }: Config['targets'][number] | Config['clusters'][number]): unknown {
  return manifests;
}

/** What decides of a file's references, joined as they were when they were judged, and what of it was not read. */
interface Judged {
  readonly references: readonly (ImageReference | Named)[];
  readonly unread: readonly ReadingProblem[];
}

/** An image of a registry that is none of our business. */
type Named = Pick<ImageReference, 'text' | 'image'>;

/**
 * Of an image without a finding that has a host, the name decides alone: no other identity and no other target gives it
 * one.
 */
function decidingOf(
  references: readonly ImageReference[],
  findings: readonly Finding[],
  { only = [], as = [] }: Circumstances,
): Judged['references'] {
  if (only.length + as.length > 0) return references; // any may be without a finding for where it goes
  const found = new Set(findings.map(({ reference }) => reference));
  return references.map(reference => {
    const { text, image } = reference;
    const hasHost = image.kind === 'image' && image.registry !== undefined;
    return hasHost && !found.has(reference) ? { text, image } : reference;
  });
}

function isOther(before: Judged, references: readonly ImageReference[], unread: readonly ReadingProblem[]): boolean {
  const now = references.map((reference, index) => {
    const { text, image } = reference;
    return 'workload' in (before.references[index] ?? reference) ? reference : { text, image };
  });
  return JSON.stringify(before) !== JSON.stringify({ references: now, unread });
}

function saysAnything({ references, declarations, problems }: ManifestReading): boolean {
  return references.length + declarations.length + problems.length > 0;
}

/**
 * Keeps what findings say alike once: in a large folder thousands tell the same of one registry, one target and one
 * identity. What it gives back is equal to what it is given.
 */
class FindingInterner {
  readonly #kept = new Map<string, unknown>();

  findings(findings: readonly Finding[]): readonly Finding[] {
    if (findings.length > MAX_OF_FILE) return findings;
    return findings.map(({ target, verdict, ...finding }) => ({
      ...finding,
      target: this.#first(target),
      verdict: {
        ...verdict,
        puller: this.#first(verdict.puller),
        message: this.#first(verdict.message),
        evidence: verdict.evidence.map(each => this.#first(each)),
      },
    }));
  }

  /** The first of equal values. */
  #first<T>(value: T): T {
    const key = JSON.stringify(value);
    const known = this.#kept.get(key);
    if (known !== undefined) return known as T; // what has the same text is of the same type
    if (this.#kept.size >= MAX_KEPT) this.#kept.clear();
    this.#kept.set(key, value);
    return value;
  }
}

/** In a file of so many images, who types pays for this at each key, and one file is not what fills the memory. */
const MAX_OF_FILE = 30;

/** What is typed makes ever new texts; then those of before are let go. */
const MAX_KEPT = 40_000;
