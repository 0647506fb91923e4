import type { Files, FolderEntry } from '../../workspace/files.ts';
import { mayHoldManifests } from '../../workspace/walk.ts';

/**
 * Files whose folders are listed before the walk asks for them. It asks for one after the other, and each may be a
 * request over the network: so as soon as a folder is listed, those in it are asked for.
 */
export function listedAhead(files: Files): Files {
  const ahead = new Map<string, Promise<readonly FolderEntry[]>>();

  const list = async (folder: string): Promise<readonly FolderEntry[]> => {
    const entries = await files.list(folder);
    for (const { name, kind } of entries) {
      if (kind !== 'folder' || !mayHoldManifests(name)) continue;
      const at = folder === '' ? name : `${folder}/${name}`;
      const listing = list(at);
      listing.catch(() => {}); // the walk, which asks for it, fails with it
      ahead.set(at, listing);
    }
    return entries;
  };

  return {
    ...files,
    list(folder) {
      const known = ahead.get(folder);
      // A walk that begins takes nothing of an earlier one: folders that it left out are older now.
      if (known === undefined) ahead.clear();
      else ahead.delete(folder);
      return known ?? list(folder);
    },
  };
}
