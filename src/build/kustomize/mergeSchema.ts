// The lists that a strategic merge patch merges by a key, for the kinds that kustomize knows. Every other list is
// replaced.

/** Merge rules of a value. Undefined: mappings are merged, lists are replaced. */
export interface MergeSchema {
  /** Lists of mappings are merged by the first of these keys. Empty: a list of plain values, merged as a set. */
  readonly mergeKeys?: readonly string[];
  readonly fields?: Readonly<Record<string, MergeSchema>>;
  /** The schema of the items of a list. */
  readonly items?: MergeSchema;
}

const CONTAINER: MergeSchema = {
  fields: {
    env: { mergeKeys: ['name'] },
    ports: { mergeKeys: ['containerPort', 'protocol'] },
    volumeMounts: { mergeKeys: ['mountPath'] },
    volumeDevices: { mergeKeys: ['devicePath'] },
  },
};

const CONTAINERS: MergeSchema = { mergeKeys: ['name'], items: CONTAINER };

const METADATA: MergeSchema = {
  fields: { finalizers: { mergeKeys: [] }, ownerReferences: { mergeKeys: ['uid'] } },
};

const POD_SPEC: MergeSchema = {
  fields: {
    containers: CONTAINERS,
    initContainers: CONTAINERS,
    ephemeralContainers: CONTAINERS,
    volumes: { mergeKeys: ['name'] },
    imagePullSecrets: { mergeKeys: ['name'] },
    hostAliases: { mergeKeys: ['ip'] },
    topologySpreadConstraints: { mergeKeys: ['topologyKey', 'whenUnsatisfiable'] },
  },
};

const POD: MergeSchema = { fields: { metadata: METADATA, spec: POD_SPEC } };
const WORKLOAD: MergeSchema = { fields: { metadata: METADATA, spec: { fields: { template: POD } } } };
const CRON_JOB: MergeSchema = { fields: { metadata: METADATA, spec: { fields: { jobTemplate: WORKLOAD } } } };
const WEBHOOKS: MergeSchema = { fields: { metadata: METADATA, webhooks: { mergeKeys: ['name'] } } };
const PLAIN: MergeSchema = { fields: { metadata: METADATA } };

/**
 * By `apiVersion/kind`. From the `x-kubernetes-patch-merge-key` of Kubernetes' OpenAPI document, of the release that
 * kustomize carries (1.21). https://github.com/kubernetes-sigs/kustomize/tree/master/kyaml/openapi
 */
const SCHEMAS: ReadonlyMap<string, MergeSchema> = new Map([
  ['v1/Pod', POD],
  ['v1/PodTemplate', { fields: { metadata: METADATA, template: POD } }],
  ['v1/ReplicationController', WORKLOAD],
  ['apps/v1/Deployment', WORKLOAD],
  ['apps/v1/DaemonSet', WORKLOAD],
  ['apps/v1/ReplicaSet', WORKLOAD],
  ['apps/v1/StatefulSet', WORKLOAD],
  ['batch/v1/Job', WORKLOAD],
  ['batch/v1/CronJob', CRON_JOB],
  ['batch/v1beta1/CronJob', CRON_JOB],
  ['v1/Service', { fields: { metadata: METADATA, spec: { fields: { ports: { mergeKeys: ['port', 'protocol'] } } } } }],
  ['v1/ServiceAccount', { fields: { metadata: METADATA, secrets: { mergeKeys: ['name'] } } }],
  ['v1/ConfigMap', PLAIN],
  ['v1/Secret', PLAIN],
  ['v1/Namespace', PLAIN],
  ['admissionregistration.k8s.io/v1/MutatingWebhookConfiguration', WEBHOOKS],
  ['admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration', WEBHOOKS],
]);

export function mergeSchema(apiVersion: string, kind: string): MergeSchema | undefined {
  return SCHEMAS.get(`${apiVersion}/${kind}`);
}
