// Files beside manifests that change an Application's source, as Argo CD Image Updater writes them.
// https://argo-cd.readthedocs.io/en/stable/user-guide/parameters/#store-overrides-in-git
import { field, textAt, withField } from '../../../read/source/lift.ts';
import type { Content, Mapping } from '../../../read/source/tree.ts';
import type { DeliveryContext } from '../context.ts';

/** A source with the overrides in its folder. They can't change where the source lies. */
export function overriddenSource(
  source: Content,
  folder: string,
  application: Mapping,
  { documents }: Pick<DeliveryContext, 'documents'>,
): Content {
  const within = folder === '' ? '' : `${folder}/`;
  const name = textAt(application, 'metadata', 'name') ?? '';
  return [`${within}.argocd-source.yaml`, `${within}.argocd-source-${name}.yaml`].reduce((all, file) => {
    const patch = documents(file)?.[0];
    return all.kind === 'mapping' && patch?.kind === 'mapping' ? merged(all, withoutPlace(patch), 0) : all;
  }, source);
}

function withoutPlace(patch: Mapping): Mapping {
  return ['chart', 'path', 'repoURL', 'targetRevision'].reduce((all, key) => withField(all, key, undefined), patch);
}

const MAX_NESTED = 100;

/** A merge patch: https://datatracker.ietf.org/doc/html/rfc7396 */
function merged(into: Mapping, patch: Mapping, depth: number): Mapping {
  if (depth > MAX_NESTED) return into;
  return patch.entries.reduce((all, { key, value }) => {
    const known = field(all, key.text);
    const isBoth = known?.kind === 'mapping' && value?.kind === 'mapping';
    if (isBoth) return withField(all, key.text, merged(known, value, depth + 1), key);
    const isNull = value === undefined || (value.kind === 'scalar' && value.plain && textAt(value) === undefined);
    return withField(all, key.text, isNull || value.kind === 'alias' ? undefined : value, key);
  }, into);
}
