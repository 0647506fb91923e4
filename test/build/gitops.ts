// A small GitOps repository as tests write it down, and where each of its pulls goes: three clusters and an app in
// Azure.
import assert from 'node:assert/strict';
import { readSnapshotData } from '../../src/access/snapshot/snapshot.ts';
import type { ImageReference } from '../../src/model/reference.ts';
import { readConfig } from '../../src/workspace/config/readConfig.ts';
import { type TargetSources, targetsOf } from '../../src/workspace/targets/targets.ts';
import { BuiltFiles } from './builtFiles.ts';

const subscription = '/subscriptions/50b50000-0000-4000-8000-000000000001';

export const cluster = (name: string, group = 'shop-aks', tags: Readonly<Record<string, string>> = {}) => ({
  id: `${subscription}/resourceGroups/${group}/providers/Microsoft.ContainerService/managedClusters/${name}`,
  type: 'Microsoft.ContainerService/managedClusters',
  tags,
  properties: { fqdn: `${name}-1a2b.hcp.westeurope.azmk8s.io` },
});
export const app = {
  id: `${subscription}/resourceGroups/g/providers/Microsoft.App/containerApps/shop-api`,
  properties: {},
};

export function mapOf(...resources: readonly object[]) {
  const result = readSnapshotData({ version: 1, resources }, 'shop.json');
  assert.ok('map' in result, JSON.stringify(result));
  return result.map;
}

export const map = mapOf(cluster('aks-dev', 'shop-dev', { team: 'shop' }), cluster('aks-eu'), cluster('aks-us'), app);

export type Files = Readonly<Record<string, string>>;

export interface Options extends Partial<TargetSources> {
  /** The config without its version. */
  readonly yaml?: string;
}

/** `image → targets` of each pull that is shown in a file. A target that Azure does not know has a question mark. */
export function sent(files: Files, file: string, options: Options = {}): readonly string[] {
  const config = configOf(options);
  return BuiltFiles.of(files, config)
    .references(file)
    .map(reference => rowOf(reference, { ...options, config }));
}

/** `file: image → targets` of each pull of the repository: no more and no fewer. */
export function sentAll(files: Files, options: Options = {}): readonly string[] {
  const config = configOf(options);
  const built = BuiltFiles.of(files, config);
  const shown = [...built.deployments.shownFiles()].sort();
  return shown.flatMap(file =>
    built.references(file).map(reference => `${file}: ${rowOf(reference, { ...options, config })}`),
  );
}

export function configOf({ yaml = '' }: Pick<Options, 'yaml'>) {
  const { config, problems } = readConfig(`version: 1\n${yaml}`, '.acr-pull.yaml');
  assert.deepEqual(problems, []);
  return config;
}

function rowOf(reference: ImageReference, sources: Options & Pick<TargetSources, 'config'>): string {
  const targets = targetsOf(reference, { map, ...sources });
  const to = targets.map(target => target.name + (target.id === undefined ? '?' : '')).join(' ');
  const suffix = reference.unjudged === undefined ? '' : ` (${reference.unjudged})`;
  return `${nameOf(reference)} → ${to}`.trim() + suffix;
}

/** `shopprod/till:2`. A part that is not known is `?`. */
function nameOf({ image, text }: ImageReference): string {
  if (image.kind !== 'image') return text;
  const registry = image.registry?.split('.')[0] ?? '?';
  const version = image.tag ?? image.digest;
  const isOpen = image.unresolved !== undefined;
  return `${registry}/${image.repository ?? '?'}${version === undefined ? '' : `:${version}`}${isOpen ? ' (open)' : ''}`;
}

/** Names of pull secrets of the first pod of a file, and of what may bring more. */
export function secretsOf(files: Files, file: string): readonly string[] {
  const [reference] = BuiltFiles.of(files).references(file);
  assert.ok(reference?.workload.platform === 'kubernetes');
  const { pullSecrets, morePullSecrets, serviceAccount } = reference.workload;
  const known = [...pullSecrets, ...(serviceAccount?.pullSecrets ?? [])];
  return [...known.map(({ text }) => text), ...morePullSecrets.map(({ text }) => `? ${text}`)];
}

export const pod = (name = 'till', image = `shopprod.azurecr.io/${name}:1`) => `apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  containers: [{ name: app, image: '${image}' }]
`;

export const overlay = (...resources: readonly string[]) =>
  `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [${resources.join(', ')}]\n`;

export const application = (source: string, destination: string, name = 'shop') => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: ${name} }
spec:
  source: { repoURL: https://github.com/contoso/gitops.git, ${source} }
  destination: { ${destination} }
`;

export const applicationSet = (generators: string, path: string, destination: string, more = '') =>
  `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: shop }
spec:
  generators: ${generators}
  ${more}
  template:
    metadata: {}
    spec:
      source: { repoURL: https://github.com/contoso/gitops, path: '${path}' }
      destination: { ${destination} }
`;

export const flux = (name: string, spec: string) => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: ${name}, namespace: flux-system }
spec:
  sourceRef: { kind: GitRepository, name: flux-system }
${spec}
`;

/** A kubeconfig by which Flux deploys to another cluster: a ConfigMap of it states which one. */
export const remote = (name: string) => `kubeConfig: { configMapRef: { name: ${name} } }`;
export const remoteMap = (name: string, namespace = 'flux-system') => `apiVersion: v1
kind: ConfigMap
metadata: { name: ${name}, namespace: ${namespace} }
data:
  provider: azure
  cluster: ${cluster(name).id}
  address: https://${name}-1a2b.hcp.westeurope.azmk8s.io
`;

export const chart = (templates: Files, values = '') => ({
  'charts/till/Chart.yaml': 'apiVersion: v2\nname: till\nversion: 1.0.0\n',
  'charts/till/values.yaml': values,
  ...Object.fromEntries(Object.entries(templates).map(([name, text]) => [`charts/till/templates/${name}`, text])),
});
/** A template that makes its image of two values. */
export const templatePod = pod('till', '{{ .Values.image.repository }}:{{ .Values.image.tag }}');

export const release = (spec: string, name = 'till') => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: ${name} }
spec:
${spec.replace(/^(?=.)/gm, '  ')}
`;
export const ownChart =
  'chart: { spec: { chart: ./charts/till, sourceRef: { kind: GitRepository, name: flux-system } } }';
export const shopChart = 'chart: { spec: { chart: till, sourceRef: { kind: HelmRepository, name: shop } } }';
