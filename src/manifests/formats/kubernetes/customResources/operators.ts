import type { CustomResource } from './customResource.ts';

/** Products whose operators let a team choose the image, as one does for a mirror in a registry of its own. */
export const OPERATORS: readonly CustomResource[] = [
  // Kafka
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
  // Databases and brokers
  { group: 'postgresql.cnpg.io', kinds: ['Cluster'], images: ['spec.imageName'] },
  { group: 'postgresql.cnpg.io', kinds: ['ImageCatalog', 'ClusterImageCatalog'], images: ['spec.images[].image'] },
  { group: 'acid.zalan.do', kinds: ['postgresql'], images: ['spec.dockerImage', 'spec.sidecars[].image'] },
  { group: 'postgres-operator.crunchydata.com', kinds: ['PostgresCluster'], images: ['spec.image'] },
  { group: 'rabbitmq.com', kinds: ['RabbitmqCluster'], images: ['spec.image'] },
  {
    group: 'databases.spotahome.com',
    kinds: ['RedisFailover'],
    images: ['spec.redis.image', 'spec.sentinel.image', 'spec.redis.exporter.image', 'spec.sentinel.exporter.image'],
    puller: 'spec.redis',
  },
  {
    group: 'redis.redis.opstreelabs.in',
    kinds: ['Redis', 'RedisCluster', 'RedisReplication', 'RedisSentinel'],
    images: ['spec.kubernetesConfig.image', 'spec.redisExporter.image'],
    puller: 'spec.kubernetesConfig',
  },
  // Observability
  {
    group: 'monitoring.coreos.com',
    kinds: ['Prometheus', 'PrometheusAgent', 'Alertmanager', 'ThanosRuler'],
    specs: ['spec'],
    images: ['spec.image', 'spec.thanos.image'],
  },
  {
    group: 'elasticsearch.k8s.elastic.co',
    kinds: ['Elasticsearch'],
    images: ['spec.image'],
    templates: ['spec.nodeSets[].podTemplate'],
  },
  ...[
    'kibana.k8s.elastic.co Kibana',
    'apm.k8s.elastic.co ApmServer',
    'enterprisesearch.k8s.elastic.co EnterpriseSearch',
    'logstash.k8s.elastic.co Logstash',
    'maps.k8s.elastic.co ElasticMapsServer',
  ].map(row => ({ ...groupAndKind(row), images: ['spec.image'], templates: ['spec.podTemplate'] })),
  ...['agent.k8s.elastic.co Agent', 'beat.k8s.elastic.co Beat'].map(row => ({
    ...groupAndKind(row),
    images: ['spec.image'],
    templates: ['spec.daemonSet.podTemplate', 'spec.deployment.podTemplate', 'spec.statefulSet.podTemplate'],
  })),
  {
    group: 'opentelemetry.io',
    kinds: ['OpenTelemetryCollector', 'TargetAllocator'],
    specs: ['spec'],
    images: ['spec.image'],
  },
  { group: 'opentelemetry.io', kinds: ['Instrumentation'], images: ['spec.*.image'] },
  { group: 'jaegertracing.io', kinds: ['Jaeger'], images: ['spec.*.image'] },

  // Knative
  // KEDA
  // Machine learning and batch
  {
    group: 'serving.kserve.io',
    kinds: ['InferenceService'],
    specs: ['spec.predictor', 'spec.transformer', 'spec.explainer'],
    images: ['spec.predictor.model.image'],
    puller: 'spec.predictor',
  },
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
  // Runtimes and platforms
  { group: 'apps.kruise.io', kinds: ['ImagePullJob'], images: ['spec.image'] },
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
  {
    group: 'actions.summerwind.dev',
    kinds: ['RunnerDeployment', 'RunnerReplicaSet', 'RunnerSet'],
    images: ['spec.template.spec.image', 'spec.template.spec.dockerdImage'],
    templates: ['spec.template'],
    puller: 'spec.template.spec',
  },
];

function groupAndKind(row: string): Pick<CustomResource, 'group' | 'kinds'> {
  const [group = '', kind = ''] = row.split(' ');
  return { group, kinds: [kind] };
}
