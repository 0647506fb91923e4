import type { Declaration } from '../../model/reading.ts';

export type DeclarationOf<K extends Declaration['kind']> = Extract<Declaration, { readonly kind: K }>;

/** What others refer to by name; an AcrPullBinding is found by the service account that it feeds. */
type NamedKind = 'serviceAccount' | 'pullSecret' | 'pullBinding';
type NamedDeclaration = DeclarationOf<NamedKind>;

/**
 * The declarations of a workspace by kind and name. Where several files declare the same name (an overlay for each
 * cluster, say), the one nearest to the file that asks is meant; if several are equally near, none is.
 */
export class Declared {
  readonly #byName = new Map<string, { readonly file: string; readonly declaration: NamedDeclaration }[]>();

  add(file: string, declaration: Declaration): void {
    if (!isNamed(declaration)) return;
    const key = keyOf(declaration);
    const known = this.#byName.get(key);
    if (known) known.push({ file, declaration });
    else this.#byName.set(key, [{ file, declaration }]);
  }

  remove(file: string, declaration: Declaration): void {
    if (!isNamed(declaration)) return;
    const key = keyOf(declaration);
    const known = this.#byName.get(key);
    if (!known) return;
    const rest = known.filter(item => item.file !== file);
    if (rest.length > 0) this.#byName.set(key, rest);
    else this.#byName.delete(key);
  }

  /** `namespace` undefined stands for any: manifests often leave it to kustomize or kubectl. */
  find<K extends NamedKind>(
    kind: K,
    name: string,
    namespace: string | undefined,
    near: string,
  ): DeclarationOf<K> | undefined {
    const candidates = (this.#byName.get(`${kind} ${name}`) ?? []).flatMap(({ file, declaration }) => {
      const other = declaration.namespace;
      if (namespace !== undefined && other !== undefined && namespace !== other) return [];
      if (!isKind(declaration, kind)) return [];
      return [{ declaration, nearness: nearness(file, near) }];
    });
    const best = Math.max(...candidates.map(candidate => candidate.nearness));
    const nearest = candidates.filter(candidate => candidate.nearness === best);
    return nearest.length === 1 ? nearest[0]?.declaration : undefined;
  }
}

function isNamed(declaration: Declaration): declaration is NamedDeclaration {
  const { kind } = declaration;
  return kind === 'serviceAccount' || kind === 'pullSecret' || kind === 'pullBinding';
}

function isKind<K extends NamedKind>(
  declaration: NamedDeclaration,
  kind: K,
): declaration is NamedDeclaration & DeclarationOf<K> {
  return declaration.kind === kind;
}

function keyOf(declaration: NamedDeclaration): string {
  switch (declaration.kind) {
    case 'serviceAccount':
    case 'pullSecret':
      return `${declaration.kind} ${declaration.name}`;
    case 'pullBinding':
      return `${declaration.kind} ${declaration.serviceAccount}`;
  }
}

/** The same file is nearest; then the file that shares more of the folders above. */
function nearness(file: string, other: string): number {
  if (file === other) return Number.MAX_SAFE_INTEGER;
  const own = file.split('/').slice(0, -1);
  const theirs = other.split('/').slice(0, -1);
  let shared = 0;
  while (shared < own.length && shared < theirs.length && own[shared] === theirs[shared]) shared++;
  // Of two that share as much, the one in fewer folders of its own is nearer: `base` before `base/legacy`.
  return shared * 1000 - own.length;
}
