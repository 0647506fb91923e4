import path from 'node:path';
import { prepareReader, readManifest } from '../manifests/index.ts';
import { ManifestIndex } from '../manifests/join/manifestIndex.ts';
import type { Place } from '../model/place.ts';
import type { ManifestReading } from '../model/reading.ts';
import type { ImageReference, Suppression } from '../model/reference.ts';
import { bareGrounds, byConfig, type ConfigOptions, type Grounds, readConfigFile } from './files/configFile.ts';
import { mayBeManifest, nameFrom } from './files/fileNames.ts';
import { type LineRange, Lines } from './files/lines.ts';
import { readFiles } from './files/readFiles.ts';
import { readResource } from './files/resources.ts';
import { type FoundFile, type Unread, Walk } from './files/walk.ts';
import { note, type Terminal } from './terminal/terminal.ts';

/** Where a place is, for people: the file relative to where the gate was started. */
export interface ShownPlace extends LineRange {
  readonly file: string;
}

/** The manifests that one config governs, read and joined. */
export interface Workspace extends Grounds {
  /** In the order of the files, then of the text. */
  readonly references: readonly ImageReference[];
  /** Comments in the manifests that put findings aside. */
  readonly suppressions: readonly Suppression[];
  /** Every manifest that the config governs, whether it was asked for or not. */
  readonly manifests: readonly string[];
  /** Whether all of them were asked for. */
  readonly isWhole: boolean;
  show(place: Place): ShownPlace;
}

export interface Reading {
  readonly workspaces: readonly Workspace[];
  /** Files and folders that could not be read, as shown to people. */
  readonly unread: readonly string[];
  /** Manifests of which a part was passed over, as shown to people. */
  readonly partlyRead: readonly string[];
}

/** Reads the manifests at the given paths; what goes wrong with a single file is noted, and reading goes on. */
export async function readWorkspaces(
  paths: readonly string[],
  options: ConfigOptions,
  terminal: Terminal,
): Promise<Reading> {
  const unread: string[] = [];
  const partlyRead: string[] = [];
  const report = ({ path: file, why, failed }: Unread) => {
    const shown = nameFrom(terminal.cwd, file);
    note(terminal, `${failed ? 'cannot read' : 'skipped'} ${shown}: ${why}`);
    if (failed) unread.push(shown);
  };
  const walk = new Walk(report);
  const found: { readonly grounds: Grounds; readonly files: readonly FoundFile[] }[] = [];
  for (const [config, members] of await byConfig(paths.length > 0 ? paths : ['.'], options, terminal.cwd)) {
    const grounds = config === undefined ? bareGrounds(terminal.cwd) : await readConfigFile(config, terminal.cwd);
    const files: FoundFile[] = [];
    for (const member of members) files.push(...(await walk.find(path.resolve(terminal.cwd, member))));
    found.push({ grounds, files });
  }
  const workspaces: Workspace[] = [];
  for (const { grounds, files } of found) {
    const asked = await readManifests(files, grounds, report, terminal);
    const withGaps = asked.filter(({ reading }) => reading.problems.some(({ isUnread }) => isUnread));
    partlyRead.push(...withGaps.map(file => nameFrom(terminal.cwd, file.path)));
    const others = await readManifests(await filesAround(grounds, walk), grounds, () => {}, terminal);
    workspaces.push(joined(asked, others, grounds, terminal));
  }
  return { workspaces, unread, partlyRead };
}

/**
 * What else lies in the folder of the config: nobody asked for its images, but it may define the service accounts and
 * pull secrets of those that were asked for. The editor knows the whole folder too, and must come to the same verdict.
 */
async function filesAround({ root, config }: Grounds, walk: Walk): Promise<readonly FoundFile[]> {
  return config.file === undefined ? [] : new Walk(() => {}, walk).find(root);
}

interface ReadFile {
  readonly path: string;
  readonly lines: Lines;
  readonly reading: ManifestReading;
}

async function readManifests(
  files: readonly FoundFile[],
  { root, config }: Grounds,
  report: (what: Unread) => void,
  terminal: Terminal,
): Promise<readonly ReadFile[]> {
  let done = 0;
  const options = { imageRules: config.images };
  const read = async (file: FoundFile, text: string): Promise<ReadFile | undefined> => {
    terminal.progress?.(`reading manifests: ${++done} of ${files.length}`);
    const source = { name: nameToRead(file, root), text };
    await prepareReader(source, readResource);
    const reading = readManifest(source, options);
    const { references, declarations, problems } = reading;
    if (references.length + declarations.length + problems.length === 0) return undefined;
    return { path: file.path, lines: new Lines(text), reading };
  };
  return (await readFiles(files, read, report)).filter(file => file !== undefined);
}

function joined(
  asked: readonly ReadFile[],
  others: readonly ReadFile[],
  grounds: Grounds,
  terminal: Terminal,
): Workspace {
  const all = new Map([...asked, ...others].map(file => [file.reading.file, file]));
  const show = ({ file: name, span }: Place): ShownPlace => {
    const file = all.get(name);
    if (file === undefined) throw new Error(`a place in ${name}, which was not read`);
    return { file: nameFrom(terminal.cwd, file.path), ...file.lines.rangeOf(span) };
  };
  const index = new ManifestIndex();
  for (const { reading } of all.values()) index.add(reading);
  for (const { reading } of asked) noteProblems(reading, show, terminal);
  const names = new Set(asked.map(({ reading }) => reading.file));
  // A reference of a file that nobody asked for can't speak for one that was asked for.
  const references = asked
    .flatMap(({ reading }) => index.references(reading.file))
    .map(each => (each.settledAt && !names.has(each.settledAt.file) ? { ...each, settledAt: undefined } : each));
  return {
    ...grounds,
    references,
    suppressions: asked.flatMap(({ reading }) => reading.suppressions ?? []),
    manifests: [...all.keys()],
    isWhole: names.size === all.size,
    show,
  };
}

function noteProblems(
  { file: name, problems: [problem, ...more] }: ManifestReading,
  show: Workspace['show'],
  terminal: Terminal,
): void {
  if (problem === undefined) return;
  const { file, line, column } = show({ file: name, span: problem.span });
  const rest = more.length > 0 ? ` (and ${more.length} more)` : '';
  note(terminal, `${file}:${line}:${column}: ${problem.message}${rest}`);
}

/** The name that a manifest's format is recognised by, and that the config's globs are held against. */
function nameToRead({ path: file, named }: FoundFile, root: string): string {
  const name = nameFrom(root, file);
  // Somebody who names `rendered.txt` or a pipe says that it is a manifest; as YAML it is read, and JSON is YAML too.
  // The mark keeps it apart from a file that really is called so.
  return named && !mayBeManifest(name) ? `${name}#.yaml` : name;
}
