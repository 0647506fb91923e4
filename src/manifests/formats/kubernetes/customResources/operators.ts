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
  { group: 'mongodbcommunity.mongodb.com', kinds: ['MongoDBCommunity'], templates: ['spec.statefulSet.spec.template'] },
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
  {
    group: 'grafana.integreatly.org',
    kinds: ['Grafana'],
    templates: ['spec.deployment.spec.template'],
  },
];

function groupAndKind(row: string): Pick<CustomResource, 'group' | 'kinds'> {
  const [group = '', kind = ''] = row.split(' ');
  return { group, kinds: [kind] };
}
