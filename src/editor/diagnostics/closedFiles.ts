// In closed files, a cause of many images is one problem. Squiggles and the list of problems are the same
// markers, so that 1,572 images of three missing roles would be 1,572 lines of that list.
import type { ImageReference } from '../../model/reference.ts';
import { referenceHost } from '../findings/seen.ts';
import type { ReferenceProblem } from './referenceProblem.ts';

/** A problem in a closed file, with the other places in closed files that have the same causes. */
export interface SharedProblem {
  readonly problem: ReferenceProblem;
  /** The number of others. `places` holds the first of them. */
  readonly more: number;
  readonly places: readonly ImageReference[];
}

/** VS Code shows related places as rows below a problem. */
const MOST_PLACES = 20;

type ByFile = Map<string, readonly ReferenceProblem[]>;

/** The problems of closed files by their causes. The first file of a cause, by name, speaks for all of them. */
export class ClosedFiles {
  readonly #ofFile = new Map<string, ReadonlyMap<string, readonly ReferenceProblem[]>>();
  readonly #ofCauses = new Map<string, ByFile>();

  /** Takes in a file's problems, none of an open one. Returns the other files whose problems changed. */
  take(file: string, problems: readonly ReferenceProblem[]): ReadonlySet<string> {
    const others = new Set<string>();
    const now = Map.groupBy(problems, causesOf);
    for (const causes of new Set([...(this.#ofFile.get(file)?.keys() ?? []), ...now.keys()])) {
      const files = this.#ofCauses.get(causes) ?? new Map();
      const before = firstOf(files);
      const ofFile = now.get(causes);
      if (ofFile === undefined) files.delete(file);
      else files.set(file, ofFile);
      if (files.size === 0) this.#ofCauses.delete(causes);
      else this.#ofCauses.set(causes, files);
      for (const speaker of [before, firstOf(files)]) if (speaker !== undefined) others.add(speaker);
    }
    if (now.size > 0) this.#ofFile.set(file, now);
    else this.#ofFile.delete(file);
    others.delete(file);
    return others;
  }

  /** The problems in a file, for itself and for others. */
  saidBy(file: string): readonly SharedProblem[] {
    return [...(this.#ofFile.get(file)?.keys() ?? [])].flatMap(causes => {
      const files = this.#ofCauses.get(causes);
      if (files === undefined || firstOf(files) !== file) return [];
      const [problem, ...others] = [...files.keys()].sort().flatMap(each => files.get(each) ?? []);
      if (problem === undefined) return [];
      return [{ problem, more: others.length, places: others.slice(0, MOST_PLACES).map(({ reference }) => reference) }];
    });
  }
}

function firstOf(files: ByFile): string | undefined {
  let first: string | undefined;
  for (const file of files.keys()) if (first === undefined || file < first) first = file;
  return first;
}

/** The same for problems with one cause, at one registry, for the same identities. */
function causesOf({ findings, severity }: ReferenceProblem): string {
  const causes = findings.map(finding => {
    const { cause, outcome, puller } = finding.verdict;
    return JSON.stringify([
      cause,
      outcome,
      referenceHost(finding),
      puller?.objectId ?? puller?.name ?? finding.target?.name,
    ]);
  });
  return JSON.stringify([severity, causes.sort()]);
}
