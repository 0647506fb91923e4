import { gunzipSync } from 'node:zlib';
import * as vscode from 'vscode';
import { decodeText } from '../../manifests/source/decodeText.ts';
import { globsOf, matcherOf, searchGlob } from './excluded.ts';
import { GitIgnored, type IgnoreFile } from './gitIgnored.ts';
import { isManifestName, manifestGlob } from './manifestFiles.ts';
import { inParts } from './workQueue.ts';

/** What a person leaves out of the explorer and of searches is left out here too. */
function excludedGlobs(root: vscode.Uri): readonly string[] {
  const excluded = (section: string) =>
    vscode.workspace.getConfiguration(section, root).get<Record<string, unknown>>('exclude', {});
  return globsOf(excluded('files'), excluded('search'));
}

/** Git's own default: file systems of these platforms ignore case. */
const ignoreCase = process.platform === 'win32' || process.platform === 'darwin';

/** The manifests of one folder on disk: without what a person or Git leaves out. */
export class WorkspaceFiles {
  readonly #root: vscode.Uri;
  #isExcluded: ((name: string) => boolean) | undefined;
  #ignored: Promise<GitIgnored> | undefined;

  constructor(root: vscode.Uri) {
    this.#root = root;
  }

  /** The settings that say what is left out have changed. */
  settingsChanged(): void {
    this.#isExcluded = undefined;
    this.#ignored = undefined;
  }

  /** A `.gitignore` has changed. */
  rulesChanged(): void {
    this.#ignored = undefined;
  }

  /** Finds the manifests in the folder, or in a subfolder of it. */
  async find(below: vscode.Uri = this.#root): Promise<readonly vscode.Uri[]> {
    const found = await this.#search(below, manifestGlob);
    const ignored = await this.#gitIgnored();
    const kept: vscode.Uri[] = [];
    await inParts(found, part => {
      kept.push(...part.filter(uri => !ignored.ignores(vscode.workspace.asRelativePath(uri, false))));
    });
    return kept;
  }

  /** The text of a manifest; undefined if there is none, or if it is left out. */
  async read(uri: vscode.Uri): Promise<string | undefined> {
    this.#isExcluded ??= matcherOf(excludedGlobs(this.#root));
    const name = vscode.workspace.asRelativePath(uri, false);
    if (!isManifestName(uri.path) || this.#isExcluded(name)) return undefined;
    return (await this.#gitIgnored()).ignores(name) ? undefined : readFile(uri);
  }

  async #search(folder: vscode.Uri, glob: string): Promise<readonly vscode.Uri[]> {
    try {
      const pattern = new vscode.RelativePattern(folder, glob);
      return await vscode.workspace.findFiles(pattern, searchGlob(excludedGlobs(this.#root)));
    } catch (error) {
      // VS Code fails to start a search in a folder that goes in that very moment: there is nothing in it to be found.
      if (await exists(folder)) throw error;
      return [];
    }
  }

  #gitIgnored(): Promise<GitIgnored> {
    this.#ignored ??= this.#readRules();
    return this.#ignored;
  }

  async #readRules(): Promise<GitIgnored> {
    const below = await this.#search(this.#root, `**/${rulesName}`);
    const read = async (uri: vscode.Uri, folder: string, wayDown = ''): Promise<readonly IgnoreFile[]> => {
      const text = await readFile(uri);
      return text === undefined ? [] : [{ folder, text, wayDown }];
    };
    const own = below.map(uri => {
      const name = vscode.workspace.asRelativePath(uri, false);
      return read(uri, name.slice(0, name.lastIndexOf('/') + 1));
    });
    const above = (await this.#foldersAbove()).map(({ folder, wayDown }) =>
      read(vscode.Uri.joinPath(folder, rulesName), '', wayDown),
    );
    const [files, filesAbove] = await Promise.all([Promise.all(own), Promise.all(above)]);
    const ignored = new GitIgnored([...files.flat(), ...filesAbove.flat()], { ignoreCase });
    // Whoever opens a folder that Git leaves out wants to see what is in it.
    return ignored.ignoresAll ? new GitIgnored(files.flat(), { ignoreCase }) : ignored;
  }

  /** From the folder up to the root of its repository; none outside of a repository. */
  async #foldersAbove(): Promise<readonly { readonly folder: vscode.Uri; readonly wayDown: string }[]> {
    const folders: { folder: vscode.Uri; wayDown: string }[] = [];
    for (let folder = this.#root, wayDown = ''; ; ) {
      if (await exists(vscode.Uri.joinPath(folder, '.git'))) return folders;
      const parent = vscode.Uri.joinPath(folder, '..');
      if (parent.path === folder.path) return [];
      wayDown = `${folder.path.slice(folder.path.lastIndexOf('/') + 1)}/${wayDown}`;
      folder = parent;
      folders.push({ folder, wayDown });
    }
  }
}

/** The name of the files in which Git is told what to leave out. */
export const rulesName = '.gitignore';

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

/** The text of a file on disk; undefined where there is none, or none that anybody wrote by hand. */
export async function readFile(uri: vscode.Uri, maxSize = largestManifest): Promise<string | undefined> {
  try {
    // What is sought as a manifest was listed as a file; a config or a snapshot may be a pipe, which never ends.
    if (maxSize > largestManifest && ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.File) === 0)
      return undefined;
    const bytes = await vscode.workspace.fs.readFile(uri);
    if (bytes.length > maxSize) return undefined;
    const whole = bytes[0] === 0x1f && bytes[1] === 0x8b ? unpacked(bytes, maxSize) : bytes;
    return whole && decodeText(whole);
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return undefined; // it is gone, a folder, or not ours to read
    throw error;
  }
}

/** Undefined where that is no gzip, or too much of it. */
function unpacked(bytes: Uint8Array, mostBytes: number): Uint8Array | undefined {
  try {
    return gunzipSync(bytes, { maxOutputLength: mostBytes });
  } catch {
    return undefined;
  }
}

/** In bytes, as at the gate. Larger files are data, and are not even decoded. */
const largestManifest = 16 * 1024 * 1024;
