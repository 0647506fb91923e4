/** A path as a tool writes it, seen from the root of its repository: without `./`, `..` and a slash at either end. */
export function fromRoot(folder: string, written: string): string {
  const parts = written.startsWith('/') || folder === '' ? [] : folder.split('/');
  for (const part of written.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
