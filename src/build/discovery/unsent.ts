import type { BuildInputs } from '../built.ts';
import type { Deployment } from '../deployment.ts';
import { isChartFile } from '../helm/chart.ts';
import { isKustomizationFile } from '../kustomize/kustomizationFiles.ts';
import type { DeploymentsById } from './discover.ts';
import type { Plan } from './plan.ts';

/** Plain manifests that no deployment holds, and parts of deployments that name images of their own. */
export function unsentFiles(
  files: Iterable<string>,
  plan: Plan,
  deployed: DeploymentsById,
  inputs: BuildInputs,
): readonly string[] {
  const held = new Set<string>();
  for (const { lookedAt, deployment } of deployed.values()) {
    if (!isUnsentFile(deployment)) for (const file of lookedAt.manifests) held.add(file);
  }
  const isUnsent = (file: string) => {
    if (plan.isPart(file)) return pullsItself(file, inputs) || (plan.isData(file) && namesImages(file, inputs));
    return !held.has(file);
  };
  return [...files].filter(isUnsent);
}

/** Returns whether a deployment is a plain manifest that nothing sends. */
export function isUnsentFile({ builds, sender }: Deployment): boolean {
  return builds.kind === 'files' && sender === undefined;
}

/** Kustomizations and charts name charts of registries. The machine that builds them pulls those. */
function pullsItself(file: string, inputs: BuildInputs): boolean {
  const isBuiltFrom = isKustomizationFile(file) || isChartFile(file);
  return isBuiltFrom && namesImages(file, inputs);
}

/**
 * A ConfigMap may hold manifests, which something in the cluster applies. A Secret may hold values. `TakenValues`
 * leaves out images that a release takes.
 */
function namesImages(file: string, inputs: BuildInputs): boolean {
  return (inputs.reading(file)?.references.length ?? 0) > 0;
}
