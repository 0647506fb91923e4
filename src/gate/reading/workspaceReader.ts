import path from 'node:path';
import { isWithin } from '../../disk/boundary.ts';
import { NotTouched } from '../../disk/readFile.ts';
import { namesAzureHost } from '../../model/host.ts';
import { append } from '../../model/lists.ts';
import type { Place } from '../../model/place.ts';
import type { AskedValues } from '../../model/program.ts';
import { filesWithPart, type ImageReference } from '../../model/reference.ts';
import { prepareReader, readManifest } from '../../read/index.ts';
import { isManifestName } from '../../read/names.ts';
import { hasAtAGlance } from '../../read/source/glanceable.ts';
import { configName } from '../../workspace/config/config.ts';
import { matchesGlobs } from '../../workspace/config/globs.ts';
import { type Files, type FileText, mostBytes, readText } from '../../workspace/files.ts';
import type { ShownPlace } from '../../workspace/findingReport.ts';
import { type LeftOut, Walk } from '../../workspace/walk.ts';
import { Workspace } from '../../workspace/workspace.ts';
import type { Grounds, PathGroup } from '../files/configFile.ts';
import type { FileTree } from '../files/fileTree.ts';
import { nameFrom, readAll, readResource, tooLarge } from '../files/nodeFiles.ts';
import { errorReason, note, type Terminal } from '../terminal/terminal.ts';
import type { GateWorkspace, NotBuilt } from './gateWorkspace.ts';

/** The name by which standard input is read: as YAML, which includes JSON. */
export const inputName = 'stdin#.yaml';

/** A file in its last reading. */
interface Taken {
  /** Undefined: it is read again the next time. */
  readonly version: string | undefined;
  readonly why?: LeftOut['why'];
  readonly lacksImages: boolean;
}

/** A fault of a manifest, as shown to people. */
interface ReportedFault {
  readonly file: string;
  /** A sentence with the place. */
  readonly message: string;
}

export interface ReadingFaults {
  /** Manifests with a part that was not read. */
  readonly partlyRead: readonly ReportedFault[];
  /** Manifests that were read in full, and whose builds leave something in doubt. */
  readonly inDoubt: readonly ReportedFault[];
}

/**
 * Reads and builds one workspace. A kept reader reads again only the files that changed. Its lists of unread and
 * left-out files are those of the last reading.
 */
export class WorkspaceReader {
  readonly unread: string[] = [];
  readonly leftOut: LeftOut[] = [];
  /** Files that name an Azure registry in a format or a place that is not read. */
  readonly withoutImages: string[] = [];
  /** True if it is read again later. Then versions are noted. */
  readonly #isKept: boolean;
  #grounds: Grounds;
  readonly #terminal: Terminal;
  readonly #tree: FileTree;
  readonly #readings = new Workspace();
  /** By the names from which their formats are recognised. */
  readonly #taken = new Map<string, Taken>();
  /** Files of `#taken` that the present reading has not reached yet. */
  #gone = new Set<string>();
  /** As of the last build. Undefined: something changed since. */
  #built: GateWorkspace | undefined;
  /** Files that were named, by the names from which their formats are recognised. */
  readonly #asked = new Set<string>();
  /** Names for people, if they differ from the name by which a file is read. */
  readonly #shown = new Map<string, string>();
  #done = 0;

  constructor(grounds: Grounds, terminal: Terminal, tree: FileTree, isKept = false) {
    this.#isKept = isKept;
    this.#grounds = grounds;
    this.#terminal = terminal;
    this.#tree = tree;
    this.#readings.configure(grounds.config);
  }

  /** Continues under a config with the same places of images. */
  under(grounds: Grounds): this {
    if (grounds.config.source.text === this.#grounds.config.source.text) return this;
    this.#grounds = grounds;
    this.#readings.configure(grounds.config);
    this.#built = undefined;
    return this;
  }

  /**
   * Takes values that a person states for infrastructure code. Files are read by their path, even if git ignores them.
   */
  async ask(values: readonly string[], set: AskedValues['set']): Promise<this> {
    if (values.length + set.size === 0) return this;
    const { root } = this.#grounds;
    const asked = values.map(each => path.resolve(this.#terminal.cwd, each));
    const folder = this.#tree.folder(root, { cwd: this.#terminal.cwd, asked });
    for (const file of asked.filter(each => isWithin(root, each))) {
      const name = nameFrom(root, file);
      this.#gone.delete(name);
      if (this.#readings.deployments.reading(name) !== undefined) continue;
      await this.#read(folder, name, mostBytes.manifest);
    }
    this.#readings.deployments.ask({ files: asked.map(each => nameFrom(root, each)), set });
    return this;
  }

  /** Builds the deployments of all files that were read. */
  build(): this {
    for (const name of this.#gone) this.#forget(name);
    if (this.#built === undefined) for (const _ of this.#readings.build());
    return this;
  }

  /** Begins a reading. Files that it does not reach no longer exist. */
  #begin(): void {
    for (const list of [this.unread, this.leftOut, this.withoutImages]) list.length = 0;
    this.#asked.clear();
    this.#shown.clear();
    this.#done = 0;
    this.#gone = new Set(this.#taken.keys());
  }

  #forget(name: string): void {
    this.#built = undefined;
    this.#taken.delete(name);
    this.#readings.forget(name);
  }

  async readFrom({ root, paths, isWhole, followLinks }: PathGroup, met: Set<string>): Promise<this> {
    this.#begin();
    const asked = paths.map(each => path.resolve(this.#terminal.cwd, each));
    const files = this.#tree.folder(root, { cwd: this.#terminal.cwd, asked, followLinks });
    const walk = new Walk(files, { ignoreCase: process.platform === 'win32' || process.platform === 'darwin' });
    for (const named of paths) await this.#readAsked(named, files, walk, met);
    if (!isWhole) return this;
    const around = await walk.find('', { met: new Set(met) });
    for (const name of around.files) await this.#read(files, name, mostBytes.manifest);
    return this;
  }

  async readInput(): Promise<this> {
    const text = await readAll(undefined, this.#terminal);
    this.#shown.set(inputName, 'stdin');
    this.#asked.add(inputName);
    await this.#take({ name: inputName, text });
    return this;
  }

  async #readAsked(named: string, files: Files, walk: Walk, met: Set<string>): Promise<void> {
    const name = nameFrom(this.#grounds.root, path.resolve(this.#terminal.cwd, named));
    const followed = await files.follow(name).catch((error: unknown) => this.#failed(name, error));
    if (!followed) return;
    const { kind, path: real, leadsOut } = followed;
    if (leadsOut) return this.#failed(name, new NotTouched('leads-out'));
    if (kind !== 'folder') {
      if (met.has(real)) return;
      met.add(real);
      const file = await readText(files, name, mostBytes.asked);
      if ('why' in file)
        return this.#failed(name, file.why === 'size' ? tooLarge(mostBytes.asked) : 'it is a binary file, not text');
      // A person who names `rendered.txt` or a pipe declares it a manifest. It is read as YAML, which includes JSON.
      // The mark separates it from a file of this name.
      const read = isManifestName(name) ? name : `${name}#.yaml`;
      if (read !== name) this.#shown.set(read, this.#show(name));
      this.#asked.add(read);
      await this.#take({ ...file, name: read });
      return;
    }
    const found = await walk.find(name, { met, named: true });
    for (const { name: failed, error } of found.unread) this.#failed(failed, error);
    append(
      this.leftOut,
      found.leftOut.map(each => ({ ...each, name: this.#show(each.name) })),
    );
    // The editor also knows one config for each opened folder.
    for (const other of found.files.filter(each => each.endsWith(`/${configName}`)))
      note(this.#terminal, `${this.#show(other)} is not used here; to use it, name its folder as a path of its own`);
    for (const each of found.files) {
      this.#terminal.progress?.(`reading manifests: ${++this.#done} of ${found.files.length}`);
      this.#asked.add(each);
      await this.#read(files, each, mostBytes.manifest);
    }
  }

  #failed(name: string, error: unknown): void {
    note(this.#terminal, `cannot read ${this.#show(name)}: ${errorReason(error)}`);
    this.unread.push(this.#show(name));
  }

  /** Reads a file unless it is unchanged. */
  async #read(files: Files, name: string, atMost: number): Promise<void> {
    const version = this.#isKept ? files.version?.(name) : undefined;
    const known = this.#taken.get(name);
    if (known !== undefined && version !== undefined && known.version === version) this.#note(name, known);
    else await this.#take(await readText(files, name, atMost), version);
  }

  /** Takes in a file. */
  async #take(source: FileText, version?: string): Promise<void> {
    const { name } = source;
    if ('error' in source) {
      if (this.#asked.has(name)) this.#failed(name, source.error);
      return; // it counts as deleted
    }
    const before = this.#taken.get(name);
    const isSame = before !== undefined && 'text' in source && this.#readings.deployments.text(name) === source.text;
    const lacksImages = isSame ? before.lacksImages : 'text' in source && (await this.#takeText(source));
    const taken = { version, lacksImages, ...('why' in source ? { why: source.why } : {}) };
    if ('why' in source && this.#readings.deployments.text(name) !== undefined) this.#forget(name);
    this.#taken.set(name, taken);
    this.#note(name, taken);
  }

  /** Returns whether it names an Azure registry, but no image was found in it. */
  async #takeText(source: Extract<FileText, { readonly text: string }>): Promise<boolean> {
    await prepareReader(source, readResource);
    const reading = readManifest(source, { imageRules: this.#grounds.config.images });
    this.#built = undefined;
    this.#readings.take(reading, source.text);
    return reading.references.length + reading.declarations.length === 0 && hasAtAGlance(source.text, namesAzureHost);
  }

  /** Notes only files that were named. For others, the findings that need them report it. */
  #note(name: string, { why, lacksImages }: Taken): void {
    this.#gone.delete(name);
    if (!this.#asked.has(name)) return;
    if (why !== undefined) this.leftOut.push({ name: this.#show(name), why });
    if (lacksImages) this.withoutImages.push(this.#show(name));
  }

  #show(name: string): string {
    return this.#shown.get(name) ?? nameFrom(this.#terminal.cwd, path.resolve(this.#grounds.root, name));
  }

  #place(place: Place): ShownPlace {
    const at = this.#readings.locate(place);
    if (at === undefined) throw new Error(`a place in ${place.file}, which was not read`);
    return {
      file: this.#show(place.file),
      line: at.start.line + 1,
      column: at.start.character + 1,
      endLine: at.end.line + 1,
      endColumn: at.end.character + 1,
    };
  }

  /** The faults of reported manifests: the first of each file, with its place. */
  reportedFaults(): ReadingFaults {
    const partlyRead: ReportedFault[] = [];
    const inDoubt: ReportedFault[] = [];
    const { deployments } = this.#readings;
    for (const name of this.#reportedFiles()) {
      const [problem, ...more] = deployments.problems(name);
      if (problem === undefined) continue;
      const { file, line, column } = this.#place({ file: name, span: problem.span });
      const rest = more.length > 0 ? ` (and ${more.length} more)` : '';
      const message = `${file}:${line}:${column}: ${problem.message}${rest}`;
      (problem.isBuilt === true ? inDoubt : partlyRead).push({ file, message });
    }
    return { partlyRead, inDoubt };
  }

  /** The files that were named, and those that are built with them. */
  #reportedFiles(): ReadonlySet<string> {
    return new Set([...this.#asked, ...this.#readings.deployments.filesTogetherWith(this.#asked)]);
  }

  /** The faults of reported manifests, without their places, by the shown name of the file. */
  faults(): ReadonlyMap<string, readonly string[]> {
    const { deployments } = this.#readings;
    return new Map(
      [...this.#reportedFiles()].flatMap(name => {
        const faults = deployments.problems(name).filter(({ isBuilt }) => isBuilt !== true);
        return faults.length === 0 ? [] : [[this.#show(name), faults.map(({ message }) => message)] as const];
      }),
    );
  }

  /** The same object as before, as long as nothing changed. */
  workspace(): GateWorkspace {
    this.#built ??= this.#workspace();
    return this.#built;
  }

  #workspace(): GateWorkspace {
    const { deployments } = this.#readings;
    const { exclude } = this.#grounds.config;
    const asked = [...this.#asked].filter(name => deployments.reading(name) !== undefined);
    const commenting = asked.filter(name => !matchesGlobs(exclude, name));
    const files = new Set([...this.#asked, ...deployments.shownFiles()]);
    const references = [...files].flatMap(file => deployments.references(file));
    return {
      ...this.#grounds,
      references: references.filter(reference => this.#isAsked(reference)),
      suppressions: commenting.flatMap(name => deployments.reading(name)?.suppressions ?? []),
      accounts: deployments.accounts,
      worlds: this.#readings.worlds,
      notBuilt: this.#notBuilt(),
      manifests: this.#readings.files(),
      read: deployments.files(),
      isWhole: asked.length >= deployments.files().length,
      show: place => this.#place(place),
    };
  }

  /** Returns whether a file that was named takes part in a pull. */
  #isAsked(reference: ImageReference): boolean {
    return filesWithPart(reference).some(each => this.#asked.has(each));
  }

  #notBuilt(): readonly NotBuilt[] {
    const { deployments } = this.#readings;
    const reported = this.#reportedFiles();
    const outside = deployments.outside().map(each => ({ ...each, why: null }));
    const undecided = deployments.undecided().map(each => ({ ...each, what: each.by }));
    return [...outside, ...undecided].flatMap(({ file, span, what, why }) =>
      reported.has(file) ? { ...this.#place({ file, span }), what, why } : [],
    );
  }
}
