import type { Image, ImageReference } from '../../model/reference.ts';
import { nameOf } from '../image.ts';

/**
 * One reference for each image and pull at a place. What is spoken of elsewhere keeps one reference, to tell where; and what
 * one use of a module leaves open, another may settle.
 */
export function spokenOnce(references: readonly ImageReference[]): readonly ImageReference[] {
  return [...Map.groupBy(references, ({ span }) => span.start).values()].flatMap(all => {
    const settled = all.filter(({ settledAt }) => settledAt !== undefined);
    const unsettled = all.filter(({ settledAt }) => settledAt === undefined);
    const own = new Map(unsettled.toReversed().map(each => [keyOf(each), each]));
    const isElsewhere = settled.some(({ image }) => image.kind === 'image' && image.registry !== undefined);
    const names = new Set<string>();
    const unnamed = new Set<string>();
    for (const { image, workload } of own.values()) {
      if (image.kind !== 'image') continue;
      if (image.unresolved === undefined) names.add(repositoryOf(image));
      if (!isOpen(workload.name)) unnamed.add(keyOf({ image, workload: { ...workload, name: undefined } }));
    }
    const spoken = [...own.values()].toReversed().filter(({ image, workload }) => {
      if (image.kind !== 'image') return true;
      if (image.registry === undefined) return !isElsewhere;
      if (image.unresolved !== undefined && names.has(repositoryOf(image))) return false;
      return !isOpen(workload.name) || !unnamed.has(keyOf({ image, workload: { ...workload, name: undefined } }));
    });
    return spoken.length > 0 ? spoken : settled.slice(0, 1);
  });
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
