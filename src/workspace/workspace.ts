import { ManifestIndex } from '../manifests/join/manifestIndex.ts';
import { type LinePosition, type LineStarts, lineStartsOf, positionAt } from '../manifests/source/lineStarts.ts';
import type { Place } from '../model/place.ts';
import type { ManifestReading, ReadingProblem } from '../model/reading.ts';
import type { ImageReference, Suppression } from '../model/reference.ts';
import type { Finding } from '../model/verdict.ts';
import { matchesGlobs } from './config/globs.ts';
import type { Circumstances, examine } from './engine.ts';
import { unusedSuppressions } from './ignored.ts';

/** Start and end of a place; lines and characters from zero, as VS Code counts. */
interface LineRange {
  readonly start: LinePosition;
  readonly end: LinePosition;
}

/**
 * The manifests of one folder, joined by the index, with their findings by file, and just enough kept of each text to
 * tell lines and columns. The gate takes all files in and judges once; the editor goes on as files change.
 */
export class Workspace {
  readonly #index = new ManifestIndex();
  readonly #lines = new Map<string, LineStarts>();
  readonly #findings = new Map<string, readonly Finding[]>();
  readonly #unused = new Map<string, readonly Suppression[]>();
  readonly #unread = new Map<string, readonly ReadingProblem[]>();
  /** What a file was judged by: its references, joined as they were then, and what of it was not read. */
  readonly #judged = new Map<
    string,
    Pick<ManifestReading, 'references'> & { readonly unread: readonly ReadingProblem[] }
  >();
  /** Files whose references may have changed since they were judged. */
  readonly #touched = new Set<string>();
  #allTouched = false;

  /** Takes in a file's reading. `many`: one of many, after which all are judged: to find out which files each changes costs more. */
  take(reading: ManifestReading, text: string, { many = false } = {}): void {
    const { file } = reading;
    if (!saysAnything(reading)) {
      this.forget(file);
      return;
    }
    this.#touched.add(file);
    this.#lines.set(file, lineStartsOf(text));
    this.#judged.delete(file);
    const before = this.#index.reading(file);
    if (many || this.#allTouched) {
      this.#index.add(reading);
      this.#allTouched = true;
    } else if (reachesFar(before) || reachesFar(reading)) {
      this.#index.add(reading);
      const same = JSON.stringify(before?.declarations) === JSON.stringify(reading.declarations);
      if (!same || reachesByReferences(reading) || this.#index.isPatch(file)) this.#allTouched = true;
    } else {
      for (const other of this.#index.update(reading)) this.#touched.add(other);
    }
  }

  forget(file: string): void {
    const before = this.#index.reading(file);
    this.#lines.delete(file);
    this.#judged.delete(file);
    this.#touched.add(file);
    if (!before) return;
    if (reachesFar(before)) {
      this.#index.add({ file, references: [], declarations: [], problems: [] });
      this.#allTouched = true;
    }
    for (const other of this.#index.remove(file)) this.#touched.add(other);
  }

  /** Verdicts are judged by something else now: none holds without being decided again. */
  outdate(): void {
    this.#judged.clear();
    this.#allTouched = true;
  }

  /** The files that may have to be judged again; from then on that is the caller's to do. */
  takeOutdated(): readonly string[] {
    const names = new Set([...this.#touched, ...(this.#allTouched ? this.#index.files() : [])]);
    this.#touched.clear();
    this.#allTouched = false;
    return [...names];
  }

  /** Whether a file was read anew since it was judged, or other files say something else of it now. */
  isOutdated(file: string): boolean {
    const before = this.#judged.get(file);
    if (before === undefined || isOther(before.references, this.#index.references(file))) return true;
    return isOther(before.unread, this.#unreadNow(file));
  }

  /** Judges the references of a file. Returns whether there is, or was, anything to show. */
  judge(file: string, circumstances: Circumstances, judgeAll: typeof examine): boolean {
    const references = this.#index.references(file);
    const reading = this.#index.reading(file);
    this.#touched.delete(file);
    const unreadNow = this.#unreadNow(file);
    if (reading) this.#judged.set(file, { references, unread: unreadNow });
    const findings = judgeAll(references, circumstances);
    const { exclude } = circumstances.config;
    const comments = unusedSuppressions(reading?.suppressions ?? [], findings, circumstances.config);
    const unread = matchesGlobs(exclude, file) ? [] : unreadNow;
    const hadUnread = this.#unread.delete(file);
    const hadUnused = this.#unused.delete(file);
    const had = this.#findings.delete(file) || hadUnused || hadUnread;
    if (unread.length > 0) this.#unread.set(file, unread);
    if (findings.length > 0) this.#findings.set(file, findings);
    if (comments.length > 0) this.#unused.set(file, comments);
    return had || findings.length + comments.length + unread.length > 0;
  }

  /** Files that say anything at all. */
  files(): readonly string[] {
    return this.#index.files();
  }

  reading(file: string): ManifestReading | undefined {
    return this.#index.reading(file);
  }

  /** Parts of a file that could not be read, or not be followed into other files. */
  problems(file: string): readonly ReadingProblem[] {
    return this.#index.problems(file);
  }

  /** The references of a file, joined with the declarations of the others. */
  references(file: string): readonly ImageReference[] {
    return this.#index.references(file);
  }

  /** The files that a kustomization deploys, if the file is one. */
  deployedBy(file: string): Iterable<string> {
    return this.#index.deployedBy(file);
  }

  findings(file: string): readonly Finding[] {
    return this.#findings.get(file) ?? [];
  }

  allFindings(): readonly Finding[] {
    return [...this.#findings.values()].flat();
  }

  /** Comments of a file that suppress nothing. */
  unusedSuppressions(file: string): readonly Suppression[] {
    return this.#unused.get(file) ?? [];
  }

  /** The parts of a file that were passed over; each may name any image. */
  unread(file: string): readonly { readonly message: string; readonly place: Place }[] {
    return (this.#unread.get(file) ?? []).map(({ message, span }) => ({ message, place: { file, span } }));
  }

  #unreadNow(file: string): readonly ReadingProblem[] {
    return this.#index.problems(file).filter(({ isUnread }) => isUnread);
  }

  filesWithFindings(): Iterable<string> {
    return this.#findings.keys();
  }

  /** Undefined in a file that was not read. */
  locate({ file, span }: Place): LineRange | undefined {
    const lines = this.#lines.get(file);
    return lines && { start: positionAt(lines, span.start), end: positionAt(lines, span.end) };
  }
}

/**
 * Whether a file may have a say in any other. To tell in which, each would be asked, and the thread held all the while;
 * so all count as touched, and those whose references turn out the same are not judged again.
 */
function reachesFar(reading: ManifestReading | undefined): boolean {
  const kinds = ['pullSecret', 'kustomization', 'imageFields', 'replacements', 'destination', 'fields'];
  return reading?.declarations.some(({ kind }) => kinds.includes(kind)) === true;
}

/** In a chart, and by inline patches, the images of a file have a say in others, whatever it declares. */
function reachesByReferences({ references, declarations }: ManifestReading): boolean {
  return (
    declarations.some(
      declaration =>
        declaration.kind.startsWith('chart') ||
        (declaration.kind === 'kustomization' && declaration.patches.length > 0),
    ) || references.some(({ format }) => format === 'helm-template' || format === 'helm-values')
  );
}

function isOther(before: unknown, now: unknown): boolean {
  return JSON.stringify(before) !== JSON.stringify(now);
}

function saysAnything({ references, declarations, problems }: ManifestReading): boolean {
  return references.length + declarations.length + problems.length > 0;
}
