import * as fs from 'node:fs';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { decodeText } from '../../manifests/source/decodeText.ts';
import type { Entry, Files } from '../../workspace/files.ts';
import { Refusal, reasonOf } from '../terminal/terminal.ts';
import { slashed } from './fileNames.ts';

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
    read: async (name, atMost) =>
      atMost !== undefined && fs.statSync(at(name)).size > atMost ? undefined : fs.readFileSync(at(name)),
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

/** The text of the one file that the gate can't do without. */
export async function readNeeded(
  file: string,
  shown: string,
  unpacked = (bytes: Uint8Array): Uint8Array => bytes,
): Promise<string> {
  const bytes = await readFile(file)
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
