/** A scope as `@azure/arm-authorization` takes it: it puts a slash before it, whether there is one or not. */
export function bare(scope: string): string {
  return scope.replace(/^\/+/, '');
}
