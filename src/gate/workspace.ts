import { stat } from 'node:fs/promises';
import path from 'node:path';
import { readManifest } from '../manifests/index.ts';
import { ManifestIndex } from '../manifests/manifestIndex.ts';
import type { ImageReference, ManifestReading, Place } from '../model.ts';
import { bareGrounds, findConfig, type Grounds, readConfigFile } from './configFile.ts';
import { mayBeManifest, nameFrom } from './fileNames.ts';
import { type LineRange, Lines } from './lines.ts';
import { readFiles } from './readFiles.ts';
import { note, Refusal, type Terminal } from './terminal.ts';
import { type FoundFile, type Unread, Walk } from './walk.ts';

/** Where a place is, for people: the file relative to where the gate was started. */
export interface ShownPlace extends LineRange {
  readonly file: string;
}

/** The manifests that one config governs, read and joined. */
export interface Workspace extends Grounds {
  /** In the order of the files, then of the text. */
  readonly references: readonly ImageReference[];
  show(place: Place): ShownPlace;
}

export interface Reading {
  readonly workspaces: readonly Workspace[];
  /** Files and folders that could not be read, as shown to people. */
  readonly unread: readonly string[];
}

export interface ReadingOptions {
  /** `--config FILE`; false: `--no-config`. */
  readonly config?: string | boolean;
}

/** Reads the manifests at the given paths; what goes wrong with a single file is noted, and reading goes on. */
export async function readWorkspaces(
  paths: readonly string[],
  options: ReadingOptions,
  terminal: Terminal,
): Promise<Reading> {
  const unread: string[] = [];
  const asked = new Set(paths.map(named => path.resolve(terminal.cwd, named)));
  const report = ({ path: file, why, failed }: Unread) => {
    const shown = nameFrom(terminal.cwd, file);
    if (failed && asked.has(file)) throw new Refusal(`cannot read ${shown}: ${why}`);
    note(terminal, `${failed ? 'cannot read' : 'skipped'} ${shown}: ${why}`);
    if (failed) unread.push(shown);
  };
  const walk = new Walk(report);
  const workspaces: Workspace[] = [];
  for (const [config, members] of await byConfig(paths.length > 0 ? paths : ['.'], options, terminal.cwd)) {
    const grounds = config === undefined ? bareGrounds(terminal.cwd) : await readConfigFile(config, terminal.cwd);
    const files: FoundFile[] = [];
    for (const member of members) files.push(...(await walk.find(path.resolve(terminal.cwd, member), member)));
    workspaces.push(await readWorkspace(grounds, files, report, terminal));
  }
  return { workspaces, unread };
}

/** The paths by the config that governs them, each group in the order of its first path. */
async function byConfig(
  paths: readonly string[],
  { config }: ReadingOptions,
  cwd: string,
): Promise<ReadonlyMap<string | undefined, readonly string[]>> {
  if (typeof config === 'string') return new Map([[path.resolve(cwd, config), paths]]);
  if (config === false) return new Map([[undefined, paths]]);
  const groups = new Map<string | undefined, string[]>();
  for (const named of paths) {
    const file = await findConfig(await folderOf(path.resolve(cwd, named)));
    const group = groups.get(file);
    if (group) group.push(named);
    else groups.set(file, [named]);
  }
  return groups;
}

async function folderOf(file: string): Promise<string> {
  const stats = await stat(file).catch(() => undefined); // the walk says what is wrong with it
  return stats?.isDirectory() ? file : path.dirname(file);
}

async function readWorkspace(
  grounds: Grounds,
  files: readonly FoundFile[],
  report: (what: Unread) => void,
  terminal: Terminal,
): Promise<Workspace> {
  const sources = new Map<string, { readonly path: string; readonly lines: Lines }>();
  const options = { imageRules: grounds.config.images };
  const readings = await readFiles(
    files,
    (file, text) => {
      const name = nameToRead(file, grounds.root);
      const reading = readManifest({ name, text }, options);
      if (saysSomething(reading)) sources.set(name, { path: file.path, lines: new Lines(text) });
      return reading;
    },
    report,
  );
  const show = ({ file, span }: Place): ShownPlace => {
    const source = sources.get(file);
    if (source === undefined) throw new Error(`a place in ${file}, which was not read`);
    return { file: nameFrom(terminal.cwd, source.path), ...source.lines.rangeOf(span) };
  };
  const index = new ManifestIndex();
  for (const reading of readings) {
    if (saysSomething(reading)) index.update(reading);
    for (const { message, span } of reading.problems) {
      const { file, line, column } = show({ file: reading.file, span });
      note(terminal, `${file}:${line}:${column}: ${message}`);
    }
  }
  return { ...grounds, references: index.files().flatMap(file => index.references(file)), show };
}

/** The name that a manifest's format is recognised by, and that the config's globs are held against. */
function nameToRead({ path: file, named }: FoundFile, root: string): string {
  const name = nameFrom(root, file);
  // Somebody who names `rendered.txt` or a pipe says that it is a manifest; as YAML it is read, and JSON is YAML too.
  // The mark keeps it apart from a file that really is called so.
  return named && !mayBeManifest(name) ? `${name}#.yaml` : name;
}

function saysSomething({ references, declarations, problems }: ManifestReading): boolean {
  return references.length + declarations.length + problems.length > 0;
}
