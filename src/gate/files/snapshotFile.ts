import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { AccessMap } from '../../access/map.ts';
import { readSnapshots } from '../../access/readSnapshots.ts';
import { anywhere, ofWorkspace } from '../../disk/boundary.ts';
import { mostBytes } from '../../workspace/files.ts';
import { note, orRefuse, Refusal, type Terminal } from '../terminal/terminal.ts';
import type { Grounds } from './configFile.ts';
import { type FileTree, onDisk } from './fileTree.ts';
import { namedFile, nameFrom, readableText } from './nodeFiles.ts';

/** The paths of the snapshots that the option names. Otherwise, those that the config of a workspace names. */
export function snapshotFiles({ root, config }: Grounds, named: readonly string[], cwd: string): readonly string[] {
  return named.length > 0
    ? named.map(file => path.resolve(cwd, file))
    : config.snapshot.map(file => path.resolve(root, file));
}

/**
 * The map of the snapshots that the option names, or else the configs of all these workspaces. Undefined: there are
 * none.
 */
export async function readMap(
  workspaces: readonly Grounds[],
  named: readonly string[],
  terminal: Terminal,
  tree: FileTree = onDisk,
): Promise<AccessMap | undefined> {
  const followLinks = workspaces.some(each => each.followLinks);
  const configured = workspaces.flatMap(({ root, config }) =>
    config.snapshot.map(name => {
      const file = path.resolve(root, name);
      const admits = followLinks ? anywhere : ofWorkspace(root, terminal.cwd);
      return { file, shown: nameFrom(terminal.cwd, file), atMost: mostBytes.snapshot, admits };
    }),
  );
  const asked = named.map(name => namedFile(name, terminal.cwd, mostBytes.snapshot, followLinks));
  const files = asked.length > 0 ? asked : configured;
  if (files.length === 0) return undefined;
  const sources = [];
  for (const needed of new Map(files.map(each => [each.file, each])).values()) {
    const bytes = await tree.bytes(needed);
    const whole = await orRefuse(`read ${needed.shown}`, async () => unpacked(bytes));
    sources.push({ file: needed.shown, text: readableText(whole, needed.shown) });
  }
  const read = readSnapshots(sources);
  if ('problems' in read) {
    const what = sources.length > 1 ? 'the snapshots' : 'the snapshot';
    throw new Refusal(`${what} can't be used\n${read.problems.map(problem => problem.message).join('\n')}`);
  }
  for (const line of read.notes) note(terminal, line);
  return read.map;
}

/** Unpacks a file of `gzip`. */
function unpacked(bytes: Uint8Array): Uint8Array {
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return isPacked ? gunzipSync(bytes, { maxOutputLength: mostBytes.snapshot }) : bytes;
}
