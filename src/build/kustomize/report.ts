import { t } from '../../model/l10n.ts';
import { emptyAt, type Place } from '../../model/place.ts';
import type { Node } from '../../read/source/tree.ts';
import type { BuildProblem, Outside } from '../built.ts';

/** Collects what could not be built, with the place that a person can change. */
export class BuildReport {
  readonly problems: BuildProblem[] = [];
  readonly outside: Outside[] = [];

  /** Resources that are missing, outside or broken: what is in them is not known. */
  readonly missing: Outside[] = [];

  problem(at: Node | undefined, file: string, message: string): void {
    this.problems.push({ ...placeOfNode(at, file), message });
  }

  /** Notes something that lies outside of the tree. */
  beyond(at: Node | undefined, file: string, what: string): void {
    this.outside.push({ ...placeOfNode(at, file), what });
  }

  leavesRoot(at: Node | undefined, file: string, written: string): void {
    this.beyond(at, file, t('{0} leaves the folder that was opened', written));
  }

  leftOut(at: Node | undefined, file: string, what: string): void {
    this.missing.push({ ...placeOfNode(at, file), what });
  }

  add(other: BuildReport): void {
    for (const problem of other.problems) this.problems.push(problem);
    for (const each of other.outside) this.outside.push(each);
    for (const each of other.missing) this.missing.push(each);
  }
}

function placeOfNode(node: Node | undefined, file: string): Place {
  if (node === undefined) return { file, span: emptyAt(0) };
  const source = node.kind === 'alias' ? undefined : node.source;
  return { file: source?.file ?? file, span: node.span };
}
