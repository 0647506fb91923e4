import { ManifestIndex } from '../../manifests/join/manifestIndex.ts';
import { type LinePosition, type LineStarts, lineStartsOf, positionAt } from '../../manifests/source/lineStarts.ts';
import type { Place } from '../../model/place.ts';
import type { ManifestReading } from '../../model/reading.ts';
import type { ImageReference, Suppression } from '../../model/reference.ts';
import type { Finding } from '../../model/verdict.ts';
import type { Circumstances } from '../../workspace/engine.ts';
import { unusedSuppressions } from '../../workspace/suppressions.ts';
import type { Engine } from './engine.ts';

/**
 * The findings of one folder, by file, as the faces of the editor need them: readings joined by the index, judged by
 * the engine, with just enough kept of each text to tell lines and columns.
 */
export class Examination {
  readonly #index = new ManifestIndex();
  readonly #lines = new Map<string, LineStarts>();
  readonly #findings = new Map<string, readonly Finding[]>();
  readonly #unused = new Map<string, readonly Suppression[]>();
  /** The references that the findings of a file are of, joined as they were then. */
  readonly #judged = new Map<string, readonly ImageReference[]>();

  /** Takes in what a file says. Returns the files, this one included, whose references may have changed by it. */
  take(reading: ManifestReading, text: string): readonly string[] {
    const { file } = reading;
    if (!saysAnything(reading)) return this.forget(file);
    const before = this.#index.reading(file);
    this.#hold(file, text);
    if (!reachesFar(before) && !reachesFar(reading)) return this.#index.update(reading);
    this.#index.add(reading);
    const same = JSON.stringify(before?.declarations) === JSON.stringify(reading.declarations);
    return same && !isOfChart(reading) ? [file] : this.#index.files();
  }

  /** As `take`, for one of many files after which all are judged: to say what each of them changes costs far more. */
  takeOneOfMany(reading: ManifestReading, text: string): void {
    if (!saysAnything(reading)) {
      this.forget(reading.file);
      return;
    }
    this.#hold(reading.file, text);
    this.#index.add(reading);
  }

  /** Returns as `take` does; empty for a file that said nothing. */
  forget(file: string): readonly string[] {
    const before = this.#index.reading(file);
    if (!before) return [];
    this.#lines.delete(file);
    this.#judged.delete(file);
    if (!reachesFar(before)) return this.#index.remove(file);
    this.#index.add({ file, references: [], declarations: [], problems: [] });
    this.#index.remove(file);
    return [file, ...this.#index.files()];
  }

  /** What verdicts are judged by has changed: none holds without being decided again. */
  outdate(): void {
    this.#judged.clear();
  }

  /** Whether the verdicts of a file are out of date: it was read anew, or other files say something else of it. */
  isOutdated(file: string): boolean {
    const before = this.#judged.get(file);
    return before === undefined || JSON.stringify(before) !== JSON.stringify(this.#index.references(file));
  }

  /** Judges the references of a file. Returns whether there is, or was, anything to show. */
  judge(file: string, circumstances: Circumstances, { examine }: Pick<Engine, 'examine'>): boolean {
    const references = this.#index.references(file);
    if (this.#index.reading(file)) this.#judged.set(file, references);
    const findings = examine(references, circumstances);
    const comments = this.#index.reading(file)?.suppressions ?? [];
    const had = this.#findings.delete(file) || this.#unused.delete(file);
    if (findings.length > 0) this.#findings.set(file, findings);
    this.#unused.set(file, unusedSuppressions(comments, findings));
    if (comments.length === 0) this.#unused.delete(file);
    return had || findings.length + comments.length > 0;
  }

  /** Files that say anything at all. */
  files(): readonly string[] {
    return this.#index.files();
  }

  reading(file: string): ManifestReading | undefined {
    return this.#index.reading(file);
  }

  findings(file: string): readonly Finding[] {
    return this.#findings.get(file) ?? [];
  }

  /** Comments of a file that put nothing aside. */
  unusedSuppressions(file: string): readonly Suppression[] {
    return this.#unused.get(file) ?? [];
  }

  filesWithFindings(): Iterable<string> {
    return this.#findings.keys();
  }

  /** Start and end of a place; undefined in a file that was not read. */
  locate({ file, span }: Place): { readonly start: LinePosition; readonly end: LinePosition } | undefined {
    const lines = this.#lines.get(file);
    return lines && { start: positionAt(lines, span.start), end: positionAt(lines, span.end) };
  }

  #hold(file: string, text: string): void {
    this.#lines.set(file, lineStartsOf(text));
    this.#judged.delete(file);
  }
}

/**
 * Whether a file may have a say in any other. To tell in which, each would be asked, and the thread held all the while;
 * so all count as touched, and those whose references turn out the same are not judged again.
 */
function reachesFar(reading: ManifestReading | undefined): boolean {
  return reading?.declarations.some(({ kind }) => kind === 'pullSecret' || kind === 'kustomization') === true;
}

/** In a chart, a file has a say in others even if it declares nothing. */
function isOfChart({ references, declarations }: ManifestReading): boolean {
  return (
    declarations.some(({ kind }) => kind.startsWith('chart')) ||
    references.some(({ format }) => format === 'helm-template' || format === 'helm-values')
  );
}

function saysAnything({ references, declarations, problems }: ManifestReading): boolean {
  return references.length + declarations.length + problems.length > 0;
}
