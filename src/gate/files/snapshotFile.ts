import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { AccessMap } from '../../access/map.ts';
import { readSnapshot } from '../../access/snapshot/snapshot.ts';
import { Refusal, reasonOf } from '../terminal/terminal.ts';
import type { Grounds } from './configFile.ts';
import { isWithin, nameFrom } from './fileNames.ts';
import { readNeeded } from './nodeFiles.ts';

/** The map of the snapshot that the option names, or else the config; undefined where neither does. */
export async function readMap(
  { root, config }: Grounds,
  option: string | undefined,
  cwd: string,
): Promise<AccessMap | undefined> {
  const named = option === undefined ? config.snapshot : undefined;
  const file = option === undefined ? named && path.resolve(root, named) : path.resolve(cwd, option);
  if (file === undefined) return undefined;
  const shown = nameFrom(cwd, file);
  await checkPlace(file, shown, named === undefined ? undefined : root);
  const read = readSnapshot(await readNeeded(file, shown, unpacked), shown);
  if ('map' in read) return read.map;
  throw new Refusal(`the snapshot can't be used\n${read.problems.map(problem => problem.message).join('\n')}`);
}

/** A pipe or a device would be waited for without end. A link in a repository may lead out of it. */
async function checkPlace(file: string, shown: string, root: string | undefined): Promise<void> {
  try {
    if (!(await stat(file)).isFile()) throw new Refusal(`cannot read ${shown}: it is not a regular file`);
    if (root === undefined || isWithin(await realpath(root), await realpath(file))) return;
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal(`cannot read ${shown}: ${reasonOf(error)}`);
  }
  throw new Refusal(`${shown} is a link out of the config's folder; name the file with --snapshot`);
}

/** Larger than any snapshot, and no more than fits in memory. */
const mostBytes = 400_000_000;

/** Unpacks a file of `gzip`. */
function unpacked(bytes: Uint8Array): Uint8Array {
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return isPacked ? gunzipSync(bytes, { maxOutputLength: mostBytes }) : bytes;
}
