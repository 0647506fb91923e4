// Chooses among the references that several uses of a module find at the same place.
import type { Image, ImageReference } from '../../../model/reference.ts';
import type { Workload } from '../../../model/workload.ts';
import { nameOf } from '../../image.ts';

/**
 * Keeps one of the references that are equal at a place, since each use of a module finds its images again.
 * - A use that knows a value leaves out one that doesn't: the same image of a workload without a name, and a name that
 *   is open where another use settles it.
 * - A reference that is shown elsewhere counts only where no other is left, so that its place is still found.
 */
export function deduplicate(references: readonly ImageReference[]): readonly ImageReference[] {
  return [...Map.groupBy(references, ({ span }) => span.start).values()].flatMap(atPlace => {
    const elsewhere = atPlace.filter(({ settledAt }) => settledAt !== undefined);
    const here = atPlace.filter(({ settledAt }) => settledAt === undefined);
    const namesRegistryElsewhere = elsewhere.some(
      ({ image }) => image.kind === 'image' && image.registry !== undefined,
    );
    const kept = withoutUnknown(distinct(here), namesRegistryElsewhere);
    return kept.length > 0 ? kept : elsewhere.slice(0, 1);
  });
}

/** The first of those that are equal, in the place of the last. */
function distinct(references: readonly ImageReference[]): readonly ImageReference[] {
  const lastFirst = references.toReversed();
  return [...new Map(lastFirst.map(each => [keyOf(each), each])).values()].toReversed();
}

/** Leaves out what another reference at the same place knows better. */
function withoutUnknown(
  references: readonly ImageReference[],
  namesRegistryElsewhere: boolean,
): readonly ImageReference[] {
  const settledRepositories = new Set<string>();
  const pulledByNamed = new Set<string>();
  for (const { image, workload } of references) {
    if (image.kind !== 'image') continue;
    if (image.unresolved === undefined) settledRepositories.add(repositoryOf(image));
    if (!isOpen(workload.name)) pulledByNamed.add(keyWithoutName(image, workload));
  }
  return references.filter(({ image, workload }) => {
    if (image.kind !== 'image') return true;
    if (image.registry === undefined) return !namesRegistryElsewhere;
    if (image.unresolved !== undefined && settledRepositories.has(repositoryOf(image))) return false;
    return !isOpen(workload.name) || !pulledByNamed.has(keyWithoutName(image, workload));
  });
}

function keyWithoutName(image: ImageReference['image'], workload: Workload): string {
  return keyOf({ image, workload: { ...workload, name: undefined } });
}

function keyOf({ image, workload }: Pick<ImageReference, 'image' | 'workload'>): string {
  if (image.kind !== 'image') return JSON.stringify([image, workload]);
  // what would fill in a tag is no difference
  const { registry, repository, tag, digest, unresolved, name = '' } = image;
  const open = repository === undefined ? [unresolved, nameOf(name)] : [];
  return JSON.stringify([registry, repository, tag, digest, unresolved !== undefined, open, workload]);
}

function repositoryOf({ registry, repository }: Image): string {
  return `${registry}/${repository}`;
}

function isOpen(name: string | undefined): boolean {
  return name?.includes('${') === true;
}
