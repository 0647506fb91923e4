// Values that something may change which this build can't follow. They become open, and keep their former text as an
// origin.
import { t } from '../../model/l10n.ts';
import { openScalar } from '../../read/source/lift.ts';
import type { Content, Entry, Mapping, Node, Scalar } from '../../read/source/tree.ts';

/** An image that can't be known. Its former text stays as an origin. */
export function openImage(scalar: Scalar, reason: string): Scalar {
  const { source, span } = scalar;
  if (source === undefined) return { ...scalar, text: `{{ ${reason} }}`, plain: false };
  const seen = { file: source.file, span, role: t('before that: {0}', scalar.text) };
  return openScalar(reason, span, { ...source, origins: [...source.origins, seen] });
}

/** An object with its images, pull secrets and accounts open. */
export function openedObject(object: Mapping, reason: string): Mapping {
  return { ...object, entries: object.entries.map(entry => openedEntry(entry, reason)) };
}

function openedEntry(entry: Entry, reason: string): Entry {
  const { key, value } = entry;
  if (value === undefined || value.kind === 'alias') return entry;
  if (OPENED.has(key.text)) return { key, value: openedScalars(value, reason) };
  return value.kind === 'scalar' ? entry : { key, value: openedBelow(value, reason) };
}

const OPENED: ReadonlySet<string> = new Set(['image', 'imagePullSecrets', 'serviceAccountName', 'serviceAccount']);

function openedBelow(node: Content, reason: string): Content {
  if (node.kind === 'mapping') return openedObject(node, reason);
  return node.kind === 'list' ? { ...node, items: node.items.map(each(item => openedBelow(item, reason))) } : node;
}

function openedScalars(node: Content, reason: string): Content {
  switch (node.kind) {
    case 'scalar':
      return openImage(node, reason);
    case 'list':
      return { ...node, items: node.items.map(each(item => openedScalars(item, reason))) };
    case 'mapping': {
      const entries = node.entries.map(({ key, value }) => ({
        key,
        value: each(it => openedScalars(it, reason))(value),
      }));
      return { ...node, entries };
    }
  }
}

function each(change: (node: Content) => Content): (node: Node | undefined) => Node | undefined {
  return node => (node === undefined || node.kind === 'alias' ? node : change(node));
}
