import type { AssumptionId } from '../model/assumption.ts';
import { t } from '../model/l10n.ts';
import type { Evidence, ProofStep } from '../model/verdict.ts';
import type { Pull } from './pull.ts';
import { type Result, unreadResult } from './result.ts';

/**
 * A fact that ordinary means can't read, and that holds unless someone deliberately changed it. A verdict may use it,
 * and then names it. `--strict` makes no assumption.
 */
interface Assumption {
  /** The step of the proof that it belongs to. */
  readonly step: ProofStep;
  readonly assumed: string;
  readonly whySafe: string;
  /** Signs in the manifests or the map. With any of these, the verdict is unknown. */
  readonly contradictedBy: string;
  readonly howToMakeSure: string;
}

export const assumptions = {
  // https://learn.microsoft.com/azure/aks/identity-bindings-concepts
  'no-pull-by-service-account': {
    step: 'puller',
    assumed: t('pods pull as their nodes do, not with identities of service accounts'),
    whySafe: t(
      'Pull by service account is a preview. It works only after someone registers it, enables it for the cluster and creates identity bindings.',
    ),
    contradictedBy: t('a service account that names an identity to pull with, a profile of the cluster'),
    howToMakeSure: t(
      'read the cluster with an API version that shows `securityProfile.serviceAccountImagePullProfile`, such as 2026-01-02-preview',
    ),
  },
  // https://learn.microsoft.com/powershell/module/az.resources/new-azdenyassignment
  // https://learn.microsoft.com/javascript/api/@azure/arm-resourcesdeploymentstacks/denysettings
  'no-deny-assignment': {
    step: 'role',
    assumed: t('no deny assignment blocks the pull'),
    whySafe: t(
      "Few can block a pull: those that people create can't deny reads or data actions, and deployment stacks let reads through.",
    ),
    contradictedBy: t('a deny assignment that was read, or an attempt to read them that failed'),
    howToMakeSure: t('read `Microsoft.Authorization/denyAssignments` at the registry, and add them to the snapshot'),
  },
  // https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#add-imagepullsecrets-to-a-service-account
  // https://docs.redhat.com/en/documentation/openshift_container_platform/4.19/html/images/managing-images
  // https://docs.k3s.io/installation/private-registry
  'no-other-pull-secret': {
    step: 'puller',
    assumed: t('the cluster has no pull secret for this registry besides those in the manifests'),
    whySafe: t(
      'Kubernetes creates no pull secret for this registry. There is one only if someone adds it outside of these manifests.',
    ),
    contradictedBy: t(
      'a service account or pull secret that is not in the manifests, an operator or a policy that adds pull secrets',
    ),
    howToMakeSure: t(
      'compare `kubectl get serviceaccounts,pods -o yaml` of its namespace: `imagePullSecrets`; outside of AKS also the global pull secret of OpenShift and `registries.yaml` of K3s',
    ),
  },
  // https://learn.microsoft.com/azure/virtual-network/virtual-networks-name-resolution-for-vms-and-role-instances
  'open-registry-behind-custom-dns': {
    step: 'network',
    assumed: t("the network's own DNS servers resolve the registry's public name"),
    whySafe: t(
      'The registry has no private endpoint, and lets in the public address of the network. A DNS server resolves public names unless someone blocks them.',
    ),
    contradictedBy: t('a private endpoint of the registry, a private DNS zone for registries, a forwarding ruleset'),
    howToMakeSure: t("resolve the registry's login server from a pod or a machine in that network"),
  },
  'default-value': {
    step: 'registry',
    assumed: t('an input keeps its default'),
    whySafe: t('No deployment in this workspace sets another value.'),
    contradictedBy: t('a deployment that sets it, or whose values could not be read'),
    howToMakeSure: t('name the file with the values in the configuration, or in the step that deploys'),
  },
  // https://helm.sh/docs/helm/helm_create/
  // https://github.com/bitnami/charts/blob/main/bitnami/common/templates/_images.tpl
  'chart-joins-values': {
    step: 'registry',
    assumed: t("the chart makes this image's name from these values"),
    whySafe: t(
      "Charts from `helm create`, and charts that use Bitnami's common library, join registry, repository and tag in this way.",
    ),
    contradictedBy: t('a chart in this workspace that is given these values: then its templates decide'),
    howToMakeSure: t('run `helm template` with these values, or add the chart to the workspace'),
  },
  // https://learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions
  'external-registry-rbac': {
    step: 'registry',
    assumed: t('the registry outside of this code takes roles at the registry (legacy mode)'),
    whySafe: t(
      'Bicep, ARM templates and Terraform make registries in this mode unless they say otherwise. Guides for the portal and the CLI choose the other one.',
    ),
    contradictedBy: t('a repository role or a condition of a role in this code, another access mode in code or map'),
    howToMakeSure: t('read the registry from Azure, or add it to the snapshot'),
  },
  // https://learn.microsoft.com/azure/templates/microsoft.containerregistry/registries
  'external-registry-defaults': {
    step: 'network',
    assumed: t('the registry outside of this code is open to all networks and takes tokens for Azure Resource Manager'),
    whySafe: t('Both are the defaults, and hold unless someone changes them.'),
    contradictedBy: t('a private endpoint or another part of this code that may change the registry'),
    howToMakeSure: t('read the registry from Azure, or add it to the snapshot'),
  },
} as const satisfies Readonly<Record<AssumptionId, Assumption>>;

/** Returns a result that uses the assumption. Without assumptions, it is unknown, with `whyUnknown` as the reason. */
export function assuming(
  id: AssumptionId,
  { strict }: Pick<Pull, 'strict'>,
  result: Result,
  whyUnknown: string,
): Result {
  if (result.outcome === 'unknown') return result;
  if (!strict) return { ...result, assumptions: withAssumption(result.assumptions, id) };
  const { evidence, fixes, related, puller } = result;
  return unreadResult(assumptions[id].step, whyUnknown, null, { evidence, fixes, related, puller });
}

function withAssumption(all: readonly AssumptionId[], id: AssumptionId): readonly AssumptionId[] {
  return all.includes(id) ? all : [...all, id];
}

/** The lines of the proof for assumed facts, which nothing read. */
export function assumedEvidence(ids: readonly AssumptionId[]): readonly Evidence[] {
  return ids.map(id => ({ step: assumptions[id].step, fact: assumptions[id].assumed, id: null, effect: 'assumed' }));
}
