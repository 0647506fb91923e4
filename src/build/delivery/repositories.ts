// Repositories that senders name: this one, or another.
import type { DeliveryContext } from './context.ts';
import type { SentOutside } from './sender.ts';

type Context = Pick<DeliveryContext, 'folders'>;

/** A path in this tree, or why it is none. */
export type SentPath =
  | { readonly kind: 'here'; readonly path: string }
  | SentOutside
  | { readonly kind: 'open'; readonly why: string };

/**
 * Decides where a path of a repository is. No file names this tree's repository. If this tree has the path, the
 * sender's repository is assumed to be this one. The caller names the assumption. The root is in every repository and
 * proves nothing. `url`: undefined if no file states the repository. `what` names it for people.
 */
export function pathInRepository(
  url: string | undefined,
  what: string,
  path: string | undefined,
  { folders }: Context,
): SentPath {
  if (path === undefined) return { kind: 'open', why: `a path that leaves ${what}` };
  const named = url ?? what;
  if (path === '') return { kind: 'open', why: `no file says whether ${named} is this repository` };
  return folders.has(path) ? { kind: 'here', path } : { kind: 'outside', what: `${path} of ${named}` };
}

/**
 * A path that is written relative to a folder, seen from the root. Undefined if it leaves the root. Flux keeps such
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
