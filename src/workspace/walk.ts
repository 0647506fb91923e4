import { byText } from '../model/order.ts';
import { folderOf, foldersAbove } from '../model/place.ts';
import { isManifestName } from '../read/names.ts';
import { matchesGlobs } from './config/globs.ts';
import { type Files, mostBytes, rulesName } from './files.ts';
import { type Repository, repositoryOf, trackedFiles } from './gitIndex.ts';
import { IgnoreRules } from './ignoreRules.ts';

/** A possible manifest, or a folder that may hold some, that is left alone on purpose. */
export interface LeftOut {
  readonly name: string;
  readonly why: 'gitignore' | 'tool' | 'settings' | 'size' | 'binary' | 'link' | 'rules';
}

/** Files and folders of a walk. */
interface Found {
  /** Manifests, by their names, in the order of UTF-16 units in each folder. Those behind links are at the end. */
  readonly files: string[];
  readonly leftOut: LeftOut[];
  /** Files and folders that could not be read, with the error. */
  readonly unread: { readonly name: string; readonly error: unknown }[];
}

interface WalkOptions {
  /** As git's `core.ignoreCase`. */
  readonly ignoreCase: boolean;
  /** Left out by settings of the editor. */
  readonly isExcluded?: (name: string) => boolean;
}

interface FindOptions {
  /**
   * Real paths of files and folders that were visited already. They are not visited again: links may lead in circles,
   * and paths may overlap.
   */
  readonly met?: Set<string>;
  /** True if a person asked for this folder. Then the rules above it don't count. */
  readonly named?: boolean;
}

/** The rules of the `.gitignore` files that apply to a folder, the nearest first. */
interface Rules {
  readonly nearest: readonly { readonly strip: number; readonly down: string; readonly rules: IgnoreRules }[];
  /** True if git leaves out the folder as a whole. */
  readonly isIgnored: boolean;
}

/** Files that git tracks, and the folders around them. */
interface Tracked {
  readonly files: ReadonlySet<string>;
  readonly folders: ReadonlySet<string>;
}

const noRules: Rules = { nearest: [], isIgnored: false };
const ignored: Rules = { nearest: [], isIgnored: true };

/**
 * Lists the files of a folder that are read, and those that are left out with the reason: the same in the editor and at
 * the gate. It leaves out the folders of tools, and files that git ignores. But it reads all files that git tracks,
 * regardless of any `.gitignore`.
 */
export class Walk {
  readonly #files: Files;
  readonly #options: WalkOptions;
  #repository: Promise<Repository | undefined> | undefined;
  #tracked: Promise<Tracked> | undefined;
  readonly #rules = new Map<string, Rules | Promise<Rules>>();
  /** Files of rules that are too large or too many, until a walk lists them. */
  readonly #rulesNotUsed = new Set<string>();
  /** Set if something is ignored that may still be tracked. */
  #unknownTracked: Found['unread'][number] | undefined;

  constructor(files: Files, options: WalkOptions) {
    this.#files = files;
    this.#options = options;
  }

  /** The manifests in the folder, or in a subfolder of it. None if the folder no longer exists. */
  async find(below = '', { met = new Set(), named = false }: FindOptions = {}): Promise<Found> {
    const steps: Steps = { found: { files: [], leftOut: [], unread: [] }, links: [], met };
    const above = await this.#rulesOf(below);
    if (above.isIgnored && !named && !(await this.#trackedHere()).folders.has(below)) return steps.found;
    const start = await this.#files.follow(below).catch(() => undefined);
    const rules = above.isIgnored && named ? noRules : above;
    if (start?.leadsOut) steps.found.leftOut.push({ name: below, why: 'link' });
    else if (start?.kind === 'folder') await this.#folder(below, start.path, rules, steps);
    for (const link of steps.links) await this.#link(link, steps); // it grows during the loop
    for (const name of this.#rulesNotUsed) steps.found.leftOut.push({ name, why: 'rules' });
    this.#rulesNotUsed.clear();
    if (this.#unknownTracked !== undefined) steps.found.unread.push(this.#unknownTracked);
    return steps.found;
  }

  /** Returns whether a file of this name is read. */
  async reads(name: string): Promise<boolean> {
    if (!isManifestName(name) || this.#options.isExcluded?.(name)) return false;
    const folder = folderOf(name);
    if (!folder.split('/').every(mayHoldManifests)) return false;
    const rules = await this.#rulesOf(folder);
    return (!rules.isIgnored && !says(rules, name)) || (await this.#trackedHere()).files.has(name);
  }

  async #folder(folder: string, real: string, above: Rules, steps: Steps): Promise<void> {
    if (!isNew(real, steps)) return;
    const entries = await this.#files.list(folder).catch(error => {
      steps.found.unread.push({ name: folder, error });
      return [];
    });
    const within = folder === '' ? '' : `${folder}/`;
    const hasRules = entries.some(({ name }) => name === rulesName);
    const rules = hasRules ? await this.#withOwn(within, above) : above;
    this.#rules.set(folder, rules);
    for (const { name, kind } of entries.toSorted(byText(({ name }) => name))) {
      const at = within + name;
      const mayMatter = kind === 'folder' || kind === 'link' || (kind === 'file' && isManifestName(name));
      if (!mayMatter || versionControl.has(name)) continue;
      const why = await this.#whyNot(at, name, kind === 'folder', rules);
      if (why !== undefined) {
        if (kind !== 'link' || isManifestName(name)) steps.found.leftOut.push({ name: at, why });
      } else if (kind === 'folder') {
        const isIgnored = rules.isIgnored || says(rules, `${at}/`);
        await this.#folder(at, `${real}/${name}`, isIgnored ? ignored : rules, steps);
      } else if (kind === 'link') {
        steps.links.push(at);
      } else if (isNew(`${real}/${name}`, steps)) {
        steps.found.files.push(at);
      }
    }
  }

  /** Links are followed last: files in the tree itself are known by their own names. */
  async #link(link: string, steps: Steps): Promise<void> {
    try {
      const { kind, path, leadsOut } = await this.#files.follow(link);
      if (leadsOut && kind === 'folder') {
        steps.found.leftOut.push({ name: link, why: 'link' });
      } else if (kind === 'folder') {
        // A link to a folder above itself would widen the walk beyond the folder that was asked for.
        const parent = await this.#files.follow(folderOf(link));
        if (!`${parent.path}/`.startsWith(path.endsWith('/') ? path : `${path}/`))
          await this.#folder(link, path, noRules, steps);
      } else if (kind === 'file' && isManifestName(link) && isNew(path, steps)) {
        steps.found.files.push(link);
      }
    } catch (error) {
      if (isManifestName(link)) steps.found.unread.push({ name: link, error });
    }
  }

  async #whyNot(at: string, name: string, isFolder: boolean, rules: Rules): Promise<LeftOut['why'] | undefined> {
    if (toolFolders.has(name)) return 'tool';
    if (this.#options.isExcluded?.(at)) return 'settings';
    if (!rules.isIgnored && !says(rules, isFolder ? `${at}/` : at)) return undefined;
    const { files, folders } = await this.#trackedHere();
    return (isFolder ? folders : files).has(at) ? undefined : 'gitignore';
  }

  /** Read only if something is ignored. Otherwise, the index is not needed. */
  #trackedHere(): Promise<Tracked> {
    this.#tracked ??= this.#repositoryHere().then(async repository => {
      const files = repository && ((await this.#files.tracked?.()) ?? (await trackedFiles(this.#files, repository)));
      if (repository && files === undefined)
        this.#unknownTracked = { name: `${repository.up}.git`, error: unknownIndex };
      const manifests = [...(files ?? [])].filter(isManifestName);
      return { files: new Set(manifests), folders: new Set(manifests.flatMap(foldersAbove)) };
    });
    return this.#tracked;
  }

  #repositoryHere(): Promise<Repository | undefined> {
    this.#repository ??= repositoryOf(this.#files);
    return this.#repository;
  }

  /** Returns the rules that hold in a folder, its own included. */
  #rulesOf(folder: string): Rules | Promise<Rules> {
    const rules = this.#rules.get(folder) ?? this.#readRules(folder);
    this.#rules.set(folder, rules);
    return rules;
  }

  async #readRules(folder: string): Promise<Rules> {
    if (folder === '') return this.#withOwn('', await this.#rulesAboveRoot());
    if (folder.startsWith('..') || /^(\/|[A-Za-z]:)/.test(folder)) return noRules; // outside of the workspace
    const above = await this.#rulesOf(folderOf(folder));
    return above.isIgnored || says(above, `${folder}/`) ? ignored : this.#withOwn(`${folder}/`, above);
  }

  /**
   * The rules up to the root of the repository. None if they leave out the workspace as a whole: it was opened on
   * purpose.
   */
  async #rulesAboveRoot(): Promise<Rules> {
    const folders = (await this.#repositoryHere())?.down.split('/').slice(0, -1) ?? [];
    let above = noRules;
    for (const i of folders.keys()) {
      above = await this.#withOwn('../'.repeat(folders.length - i), above, `${folders.slice(i).join('/')}/`);
    }
    return says(above, '') ? noRules : above;
  }

  /** Adds the rules of a folder. `down` leads from a folder above the root to the root. */
  async #withOwn(within: string, above: Rules, down = ''): Promise<Rules> {
    try {
      const bytes = await this.#files.read(within + rulesName, mostBytes.rules);
      if (bytes === undefined) this.#rulesNotUsed.add(within + rulesName);
      const text = new TextDecoder().decode(bytes ?? new Uint8Array());
      const rules = IgnoreRules.of(text, this.#options.ignoreCase);
      if (rules === undefined) this.#rulesNotUsed.add(within + rulesName);
      if (bytes === undefined || rules === undefined) return above;
      const strip = down === '' ? within.length : 0;
      return { ...above, nearest: [{ strip, down, rules }, ...above.nearest] };
    } catch {
      return above; // no readable file, a pipe, or a link out: git follows no link to rules either
    }
  }
}

const unknownIndex = new Error(
  'its list of tracked files is in a form that is not known: what .gitignore excludes may be tracked',
);

/** Returns whether the rules leave out a name. The name of a folder ends with a slash. */
function says({ nearest }: Rules, name: string): boolean {
  for (const { strip, down, rules } of nearest) {
    const ruling = rules.rulingOn(down + name.slice(strip));
    if (ruling !== undefined) return ruling === 'ignored';
  }
  return false;
}

/** The state of one walk. */
interface Steps {
  readonly found: Found;
  readonly links: string[];
  readonly met: Set<string>;
}

function isNew(real: string, { met }: Steps): boolean {
  if (met.has(real)) return false;
  met.add(real);
  return true;
}

const versionControl: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', '.jj']);

/** Folders that hold no manifest of the workspace's own. */
const toolFolders: ReadonlySet<string> = new Set([
  'node_modules',
  'bower_components',
  '.terraform',
  '.venv',
  '__pycache__',
]);

/** Returns whether a folder of this name may hold manifests of the workspace's own. */
export function mayHoldManifests(name: string): boolean {
  return !toolFolders.has(name) && !versionControl.has(name);
}

/**
 * Returns whether settings such as `files.exclude` leave out a name, relative to its folder: `{ "**\/dist": true }`.
 * All that lies in a folder that is left out is left out with it.
 */
export function excludedBy(...settings: readonly Readonly<Record<string, unknown>>[]): (name: string) => boolean {
  const globs = settings.flatMap(setting =>
    Object.keys(setting).filter(glob => setting[glob] === true && !glob.startsWith('!')),
  );
  return name => globs.some(glob => matchesGlobs([glob], name) || matchesGlobs([`${glob}/**`], name));
}
