import type { ImageRule } from '../../format.ts';
import { formatOfDocuments, isJsonName, isYamlName } from '../../source/documents.ts';
import type { Harvest } from '../../source/harvest.ts';
import { at, find, items, textOf, type View } from '../../source/view.ts';
import { readByRules, readCustomResource } from './customReader.ts';
import { customResource, DESCRIPTIVE_GROUPS } from './customResources/index.ts';
import { readDeclaration } from './declarations.ts';
import { POD_TEMPLATES, readPodTemplate } from './pods.ts';
import { searchImages } from './search.ts';

export const kubernetes = formatOfDocuments({
  id: 'kubernetes',
  about: {
    files: '`*.yaml`, `*.json` with `kind` and `apiVersion`',
    reads:
      "every built-in workload and OpenShift's with its image streams and builds, lists, init, ephemeral and plain containers, image volumes, sidecar annotations (Dapr, Istio, Linkerd, Vault); custom resources of Argo with the objects that a workflow makes, Tekton, Flux, Knative, KEDA, Strimzi and many more, containers, plain image fields and whole objects in any other, and your own rules; pull secrets, service accounts, AcrPullBindings",
    leavesOut:
      'images in ConfigMaps, variables, arguments and other annotations; schemas and policies; in kinds that neither the table nor a rule knows, fields of other names than `image`, and images without a host, a tag or a digest',
  },
  recognizes: ({ name, text }) =>
    (isYamlName(name) || isJsonName(name)) && text.includes('kind') && text.includes('apiVersion'),
  mayMatter,
  read: (root, harvest, rules) => readObject(root, '', rules, harvest, 0),
});

/** Images in any spelling of the key, or an object that the pods of other documents refer to. */
function mayMatter(text: string): boolean {
  return (
    text.includes('mage') ||
    text.includes('ServiceAccount') ||
    text.includes('dockerc') ||
    text.includes('AcrPullBinding') ||
    text.includes('pkg.crossplane.io')
  );
}

/** Lists in lists are allowed, and rare; aliases could nest them without end. */
const MAX_LISTS = 100;

/** Reads an object, or the objects of a list; other formats carry objects too, such as a kustomization its patches. */
export function readObject(
  object: View,
  prefix: string,
  rules: readonly ImageRule[],
  harvest: Harvest,
  lists: number,
): void {
  const kind = textOf(at(object, 'kind'));
  if (kind === undefined) return;
  const group = groupOf(object);
  const members = membersOf(kind);
  if (lists > MAX_LISTS) {
    harvest.unread(`objects were not read: nested deeper than ${MAX_LISTS} levels`, object.node.span);
    return;
  }
  if (members !== undefined) {
    for (const [index, item] of items(at(object, members)).entries()) {
      if (item !== undefined) readObject(item, `${prefix}${members}[${index}].`, rules, harvest, lists + 1);
    }
    return;
  }
  readDeclaration(kind, object, harvest);
  const owner = { kind, object, prefix };
  readByRules(rules, owner, harvest);
  const row = customResource(group, kind);
  // a `Job` of another group is another kind
  const template = isCore(group) || group.endsWith('.openshift.io') ? POD_TEMPLATES.get(kind) : undefined;
  const readEmbedded = (embedded: View, path: string) => {
    readObject(embedded, prefix + path, rules, harvest, lists + 1);
  };
  if (row !== undefined) {
    readCustomResource(row, owner, harvest, readEmbedded);
  } else if (template !== undefined) {
    for (const { value, where } of find(object, template)) readPodTemplate(value, where, owner, harvest);
  } else if (!isCore(group) && !DESCRIPTIVE_GROUPS.has(group)) {
    searchImages(owner, harvest, readEmbedded);
  }
}

function groupOf(object: View): string {
  const apiVersion = textOf(at(object, 'apiVersion')) ?? '';
  return apiVersion.slice(0, Math.max(0, apiVersion.lastIndexOf('/')));
}

/** Groups without a dot are Kubernetes' own (`apps`, `batch`, none for `v1`); all its workloads are in the table. */
function isCore(group: string): boolean {
  return !group.includes('.');
}

/** `List`, the typed lists that `kubectl get -o yaml` of one kind gives, and OpenShift's templates hold other objects. */
function membersOf(kind: string): string | undefined {
  if (kind.endsWith('List')) return 'items';
  return kind === 'Template' ? 'objects' : undefined;
}
