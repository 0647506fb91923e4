// Findings made by hand, for what only shows them.

import type { VerdictCause } from '../../src/causes/index.ts';
import type { Fix, NewAssignment } from '../../src/model/fix.ts';
import type { ImageReference } from '../../src/model/reference.ts';
import type { Target } from '../../src/model/target.ts';
import type { Finding, Outcome, Verdict } from '../../src/model/verdict.ts';
import { readManifest } from '../../src/read/index.ts';

/** A reference as it is read from the manifest of a pod. */
export function referenceTo(image: string, file = 'deploy/checkout.yaml'): ImageReference {
  const text = `apiVersion: v1\nkind: Pod\nmetadata: { name: checkout }\nspec:\n  containers: [{ name: checkout, image: '${image}' }]\n`;
  const [reference] = readManifest({ name: file, text }).references;
  if (!reference) throw new Error(`${image} is no reference`);
  return reference;
}

function target(name: string): Target {
  return { name, kind: 'aks', id: `/subscriptions/s/clusters/${name}`, why: '.acr-pull.yaml' };
}

interface Details extends Partial<Verdict> {
  readonly reference?: ImageReference;
  readonly ignored?: string;
}

export function finding(on: string, outcome: Outcome, cause: VerdictCause | null, details: Details = {}): Finding {
  const { reference = referenceTo('shopprod.azurecr.io/checkout:2.4'), ignored = null, ...verdict } = details;
  return {
    reference,
    target: target(on),
    verdict: {
      outcome,
      cause,
      puller: null,
      message: `\`${on}\`: ${outcome} for ${cause}.`,
      evidence: [],
      assumptions: [],
      fixes: [],
      related: [],
      ...verdict,
    },
    ignored,
  };
}

export function fix(title: string, parts: Partial<Fix> = {}): Fix {
  const nothing = { bash: null, powershell: null, edit: null };
  const data = { commands: [], grant: null, network: [] };
  return { title, kind: 'assignRole', ...data, ...nothing, ...parts };
}

/** AcrPull for `principalId` on a registry. */
export function grantOn(id: string, principalId: string): NewAssignment {
  const registry = { id, name: 'shopprod', subscription: 'shop-prod', resourceGroup: 'shop-registry' };
  const role = { roleName: 'AcrPull', roleGuid: '7f951dda-4ed3-4680-a7ca-43fe172d538d' };
  return {
    registry,
    principalId,
    principalType: 'ServicePrincipal',
    ...role,
    condition: undefined,
    replaces: undefined,
  };
}
