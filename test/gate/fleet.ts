// A fleet: forty registries and two hundred identities in the snapshots of four subscriptions, and the repositories of
// three teams. Names hold markup here and there.
import * as azure from '../azure/resources.ts';
import { guid } from '../azure/resources.ts';

const markup = '<b onclick="alert(1)">&amp;';
const tenant = '7e4a0000-0000-4000-8000-000000000001';
const subscriptionOf = (i: number) => `/subscriptions/${guid('50b50000', i)}`;

const team = (i: number) => ['store', 'till', 'stock', 'web'][i % 4] ?? '';
const registryName = (i: number) => `${team(i)}registry${Math.floor(i / 4)}${['prod', 'test'][i % 2]}`;
const registryId = (i: number) =>
  `${subscriptionOf(i % 4)}/resourceGroups/rg-${team(i)}/providers/Microsoft.ContainerRegistry/registries/${registryName(i)}`;
const clusterName = (i: number) => `aks-${team(i)}-${String(i).padStart(3, '0')}`;
const clusterId = (i: number) =>
  `${subscriptionOf(i % 4)}/resourceGroups/rg-${team(i)}/providers/Microsoft.ContainerService/managedClusters/${clusterName(i)}`;
const kubelet = (i: number) => guid('0b1ec700', i);

function registry(i: number) {
  return azure.registry(registryId(i), {
    ...(i % 5 === 4 ? azure.abac : {}),
    networkRuleSet: { defaultAction: i % 7 === 6 ? 'Deny' : 'Allow', ipRules: [] },
    adminUserEnabled: i % 9 === 0,
  });
}

const cluster = (i: number) => azure.cluster(clusterId(i), { objectId: kubelet(i), clientId: kubelet(i) });

/** Each cluster but every seventh may pull from the registry of its team. Some from another team's, too. */
function assignments(subscription: number) {
  const pairs = Array.from({ length: 200 }, (_, i) => [
    ...(i % 7 === 0 ? [] : [[i, i % 40] as const]),
    ...(i % 11 === 0 ? [[i, (i + 13) % 40] as const] : []),
  ]).flat();
  return pairs
    .filter(([, to]) => to % 4 === subscription)
    .map(([who, to]) => {
      const role = azure.roleDefinitionId(guid('50b50000', subscription), azure.roles.AcrPull);
      return azure.roleAssignment(registryId(to), role, kubelet(who), guid('a55e0000', who * 100 + to));
    });
}

function snapshot(subscription: number) {
  const here = <T>(length: number, make: (i: number) => T) =>
    Array.from({ length }, (_, i) => i)
      .filter(i => i % 4 === subscription)
      .map(make);
  const appId = guid('c11e4700', subscription);
  const app = azure.application(guid('0b1ec7ff', subscription), appId, [`2026-12-0${subscription + 1}T00:00:00Z`]);
  return azure.snapshot({
    readAt: `2026-11-2${subscription}T12:00:00Z`,
    tenants: { [guid('50b50000', subscription)]: tenant },
    managementGroups: { [guid('50b50000', subscription)]: [] },
    groups: Object.fromEntries(here(200, i => [kubelet(i), []])),
    resources: [...here(40, registry), ...here(200, cluster)],
    roleAssignments: assignments(subscription),
    credentials: [{ ...app, displayName: `sp-${team(subscription)} ${markup}` }],
    gaps: [{ what: 'sites', scope: subscriptionOf(subscription), why: `403 ${markup}` }],
  });
}

const deployment = (i: number) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: app-${i} }
spec:
  template:
    spec:
      containers:
        - { name: app, image: "${registryName(i % 40)}.azurecr.io/team/app-${i}:1.${i}.0" }
`;

/** The repositories, each with a config that names the snapshots of its own team and of the first, which all share. */
export function fleet(): Readonly<Record<string, string>> {
  const snapshots = [0, 1, 2, 3].map(i => [`snapshots/${team(i)}.json`, JSON.stringify(snapshot(i))] as const);
  const teams = [0, 1, 2].flatMap(each => {
    const own = Array.from({ length: 200 }, (_, i) => i).filter(i => i % 4 === each);
    const targets = own.map(
      i =>
        `  - { name: ${clusterName(i)}, kind: aks, id: ${clusterId(i)}, manifests: 'clusters/${clusterName(i)}/**' }\n`,
    );
    return [
      [`${team(each)}/.acr-pull.yaml`, `version: 1\ntargets:\n${targets.join('')}`] as const,
      ...own.map(i => [`${team(each)}/clusters/${clusterName(i)}/app.yaml`, deployment(i)] as const),
    ];
  });
  return Object.fromEntries([...snapshots, ...teams]);
}

export const teams = ['store', 'till', 'stock'];
export const snapshotArgs = ['store', 'till', 'stock', 'web'].flatMap(each => ['--snapshot', `snapshots/${each}.json`]);
