/**
 * Paths of custom resources that contain an image, as `findValues` takes them. Data, so that a kind is one row. A kind
 * without a row is searched for pods and for fields that plainly contain an image. A row is only for what that search
 * can't find.
 */
export interface CustomResource {
  /** API group, without the version. */
  readonly group: string;
  readonly kinds: readonly string[];
  /** Pod templates: `metadata.annotations` and `spec` below them are a pod's. */
  readonly templates?: readonly string[];
  readonly images?: readonly string[];
  /** Addresses of artifacts: `oci://` and the name of an image. */
  readonly artifacts?: readonly string[];
  /** Addresses of repositories. Other objects name the charts in them. */
  readonly charts?: readonly string[];
  /** Values of a Helm chart: a mapping, or its YAML in a block. */
  readonly values?: readonly string[];
  /** Values in a block that is a template: it need not be YAML before it is filled in. */
  readonly valueTemplates?: readonly string[];
  /** Objects that it makes, as the YAML of each in a block. */
  readonly manifests?: readonly string[];
  /** True if the controller makes pods with just the secrets and the account that the object has. */
  readonly isPod?: boolean;
  /** The controller that pulls these images itself. `spec.secretRef` and `spec.provider` decide how it signs in. */
  readonly controller?: string;
  /**
   * The path of the pull secrets and the service account of the pods, for images outside a pod's spec. `spec` by
   * default.
   */
  readonly puller?: string;
  /** Parameters with a value or default that images may refer to. */
  readonly parameters?: Parameters;
}

/** The notation of a kind's parameters in a text, and the list that has their `value` or `default`. */
export interface Parameters {
  /** Its first group is the parameter's name. */
  readonly written: RegExp;
  readonly lists: readonly string[];
}

const TEKTON_PARAMETERS: Parameters = {
  written: /^\$\((?:inputs\.)?params\.([\w.-]+)\)$/,
  lists: ['spec.params', 'spec.taskSpec.params', 'spec.pipelineSpec.params'],
};

const ARGO_PARAMETERS: Parameters = {
  written: /^\{\{-?\s*workflow\.parameters\.([\w.-]+)\s*-?\}\}$/,
  lists: ['spec.arguments.parameters', 'spec.workflowSpec.arguments.parameters'],
};

/** A bundle that a task or pipeline is taken from: by the resolver's parameter, and as it was before resolvers. */
const bundle = (at: string) => [`${at}.bundle`, `${at}.params[name=bundle].value`];

/** The parts of a Tekton task that name an image, below `at`. */
const task = (at: string) => [`${at}.steps[].image`, `${at}.sidecars[].image`, `${at}.stepTemplate.image`];
const pipeline = (at: string) =>
  ['tasks', 'finally'].flatMap(list => [...task(`${at}.${list}[].taskSpec`), ...bundle(`${at}.${list}[].taskRef`)]);

/** The parts of an Argo Workflows spec, below `at`. */
const workflow = (at: string) => ({
  images: ['templates[]', 'templateDefaults'].flatMap(each =>
    [
      'container.image',
      'script.image',
      'initContainers[].image',
      'sidecars[].image',
      'containerSet.containers[].image',
      'http.image',
    ].map(path => `${at}.${each}.${path}`),
  ),
  manifests: [`${at}.templates[].resource.manifest`],
  parameters: ARGO_PARAMETERS,
});

const STRATEGIES = ['dockerStrategy', 'sourceStrategy', 'customStrategy'].map(
  strategy => `spec.strategy.${strategy}.from(kind=DockerImage).name`,
);

const ROWS: readonly CustomResource[] = [
  // OpenShift, whose streams import images, and whose builds begin with them
  {
    group: 'image.openshift.io',
    kinds: ['ImageStream'],
    images: ['spec.tags[].from(kind=DockerImage).name', 'spec.dockerImageRepository'],
  },
  { group: 'image.openshift.io', kinds: ['ImageStreamImport'], images: ['spec.images[].from(kind=DockerImage).name'] },
  { group: 'build.openshift.io', kinds: ['BuildConfig', 'Build'], images: STRATEGIES },
  // Argo
  { group: 'argoproj.io', kinds: ['Workflow'], ...workflow('spec'), isPod: true },
  { group: 'argoproj.io', kinds: ['WorkflowTemplate', 'ClusterWorkflowTemplate'], ...workflow('spec') },
  {
    group: 'argoproj.io',
    kinds: ['CronWorkflow'],
    ...workflow('spec.workflowSpec'),
    puller: 'spec.workflowSpec',
    isPod: true,
  },
  // Tekton
  { group: 'tekton.dev', kinds: ['Task', 'ClusterTask'], images: task('spec'), parameters: TEKTON_PARAMETERS },
  {
    group: 'tekton.dev',
    kinds: ['TaskRun'],
    images: [...task('spec.taskSpec'), ...bundle('spec.taskRef')],
    parameters: TEKTON_PARAMETERS,
  },
  { group: 'tekton.dev', kinds: ['Pipeline'], images: pipeline('spec'), parameters: TEKTON_PARAMETERS },
  {
    group: 'tekton.dev',
    kinds: ['PipelineRun'],
    images: [...pipeline('spec.pipelineSpec'), ...bundle('spec.pipelineRef')],
    puller: 'spec.taskRunTemplate',
    parameters: TEKTON_PARAMETERS,
  },
  { group: 'tekton.dev', kinds: ['StepAction'], images: ['spec.image'], parameters: TEKTON_PARAMETERS },
  // Cluster API
  { group: 'addons.cluster.x-k8s.io', kinds: ['HelmChartProxy'], valueTemplates: ['spec.valuesTemplate'] },
  // Flux
  {
    group: 'image.toolkit.fluxcd.io',
    kinds: ['ImageRepository'],
    images: ['spec.image'],
    controller: 'image-reflector-controller',
  },
  {
    group: 'source.toolkit.fluxcd.io',
    kinds: ['OCIRepository'],
    artifacts: ['spec.url'],
    controller: 'source-controller',
  },
  {
    // https://fluxcd.io/flux/components/source/helmrepositories/#helm-oci-repository
    group: 'source.toolkit.fluxcd.io',
    kinds: ['HelmRepository'],
    charts: ['spec.url'],
    controller: 'source-controller',
  },
  // Package managers
  { group: 'pkg.crossplane.io', kinds: ['Provider', 'Configuration', 'Function'], images: ['spec.package'] },
  // Operators that let a team choose the image, as one does for a mirror in a registry of its own
  {
    group: 'kafka.strimzi.io',
    kinds: ['Kafka', 'KafkaConnect', 'KafkaBridge', 'KafkaMirrorMaker', 'KafkaMirrorMaker2'],
    images: [
      'spec.image',
      'spec.build.output.image',
      'spec.kafka.image',
      'spec.zookeeper.image',
      'spec.entityOperator.topicOperator.image',
      'spec.entityOperator.userOperator.image',
      'spec.entityOperator.tlsSidecar.image',
      'spec.kafkaExporter.image',
      'spec.cruiseControl.image',
    ],
    puller: 'spec.kafka.template.pod',
  },
  {
    group: 'platform.confluent.io',
    kinds: [
      'Kafka',
      'KRaftController',
      'Zookeeper',
      'Connect',
      'SchemaRegistry',
      'KsqlDB',
      'ControlCenter',
      'KafkaRestProxy',
    ],
    images: ['spec.image.application', 'spec.image.init'],
    puller: 'spec.podTemplate',
  },
  {
    group: 'redis.redis.opstreelabs.in',
    kinds: ['Redis', 'RedisCluster', 'RedisReplication', 'RedisSentinel'],
    images: ['spec.kubernetesConfig.image', 'spec.redisExporter.image'],
    puller: 'spec.kubernetesConfig',
  },
  {
    // its well-known chart makes all of the name by a template
    group: 'monitoring.coreos.com',
    kinds: ['Prometheus', 'PrometheusAgent', 'Alertmanager', 'ThanosRuler'],
    templates: [''],
    images: ['spec.image', 'spec.thanos.image'],
  },
  {
    // `tuning.output.image` is where the result is pushed: https://github.com/kaito-project/kaito (DataDestination)
    group: 'kaito.sh',
    kinds: ['Workspace'],
    templates: ['inference.template'],
    images: [
      'inference.preset.presetOptions.image',
      'inference.adapters[].source.image',
      'tuning.preset.presetOptions.image',
      'tuning.input.image',
    ],
    puller: 'inference.preset.presetOptions',
  },
];

/** The row of a kind. Undefined for one that has none. */
export function customResource(group: string, kind: string): CustomResource | undefined {
  return ROWS.find(row => row.group === group && row.kinds.includes(kind));
}

/**
 * Groups whose objects run no image that they name: schemas, policies with patterns in the place of images, bindings to
 * the users of an image, reports of what was seen, and machines.
 */
export const DESCRIPTIVE_GROUPS: ReadonlySet<string> = new Set([
  // they send others, whose images are those of the deployments that are built of it
  'helm.toolkit.fluxcd.io',
  'helm.fluxcd.io',
  'kustomize.toolkit.fluxcd.io',
  'apiextensions.k8s.io',
  'admissionregistration.k8s.io',
  'constraints.gatekeeper.sh',
  'mutations.gatekeeper.sh',
  'templates.gatekeeper.sh',
  'kyverno.io',
  'policies.kyverno.io',
  'policies.kubewarden.io',
  'policy.sigstore.dev',
  'portieris.cloud.ibm.com',
  'security-profiles-operator.x-k8s.io',
  'argocd-image-updater.argoproj.io',
  'eraser.sh',
  'config.openshift.io',
  'aquasecurity.github.io',
  'spdx.softwarecomposition.kubescape.io',
  'wgpolicyk8s.io',
  'openreports.io',
  'infrastructure.cluster.x-k8s.io',
  'machine.openshift.io',
  'metal3.io',
]);
