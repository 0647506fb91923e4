import path from 'node:path';
import { repositoryAround } from '../../disk/boundary.ts';
import { withGit } from './setAside.ts';

/**
 * The files of a folder that git tracks, relative to it. Undefined: there is no git here, or it can't or must not be
 * asked.
 */
export async function trackedByGit(folder: string): Promise<ReadonlySet<string> | undefined> {
  const root = repositoryAround(folder);
  if (root === undefined) return undefined;
  const down = path.relative(root, folder).split(path.sep).join('/');
  const within = down === '' ? '' : `${down}/`;
  try {
    const names = (await withGit(root, git => git('ls-files', '-z'))).split('\0');
    return new Set(names.flatMap(name => (name.startsWith(within) && name !== '' ? [name.slice(within.length)] : [])));
  } catch {
    return undefined;
  }
}
