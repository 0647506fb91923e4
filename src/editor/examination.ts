import { type Circumstances, examine, unusedSuppressions } from '../engine.ts';
import { type LinePosition, type LineStarts, lineStartsOf, positionAt } from '../manifests/lineStarts.ts';
import { ManifestIndex } from '../manifests/manifestIndex.ts';
import type { Place } from '../model/place.ts';
import type { ManifestReading } from '../model/reading.ts';
import type { Suppression } from '../model/reference.ts';
import type { Finding } from '../model/verdict.ts';

/**
 * The findings of one folder, by file, as the faces of the editor need them: readings joined by the index, judged by
 * the engine, with just enough kept of each text to tell lines and columns.
 */
export class Examination {
  readonly #index = new ManifestIndex();
  readonly #lines = new Map<string, LineStarts>();
  readonly #findings = new Map<string, readonly Finding[]>();
  readonly #unused = new Map<string, readonly Suppression[]>();

  /** Takes in what a file says. Returns the files, this one included, whose references may have changed by it. */
  take(reading: ManifestReading, text: string): readonly string[] {
    const says = reading.references.length + reading.declarations.length + reading.problems.length > 0;
    if (!says) return this.forget(reading.file);
    this.#lines.set(reading.file, lineStartsOf(text));
    return this.#index.update(reading);
  }

  /** Returns as `take` does; empty for a file that said nothing. */
  forget(file: string): readonly string[] {
    if (!this.#index.reading(file)) return [];
    this.#lines.delete(file);
    return this.#index.remove(file);
  }

  /** Judges the references of a file. Returns whether there is, or was, anything to show. */
  judge(file: string, circumstances: Circumstances): boolean {
    const findings = examine(this.#index.references(file), circumstances);
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
}
