import { at, textOf, type View } from '../source/view.ts';

/** A resource as Azure's templates declare it, in whatever notation. */
export interface AzureResource {
  /** With its provider, without a version: `Microsoft.App/containerApps`. */
  readonly type: string;
  readonly body: View;
  /** What stands for its name where that is an expression: its symbol, or the like. */
  readonly symbol: string | undefined;
  /** The resource that it is a part of, as far as that is known. */
  readonly parent: View | undefined;
}

/** The name by which people know the resource: its own where it is plain, otherwise its symbol. */
export function titleOf({ body, symbol }: AzureResource, kind: string): string {
  const name = textOf(at(body, 'name'));
  const plain = name !== undefined && /^[\w./-]+$/.test(name) ? name : (symbol ?? name);
  return plain === undefined ? `${kind} · ` : `${kind} ${plain} · `;
}
