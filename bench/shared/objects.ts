import type { Random } from './random.ts';

// Objects as teams write them: with labels, comments, probes, variables and resources, in block and flow style.

export type Make = (name: string, random: Random) => string;

const TEAMS = ['shop', 'billing', 'search', 'ops', 'identity', 'data'] as const;

/** Objects that hold images. */
export const withImages: readonly Make[] = [
  deployment,
  deployment,
  deployment,
  statefulSet,
  cronJob,
  flowPod,
  rollout,
  quotedDeployment,
];

/** Objects that hold none. */
export const withoutImages: readonly Make[] = [service, service, ingress, configMap, role, autoscaler, networkPolicy];

export function image(name: string, random: Random): string {
  const host = random.pick(
    'shopprod.azurecr.io',
    'shopbase.azurecr.io',
    'docker.io',
    'ghcr.io/contoso',
    'registry.k8s.io',
  );
  const tag = `${random.below(9)}.${random.below(30)}.${random.below(90)}`;
  return random.chance(0.1)
    ? `${host}/${team(random)}/${name}@sha256:${'0123456789abcdef'.repeat(4)}`
    : `${host}/${team(random)}/${name}:${tag}`;
}

export function team(random: Random): string {
  return random.pick(...TEAMS);
}

function head(apiVersion: string, kind: string, name: string, random: Random): string {
  return `apiVersion: ${apiVersion}
kind: ${kind}
metadata:
  name: ${name}
  namespace: ${team(random)}
  labels:
    app.kubernetes.io/name: ${name}
    app.kubernetes.io/part-of: ${team(random)}
`;
}

function container(name: string, random: Random, indent: string): string {
  const lines = [
    `- name: ${name}`,
    `  image: ${image(name, random)}${random.chance(0.1) ? ' # bumped by the release job' : ''}`,
    '  imagePullPolicy: IfNotPresent',
    '  ports:',
    '    - containerPort: 8080',
    '      name: http',
    '  env:',
  ];
  for (let count = 2 + random.below(4); count > 0; count--) {
    lines.push(`    - name: SETTING_${count}`);
    if (random.chance(0.3))
      lines.push('      valueFrom:', `        secretKeyRef: {name: ${name}, key: setting-${count}}`);
    else lines.push(`      value: "${random.pick('on', 'https://api.contoso.com/v1', '250', 'a b c')}"`);
  }
  lines.push('  resources:', '    requests: {cpu: 100m, memory: 128Mi}', '    limits:', '      memory: 256Mi');
  if (random.chance(0.6)) {
    lines.push(
      '  readinessProbe:',
      '    httpGet:',
      '      path: /healthz',
      '      port: http',
      '    periodSeconds: 10',
    );
  }
  if (random.chance(0.1))
    lines.push('  command:', '    - /bin/sh', '    - -c', '    - |', '      set -e', '      exec ./run');
  return lines.map(line => `${indent}${line}\n`).join('');
}

function podSpec(name: string, random: Random, indent: string): string {
  const pullSecrets = random.chance(0.2) ? `${indent}imagePullSecrets:\n${indent}  - name: acr\n` : '';
  const init = random.chance(0.15)
    ? `${indent}initContainers:\n${container(`${name}-init`, random, `${indent}  `)}`
    : '';
  const sidecar = random.chance(0.25) ? container('proxy', random, `${indent}  `) : '';
  return `${indent}serviceAccountName: ${name}\n${pullSecrets}${init}${indent}containers:\n${container(name, random, `${indent}  `)}${sidecar}`;
}

function workload(apiVersion: string, kind: string, name: string, random: Random): string {
  return `${head(apiVersion, kind, name, random)}spec:
  replicas: ${1 + random.below(5)}
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
      annotations:
        prometheus.io/scrape: "true"
    spec:
${podSpec(name, random, '      ')}`;
}

function deployment(name: string, random: Random): string {
  return workload('apps/v1', 'Deployment', name, random);
}

function statefulSet(name: string, random: Random): string {
  return `${workload('apps/v1', 'StatefulSet', name, random)}  serviceName: ${name}\n`;
}

function rollout(name: string, random: Random): string {
  return `${workload('argoproj.io/v1alpha1', 'Rollout', name, random)}  strategy: {canary: {steps: [{setWeight: 20}, {pause: {}}]}}\n`;
}

function quotedDeployment(name: string, random: Random): string {
  return workload('apps/v1', 'Deployment', name, random)
    .replaceAll(/image: (\S+)/g, 'image: "$1"')
    .replaceAll(/value: "([^"]*)"/g, "value: '$1'");
}

function cronJob(name: string, random: Random): string {
  return `${head('batch/v1', 'CronJob', name, random)}spec:
  schedule: "*/${5 + random.below(50)} * * * *"
  concurrencyPolicy: Forbid
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
${podSpec(name, random, '          ')}`;
}

function flowPod(name: string, random: Random): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: ${team(random)}, labels: {app: ${name}}}
spec:
  containers: [{name: ${name}, image: "${image(name, random)}", ports: [{containerPort: 8080}]}]
`;
}

function service(name: string, random: Random): string {
  return `${head('v1', 'Service', name, random)}spec:
  type: ${random.pick('ClusterIP', 'LoadBalancer')}
  selector:
    app: ${name}
  ports:
    - name: http
      port: 80
      targetPort: http
`;
}

function ingress(name: string, random: Random): string {
  return `${head('networking.k8s.io/v1', 'Ingress', name, random)}spec:
  ingressClassName: nginx
  rules:
    - host: ${name}.contoso.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: ${name}
                port: {name: http}
`;
}

function configMap(name: string, random: Random): string {
  const settings = Array.from({ length: 4 + random.below(20) }, (_, n) => `    setting.${n} = ${random.below(1000)}\n`);
  return `${head('v1', 'ConfigMap', name, random)}data:
  LOG_LEVEL: ${random.pick('info', 'debug', 'warn')}
  app.properties: |
    # defaults
${settings.join('')}`;
}

function role(name: string, random: Random): string {
  return `${head('rbac.authorization.k8s.io/v1', 'Role', name, random)}rules:
  - apiGroups: [""]
    resources: ["pods", "pods/log"]
    verbs: ["get", "list", "watch"]
`;
}

function autoscaler(name: string, random: Random): string {
  return `${head('autoscaling/v2', 'HorizontalPodAutoscaler', name, random)}spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: ${name}
  minReplicas: 2
  maxReplicas: ${3 + random.below(20)}
`;
}

function networkPolicy(name: string, random: Random): string {
  return `${head('networking.k8s.io/v1', 'NetworkPolicy', name, random)}spec:
  podSelector:
    matchLabels: {app: ${name}}
  policyTypes: [Ingress]
  ingress:
    - from:
        - namespaceSelector:
            matchLabels:
              team: ${team(random)}
`;
}
