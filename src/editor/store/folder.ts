import * as vscode from 'vscode';
import type { ManifestReader, ReadOptions } from '../../manifests/index.ts';
import type { Place } from '../../model/place.ts';
import type { Severities } from '../../workspace/severity.ts';
import type { Choices } from '../targets/choices.ts';
import { Examination } from './examination.ts';
import { type Knowledge, nothingKnown } from './knowledge.ts';
import { configName, isManifestName } from './manifestFiles.ts';
import type { Readers } from './readers.ts';
import { WorkspaceFiles } from './workspaceFiles.ts';

export interface TakeOptions {
  readonly readers: Readers;
  /** In an editor. */
  readonly edited: boolean;
  /** One of very many: all files are looked at after it. */
  readonly many: boolean;
}

/** A workspace folder with what is known of it; or, without a root, the loose documents outside of all folders. */
export class Folder {
  readonly root: vscode.Uri | undefined;
  readonly files: WorkspaceFiles | undefined;
  readonly examination = new Examination();
  /** Files that are to be judged as soon as all that they may hang on has been read. */
  readonly outdated = new Set<string>();
  /**
   * All manifests have been read once. Until then any verdict would be premature: the service account or the secret that
   * decides it may stand in a file that is still to come.
   */
  complete = false;
  readonly #uris = new Map<string, vscode.Uri>();
  #knowledge: Knowledge | undefined;
  #reader: ManifestReader | undefined;
  #manyTaken = false;

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
    const key = uri.toString();
    return (this.root && this.uriOf(configName).toString() === key) || this.#knowledge?.snapshot?.toString() === key;
  }

  /** Returns whether manifests have to be read anew, since the config changed what is an image. */
  learn(knowledge: Knowledge): boolean {
    const before = this.knowledge.config.images;
    this.#knowledge = knowledge;
    this.outdateAll();
    const { images } = knowledge.config;
    if (JSON.stringify(before) === JSON.stringify(images)) return false;
    this.#reader = undefined;
    return true;
  }

  /** What verdicts are judged by has changed. */
  outdateAll(): void {
    this.examination.outdate();
    for (const name of this.examination.files()) this.outdated.add(name);
  }

  /** Takes in a file's text, undefined if it has none any more, and notes which files have to be judged anew. */
  take(name: string, text: string | undefined, { readers, edited, many }: TakeOptions): void {
    this.outdated.add(name);
    if (text === undefined) {
      for (const other of this.examination.forget(name)) this.outdated.add(other);
      return;
    }
    const file = { name, text };
    const rules = { imageRules: this.knowledge.config.images };
    const reading = edited ? this.#readerOfEdited(readers, rules).read(file) : readers.readManifest(file, rules);
    if (many || this.#manyTaken) {
      this.examination.takeOneOfMany(reading, text);
      this.#manyTaken = true;
    } else {
      for (const other of this.examination.take(reading, text)) this.outdated.add(other);
    }
  }

  /** It parses only what changed since the last time. */
  #readerOfEdited({ ManifestReader }: Readers, rules: ReadOptions): ManifestReader {
    this.#reader ??= new ManifestReader(rules);
    return this.#reader;
  }

  /** The files that are to be judged now that all has been read; from then on they are whoever asked's to judge. */
  takeOutdated(): readonly string[] {
    if (this.#manyTaken) for (const name of this.examination.files()) this.outdated.add(name);
    this.#manyTaken = false;
    const names = [...this.outdated];
    this.outdated.clear();
    return names;
  }

  /** Returns whether there is, or was, anything to show of the file. */
  judge(name: string, { targets, context }: Pick<Choices, 'targets' | 'context'>, personal: Severities): boolean {
    const { config, map, engine } = this.knowledge;
    if (!engine) return false; // nothing is known yet
    const circumstances = { config, map, chosen: targets, context, now: new Date(), personal };
    return this.examination.judge(name, circumstances, engine);
  }

  /** The editor of a file has closed. */
  letGo(name: string): void {
    this.#reader?.forget(name);
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
    if (this.root) {
      const name = vscode.workspace.asRelativePath(uri, false);
      if (!this.#uris.has(name)) this.#uris.set(name, uri);
      return name;
    }
    // Formats go by endings, and a text that was not saved yet has none; YAML is the wider language.
    const name = uri.scheme !== 'untitled' || isManifestName(uri.path) ? uri.path : `${uri.path}.yaml`;
    this.#uris.set(name, uri);
    return name;
  }

  /** The same one each time: to make it, and to write it as text, takes longer than all else that is done with it. */
  uriOf(name: string): vscode.Uri {
    const known = this.#uris.get(name);
    if (known) return known;
    const uri = this.root ? vscode.Uri.joinPath(this.root, name) : vscode.Uri.file(name);
    this.#uris.set(name, uri);
    return uri;
  }

  /** A place as VS Code points at it; undefined where the file was not read. */
  locationOf(place: Place): vscode.Location | undefined {
    const at = this.examination.locate(place);
    if (!at) return undefined;
    const range = new vscode.Range(at.start.line, at.start.character, at.end.line, at.end.character);
    return new vscode.Location(this.uriOf(place.file), range);
  }
}
