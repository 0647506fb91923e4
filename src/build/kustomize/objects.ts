// Objects as kustomize accumulates them: a tree, and the names that it had before.
import { memoized } from '../../model/memo.ts';
import { field, textAt, withField } from '../../read/source/lift.ts';
import type { Content, Mapping, Scalar } from '../../read/source/tree.ts';
import type { Outside } from '../built.ts';

/**
 * An object with its earlier names. kustomize finds objects by any of them.
 * https://github.com/kubernetes-sigs/kustomize/blob/master/api/resource/resource.go
 */
export interface Accumulated {
  readonly object: Mapping;
  /** Oldest first. */
  readonly previous: readonly PreviousId[];
  readonly prefixes: readonly string[];
  readonly suffixes: readonly string[];
  /** Rendered by a chart: Helm has set its namespace. */
  readonly isInflated: boolean;
  /** The missing part that contains the object, which is known only by a patch or an image. Absent: it is here. */
  readonly looseOf?: Outside;
}

export interface PreviousId {
  readonly kind: string;
  readonly name: string;
  /** The effective one. */
  readonly namespace: string;
}

export interface ObjectId extends PreviousId {
  readonly group: string;
  readonly version: string;
}

export function accumulated(object: Mapping, isInflated = false): Accumulated {
  return { object, previous: [], prefixes: [], suffixes: [], isInflated };
}

export const currentId = memoized((object: Mapping): ObjectId => {
  const apiVersion = textAt(object, 'apiVersion') ?? '';
  const kind = textAt(object, 'kind') ?? '';
  const slash = apiVersion.indexOf('/');
  return {
    group: slash < 0 ? '' : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    kind,
    name: textAt(object, 'metadata', 'name') ?? '',
    namespace: effectiveNamespace(apiVersion, kind, textAt(object, 'metadata', 'namespace')),
  };
});

export const currentKey = memoized((object: Mapping): string => objectIdKey(currentId(object)));

/** Every id that an object had, the oldest first and the current one last. */
export function allIds({ object, previous }: Accumulated): readonly ObjectId[] {
  const current = currentId(object);
  if (previous.length === 0) return [current];
  const { group, version } = current;
  return [...previous.map(each => ({ group, version, ...each })), current];
}

export function originalId(object: Accumulated): ObjectId {
  return allIds(object)[0] ?? currentId(object.object);
}

export function equalIds(one: ObjectId, other: ObjectId): boolean {
  return objectIdKey(one) === objectIdKey(other);
}

export function objectIdKey({ group, version, kind, name, namespace }: ObjectId): string {
  return [group, version, kind, name, namespace].join('\n');
}

/** The ids of an object, as keys: each patch asks them of each object. */
export const idKeys = memoized((object: Accumulated): readonly string[] => allIds(object).map(objectIdKey));

/** A copy that remembers its present name as an earlier one. */
export function withIdStored(object: Accumulated): Accumulated {
  const { kind, name, namespace } = currentId(object.object);
  return { ...object, previous: [...object.previous, { kind, name, namespace }] };
}

export function isClusterScoped(object: Mapping): boolean {
  return currentId(object).namespace === NO_NAMESPACE;
}

/** kustomize's own word for the namespace of an object that has none. */
const NO_NAMESPACE = '_non_namespaceable_';

function effectiveNamespace(apiVersion: string, kind: string, namespace: string | undefined): string {
  if (CLUSTER_SCOPED.has(kind) && isBuiltInGroup(apiVersion)) return NO_NAMESPACE;
  return namespace ?? 'default';
}

/**
 * The kinds in kustomize's OpenAPI document that have no namespace. It takes every kind that it doesn't know for a
 * namespaced one.
 */
const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  'APIService',
  'CSIDriver',
  'CSINode',
  'CertificateSigningRequest',
  'ClusterRole',
  'ClusterRoleBinding',
  'ComponentStatus',
  'CustomResourceDefinition',
  'FlowSchema',
  'IngressClass',
  'MutatingWebhookConfiguration',
  'Namespace',
  'Node',
  'PersistentVolume',
  'PodSecurityPolicy',
  'PriorityClass',
  'PriorityLevelConfiguration',
  'RuntimeClass',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
  'VolumeAttachment',
]);

function isBuiltInGroup(apiVersion: string): boolean {
  const [group = '', version] = apiVersion.split('/');
  return version === undefined ? apiVersion === 'v1' : group === 'policy' || group.endsWith('.k8s.io');
}

export function labelsIn(object: Mapping, under: 'labels' | 'annotations'): ReadonlyMap<string, string> {
  const held = field(object, 'metadata', under);
  const labels = new Map<string, string>();
  for (const { key, value } of held?.kind === 'mapping' ? held.entries : []) {
    if (value?.kind === 'scalar') labels.set(key.text, value.text);
  }
  return labels;
}

/** A copy with another value under `metadata`. */
export function withMetadata(object: Mapping, key: string, value: Content | undefined): Mapping {
  const held = field(object, 'metadata');
  const metadata: Mapping = held?.kind === 'mapping' ? held : { ...object, entries: [] };
  return withField(object, 'metadata', withField(metadata, key, value));
}

export function nameScalar(object: Mapping): Scalar | undefined {
  const name = field(object, 'metadata', 'name');
  return name?.kind === 'scalar' ? name : undefined;
}
