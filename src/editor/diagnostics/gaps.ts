import type { Finding } from '../../model/verdict.ts';
import { hostOf } from '../tree/seen.ts';

/** What could not be read of a registry is one gap, however many images it has; undefined where a verdict is known. */
export function gapOf(finding: Finding): string | undefined {
  const { outcome, cause } = finding.verdict;
  return outcome === 'unknown' && finding.ignored === null ? `${cause} ${hostOf(finding)}` : undefined;
}

/** In which files each gap is. The first of them by name speaks for all, so that the list of problems stays short. */
export class Gaps {
  readonly #ofFile = new Map<string, ReadonlySet<string>>();
  readonly #files = new Map<string, { first: string; readonly all: Set<string> }>();

  /** Takes in the gaps of a file. Returns the other files that begin or cease to speak for one. */
  take(file: string, gaps: ReadonlySet<string>): ReadonlySet<string> {
    const changed = new Set<string>();
    for (const gap of new Set([...(this.#ofFile.get(file) ?? []), ...gaps])) {
      const before = this.#files.get(gap)?.first;
      if (gaps.has(gap)) this.#add(gap, file);
      else this.#remove(gap, file);
      const after = this.#files.get(gap)?.first;
      if (before === after) continue;
      for (const speaker of [before, after]) if (speaker !== undefined && speaker !== file) changed.add(speaker);
    }
    if (gaps.size > 0) this.#ofFile.set(file, gaps);
    else this.#ofFile.delete(file);
    return changed;
  }

  speaks(file: string, gap: string): boolean {
    return this.#files.get(gap)?.first === file;
  }

  #add(gap: string, file: string): void {
    const known = this.#files.get(gap) ?? { first: file, all: new Set() };
    known.all.add(file);
    known.first = earlier(known.first, file);
    this.#files.set(gap, known);
  }

  #remove(gap: string, file: string): void {
    const known = this.#files.get(gap);
    if (!known?.all.delete(file)) return;
    const [some] = known.all;
    if (some === undefined) this.#files.delete(gap);
    else if (known.first === file) known.first = [...known.all].reduce(earlier);
  }
}

function earlier(one: string, other: string): string {
  return other < one ? other : one;
}
