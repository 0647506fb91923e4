import * as fs from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { decodeText } from '../../manifests/source/decodeText.ts';
import type { Entry, Files } from '../../workspace/files.ts';
import { Refusal, reasonOf } from '../terminal/terminal.ts';
import { slashed } from './fileNames.ts';

// Several times as fast for small files as their namesakes of node:fs/promises, which go through a file handle.
const readFile = promisify(fs.readFile);
const stat = promisify(fs.stat);

/** A folder on disk. */
export function nodeFiles(root: string): Files {
  const at = (name: string) => path.resolve(root, name);
  return {
    root: slashed(root),
    list: async folder =>
      (await readdir(at(folder), { withFileTypes: true })).map(entry => ({ name: entry.name, kind: kindOf(entry) })),
    read: async (name, atMost) => {
      const { size } = await regularFile(at(name));
      return atMost !== undefined && size > atMost ? undefined : readFile(at(name));
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
export async function regularFile(file: string): Promise<fs.Stats> {
  const stats = await stat(file);
  if (stats.isFile() || /^\/dev\/(?:stdin|fd\/\d+)$/.test(file)) return stats;
  throw new Error('it is not a regular file (a pipe is read as `-`)');
}

/** The text of the one file that the gate can't do without. */
export async function readNeeded(
  file: string,
  shown: string,
  unpacked = (bytes: Uint8Array): Uint8Array => bytes,
): Promise<string> {
  const bytes = await regularFile(file)
    .then(() => readFile(file))
    .then(unpacked)
    .catch((error: unknown) => {
      throw new Refusal(`cannot read ${shown}: ${reasonOf(error)}`);
    });
  const text = decodeText(bytes);
  if (text === undefined) throw new Refusal(`cannot read ${shown}: it is not a text file`);
  return text;
}

/** A file that ships beside the program; the sources, run as they are, take that of the last build. */
export async function readResource(file: string): Promise<Uint8Array> {
  const here = import.meta.dirname;
  return readFile(path.join(here, file)).catch(() => readFile(path.join(here, '../../../dist', file)));
}
