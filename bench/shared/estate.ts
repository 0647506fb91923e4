import { type Make, withoutImages } from './objects.ts';
import { Random } from './random.ts';
import { makeSnapshot } from './snapshot.ts';
import type { GeneratedFile } from './workspace.ts';

/**
 * The repository of a platform team, made up from a seed: a folder for each cluster, and in it what runs there. A few
 * registries hold most images, and a few pairs of cluster and registry most pulls, as in a company. The same seed makes
 * the same files.
 */
export interface EstateSize {
  readonly manifests: number;
  readonly clusters: number;
  readonly registries: number;
  /** Manifests with an image of an Azure registry: one pull each. */
  readonly pulls: number;
  readonly seed: number;
}

export const fortyClusters: EstateSize = {
  manifests: 20_000,
  clusters: 40,
  registries: 200,
  pulls: 3000,
  seed: 20261124,
};

export function makeEstate(size: EstateSize): readonly GeneratedFile[] {
  const { manifests, clusters, registries, pulls, seed } = size;
  const random = new Random(seed);
  const snapshot = makeSnapshot({ clusters, registries, assignments: clusters * 100, seed });
  const rest = Array.from({ length: Math.max(0, manifests - pulls) }, (_, n) => without(n, size, random));
  return [
    { name: '.acr-pull.yaml', text: config },
    { name: 'access.snapshot.json', text: JSON.stringify(snapshot) },
    ...Array.from({ length: pulls }, (_, n) => withPull(n, size, random)),
    ...rest,
  ];
}

const config = `version: 1
snapshot: access.snapshot.json
clusters:
  - { name: 'aks-*', manifests: 'clusters/{cluster}/**' }
`;

const service: Make = withoutImages[0] ?? (() => '');

function without(n: number, { clusters }: EstateSize, random: Random): GeneratedFile {
  const name = `part-${n}`;
  const make = random.pick(service, ...withoutImages);
  return { name: `clusters/aks-${random.below(clusters)}/shared/${name}.yaml`, text: make(name, random) };
}

/** One in some has a mistake that no role cures: its host, its folder, or a registry that a pipeline fills in. */
function withPull(n: number, size: EstateSize, random: Random): GeneratedFile {
  const cluster = few(size.clusters, random);
  const registry = few(size.registries, random);
  const kind = random.below(100);
  const host =
    kind < 3 ? 'registry.azureacr.io' : kind < 8 ? `partner${random.below(12)}.azurecr.io` : hostOf(registry, kind);
  const folder = kind >= 94 ? `services/team-${random.below(9)}` : `clusters/aks-${cluster}/team-${random.below(20)}`;
  const name = `app-${n}`;
  const image = `${host}/team-${random.below(20)}/${name}:${random.below(9)}.${random.below(30)}.0`;
  return { name: `${folder}/${name}.yaml`, text: deployment(name, image) };
}

function hostOf(registry: number, kind: number): string {
  return kind < 10 ? '${REGISTRY}.azurecr.io' : `registry${registry}.azurecr.io`;
}

/** A number below this one. Small ones are the most frequent. */
function few(below: number, random: Random): number {
  return Math.floor((random.below(1000) / 1000) ** 3 * below);
}

function deployment(name: string, image: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: shop
  labels:
    app.kubernetes.io/name: ${name}
spec:
  replicas: 2
  selector:
    matchLabels: { app: ${name} }
  template:
    metadata:
      labels: { app: ${name} }
    spec:
      containers:
        - name: ${name}
          image: ${image}
          ports:
            - containerPort: 8080
          resources:
            requests: { cpu: 100m, memory: 128Mi }
            limits: { memory: 256Mi }
`;
}
