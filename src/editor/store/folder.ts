import * as vscode from 'vscode';
import type { Place } from '../../model/place.ts';
import type { ImageReference } from '../../model/reference.ts';
import type { Finding } from '../../model/verdict.ts';
import type { ManifestReader } from '../../read/index.ts';
import { isManifestName } from '../../read/names.ts';
import { configName } from '../../workspace/config/config.ts';
import type { Circumstances } from '../../workspace/engine.ts';
import { mostBytes } from '../../workspace/files.ts';
import type { Severities } from '../../workspace/severity.ts';
import type { Walk } from '../../workspace/walk.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { mostOverNetwork, NotAnswered } from '../files/fileSystem.ts';
import type { WorkspaceFiles } from '../files/workspaceFiles.ts';
import { configuredSeverities } from '../settings.ts';
import { inOwnTurn } from '../turns.ts';
import type { Choices } from './choices.ts';
import { type Knowledge, nothingKnown } from './knowledge.ts';

export type Readers = Awaited<ReturnType<typeof loadReaders>>;

/** Loads the readers, with the parsers of all common formats. They have nothing to do before the first file. */
export async function loadReaders() {
  const { Workspace } = await inOwnTurn(() => import('../../workspace/workspace.ts'));
  const { ManifestReader, prepareReader, readManifest } = await inOwnTurn(() => import('../../read/index.ts'));
  return { ManifestReader, prepareReader, readManifest, Workspace };
}

/** A workspace folder and its manifests. Without a root: the documents that are in no folder. */
export class Folder {
  readonly root: vscode.Uri | undefined;
  readonly #files: WorkspaceFiles;
  /**
   * The files and folders that are not known, as their file system did not answer. Until it does, any verdict would
   * be premature: the service account or the secret that decides it may be in one of them.
   */
  readonly #notAnswered = new Set<string>();
  #tooMany: number | undefined;
  #wasBuilt = false;
  readonly #uris = new Map<string, vscode.Uri>();
  #walk: Promise<Walk> | undefined;
  #severities: Severities | undefined;
  #knowledge = nothingKnown;
  #reader: ManifestReader | undefined;
  #workspace: Workspace | undefined;
  /** Files that were built and are to be judged, by name. */
  readonly #toJudge = new Set<string>();

  constructor(root: vscode.Uri | undefined, files: WorkspaceFiles) {
    this.root = root;
    this.#files = files;
  }

  get isOnDisk(): boolean {
    return this.root !== undefined && this.#files.isOnDisk(this.root);
  }

  /** Undefined until its first manifest has been read: what joins manifests is loaded with what reads them. */
  get workspace(): Workspace | undefined {
    return this.#workspace;
  }

  get knowledge(): Knowledge {
    return this.#knowledge;
  }

  /** The severities of the person's settings. Asked for each file, they would take longer than its verdicts. */
  get severities(): Severities {
    this.#severities ??= configuredSeverities(this.root);
    return this.#severities;
  }

  /** Returns whether a file is the config or a snapshot, by which everything else is judged. */
  dependsOn(uri: vscode.Uri): boolean {
    const key = uri.toString();
    const files = [...(this.root ? [this.uriOf(configName)] : []), ...this.knowledge.snapshots];
    return files.some(each => each.toString() === key);
  }

  /** Returns whether the config changed what counts as an image, so that manifests have to be read again. */
  learn(knowledge: Knowledge): boolean {
    const before = this.knowledge.config.images;
    this.#knowledge = knowledge;
    this.workspace?.configure(knowledge.config);
    this.workspace?.outdate();
    const { images } = knowledge.config;
    if (JSON.stringify(before) === JSON.stringify(images)) return false;
    this.#reader = undefined;
    return true;
  }

  severitiesChanged(): void {
    this.#severities = undefined;
    this.workspace?.outdate(); // a severity can ask for a finding that is not made without it
  }

  rulesChanged(): void {
    this.#walk = undefined;
  }

  /** The manifests in the folder or a subfolder of it, and what could not be searched. */
  async find(
    below: vscode.Uri,
  ): Promise<{ readonly uris: readonly vscode.Uri[]; readonly notSearched: readonly string[] }> {
    const walk = await this.#walkOf();
    const from = this.#isRoot(below) ? '' : this.nameOf(below);
    const found = await walk?.find(from);
    if (!found) return { uris: [], notSearched: [] };
    for (const name of this.#notAnswered)
      if (from === '' || `${name}/`.startsWith(`${from}/`)) this.#notAnswered.delete(name);
    for (const { name, error } of found.unread) if (error instanceof NotAnswered) this.#notAnswered.add(name);
    if (from === '')
      this.#tooMany = !this.isOnDisk && found.files.length > mostOverNetwork ? found.files.length : undefined;
    if (this.#tooMany !== undefined) return { uris: [], notSearched: [] };
    const links = found.leftOut.filter(({ why }) => why === 'link');
    const closed = found.unread.map(({ name, error }) => `${name}: ${error instanceof Error ? error.message : error}`);
    return {
      uris: found.files.map(name => this.uriOf(name)),
      notSearched: [...links.map(({ name }) => name), ...closed],
    };
  }

  /**
   * Returns the text of a manifest on disk. Undefined if there is none, or if the walk leaves it out. Rejects with
   * `NotAnswered`.
   */
  async read(uri: vscode.Uri): Promise<string | undefined> {
    const walk = await this.#walkOf();
    if (!(await walk?.reads(this.nameOf(uri)))) return undefined;
    return this.#files.readText(uri, mostBytes.manifest, this.root);
  }

  /** The files and folders that are not known: their file system did not answer. */
  get notAnswered(): readonly string[] {
    return [...this.#notAnswered];
  }

  /** The number of its manifests, where they are too many to be read over the network: then none is judged. */
  get tooMany(): number | undefined {
    return this.#tooMany;
  }

  /** Returns whether all its manifests were read once, so that they can be judged. */
  get wasRead(): boolean {
    return this.#wasBuilt;
  }

  /** Notes a file that could not be had. An earlier text of it stays. */
  wasNotAnswered(name: string): void {
    this.#notAnswered.add(name);
  }

  /** Takes in a file's text, undefined if it has none any more. */
  take(name: string, text: string | undefined, readers: Readers, isEdited: boolean): void {
    this.#notAnswered.delete(name);
    if (text === undefined) {
      this.workspace?.forget(name);
      return;
    }
    const rules = { imageRules: this.knowledge.config.images };
    // It parses only what changed since the last time.
    if (isEdited) this.#reader ??= new readers.ManifestReader(rules);
    const file = { name, text };
    const reading = (isEdited && this.#reader?.read(file)) || readers.readManifest(file, rules);
    if (this.#workspace === undefined) {
      this.#workspace = new readers.Workspace();
      this.#workspace.configure(this.knowledge.config);
    }
    this.#workspace.take(reading, text);
  }

  /** Returns whether it has to be built, and can be judged then. */
  get isOutOfDate(): boolean {
    if (this.knowledge.engine === undefined || this.#notAnswered.size > 0 || this.#tooMany !== undefined) return false;
    return this.workspace?.isOutOfDate === true;
  }

  /** Builds what changed. What was built is kept if that is given up. */
  *build(): Generator<undefined, void> {
    if (this.workspace === undefined) return;
    this.#wasBuilt = true;
    yield* this.workspace.build();
    for (const name of this.workspace.takeOutdated()) this.#toJudge.add(name);
  }

  /** Takes a file that is to be judged from those that wait: one of these names. Undefined: none of them waits. */
  takeToJudge(names: Iterable<string> = this.#toJudge): string | undefined {
    for (const name of names) if (this.#toJudge.delete(name)) return name;
    return undefined;
  }

  /** Judges a file. Returns the files with findings, and those that had some before. */
  *judge(name: string, choices: Choices): Generator<undefined, readonly vscode.Uri[]> {
    const { engine } = this.knowledge;
    if (!engine || this.workspace === undefined) return []; // nothing is known yet
    const shown = yield* this.workspace.judge(name, this.#circumstances(choices), engine.examining);
    return shown.map(each => this.uriOf(each));
  }

  /** Judges references as if manifests of the folder held them. */
  examine(references: readonly ImageReference[], choices: Choices): readonly Finding[] {
    const { deployments, worlds } = this.workspace ?? {};
    const known = deployments && worlds && { accounts: deployments.accounts, worlds };
    const circumstances = { ...this.#circumstances(choices), ...known };
    return this.knowledge.engine?.examine(references, circumstances) ?? [];
  }

  #circumstances({ targets }: Choices): Circumstances {
    const { config, map } = this.knowledge;
    return { config, map, chosen: targets, now: new Date(), personal: this.severities };
  }

  letGo(name: string): void {
    this.#reader?.forget(name);
  }

  /** The names of the manifests with references, declarations or problems. */
  manifests(): readonly string[] {
    return this.workspace?.files() ?? [];
  }

  allFindings(): readonly Finding[] {
    return this.workspace?.allFindings() ?? [];
  }

  /** The addresses of all files that were read in it, or in a subfolder. */
  uris(within = ''): readonly vscode.Uri[] {
    const names = this.workspace?.deployments.files() ?? [];
    return names.flatMap(name => (name.startsWith(within) ? this.uriOf(name) : []));
  }

  filesWithFindings(): readonly ExaminedFile[] {
    return this.workspace?.filesWithFindings().map(name => new ExaminedFile(this, name)) ?? [];
  }

  /** The file itself, and the files in it if it is a folder. */
  knownBelow(uri: vscode.Uri): readonly vscode.Uri[] {
    return [uri, ...this.uris(this.#isRoot(uri) ? '' : `${this.nameOf(uri)}/`)];
  }

  #isRoot(uri: vscode.Uri): boolean {
    return uri.toString() === this.root?.toString();
  }

  /** The name under which engine and findings know a file: relative to the folder, with forward slashes. */
  nameOf(uri: vscode.Uri): string {
    if (this.root) {
      const name = vscode.workspace.asRelativePath(uri, false);
      if (!this.#uris.has(name)) this.#uris.set(name, uri);
      return name;
    }
    // Formats go by endings, and a text that was not saved yet has none. YAML is the wider language.
    const name = uri.scheme !== 'untitled' || isManifestName(uri.path) ? uri.path : `${uri.path}.yaml`;
    this.#uris.set(name, uri);
    return name;
  }

  /**
   * Returns the same address each time. To make one, and to write it as text, takes longer than all else that is done
   * with it.
   */
  uriOf(name: string): vscode.Uri {
    const known = this.#uris.get(name);
    if (known) return known;
    const uri = this.root ? vscode.Uri.joinPath(this.root, name) : vscode.Uri.file(name);
    this.#uris.set(name, uri);
    return uri;
  }

  /** A place as VS Code points at it. Undefined where the file was not read. */
  locationOf(place: Place): vscode.Location | undefined {
    const at = this.workspace?.locate(place);
    if (!at) return undefined;
    const range = new vscode.Range(at.start.line, at.start.character, at.end.line, at.end.character);
    return new vscode.Location(this.uriOf(place.file), range);
  }

  /** With what a person leaves out of the explorer and of searches, and by git's own default of each platform. */
  #walkOf(): Promise<Walk> | undefined {
    if (this.root) this.#walk ??= walkOf(this.root, this.#files);
    return this.#walk;
  }
}

async function walkOf(root: vscode.Uri, files: WorkspaceFiles): Promise<Walk> {
  const { excludedBy, Walk } = await inOwnTurn(() => import('../../workspace/walk.ts'));
  const excluded = (section: string) =>
    vscode.workspace.getConfiguration(section, root).get<Record<string, unknown>>('exclude', {});
  return new Walk(files.of(root), {
    ignoreCase: files.ignoresCase(root),
    isExcluded: excludedBy(excluded('files'), excluded('search')),
  });
}

/** The folders of the workspace, and one more for documents outside of them. */
export class Folders {
  readonly loose: Folder;
  /** Documents that were never saved. A person writes them for the workspace, so they are judged by what it knows. */
  readonly untitled: Folder;
  readonly #byRoot = new Map<string, Folder>();
  readonly #files: WorkspaceFiles;

  constructor(files: WorkspaceFiles) {
    this.loose = new Folder(undefined, files);
    this.untitled = new Folder(undefined, files);
    this.#files = files;
  }

  all(): readonly Folder[] {
    return [...this.rooted(), this.loose, this.untitled];
  }

  rooted(): readonly Folder[] {
    return [...this.#byRoot.values()];
  }

  /** The folder that a file is in, the innermost of nested ones. */
  of(uri: vscode.Uri): Folder {
    if (uri.scheme === 'untitled') return this.untitled;
    const root = vscode.workspace.getWorkspaceFolder(uri)?.uri;
    return (root && this.#byRoot.get(root.toString())) ?? this.loose;
  }

  add(root: vscode.Uri): Folder {
    const folder = new Folder(root, this.#files);
    this.#byRoot.set(root.toString(), folder);
    return folder;
  }

  remove(root: vscode.Uri): Folder | undefined {
    const folder = this.#byRoot.get(root.toString());
    this.#byRoot.delete(root.toString());
    return folder;
  }
}

export class ExaminedFile {
  readonly folder: Folder;
  readonly findings: readonly Finding[];
  readonly #name: string;

  constructor(folder: Folder, name: string) {
    this.folder = folder;
    this.findings = folder.workspace?.findings(name) ?? [];
    this.#name = name;
  }

  get references(): readonly ImageReference[] {
    return this.folder.workspace?.deployments.references(this.#name) ?? [];
  }

  /** Reads the references that it would have with this text. */
  async read(text: string): Promise<readonly ImageReference[]> {
    const { readManifest } = await loadReaders();
    return readManifest({ name: this.#name, text }, { imageRules: this.folder.knowledge.config.images }).references;
  }

  /** Made on demand: few of thousands of files need their address, which takes longer to make than all the rest. */
  get uri(): vscode.Uri {
    return this.folder.uriOf(this.#name);
  }
}
