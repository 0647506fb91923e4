import { byText } from '../../model/order.ts';
import { folderOf } from '../../model/place.ts';
import { stemOf, wordsWithMeaning } from './words.ts';

/** Files without a proposal, by their common folder. */
export interface OpenFolder {
  readonly folder: string;
  readonly why: string;
  /** Number of files, and of the folders that hold them. */
  readonly files: number;
  readonly folders: number;
}

/** Groups files by reason and top folder, and names the common folder of each group. */
export function inFolders(open: ReadonlyMap<string, string>): readonly OpenFolder[] {
  const groups = Map.groupBy([...open], ([file, why]) =>
    JSON.stringify([why, file.includes('/') ? file.split('/', 1)[0] : '']),
  );
  return [...groups.values()]
    .map(group => {
      const folders = [...new Set(group.map(([file]) => folderOf(file)))];
      const [[only] = ['']] = group;
      return {
        folder: group.length === 1 && namesItsEnvironment(only) ? only : commonFolder(folders) || '.',
        why: group[0]?.[1] ?? '',
        files: group.length,
        folders: folders.length,
      };
    })
    .sort(byText(({ folder }) => folder));
}

/** Returns whether a file's own name has its environment, as in `values-uat.yaml`. */
function namesItsEnvironment(file: string): boolean {
  return wordsWithMeaning(stemOf(file.slice(file.lastIndexOf('/') + 1))).length > 0;
}

/** The innermost folder that holds all of these. Empty: the root. */
export function commonFolder(folders: readonly string[]): string {
  const [first = '', ...others] = folders;
  const steps = first === '' ? [] : first.split('/');
  const isShared = (depth: number) => {
    const folder = steps.slice(0, depth).join('/');
    return others.every(other => other === folder || other.startsWith(`${folder}/`));
  };
  let depth = steps.length;
  while (depth > 0 && !isShared(depth)) depth--;
  return steps.slice(0, depth).join('/');
}
