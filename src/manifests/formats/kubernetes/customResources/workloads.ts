import type { CustomResource } from './customResource.ts';

const ray = (at: string) => [`${at}.headGroupSpec.template`, `${at}.workerGroupSpecs[].template`];

/** What runs a team's own images. */
export const WORKLOADS: readonly CustomResource[] = [
  // Knative
  { group: 'serving.knative.dev', kinds: ['Service', 'Configuration'], templates: ['spec.template'] },
  { group: 'serving.knative.dev', kinds: ['Revision'], templates: [''] },
  { group: 'sources.knative.dev', kinds: ['ContainerSource'], templates: ['spec.template'] },
  // KEDA
  { group: 'keda.sh', kinds: ['ScaledJob'], templates: ['spec.jobTargetRef.template'] },
  // Machine learning and batch
  {
    group: 'kubeflow.org',
    kinds: ['TFJob', 'PyTorchJob', 'MPIJob', 'XGBoostJob', 'PaddleJob', 'JAXJob'],
    templates: [
      'spec.tfReplicaSpecs.*.template',
      'spec.pytorchReplicaSpecs.*.template',
      'spec.mpiReplicaSpecs.*.template',
      'spec.xgbReplicaSpecs.*.template',
      'spec.paddleReplicaSpecs.*.template',
      'spec.jaxReplicaSpecs.*.template',
    ],
  },
  { group: 'kubeflow.org', kinds: ['Notebook'], templates: ['spec.template'] },
  {
    group: 'serving.kserve.io',
    kinds: ['InferenceService'],
    specs: ['spec.predictor', 'spec.transformer', 'spec.explainer'],
    images: ['spec.predictor.model.image'],
    puller: 'spec.predictor',
  },
  { group: 'serving.kserve.io', kinds: ['ServingRuntime', 'ClusterServingRuntime'], specs: ['spec'] },
  {
    group: 'machinelearning.seldon.io',
    kinds: ['SeldonDeployment'],
    templates: ['spec.predictors[].componentSpecs[]'],
  },
  { group: 'ray.io', kinds: ['RayCluster'], templates: ray('spec') },
  {
    group: 'ray.io',
    kinds: ['RayJob'],
    templates: [...ray('spec.rayClusterSpec'), 'spec.submitterPodTemplate'],
  },
  { group: 'ray.io', kinds: ['RayService'], templates: ray('spec.rayClusterConfig') },
  {
    group: 'sparkoperator.k8s.io',
    kinds: ['SparkApplication'],
    images: ['spec.image', 'spec.driver.image', 'spec.executor.image', 'spec.driver.sidecars[].image'],
  },
  {
    group: 'sparkoperator.k8s.io',
    kinds: ['ScheduledSparkApplication'],
    images: ['spec.template.image', 'spec.template.driver.image', 'spec.template.executor.image'],
    puller: 'spec.template',
  },
  { group: 'flink.apache.org', kinds: ['FlinkDeployment'], images: ['spec.image'] },
  {
    group: 'kaito.sh',
    kinds: ['Workspace'],
    templates: ['inference.template'],
    images: [
      'inference.preset.presetOptions.image',
      'inference.adapters[].source.image',
      'tuning.preset.presetOptions.image',
      'tuning.input.image',
      'tuning.output.image',
    ],
    puller: 'inference.preset.presetOptions',
  },
  { group: 'batch.volcano.sh', kinds: ['Job'], templates: ['spec.tasks[].template'] },
  { group: 'jobset.x-k8s.io', kinds: ['JobSet'], templates: ['spec.replicatedJobs[].template.spec.template'] },
  {
    group: 'leaderworkerset.x-k8s.io',
    kinds: ['LeaderWorkerSet'],
    templates: ['spec.leaderWorkerTemplate.leaderTemplate', 'spec.leaderWorkerTemplate.workerTemplate'],
  },
  // Runtimes and platforms
  { group: 'agones.dev', kinds: ['GameServer'], templates: ['spec.template'] },
  { group: 'agones.dev', kinds: ['Fleet', 'GameServerSet'], templates: ['spec.template.spec.template'] },
  { group: 'apps.kruise.io', kinds: ['CloneSet', 'BroadcastJob'], templates: ['spec.template'] },
  { group: 'apps.kruise.io', kinds: ['SidecarSet'], specs: ['spec'] },
  { group: 'apps.kruise.io', kinds: ['ImagePullJob'], images: ['spec.image'] },
  { group: 'apps.kruise.io', kinds: ['AdvancedCronJob'], templates: ['spec.template.jobTemplate.spec.template'] },
  { group: 'openfaas.com', kinds: ['Function'], images: ['spec.image'] },
  { group: 'core.oam.dev', kinds: ['Application'], images: ['spec.components[].properties.image'] },
  {
    group: 'radix.equinor.com',
    kinds: ['RadixApplication', 'RadixDeployment'],
    images: ['spec.components[].image', 'spec.jobs[].image'],
  },
  { group: 'kubevirt.io', kinds: ['VirtualMachine'], images: ['spec.template.spec.volumes[].containerDisk.image'] },
  { group: 'kubevirt.io', kinds: ['VirtualMachineInstance'], images: ['spec.volumes[].containerDisk.image'] },
  { group: 'k8s.keycloak.org', kinds: ['Keycloak'], images: ['spec.image'] },
  {
    group: 'gateway.envoyproxy.io',
    kinds: ['EnvoyProxy'],
    images: [
      'spec.provider.kubernetes.envoyDeployment.container.image',
      'spec.provider.kubernetes.envoyDaemonSet.container.image',
    ],
  },
  { group: 'actions.github.com', kinds: ['AutoscalingRunnerSet', 'EphemeralRunner'], templates: ['spec.template'] },
  {
    group: 'actions.summerwind.dev',
    kinds: ['RunnerDeployment', 'RunnerReplicaSet', 'RunnerSet'],
    images: ['spec.template.spec.image', 'spec.template.spec.dockerdImage'],
    templates: ['spec.template'],
    puller: 'spec.template.spec',
  },
];
