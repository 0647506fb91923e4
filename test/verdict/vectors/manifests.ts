// Manifests of the vectors, as people write them.

export type Files = Readonly<Record<string, string>>;

const usual = 'contoso.azurecr.io/web:1';

export function deployment(image = usual, spec: readonly string[] = []): Files {
  const lines = [
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata: { name: web, namespace: shop }',
    'spec:',
    '  selector: { matchLabels: { app: web } }',
    '  template:',
    '    metadata: { labels: { app: web } }',
    '    spec:',
    ...spec.map(line => `      ${line}`),
    '      containers:',
    '        - name: web',
    `          image: ${JSON.stringify(image)}`,
  ];
  return { 'web.yaml': `${lines.join('\n')}\n` };
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

export function dockerSecret(username: string, password = 'not-a-password', server = 'contoso.azurecr.io'): Files {
  const auths = { [server]: { username, password, auth: base64(`${username}:${password}`) } };
  const data = base64(JSON.stringify({ auths }));
  const lines = [
    'apiVersion: v1',
    'kind: Secret',
    'metadata: { name: login, namespace: shop }',
    'type: kubernetes.io/dockerconfigjson',
    `data: { .dockerconfigjson: ${data} }`,
  ];
  return { 'secret.yaml': `${lines.join('\n')}\n` };
}

/** A pod that lists the pull secret `login`, with the secret beside it. */
export function withSecret(...login: Parameters<typeof dockerSecret>): Files {
  return { ...deployment(usual, ['imagePullSecrets: [{ name: login }]']), ...dockerSecret(...login) };
}

export function serviceAccount(lines: readonly string[] = [], annotations: Files = {}): Files {
  const text = [
    'apiVersion: v1',
    'kind: ServiceAccount',
    'metadata:',
    '  name: robot',
    '  namespace: shop',
    `  annotations: ${JSON.stringify(annotations)}`,
    ...lines,
  ];
  return { 'account.yaml': `${text.join('\n')}\n` };
}

/** A JWT without a signature, with an end of life. */
export function tokenEnding(moment: string): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256' })}.${part({ exp: Date.parse(moment) / 1000 })}.c2lnbmF0dXJl`;
}

/** A template without a word on who pulls, so that what runs in Azure stays. */
export function containerApp(image = usual, more: readonly string[] = []): Files {
  const lines = [
    'type: Microsoft.App/containerApps',
    'name: web',
    ...more,
    'properties:',
    '  template:',
    '    containers:',
    '      - name: web',
    `        image: ${image}`,
  ];
  return { 'web.yaml': `${lines.join('\n')}\n` };
}

export function job(image = usual): Files {
  const lines = ['type: Microsoft.App/jobs', 'name: night', 'properties:', '  template:', '    containers:'];
  return { 'night.yaml': `${[...lines, '      - name: night', `        image: ${image}`].join('\n')}\n` };
}

export function containerGroup(credentials: readonly string[], identity: readonly string[] = []): Files {
  const lines = [
    "apiVersion: '2021-10-01'",
    'type: Microsoft.ContainerInstance/containerGroups',
    'name: batch',
    'location: westeurope',
    ...identity,
    'properties:',
    '  osType: Linux',
    '  containers:',
    '    - name: batch',
    `      properties: { image: ${usual}, resources: { requests: { cpu: 1, memoryInGb: 1 } } }`,
    ...credentials.map(line => `  ${line}`),
  ];
  return { 'batch.yaml': `${lines.join('\n')}\n` };
}

/** A site in a template of Azure's. */
export function siteTemplate(siteConfig: Readonly<Record<string, unknown>>, identity?: unknown): Files {
  const resource = {
    type: 'Microsoft.Web/sites',
    apiVersion: '2024-04-01',
    name: 'portal',
    kind: 'app,linux,container',
    ...(identity === undefined ? {} : { identity }),
    properties: { siteConfig: { linuxFxVersion: `DOCKER|${usual}`, ...siteConfig } },
  };
  const template = {
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    resources: [resource],
  };
  return { 'portal.json': `${JSON.stringify(template, null, 2)}\n` };
}
