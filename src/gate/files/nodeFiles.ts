import * as fs from 'node:fs';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { decodeText } from '../../read/source/decodeText.ts';
import type { Entry, Files } from '../../workspace/files.ts';
import { orRefuse, Refusal, type Terminal } from '../terminal/terminal.ts';

// Several times as fast for small files as its namesake of node:fs/promises, which goes through a file handle.
const readFile = promisify(fs.readFile);
const stat = promisify(fs.stat);

/** A folder on disk. */
export function nodeFiles(root: string): Files {
  const at = (name: string) => path.resolve(root, name);
  return {
    root: slashed(root),
    // Synchronous: to hand a small file to Node's thread pool takes longer than to read it, a sixth of a whole scan.
    list: async folder =>
      fs.readdirSync(at(folder), { withFileTypes: true }).map(entry => ({ name: entry.name, kind: kindOf(entry) })),
    read: async (name, atMost) => {
      const { size } = regular(at(name));
      return atMost !== undefined && size > atMost ? undefined : fs.readFileSync(at(name));
    },
    follow: async name => {
      const stats = await stat(at(name));
      // A pipe, such as bash's <(…), has no real path.
      if (!stats.isFile() && !stats.isDirectory()) return { kind: 'other', path: slashed(at(name)) };
      return { kind: stats.isFile() ? 'file' : 'folder', path: slashed(await realpath(at(name))) };
    },
  };
}

function kindOf(entry: fs.Dirent): Entry['kind'] {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'other';
}

/**
 * A device may never end, and a pipe on disk waits for a writer. What the shell has opened for us, as in `<(kubectl …)`,
 * has one. Rejects where there is no such file, or it is none that ends.
 */
function regular(file: string): fs.Stats {
  const stats = fs.statSync(file);
  if (stats.isFile() || /^\/dev\/(?:stdin|fd\/\d+)$/.test(file)) return stats;
  throw new Error('it is not a regular file (a pipe is read as `-`)');
}

/** The text of the one file that the gate can't do without. */
export async function readNeeded(
  file: string,
  shown: string,
  unpacked = (bytes: Uint8Array): Uint8Array => bytes,
): Promise<string> {
  const bytes = await orRefuse(`read ${shown}`, async () => unpacked(await readRegular(file)));
  const text = decodeText(bytes);
  if (text === undefined) throw new Refusal(`cannot read ${shown}: it is not a text file`);
  return text;
}

async function readRegular(file: string): Promise<Uint8Array> {
  regular(file);
  return readFile(file);
}

/** A file that ships beside the program; the sources, run as they are, take that of the last build. */
export async function readResource(file: string): Promise<Uint8Array> {
  const here = import.meta.dirname;
  return readFile(path.join(here, file)).catch(() => readFile(path.join(here, '../../../dist', file)));
}

/** Standard input by either of its names: where it is a socket, as under many runners, `/dev/stdin` can't be opened. */
export function isInput(named: string): boolean {
  return named === '-' || named === '/dev/stdin';
}

/**
 * The text of a file, or of standard input where none is named. A pasted log may be in any encoding: UTF-16 without a
 * mark, as Windows PowerShell pipes it, and stray NULs are read as well as they can be.
 */
export async function readAll(file: string | undefined, shown: string, terminal: Terminal): Promise<string> {
  const source = file === undefined ? 'standard input' : shown;
  const bytes = await orRefuse(`read ${source}`, () => (file === undefined ? terminal.input() : readRegular(file)));
  return decodeText(bytes) ?? new TextDecoder(guess(bytes)).decode(bytes);
}

/** Every second byte of an ASCII text in UTF-16 is a NUL. */
function guess(bytes: Uint8Array): string {
  const head = bytes.subarray(0, 4096);
  const nulsAt = (rest: number) => head.filter((byte, i) => byte === 0 && i % 2 === rest).length;
  if (nulsAt(1) > head.length / 4) return 'utf-16le';
  return nulsAt(0) > head.length / 4 ? 'utf-16be' : 'utf-8';
}

/** A file's name relative to a folder, with forward slashes, as config globs and reports have it. */
export function nameFrom(folder: string, file: string): string {
  return slashed(path.relative(folder, file));
}

function slashed(file: string): string {
  return path.sep === '/' ? file : file.replaceAll(path.sep, '/');
}

/** Whether a file or folder is this folder or lies in it. */
export function isWithin(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

/** The folder that a baseline's files are relative to: the root of the repository around a folder, or else itself. */
export function baseOf(folder: string): string {
  for (let at = folder; ; at = path.dirname(at)) {
    if (fs.existsSync(path.join(at, '.git'))) return at;
    if (path.dirname(at) === at) return folder;
  }
}
