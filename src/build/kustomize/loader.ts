// Loads what the entries of a kustomization name: files, and the folders of other kustomizations.
// https://github.com/kubernetes-sigs/kustomize/blob/master/api/internal/loader/fileloader.go
import { t } from '../../model/l10n.ts';
import { field } from '../../read/source/lift.ts';
import type { Content, Mapping, Scalar } from '../../read/source/tree.ts';
import type { BuildInputs } from '../built.ts';
import { isInline, isThere, type KustomizationFile, loadKustomization } from './kustomizationFiles.ts';
import { expandedLists, refusedObject } from './manifests.ts';
import { type Accumulated, accumulated } from './objects.ts';
import { scalarsAt } from './patching.ts';
import { containsFolder, followPath, isRemote } from './paths.ts';
import type { BuildReport } from './report.ts';

/** Folders that a build enters, counted at each entry. */
const MAX_FOLDERS = 10_000;
/** Bases of bases: far more than people stack, and few enough for recursion. */
const MAX_CHAIN = 100;

/** Counts the folders that one build has entered. */
export class EnteredFolders {
  #left = MAX_FOLDERS;

  /** Counts a folder that is entered. Returns false after too many. */
  enter(): boolean {
    return --this.#left >= 0;
  }
}

/** An entry that leads to a file or a folder of this tree. */
interface Found {
  readonly kind: 'file' | 'folder';
  readonly path: string;
}

/** Loads for one kustomization, and reports entries that can't be loaded. */
export class Loader {
  readonly #file: KustomizationFile;
  readonly #chain: readonly string[];
  readonly #inputs: BuildInputs;
  readonly #entered: EnteredFolders;
  readonly #report: BuildReport;
  #isIndependent = true;

  /** `chain`: the folders of the kustomizations that use this one, and its own. */
  constructor(
    file: KustomizationFile,
    chain: readonly string[],
    inputs: BuildInputs,
    entered: EnteredFolders,
    report: BuildReport,
  ) {
    this.#file = file;
    this.#chain = chain;
    this.#inputs = inputs;
    this.#entered = entered;
    this.#report = report;
  }

  /** False if a folder was left out because of the folders that were entered before. */
  get isIndependent(): boolean {
    return this.#isIndependent;
  }

  #problem(at: Content, message: string): void {
    this.#report.problem(at, this.#file.file, message);
  }

  /** Resolves an entry. Undefined, and reported, if it leads to nothing in this tree. */
  find(entry: Scalar): Found | undefined {
    const { file, folder } = this.#file;
    const followed = followPath(folder, entry.text);
    if (followed.kind === 'inside') {
      if (isThere(followed.path, this.#inputs)) {
        this.#report.loads(entry, entry.text, followed.path, this.#file);
        return { kind: 'file', path: followed.path };
      }
      if (this.#inputs.list(followed.path, true).length > 0) return { kind: 'folder', path: followed.path };
    }
    if (isRemote(entry.text)) this.#report.beyond(entry, file, entry.text);
    else if (followed.kind === 'outside') this.#report.leavesRoot(entry, file, entry.text);
    else this.#problem(entry, t('{0} does not exist', entry.text));
    return undefined;
  }

  /** The kustomization of a folder that an entry names. Undefined, and reported, if it can't be built. */
  kustomization(entry: Scalar, folder: string): KustomizationFile | undefined {
    const user = this.#chain.find(each => containsFolder(folder, each));
    if (user !== undefined) {
      this.#isIndependent = false;
      this.#problem(entry, t('a cycle: {0} is, or contains, a folder that uses it', folder === '' ? '.' : folder));
      return undefined;
    }
    if (this.#chain.length >= MAX_CHAIN) {
      this.#problem(entry, t('not built: more than {0} kustomizations above each other', MAX_CHAIN));
      return undefined;
    }
    if (!this.#entered.enter()) {
      this.#isIndependent = false;
      this.#problem(entry, t('not built: more than {0} folders', MAX_FOLDERS));
      return undefined;
    }
    return loadKustomization(folder, this.#inputs, message => this.#problem(entry, message));
  }

  /** The objects of a file that an entry names. */
  objects(entry: Scalar, file: string): readonly Accumulated[] {
    const documents = this.#inputs.documents(file);
    if (documents === undefined) {
      this.#problem(entry, t("{0} isn't YAML", entry.text));
      return [];
    }
    for (const { message, span } of this.#inputs.faults?.(file) ?? []) this.#report.addProblem({ file, span, message });
    const objects = expandedLists(documents.flatMap(document => (this.#isObject(document, entry) ? document : [])));
    return objects.map(object => accumulated(object));
  }

  #isObject(document: Content, entry: Scalar): document is Mapping {
    const refused = refusedObject(document);
    if (refused !== undefined) this.#problem(document.source === undefined ? entry : document, refused);
    return document.kind === 'mapping';
  }

  /** Looks at files that kustomize loads, and that change nothing here. */
  passOver(): void {
    const { root, folder } = this.#file;
    const schema = field(root, 'openapi', 'path');
    const named = [...scalarsAt(root, 'crds'), ...scalarsAt(root, 'validators').filter(each => !isInline(each))];
    for (const entry of schema?.kind === 'scalar' ? [...named, schema] : named) {
      const followed = followPath(folder, entry.text);
      if (followed.kind === 'inside' && isThere(followed.path, this.#inputs))
        this.#report.loads(entry, entry.text, followed.path, this.#file);
    }
  }
}
