import { t } from '../../model/l10n.ts';
import { append } from '../../model/lists.ts';
import { emptyAt, folderOf, type Place } from '../../model/place.ts';
import type { Node } from '../../read/source/tree.ts';
import type { BuildProblem, Built, LoosePart, Outside } from '../built.ts';
import { containsFolder } from './paths.ts';

/** Collects parts that could not be built, with the place that a person can change. Each is reported once. */
export class BuildReport {
  readonly #problems = new Map<string, BuildProblem>();
  readonly #outside = new Map<string, Outside>();
  readonly #restricted = new Map<string, BuildProblem>();

  get problems(): readonly BuildProblem[] {
    return [...this.#problems.values()];
  }

  get outside(): readonly Outside[] {
    return [...this.#outside.values()];
  }

  /** Files that kustomize refuses unless its load restriction is off. */
  get restricted(): readonly BuildProblem[] {
    return [...this.#restricted.values()];
  }

  /** Parts of charts. */
  readonly loose: LoosePart[] = [];
  #missing: Outside | undefined;

  constructor(missing?: Outside) {
    this.#missing = missing;
  }

  /** The first resource that is outside, absent or broken: it may hold anything. */
  get missing(): Outside | undefined {
    return this.#missing;
  }

  problem(at: Node | undefined, file: string, message: string): void {
    this.addProblem({ ...placeOfNode(at, file), message });
  }

  /** Notes something that lies outside of the tree. */
  beyond(at: Node | undefined, file: string, what: string): void {
    this.addOutside({ ...placeOfNode(at, file), what });
  }

  leavesRoot(at: Node | undefined, file: string, written: string): void {
    this.beyond(at, file, t('{0} leaves the folder that was opened', written));
  }

  /**
   * Notes a file that kustomize loads. By default it refuses files outside of the folder of the kustomization that
   * names them. A base or component is a folder, and has one of its own.
   * https://github.com/kubernetes-sigs/kustomize/blob/master/api/internal/loader/loadrestrictions.go
   * (RestrictionRootOnly)
   */
  loads(at: Node, written: string, path: string, { file, folder }: KustomizationPlace): void {
    if (containsFolder(folder, folderOf(path)) || this.#restricted.size >= MAX_PROBLEMS) return;
    const message = t(
      "{0} is outside of the kustomization's folder: kustomize loads it only with --load-restrictor LoadRestrictionsNone",
      written,
    );
    const problem: BuildProblem = { ...placeOfNode(at, file), message, isBuilt: true };
    this.#restricted.set(placeKey(problem, message), problem);
  }

  /** Notes a resource that is not built. */
  leftOut(at: Node | undefined, file: string, what: string): Outside {
    const missing = { ...placeOfNode(at, file), what };
    this.#missing ??= missing;
    return missing;
  }

  add(other: Addition): void {
    for (const problem of other.problems) this.addProblem(problem);
    for (const problem of other.restricted ?? []) this.#restricted.set(placeKey(problem, problem.message), problem);
    for (const each of other.outside) this.addOutside(each);
    append(this.loose, other.loose);
    this.#missing ??= other.missing;
  }

  addProblem(problem: BuildProblem): void {
    if (this.#problems.size < MAX_PROBLEMS) this.#problems.set(placeKey(problem, problem.message), problem);
  }

  addOutside(outside: Outside): void {
    if (this.#outside.size < MAX_PROBLEMS) this.#outside.set(placeKey(outside, outside.what), outside);
  }
}

interface KustomizationPlace {
  readonly file: string;
  readonly folder: string;
}

interface Addition extends Pick<Built, 'problems' | 'outside' | 'loose'> {
  readonly missing?: Outside | undefined;
  readonly restricted?: readonly BuildProblem[];
}

/** With so many, a build is broken, and further ones add nothing. */
const MAX_PROBLEMS = 1000;

function placeKey({ file, span }: Place, said: string): string {
  return [file, span.start, span.end, said].join('\n');
}

function placeOfNode(node: Node | undefined, file: string): Place {
  if (node === undefined) return { file, span: emptyAt(0) };
  const source = node.kind === 'alias' ? undefined : node.source;
  return { file: source?.file ?? file, span: node.span };
}
