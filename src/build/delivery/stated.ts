// Fields of senders: their values, and the reasons why some are open.
import { emptyAt, type Place } from '../../model/place.ts';
import { field, isOpen, textAt } from '../../read/source/lift.ts';
import { findPlaceholders } from '../../read/source/placeholders.ts';
import type { Content, Mapping } from '../../read/source/tree.ts';
import type { DeliveryContext } from './context.ts';

/** Returns the reason why a text can't be known: a build left it open, or it contains a placeholder of some tool. */
export function openReason(node: Content | undefined): string | undefined {
  if (node?.kind !== 'scalar') return undefined;
  if (isOpen(node)) return node.text.slice('{{ '.length, -' }}'.length);
  return findPlaceholders(node.text).length > 0 ? node.text : undefined;
}

/**
 * The first of these fields that is open, with its reason. Fields are named by their paths, such as `sourceRef.name`.
 */
export function openField(from: Content | undefined, paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const reason = openReason(field(from, ...path.split('.')));
    if (reason !== undefined) return `${path}: ${reason}`;
  }
  return undefined;
}

export function placeOfNode(node: Content): Place {
  return { file: node.source?.file ?? '', span: node.kind === 'scalar' ? node.span : emptyAt(node.span.start) };
}

/** An object is shown at its name. */
export function placeOfObject(object: Mapping): Place {
  return placeOfNode(field(object, 'metadata', 'name') ?? object);
}

/** An object as people name it: `Flux Kustomization apps`. */
export function titled(what: string, object: Mapping): string {
  return `${what} ${textAt(object, 'metadata', 'name') ?? ''}`.trim();
}

/** The namespace that an object states. Otherwise, the one that the context gives. */
export function namespaceOf(object: Mapping, { namespace }: Pick<DeliveryContext, 'namespace'>): string | undefined {
  return textAt(object, 'metadata', 'namespace') ?? namespace;
}

export function groupOf(object: Mapping): string {
  const version = textAt(object, 'apiVersion') ?? '';
  return version.slice(0, Math.max(0, version.indexOf('/')));
}

export function isTrue(from: Content | undefined, ...keys: readonly string[]): boolean {
  return textAt(from, ...keys) === 'true';
}

export function asMapping(node: Content | undefined): Mapping | undefined {
  return node?.kind === 'mapping' ? node : undefined;
}
