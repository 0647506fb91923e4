// Sources of Flux, and which one is this tree. https://fluxcd.io/flux/components/source/gitrepositories/
import { fromRoot } from '../../../model/place.ts';
import { field, textAt } from '../../../read/source/lift.ts';
import type { Content, Mapping } from '../../../read/source/tree.ts';
import type { DeliveryContext } from '../context.ts';
import { pathInRepository, type SentPath } from '../repositories.ts';
import { namespaceOf, openField } from '../stated.ts';
import { artifactFolder } from './artifacts.ts';
import { namedObject, whyNotOne } from './candidates.ts';

/** A path of a source, by the reference that an object has to it. Flux keeps paths within the source's root. */
export function pathInSource(
  reference: Content | undefined,
  path: string,
  object: Mapping,
  context: DeliveryContext,
): SentPath {
  const open = openField(reference, ['kind', 'name', 'namespace']);
  if (open !== undefined) return { kind: 'open', why: `sourceRef.${open}` };
  const kind = textAt(reference, 'kind') ?? 'GitRepository';
  const name = textAt(reference, 'name');
  if (name === undefined) return { kind: 'open', why: 'a source that is not named' };
  const namespace = textAt(reference, 'namespace') ?? namespaceOf(object, context);
  const what = `${kind} ${name}`;
  const folder = fromRoot('', path);
  if (kind === 'ExternalArtifact') return pathInArtifact(what, folder, name, namespace, context);
  if (kind !== 'GitRepository') return { kind: 'outside', what: folder === '' ? what : `${folder} of ${what}` };
  const found = namedObject(context, kind, namespace, name, ['spec']);
  if (found.kind === 'several') return { kind: 'open', why: whyNotOne(what, found) };
  // Azure's Flux extension makes a GitRepository that is in no file
  if (found.kind === 'unknown') return pathInRepository(undefined, what, folder, context);
  const pin = pinOf(found.object);
  if (pin !== undefined) return { kind: 'outside', what: `${what} at ${pin}` };
  const reason = openField(found.object, ['spec.url']);
  const url = reason === undefined ? textAt(found.object, 'spec', 'url') : undefined;
  return pathInRepository(url, what, folder, context);
}

/**
 * Flux makes an artifact in the cluster. If its generator is in the tree, the artifact can be followed to the
 * repository.
 */
function pathInArtifact(
  what: string,
  folder: string,
  name: string,
  namespace: string | undefined,
  context: DeliveryContext,
): SentPath {
  const artifact = artifactFolder(name, namespace, context);
  const isOfGit = artifact !== undefined && textAt(artifact.source, 'kind') === 'GitRepository';
  if (!isOfGit) return { kind: 'open', why: `${what}, which the cluster makes` };
  const path = [artifact.folder, folder].filter(each => each !== '').join('/');
  return pathInSource(artifact.source, path, artifact.generator, context);
}

/** The revision that a GitRepository is pinned to. Undefined for a branch, as this tree's own branch is not known. */
function pinOf(repository: Mapping): string | undefined {
  const ref = field(repository, 'spec', 'ref');
  const name = textAt(ref, 'name');
  if (name !== undefined && !name.startsWith('refs/heads/')) return name;
  const key = ['commit', 'semver', 'tag'].find(each => textAt(ref, each) !== undefined);
  return key === undefined ? undefined : `${key} ${textAt(ref, key)}`;
}
