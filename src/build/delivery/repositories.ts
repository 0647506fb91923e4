// Repositories that senders name: this one, or another.
import { fromRoot } from '../../model/place.ts';
import type { DeliveryContext } from './context.ts';
import type { SentOutside } from './sender.ts';

type Context = Pick<DeliveryContext, 'folders' | 'isOwnRepository'>;

/** A path in this tree, or why it is none. */
export type SentPath =
  | { readonly kind: 'here'; readonly path: string }
  | SentOutside
  | { readonly kind: 'open'; readonly why: string };

/**
 * Decides where a path of a repository lies. Where nothing explicit says whether the repository is this one, it is
 * if it has this path: an assumption, which the caller names. The root is in every repository and shows nothing.
 * `url`: undefined where no file says which repository it is; `what` names it for people.
 */
export function pathInRepository(
  url: string | undefined,
  what: string,
  path: string | undefined,
  { folders, isOwnRepository }: Context,
): SentPath {
  if (path === undefined) return { kind: 'open', why: `a path that leaves ${what}` };
  const isOwn = url === undefined ? undefined : isOwnRepository(url);
  if (isOwn === true) return { kind: 'here', path };
  const named = url === undefined ? what : url;
  if (isOwn === false) return { kind: 'outside', what: path === '' ? named : `${path} of ${named}` };
  if (path === '') return { kind: 'open', why: `no file says whether ${named} is this repository` };
  return folders.has(path) ? { kind: 'here', path } : { kind: 'outside', what: `${path} of ${named}` };
}

/** A path that a sender takes from a repository. */
export interface RepositoryPath {
  readonly url: string;
  readonly path: string;
}

/**
 * Tells which repositories are this one by the paths that senders take from them, for workspaces without a git remote:
 * one is if most of its paths are here. An assumption, which the caller names.
 */
export function ownByMostPaths(
  paths: readonly RepositoryPath[],
  folders: ReadonlySet<string>,
): DeliveryContext['isOwnRepository'] {
  const points = new Map<string, number>();
  for (const { url, path } of paths) {
    const folder = fromRoot('', path);
    if (folder === '') continue;
    const key = repositoryKey(url);
    points.set(key, (points.get(key) ?? 0) + (folders.has(folder) ? 1 : -1));
  }
  return url => {
    const sum = points.get(repositoryKey(url)) ?? 0;
    return sum === 0 ? undefined : sum > 0;
  };
}

/** One repository has several URLs: with `.git` or without, with a user, by SSH or HTTPS. */
export function repositoryKey(url: string): string {
  const scheme = url.indexOf('://');
  const [authority = '', ...path] = (scheme < 0 ? url : url.slice(scheme + '://'.length)).toLowerCase().split('/');
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  // `git@host:owner/name` is `ssh://git@host/owner/name`
  const first = scheme < 0 ? host.replace(':', '/') : host;
  const key = [first, ...path].filter(part => part !== '').join('/');
  return key.endsWith('.git') ? key.slice(0, -'.git'.length) : key;
}

/**
 * A path that is written relative to a folder, seen from the root; undefined where it leaves the root. Flux keeps such
 * paths within its root, as `fromRoot` does: this is for all others.
 */
export function pathWithin(folder: string, written: string): string | undefined {
  const parts = folder === '' || written.startsWith('/') ? [] : folder.split('/');
  for (const part of written.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
