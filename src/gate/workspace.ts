import path from 'node:path';
import type { PlannedWorld } from '../access/planned/plannedWorld.ts';
import type { Accounts } from '../build/accounts.ts';
import { isWithin } from '../disk/boundary.ts';
import { NotTouched } from '../disk/readFile.ts';
import { namesAzureHost } from '../model/host.ts';
import { append } from '../model/lists.ts';
import { remembered } from '../model/memo.ts';
import type { Place } from '../model/place.ts';
import type { AskedValues } from '../model/program.ts';
import { filesWithPart, type ImageReference, type Suppression } from '../model/reference.ts';
import { prepareReader, readManifest } from '../read/index.ts';
import { isManifestName } from '../read/names.ts';
import { hasAtAGlance } from '../read/source/glanceable.ts';
import { configName } from '../workspace/config/config.ts';
import { matchesGlobs } from '../workspace/config/globs.ts';
import { type Files, type FileText, mostBytes, readText } from '../workspace/files.ts';
import type { ShownPlace } from '../workspace/findingReport.ts';
import { type LeftOut, Walk } from '../workspace/walk.ts';
import { Workspace } from '../workspace/workspace.ts';
import { type ConfigOptions, type Grounds, groundsOfGroup, groupPaths, type PathGroup } from './files/configFile.ts';
import { type FileTree, onDisk } from './files/fileTree.ts';
import { isInput, nameFrom, readAll, readResource, tooLarge } from './files/nodeFiles.ts';
import { count } from './report/style.ts';
import { errorReason, note, type Terminal } from './terminal/terminal.ts';
import { refuseUnused, type ValueOptions, valuesFrom } from './values.ts';

export interface ReadingOptions extends ConfigOptions, ValueOptions {
  /** Lists files and folders that are left out. */
  readonly verbose?: boolean;
}

/** The manifests that one config governs, read and joined, with the references of those that were named. */
export interface GateWorkspace extends Grounds {
  /** In the order of the files, then of the text. */
  readonly references: readonly ImageReference[];
  /** Comments in the manifests that suppress findings. */
  readonly suppressions: readonly Suppression[];
  /** Every manifest that the config governs, named or not. */
  readonly manifests: readonly string[];
  /** Every file that was read, with or without a reference. */
  readonly read: readonly string[];
  /** True if all of them were named. */
  readonly isWhole: boolean;
  /** Accounts and secrets that deployments bring to clusters. */
  readonly accounts: Accounts;
  /** The worlds of the infrastructure code. */
  readonly worlds: readonly PlannedWorld[];
  /** Files that deployments use and no build holds. */
  readonly notBuilt: readonly NotBuilt[];
  show(place: Place): ShownPlace;
}

/** Something that a deployment uses, and that is not in this tree or that no file settles. It is no failure. */
export interface NotBuilt extends ShownPlace {
  readonly what: string;
  /** The reason why no file settles the deployment. Null: a base or a chart outside of this tree. */
  readonly why: string | null;
}

export interface WorkspaceReading {
  readonly workspaces: readonly GateWorkspace[];
  /** Files and folders that could not be read, as shown to people. */
  readonly unread: readonly string[];
  /** Partly read manifests, as shown to people. */
  readonly partlyRead: readonly string[];
  /** Their faults, a sentence for each. */
  readonly faults: ReadonlyMap<string, readonly string[]>;
  /** Files and folders that were named and left out on purpose. */
  readonly leftOut: readonly LeftOut[];
}

/**
 * Reads the workspaces of the given paths. The paths narrow what is reported, not what is read: files around them may
 * define their service accounts, bases and values. `-` is standard input, a workspace of its own. A file that can't be
 * read is noted, and reading goes on.
 */
export async function readWorkspaces(
  paths: readonly string[],
  options: ReadingOptions,
  terminal: Terminal,
  tree: FileTree = onDisk,
  kept?: KeptReadings,
): Promise<WorkspaceReading> {
  const readings: OneReading[] = [];
  const met = new Set<string>();
  const named = paths.map(each => (isInput(each) ? '-' : each));
  for (const group of await groupPaths(named.length > 0 ? named : ['.'], options, terminal.cwd, tree)) {
    const grounds = await groundsOfGroup(group, terminal.cwd, tree);
    const files = group.paths.filter(named => named !== '-');
    const ofFiles = kept?.of(group, grounds, terminal) ?? new OneReading(grounds, terminal, tree);
    if (files.length > 0) readings.push(await ofFiles.readFrom({ ...group, paths: files }, met));
    if (files.length < group.paths.length) readings.push(await new OneReading(grounds, terminal, tree).readInput());
  }
  await buildAll(readings, options);
  const leftOut = readings.flatMap(each => each.leftOut);
  const workspaces = readings.map(each => each.workspace());
  refuseUnused(workspaces, options, terminal);
  noteNotBuilt(workspaces, options.verbose === true, terminal);
  noteLinks(leftOut, terminal);
  if (options.verbose) {
    for (const { name, why } of leftOut) note(terminal, `left out ${name}: ${reasons[why].why}`);
    for (const name of readings.flatMap(each => each.withoutImages))
      note(terminal, `no image was found in ${name}, which names an Azure registry`);
  }
  return {
    workspaces,
    unread: readings.flatMap(each => each.unread),
    partlyRead: readings.flatMap(each => each.noteProblems(options.verbose === true)),
    faults: new Map(readings.flatMap(each => [...each.faults()])),
    leftOut,
  };
}

/** A former state of the same workspaces, to compare with: all pulls in it, regardless of the paths, and its faults. */
export type Earlier = Pick<WorkspaceReading, 'workspaces' | 'faults'>;

export async function readEarlier(
  paths: readonly string[],
  options: ReadingOptions,
  terminal: Terminal,
  tree: FileTree,
): Promise<Earlier> {
  const { cwd } = terminal;
  const files = paths.filter(each => !isInput(each));
  const readings: OneReading[] = [];
  for (const group of await groupPaths(paths.length > 0 ? files : ['.'], options, cwd, tree)) {
    const grounds = await groundsOfGroup(group, cwd, tree);
    // a pull may have been outside of the paths in the former state
    const all = group.isWhole ? [...group.paths, group.root] : group.paths;
    readings.push(await new OneReading(grounds, terminal, tree).readFrom({ ...group, paths: all }, new Set()));
  }
  await buildAll(readings, options);
  return {
    workspaces: readings.map(each => each.workspace()),
    faults: new Map(readings.flatMap(each => [...each.faults()])),
  };
}

async function buildAll(readings: readonly OneReading[], options: ReadingOptions): Promise<void> {
  const set = valuesFrom(options.set ?? []);
  for (const each of readings) (await each.ask(options.values ?? [], set)).build();
}

function noteNotBuilt(workspaces: readonly GateWorkspace[], isVerbose: boolean, terminal: Terminal): void {
  const all = workspaces.flatMap(each => each.notBuilt);
  if (isVerbose) {
    for (const { file, line, column, what, why } of all)
      note(
        terminal,
        `${file}:${line}:${column}: not built: ${what}${why === null ? ', outside of this tree' : ` (${why})`}`,
      );
    return;
  }
  const outside = all.filter(({ why }) => why === null).length;
  const open = all.length - outside;
  if (outside > 0) {
    const counted = count(
      outside,
      'base or chart outside of this tree was',
      'bases and charts outside of this tree were',
    );
    note(terminal, `${counted} not built (--verbose lists them)`);
  }
  if (open > 0) {
    const counted = count(open, 'deployment that no file settles was', 'deployments that no file settles were');
    note(terminal, `${counted} not built (--verbose lists them)`);
  }
}

/** More files in doubt than these are counted: a tool with such an option is run for many files. */
const mostInDoubt = 5;

/** More links than these are counted. */
const mostLinks = 5;

/** Manifests may be behind links. So links are named in every format. */
function noteLinks(leftOut: readonly LeftOut[], terminal: Terminal): void {
  const links = leftOut.filter(({ why }) => why === 'link').map(({ name }) => name);
  if (links.length === 0) return;
  const more = links.length > mostLinks ? `, and ${links.length - mostLinks} more` : '';
  const names = `${links.slice(0, mostLinks).join(', ')}${more}`;
  note(terminal, `not followed, as they lead out of the workspace: ${names} (--follow-links follows such links)`);
}

/** One line that counts files left out. Empty: there are none. */
export function leftOutLine({ leftOut }: Pick<WorkspaceReading, 'leftOut'>): string {
  const parts = Object.entries(reasons).flatMap(([each, { counted }]) => {
    const number = leftOut.filter(({ why }) => why === each).length;
    return number === 0 ? [] : [`${number} ${counted}`];
  });
  return parts.length === 0 ? '' : `left out: ${parts.join(', ')} (--verbose lists them)\n`;
}

const reasons: Readonly<Record<LeftOut['why'], { readonly why: string; readonly counted: string }>> = {
  gitignore: { why: 'ignored by .gitignore, and not tracked by git', counted: 'by .gitignore' },
  tool: { why: 'a folder of packages or a tool', counted: 'in tool folders' },
  settings: { why: 'excluded', counted: 'excluded' },
  rules: { why: 'larger than 1 MiB: its rules exclude nothing', counted: 'too large for rules' },
  link: {
    why: 'a link that leads out of the workspace; --follow-links follows it',
    counted: 'behind links that lead out',
  },
  binary: { why: 'a binary file', counted: 'binary' },
  size: { why: 'larger than 16 MiB; pass its path to read it anyway', counted: 'too large' },
};

/** The name by which standard input is read: as YAML, which includes JSON. */
export const inputName = 'stdin#.yaml';

/** Readings of workspaces that are read again and again. */
export class KeptReadings {
  readonly #kept = new Map<string, OneReading>();

  of({ root, config, isWhole }: PathGroup, grounds: Grounds, terminal: Terminal): OneReading {
    // a config with other places of images needs every file again
    const key = JSON.stringify([root, config, isWhole, grounds.config.images]);
    const known = remembered(this.#kept, key, () => new OneReading(grounds, terminal, onDisk, true));
    return known.under(grounds);
  }
}

/** A file in its last reading. */
interface Taken {
  /** Undefined: it is read again the next time. */
  readonly version: string | undefined;
  readonly why?: LeftOut['why'];
  readonly lacksImages: boolean;
}

/** The reading of one workspace. */
class OneReading {
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

  /**
   * Notes the faults of reported manifests, but not all of those in doubt. Returns the files that were read in part.
   */
  noteProblems(isVerbose: boolean): readonly string[] {
    const partlyRead: string[] = [];
    const inDoubt: string[] = [];
    const { deployments } = this.#readings;
    for (const name of new Set([...this.#asked, ...deployments.filesTogetherWith(this.#asked)])) {
      const [problem, ...more] = deployments.problems(name);
      if (problem === undefined) continue;
      const { file, line, column } = this.#place({ file: name, span: problem.span });
      const rest = more.length > 0 ? ` (and ${more.length} more)` : '';
      const said = `${file}:${line}:${column}: ${problem.message}${rest}`;
      if (problem.isBuilt === true) inDoubt.push(said);
      else {
        note(this.#terminal, said);
        partlyRead.push(file);
      }
    }
    const shown = isVerbose ? inDoubt : inDoubt.slice(0, mostInDoubt);
    for (const said of shown) note(this.#terminal, said);
    const left = inDoubt.length - shown.length;
    if (left > 0)
      note(this.#terminal, `${count(left, 'more file is', 'more files are')} in doubt (--verbose lists them)`);
    return partlyRead;
  }

  /** The faults of reported manifests, without their places, by the shown name of the file. */
  faults(): ReadonlyMap<string, readonly string[]> {
    const { deployments } = this.#readings;
    const names = new Set([...this.#asked, ...deployments.filesTogetherWith(this.#asked)]);
    return new Map(
      [...names].flatMap(name => {
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
    const together = deployments.filesTogetherWith(this.#asked);
    const outside = deployments.outside().map(each => ({ ...each, why: null }));
    const undecided = deployments.undecided().map(each => ({ ...each, what: each.by }));
    return [...outside, ...undecided].flatMap(({ file, span, what, why }) =>
      this.#asked.has(file) || together.has(file) ? { ...this.#place({ file, span }), what, why } : [],
    );
  }
}
