import * as vscode from 'vscode';
import { decodeText } from '../manifests/decodeText.ts';
import { globsOf, matcherOf, searchGlob } from './excluded.ts';
import { isManifestName, manifestGlob } from './manifestFiles.ts';

/** What a person leaves out of the explorer and of searches is left out here too. */
function excludedGlobs(root: vscode.Uri): readonly string[] {
  const excluded = (section: string) =>
    vscode.workspace.getConfiguration(section, root).get<Record<string, unknown>>('exclude', {});
  return globsOf(excluded('files'), excluded('search'));
}

/** The manifests of one folder on disk. */
export class WorkspaceFiles {
  readonly #root: vscode.Uri;
  #isExcluded: ((name: string) => boolean) | undefined;

  constructor(root: vscode.Uri) {
    this.#root = root;
  }

  /** The settings that say what is left out have changed. */
  settingsChanged(): void {
    this.#isExcluded = undefined;
  }

  /** Finds the manifests in the folder, or in a subfolder of it. */
  async find(below: vscode.Uri = this.#root): Promise<readonly vscode.Uri[]> {
    const pattern = new vscode.RelativePattern(below, manifestGlob);
    return vscode.workspace.findFiles(pattern, searchGlob(excludedGlobs(this.#root)));
  }

  /** The text of a manifest; undefined if there is none, or if it is left out. */
  async read(uri: vscode.Uri): Promise<string | undefined> {
    this.#isExcluded ??= matcherOf(excludedGlobs(this.#root));
    const counts = isManifestName(uri.path) && !this.#isExcluded(vscode.workspace.asRelativePath(uri, false));
    return counts ? readFile(uri) : undefined;
  }
}

/** The text of a file on disk; undefined where there is none, or none that anybody wrote by hand. */
export async function readFile(uri: vscode.Uri, maxSize = largestManifest): Promise<string | undefined> {
  try {
    const bytes = await vscode.workspace.fs.readFile(uri);
    return bytes.length > maxSize ? undefined : decodeText(bytes);
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return undefined; // it is gone, a folder, or not ours to read
    throw error;
  }
}

/** In bytes. Larger files are data, and are not even decoded; the reader has a finer limit of its own. */
const largestManifest = 20_000_000;
