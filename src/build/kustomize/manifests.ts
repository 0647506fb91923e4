// Objects in files, as kustomize takes them.
import { t } from '../../model/l10n.ts';
import { field, textAt } from '../../read/source/lift.ts';
import type { Content, Mapping } from '../../read/source/tree.ts';

/**
 * Objects, with lists of objects replaced by their items, behind all others.
 * https://github.com/kubernetes-sigs/kustomize/blob/master/api/resource/factory.go (inlineAnyEmbeddedLists)
 */
export function expandedLists(objects: readonly Mapping[]): readonly Mapping[] {
  const queue = [...objects];
  const expanded: Mapping[] = [];
  for (const object of queue) {
    const items = textAt(object, 'kind')?.endsWith('List') ? field(object, 'items') : undefined;
    if (items?.kind !== 'list') {
      expanded.push(object);
      continue;
    }
    for (const item of items.items) if (item?.kind === 'mapping') queue.push(item);
  }
  return expanded;
}

/** Why kustomize refuses a document as an object. Undefined: it takes it. */
export function refusedObject(document: Content): string | undefined {
  if (document.kind !== 'mapping') return t("this isn't a Kubernetes object");
  const kind = textAt(document, 'kind');
  if (kind === undefined) return t('this object has no kind: kustomize refuses it');
  if (kind.endsWith('List') || textAt(document, 'metadata', 'name') !== undefined) return undefined;
  return t('this {0} has no metadata.name: kustomize refuses it', kind);
}
