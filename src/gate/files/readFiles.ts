import * as fs from 'node:fs';
import { promisify } from 'node:util';
import { decodeText } from '../../manifests/source/decodeText.ts';
import { Refusal, reasonOf } from '../terminal/terminal.ts';
import type { FoundFile, Unread } from './walk.ts';

/** More than this is data, not a manifest. A file that the user names is read all the same. */
const mostBytes = 16 * 1024 * 1024;

const atOnce = 16;

// Several times as fast for small files as their namesakes of node:fs/promises, which go through a file handle.
const readFile = promisify(fs.readFile);
const stat = promisify(fs.stat);

/**
 * Reads files a few at a time, hands each text on as soon as it is there, and returns what `use` makes of them in the
 * order of the files. What holds no text is left out in silence; what can't be read is reported to `unread`.
 */
export async function readFiles<T>(
  files: readonly FoundFile[],
  use: (file: FoundFile, text: string) => T | Promise<T>,
  unread: (what: Unread) => void,
): Promise<readonly T[]> {
  const results: (T | undefined)[] = new Array(files.length);
  let next = 0;
  const reader = async () => {
    for (let i = next++; i < files.length; i = next++) {
      const file = files[i];
      if (file === undefined) return;
      const text = await textOf(file, unread);
      if (text !== undefined) results[i] = await use(file, text);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, files.length) }, reader));
  return results.filter(result => result !== undefined);
}

async function textOf(file: FoundFile, unread: (what: Unread) => void): Promise<string | undefined> {
  try {
    if (file.named || (await stat(file.path)).size <= mostBytes) return decodeText(await readFile(file.path));
    unread({
      path: file.path,
      why: `it is larger than ${mostBytes >> 20} MiB; name it to have it read`,
      failed: false,
    });
  } catch (error) {
    unread({ path: file.path, why: reasonOf(error), failed: true });
  }
  return undefined;
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
