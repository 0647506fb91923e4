import path from 'node:path';
import type { AccessMap } from '../../access/map.ts';
import { readSnapshot } from '../../access/snapshot/snapshot.ts';
import { Refusal } from '../terminal/terminal.ts';
import type { Grounds } from './configFile.ts';
import { nameFrom } from './fileNames.ts';
import { readNeeded } from './nodeFiles.ts';

/** The map of the snapshot that the option names, or else the config; undefined where neither does. */
export async function readMap(
  { root, config }: Grounds,
  option: string | undefined,
  cwd: string,
): Promise<AccessMap | undefined> {
  const file =
    option === undefined ? config.snapshot && path.resolve(root, config.snapshot) : path.resolve(cwd, option);
  if (file === undefined) return undefined;
  const shown = nameFrom(cwd, file);
  const read = readSnapshot(await readNeeded(file, shown), shown);
  if ('map' in read) return read.map;
  throw new Refusal(`the snapshot can't be used\n${read.problems.map(problem => problem.message).join('\n')}`);
}
