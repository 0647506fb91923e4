import { type Files, mostBytes } from './files.ts';

/** The git repository that a folder lies in. */
export interface Repository {
  /** The path up to its root: empty, or `../` for each folder. */
  readonly up: string;
  /** The path down from its root, with a slash at its end. Empty if they are the same. */
  readonly down: string;
}

/** Undefined outside of a repository. */
export async function repositoryOf(files: Files): Promise<Repository | undefined> {
  const folders = files.root.split('/').filter(part => part !== '');
  for (let depth = 0; depth <= folders.length; depth++) {
    const up = '../'.repeat(depth);
    const found = await files.follow(`${up}.git`).catch(() => undefined);
    if (found === undefined) continue;
    const down = folders.slice(folders.length - depth).map(folder => `${folder}/`);
    return { up, down: down.join('') };
  }
  return undefined;
}

/**
 * Returns the files of a folder that git tracks, by their names in it. The gate asks git if it can (`Files.tracked`).
 * This is for the editor, which starts no program for a folder that a person only looks at. It also serves machines
 * without git, such as small containers of pipelines. Undefined: only git can read the index's form.
 */
export async function trackedFiles(files: Files, { up, down }: Repository): Promise<ReadonlySet<string> | undefined> {
  try {
    const folder = await gitFolder(files, up);
    if (folder === undefined) return undefined;
    if (await isMissing(files, `${folder}/index`)) return new Set(); // nothing was added yet
    const index = await files.read(`${folder}/index`, mostBytes.gitList);
    const names = index && namesIn(index);
    return names && new Set(names.filter(name => name.startsWith(down)).map(name => name.slice(down.length)));
  } catch {
    return undefined; // it may not be read, or is no regular file
  }
}

/**
 * In a worktree or a submodule, `.git` is a file that names the folder: https://git-scm.com/docs/gitrepository-layout A
 * stranger's file may name a network share, where Windows would sign in automatically. Such a path is not followed.
 */
async function gitFolder(files: Files, up: string): Promise<string | undefined> {
  if ((await files.follow(`${up}.git`)).kind === 'folder') return `${up}.git`;
  const text = new TextDecoder().decode(await files.read(`${up}.git`, mostBytes.gitLink));
  const named = /^gitdir: (.+)$/m.exec(text)?.[1]?.trim() ?? '';
  if (/^[\\/]{2}/.test(named)) return undefined;
  return /^(\/|[A-Za-z]:)/.test(named) ? named : `${up}${named}`;
}

async function isMissing(files: Files, name: string): Promise<boolean> {
  return files.follow(name).then(
    () => false,
    () => true,
  );
}

/**
 * The names in an index of version 2, 3 or 4. Undefined for any other file. The index does not state the length of its
 * hashes: SHA-1 takes 20 bytes, SHA-256 takes 32. https://git-scm.com/docs/index-format
 */
export function namesIn(index: Uint8Array): readonly string[] | undefined {
  return namesWith(index, 20) ?? namesWith(index, 32);
}

function namesWith(bytes: Uint8Array, hash: number): readonly string[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER || view.getUint32(0) !== SIGNATURE) return undefined;
  const version = view.getUint32(4);
  const count = view.getUint32(8);
  const utf8 = new TextDecoder();
  const names: string[] = [];
  const name = new Uint8Array(LONGEST_NAME);
  let length = 0;
  let decoded = 0;
  let at = HEADER;
  while (names.length < count) {
    const flagsAt = at + STAT + hash;
    if (flagsAt + 2 > bytes.length) return undefined;
    const flags = view.getUint16(flagsAt);
    let start = flagsAt + (version >= 3 && (flags & EXTENDED) !== 0 ? 4 : 2);
    let kept = 0;
    if (version === 4) {
      // this many bytes are dropped from the end of the previous name, and the file has only the rest
      const dropped = numberAt(bytes, start);
      start = dropped.end;
      kept = Math.max(0, length - dropped.value);
    }
    const end = bytes.indexOf(0, start);
    if (end < 0 || kept + end - start > LONGEST_NAME) return undefined;
    name.set(bytes.subarray(start, end), kept);
    length = kept + end - start;
    decoded += length;
    const written = flags & NAME_LENGTH;
    if (length === 0 || (written !== NAME_LENGTH && written !== length)) return undefined; // other hashes
    if (decoded > mostBytes.gitList) return undefined; // names of version 4 may be far longer than the bytes that encode them
    names.push(utf8.decode(name.subarray(0, length)));
    at = version === 4 ? end + 1 : at + (((end - at) >> 3) + 1) * 8;
  }
  return extensionsAreKnown(view, at, bytes.length - hash) ? names : undefined;
}

/**
 * Git ignores an extension that it doesn't know if its name begins with a capital letter. Any other changes the meaning
 * of the names. With `link`, an index is split, and most names are in a file beside it. With `sdir`, it has folders
 * that are not checked out.
 */
function extensionsAreKnown(view: DataView, from: number, end: number): boolean {
  let at = from;
  while (at + 8 <= end) {
    const isOptional = view.getUint8(at) <= CAPITAL_Z;
    if (!isOptional && view.getUint32(at) !== SPARSE) return false;
    at += 8 + view.getUint32(at + 4);
  }
  return true;
}

/** A number of as many bytes as it needs: https://git-scm.com/docs/pack-format (offset encoding). */
function numberAt(bytes: Uint8Array, start: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let at = start; ; at++) {
    const byte = bytes[at] ?? 0; // a number ends with the file
    if ((byte & 0x80) === 0) return { value: (value << 7) + byte, end: at + 1 };
    value = (value << 7) + (byte & 0x7f) + 1;
  }
}

const SIGNATURE = 0x44495243; // DIRC
const HEADER = 12;
/** Times, device, inode, mode, owner, size. */
const STAT = 40;
const EXTENDED = 0x4000;
const NAME_LENGTH = 0x0fff;
/** In bytes: twice the length that Linux opens. */
const LONGEST_NAME = 8192;
const SPARSE = 0x73646972; // sdir
const CAPITAL_Z = 0x5a;
