import { formatOfDocuments, isJsonName, isYamlName } from '../documents.ts';
import type { Harvest } from '../harvest.ts';
import { at, items, textOf, type View } from '../source/view.ts';
import { readDeclaration } from './declarations.ts';
import { POD_SPECS, readPod } from './pods.ts';

export const kubernetes = formatOfDocuments({
  id: 'kubernetes',
  recognizes: ({ name, text }) =>
    (isYamlName(name) || isJsonName(name)) && text.includes('kind') && text.includes('apiVersion') && mayMatter(text),
  mayMatter,
  read: (root, harvest) => readObject(root, '', harvest, 0),
});

/** Images in any spelling of the key, or an object that the pods of other documents lean on. */
function mayMatter(text: string): boolean {
  return (
    text.includes('mage') ||
    text.includes('ServiceAccount') ||
    text.includes('dockerc') ||
    text.includes('AcrPullBinding')
  );
}

/** Lists in lists are allowed, and used by nobody. */
const MAX_LISTS = 5;

function readObject(object: View, path: string, harvest: Harvest, lists: number): void {
  const kind = textOf(at(object, 'kind'));
  if (kind === undefined) return;
  const members = membersOf(kind);
  if (members !== undefined && lists < MAX_LISTS) {
    for (const [index, item] of items(at(object, members)).entries()) {
      if (item !== undefined) readObject(item, `${path}${members}[${index}].`, harvest, lists + 1);
    }
    return;
  }
  readDeclaration(kind, object, harvest);
  const podSpec = POD_SPECS.get(kind);
  if (podSpec !== undefined) readPod(object, { kind, spec: podSpec, prefix: path }, harvest);
}

/** `List`, the typed lists that `kubectl get -o yaml` of one kind gives, and OpenShift's templates hold other objects. */
function membersOf(kind: string): string | undefined {
  if (kind.endsWith('List')) return 'items';
  return kind === 'Template' ? 'objects' : undefined;
}
