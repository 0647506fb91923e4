// Artifacts that Flux makes of parts of a repository: https://fluxcd.io/flux/components/source/artifactgenerators/
import { field, itemsAt, textAt } from '../../../read/source/lift.ts';
import type { Content, Mapping } from '../../../read/source/tree.ts';
import type { DeliveryContext } from '../context.ts';
import { namespaceOf, openReason } from '../stated.ts';

/** The folder of a repository that an artifact holds parts of, each at its own path. */
export interface ArtifactFolder {
  readonly generator: Mapping;
  /** The generator's reference to the repository. */
  readonly source: Content;
  readonly folder: string;
}

/**
 * Undefined for an artifact that no generator makes, or whose folders are arranged otherwise than in its repository.
 */
export function artifactFolder(
  name: string,
  namespace: string | undefined,
  context: Pick<DeliveryContext, 'artifactGenerators' | 'namespace'>,
): ArtifactFolder | undefined {
  const generators = context.artifactGenerators.filter(each => namespaceOf(each, context) === namespace);
  const made = generators.flatMap(generator =>
    itemsAt(generator, 'spec', 'artifacts')
      .filter(artifact => textAt(artifact, 'name') === name)
      .map(artifact => ({ generator, copies: itemsAt(artifact, 'copy') })),
  );
  const [only, ...others] = made;
  if (only === undefined || others.length > 0) return undefined;
  const origins = only.copies.map(originOf);
  const [first] = origins;
  const isSame =
    first !== undefined && origins.every(each => each?.folder === first.folder && each.alias === first.alias);
  if (!isSame) return undefined;
  const source = itemsAt(only.generator, 'spec', 'sources').find(each => textAt(each, 'alias') === first.alias);
  return source && { generator: only.generator, source, folder: first.folder };
}

/** `@repo/apps/base/**` to `@artifact/base/` has the artifact's root in `apps`. */
function originOf(copy: Content): { readonly alias: string; readonly folder: string } | undefined {
  const [from = '', to = ''] = ['from', 'to'].map(key => textAt(copy, key));
  const isKnown = ['from', 'to'].every(key => openReason(field(copy, key)) === undefined);
  const isWhole = from.startsWith('@') && from.endsWith('/**') && to.startsWith('@artifact/') && to.endsWith('/');
  if (!isKnown || !isWhole || field(copy, 'exclude') !== undefined || field(copy, 'strategy') !== undefined) {
    return undefined;
  }
  const [alias = '', ...steps] = from.slice(1, -'/**'.length).split('/');
  const target = to.slice('@artifact/'.length, -1);
  const path = steps.join('/');
  if (path.includes('*')) return undefined;
  if (target === '') return { alias, folder: path };
  if (path === target) return { alias, folder: '' };
  return path.endsWith(`/${target}`) ? { alias, folder: path.slice(0, -target.length - 1) } : undefined;
}
