import * as fs from 'node:fs';
import path from 'node:path';
import { type Admits, anywhere, inItsFolder, ofWorkspace, repositoryAround, whereNamed } from '../../disk/boundary.ts';
import { type ReadLimits, readOpened, readRegular } from '../../disk/readFile.ts';
import { replaceFile } from '../../disk/writeFile.ts';
import { decodeText } from '../../read/source/decodeText.ts';
import { type Files, type FolderEntry, type Followed, isGitIndex, mostBytes } from '../../workspace/files.ts';
import { trackedByGit } from '../git/trackedFiles.ts';
import { orRefuse, Refusal, type Terminal } from '../terminal/terminal.ts';

export interface NodeFilesOptions {
  /** The folder in which the gate was started. */
  readonly cwd: string;
  /** Paths that a person named, in the workspace or elsewhere. */
  readonly asked?: readonly string[];
  /** True to follow links that lead out of the workspace. */
  readonly followLinks?: boolean;
}

/** A folder on disk. Synchronous: Node's thread pool takes longer to start on a small file than to read it. */
export function nodeFiles(root: string, { cwd, asked, followLinks = false }: NodeFilesOptions): Files {
  const at = (name: string) => path.resolve(root, name);
  const admits = followLinks ? anywhere : ofWorkspace(root, cwd, asked);
  return {
    root: slashed(root),
    // The walk lists no folder behind a link that leads out.
    list: async folder =>
      fs.readdirSync(at(folder), { withFileTypes: true }).map(entry => ({ name: entry.name, kind: kindOf(entry) })),
    read: async (name, atMost) => readAny(at(name), { atMost, admits: isGitIndex(name) ? inItsFolder : admits }),
    follow: async name => followed(at(name), admits),
    version: name => fileVersion(at(name)),
    tracked: () => trackedByGit(root),
  };
}

/**
 * Milliseconds: the coarsest clock of a file system has ticks of two seconds. Within one tick, a file may change twice
 * and keep its size.
 */
const tick = 2000;

/** A file's identity, size and times. Undefined for a file that has just changed, or that can't be examined. */
export function fileVersion(file: string): string | undefined {
  const stats = fs.statSync(file, { throwIfNoEntry: false });
  if (stats === undefined || Date.now() - Math.max(stats.mtimeMs, stats.ctimeMs) < tick) return undefined;
  return [stats.dev, stats.ino, stats.size, stats.mtimeMs, stats.ctimeMs].join(' ');
}

function followed(file: string, admits: Admits): Followed {
  const stats = fs.statSync(file);
  // A pipe, such as bash's <(…), has no real path.
  if (!stats.isFile() && !stats.isDirectory()) return { kind: 'other', path: slashed(file) };
  const real = fs.realpathSync.native(file);
  return { kind: stats.isFile() ? 'file' : 'folder', path: slashed(real), leadsOut: !admits(file, real) };
}

function kindOf(entry: fs.Dirent): FolderEntry['kind'] {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'other';
}

/** A pipe on disk waits for a writer. A pipe that the shell has opened for us, as in `<(kubectl …)`, has one. */
function isOpened(file: string): boolean {
  return /^\/dev\/(?:stdin|fd\/\d+)$/.test(file) && !fs.statSync(file).isFile();
}

function readAny(file: string, limits: ReadLimits): Uint8Array | undefined {
  return isOpened(file) ? readOpened(file, limits.atMost) : readRegular(file, limits);
}

export interface NeededFile {
  readonly file: string;
  /** Its name for people. */
  readonly shown: string;
  readonly atMost: number;
  readonly admits: Admits;
}

/** The bytes of the one file that the gate can't do without. */
export async function readNeeded({ file, shown, atMost, admits }: NeededFile): Promise<Uint8Array> {
  const bytes = await orRefuse(`read ${shown}`, async () => readAny(file, { atMost, admits }));
  if (bytes === undefined) throw new Refusal(`cannot read ${shown}: ${tooLarge(atMost)}`);
  return bytes;
}

/** The text of that file. */
export async function readNeededText(needed: NeededFile, read = readNeeded): Promise<string> {
  return readableText(await read(needed), needed.shown);
}

export function readableText(bytes: Uint8Array, shown: string): string {
  const text = decodeText(bytes);
  if (text === undefined) throw new Refusal(`cannot read ${shown}: it is not a text file`);
  return text;
}

/** A file that a person names on the command line. */
export function namedFile(file: string, cwd: string, atMost: number, followLinks: boolean): NeededFile {
  const at = path.resolve(cwd, file);
  return { file: at, shown: nameFrom(cwd, at), atMost, admits: followLinks ? anywhere : whereNamed(at, cwd) };
}

/** Writes a file that a person names on the command line. */
export async function writeNamed(file: string, text: string, { cwd }: Pick<Terminal, 'cwd'>): Promise<void> {
  const at = path.resolve(cwd, file);
  await orRefuse(`write ${nameFrom(cwd, at)}`, () => replaceFile(at, text, whereNamed(at, cwd)));
}

export function tooLarge(atMost: number): string {
  return `it is larger than ${Math.round(atMost / 2 ** 20)} MiB`;
}

/** A file that ships beside the program. Unbundled sources use the file of the last build. */
export async function readResource(file: string): Promise<Uint8Array> {
  const here = import.meta.dirname;
  const shipped = path.join(here, file);
  return fs.readFileSync(fs.existsSync(shipped) ? shipped : path.join(here, '../../../dist', file));
}

/**
 * Returns whether a name is one of standard input. If it is a socket, as under many runners, `/dev/stdin` can't be
 * opened.
 */
export function isInput(named: string): boolean {
  return named === '-' || named === '/dev/stdin';
}

/**
 * The text of a file, or of standard input if none is named. A pasted log may be in any encoding. UTF-16 without a
 * mark, as Windows PowerShell pipes it, and stray NULs are read as well as possible.
 */
export async function readAll(file: NeededFile | undefined, terminal: Terminal): Promise<string> {
  const bytes = file === undefined ? await readInput(terminal) : await readNeeded(file);
  return decodeText(bytes) ?? new TextDecoder(guess(bytes)).decode(bytes);
}

async function readInput(terminal: Terminal): Promise<Uint8Array> {
  const bytes = await orRefuse('read standard input', () => terminal.input(mostBytes.asked));
  if (bytes !== undefined && bytes.length <= mostBytes.asked) return bytes;
  throw new Refusal(`cannot read standard input: ${tooLarge(mostBytes.asked)}`);
}

/** Every second byte of an ASCII text in UTF-16 is a NUL. */
function guess(bytes: Uint8Array): string {
  const head = bytes.subarray(0, 4096);
  const nulsAt = (rest: number) => head.filter((byte, i) => byte === 0 && i % 2 === rest).length;
  if (nulsAt(1) > head.length / 4) return 'utf-16le';
  return nulsAt(0) > head.length / 4 ? 'utf-16be' : 'utf-8';
}

/** A file's name relative to a folder, with forward slashes, as in config globs and reports. */
export function nameFrom(folder: string, file: string): string {
  return slashed(path.relative(folder, file));
}

function slashed(file: string): string {
  return path.sep === '/' ? file : file.replaceAll(path.sep, '/');
}

/**
 * The folder to which a baseline's files are relative: the root of the repository around a folder, or else the folder.
 */
export function baseOf(folder: string): string {
  return repositoryAround(folder) ?? folder;
}
