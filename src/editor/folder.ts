import * as vscode from 'vscode';
import { ManifestReader, readManifest } from '../manifests/index.ts';
import type { Place } from '../model/place.ts';
import { Examination } from './examination.ts';
import { type Knowledge, nothingKnown } from './knowledge.ts';
import { configName, isManifestName } from './manifestFiles.ts';
import type { Severities } from './severity.ts';
import { WorkspaceFiles } from './workspaceFiles.ts';

/** A workspace folder with what is known of it; or, without a root, the loose documents outside of all folders. */
export class Folder {
  readonly root: vscode.Uri | undefined;
  readonly files: WorkspaceFiles | undefined;
  readonly examination = new Examination();
  readonly #looseUris = new Map<string, vscode.Uri>();
  #knowledge: Knowledge | undefined;
  #reader = new ManifestReader();

  constructor(root: vscode.Uri | undefined) {
    this.root = root;
    this.files = root && new WorkspaceFiles(root);
  }

  get knowledge(): Knowledge {
    return this.#knowledge ?? nothingKnown;
  }

  get learned(): boolean {
    return this.#knowledge !== undefined;
  }

  /** Whether a file is the config or the snapshot, by which everything else is judged. */
  leansOn(uri: vscode.Uri): boolean {
    const config = this.root && vscode.Uri.joinPath(this.root, configName);
    return [config, this.#knowledge?.snapshot].some(own => own?.toString() === uri.toString());
  }

  /** Returns whether manifests have to be read anew, since the config changed what is an image. */
  learn(knowledge: Knowledge): boolean {
    const before = this.knowledge.config.images;
    this.#knowledge = knowledge;
    const { images } = knowledge.config;
    if (JSON.stringify(before) === JSON.stringify(images)) return false;
    this.#reader = new ManifestReader({ imageRules: images });
    return true;
  }

  /** Takes in a file's text, undefined if it has none any more. Returns the files that have to be judged anew. */
  take(name: string, text: string | undefined, { edited }: { readonly edited: boolean }): readonly string[] {
    if (text === undefined) return this.examination.forget(name);
    const reading = edited
      ? this.#reader.read({ name, text }) // parses only what changed since the last time
      : readManifest({ name, text }, { imageRules: this.knowledge.config.images });
    return this.examination.take(reading, text);
  }

  /** Returns whether there is, or was, anything to show of the file. */
  judge(name: string, chosen: readonly string[], personal: Severities): boolean {
    const { config, map } = this.knowledge;
    return this.examination.judge(name, { config, map, chosen, now: new Date(), personal });
  }

  /** The editor of a file has closed. */
  letGo(name: string): void {
    this.#reader.forget(name);
  }

  /** The file itself; and the files in it, if it is a folder. */
  knownBelow(uri: vscode.Uri): readonly vscode.Uri[] {
    const isRoot = uri.toString() === this.root?.toString();
    const within = isRoot ? '' : `${this.nameOf(uri)}/`;
    const names = this.examination.files().filter(name => name.startsWith(within));
    return [uri, ...names.map(name => this.uriOf(name))];
  }

  /** The name under which engine and findings know a file: relative to the folder, with forward slashes. */
  nameOf(uri: vscode.Uri): string {
    if (this.root) return vscode.workspace.asRelativePath(uri, false);
    // Formats go by endings, and a text that was not saved yet has none; YAML is the wider language.
    const name = uri.scheme !== 'untitled' || isManifestName(uri.path) ? uri.path : `${uri.path}.yaml`;
    this.#looseUris.set(name, uri);
    return name;
  }

  uriOf(name: string): vscode.Uri {
    if (this.root) return vscode.Uri.joinPath(this.root, name);
    return this.#looseUris.get(name) ?? vscode.Uri.file(name);
  }

  /** A place as VS Code points at it; undefined where the file was not read. */
  locationOf(place: Place): vscode.Location | undefined {
    const at = this.examination.locate(place);
    if (!at) return undefined;
    const range = new vscode.Range(at.start.line, at.start.character, at.end.line, at.end.character);
    return new vscode.Location(this.uriOf(place.file), range);
  }
}
