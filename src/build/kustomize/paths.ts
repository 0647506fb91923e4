// Paths as a kustomization writes them.

export type FollowedPath =
  | { readonly kind: 'inside'; readonly path: string }
  /** A path that leaves the root of the tree, or begins at the root of the disk. */
  | { readonly kind: 'outside' };

/** Follows a path from a folder, as written: a `..` beyond the root leaves the tree. */
export function followPath(folder: string, written: string): FollowedPath {
  if (written.startsWith('/')) return { kind: 'outside' };
  const steps = folder === '' ? [] : folder.split('/');
  for (const step of written.split('/')) {
    if (step === '' || step === '.') continue;
    if (step !== '..') steps.push(step);
    else if (steps.pop() === undefined) return { kind: 'outside' };
  }
  return { kind: 'inside', path: steps.join('/') };
}

/**
 * Returns whether kustomize would fetch this from a repository or a server.
 * https://github.com/kubernetes-sigs/kustomize/blob/master/api/internal/git/repospec.go
 */
export function isRemote(written: string): boolean {
  if (/^(?:[a-z][a-z0-9+.-]*:\/\/|git::|[\w.-]+@[\w.-]+[:/]|github\.com[:/])/i.test(written)) return true;
  if (/[?&](?:ref|version|timeout|submodules)=/.test(written)) return true;
  return /^[\w-]+(?:\.[\w-]+)+\/.+(?:\.git|\/\/)/.test(written);
}

/** The folder itself, or one that contains it. */
export function containsFolder(outer: string, inner: string): boolean {
  return outer === '' || outer === inner || inner.startsWith(`${outer}/`);
}
