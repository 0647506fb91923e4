// A run with thousands of denied pulls: many clusters that may pull from none of many registries.
import * as azure from '../azure/resources.ts';
import { guid } from '../azure/resources.ts';
import { snapshot } from './gate.ts';

const provider = `/subscriptions/${guid('50b50000', 1)}/resourceGroups/rg/providers`;
const numbers = (length: number) => Array.from({ length }, (_, i) => i);

/** As many images as registries, in one file each, and the clusters that they go to. */
export interface Size {
  readonly clusters: number;
  readonly registries: number;
  readonly imagesOfEach: number;
}

/** Files of a workspace in which each cluster is denied each image. */
export function manyFindings({ clusters, registries, imagesOfEach }: Size): Readonly<Record<string, string>> {
  const cluster = (i: number) => `aks-${String(i).padStart(3, '0')}`;
  const idOf = (i: number) => `${provider}/Microsoft.ContainerService/managedClusters/${cluster(i)}`;
  const kubelets = numbers(clusters).map(i => guid('0b1ec700', i));
  const data = snapshot({
    groups: Object.fromEntries(kubelets.map(id => [id, []])),
    resources: [
      ...numbers(registries).map(i => azure.registry(`${provider}/Microsoft.ContainerRegistry/registries/shop${i}`)),
      ...kubelets.map((id, i) => azure.cluster(idOf(i), { objectId: id, clientId: id })),
    ],
    roleAssignments: [],
  });
  const targets = numbers(clusters).map(
    i => `  - { name: ${cluster(i)}, kind: aks, id: ${idOf(i)}, manifests: 'deploy/**' }\n`,
  );
  const files = numbers(registries).map(i => [`deploy/app-${i}.yaml`, podOf(i, imagesOfEach)] as const);
  return {
    '.acr-pull.yaml': `version: 1\nsnapshot: access.json\ntargets:\n${targets.join('')}`,
    'access.json': data,
    ...Object.fromEntries(files),
  };
}

function podOf(registry: number, images: number): string {
  const containers = numbers(images).map(
    i => `    - { name: c${i}, image: 'shop${registry}.azurecr.io/team/app-${i}:1.${i}' }\n`,
  );
  return `apiVersion: v1\nkind: Pod\nmetadata: { name: p${registry} }\nspec:\n  containers:\n${containers.join('')}`;
}
