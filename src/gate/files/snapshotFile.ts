import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { AccessMap } from '../../access/map.ts';
import { readSnapshots } from '../../access/readSnapshots.ts';
import { note, orRefuse, Refusal, type Terminal } from '../terminal/terminal.ts';
import type { Grounds } from './configFile.ts';
import { isWithin, nameFrom, readNeeded } from './nodeFiles.ts';

/** The map of the snapshots that the option names, or else the configs of all these workspaces; undefined where none does. */
export async function readMap(
  workspaces: readonly Grounds[],
  named: readonly string[],
  terminal: Terminal,
): Promise<AccessMap | undefined> {
  const within = workspaces.flatMap(({ root, config }) =>
    config.snapshot.map(name => [path.resolve(root, name), root] as const),
  );
  const files = named.length > 0 ? named.map(name => [path.resolve(terminal.cwd, name), undefined] as const) : within;
  if (files.length === 0) return undefined;
  const sources = [];
  for (const [file, root] of new Map(files)) {
    const shown = nameFrom(terminal.cwd, file);
    await checkPlace(file, shown, root);
    sources.push({ file: shown, text: await readNeeded(file, shown, unpacked) });
  }
  const read = readSnapshots(sources);
  if ('problems' in read) {
    const what = sources.length > 1 ? 'the snapshots' : 'the snapshot';
    throw new Refusal(`${what} can't be used\n${read.problems.map(problem => problem.message).join('\n')}`);
  }
  for (const line of read.notes) note(terminal, line);
  return read.map;
}

/** A pipe or a device would be waited for without end. A link in a repository may lead out of it. */
async function checkPlace(file: string, shown: string, root: string | undefined): Promise<void> {
  const isInside = await orRefuse(`read ${shown}`, async () => {
    if (!(await stat(file)).isFile()) throw new Error('it is not a regular file');
    return root === undefined || isWithin(await realpath(root), await realpath(file));
  });
  if (!isInside)
    throw new Refusal(`${shown} links to a file outside the config's folder; name that file with --snapshot`);
}

/** Larger than any snapshot, and no more than fits in memory. */
const mostBytes = 400_000_000;

/** Unpacks a file of `gzip`. */
function unpacked(bytes: Uint8Array): Uint8Array {
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return isPacked ? gunzipSync(bytes, { maxOutputLength: mostBytes }) : bytes;
}
