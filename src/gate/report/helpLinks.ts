import type { CauseId } from '../../model/cause.ts';

/** Where Microsoft, or who else knows best, writes about a cause: the first source of its page; a test keeps them alike. */
export const helpLinks: Readonly<Record<CauseId, string>> = {
  'admin-credentials': 'https://learn.microsoft.com/azure/container-registry/container-registry-authentication',
  'admin-disabled': 'https://learn.microsoft.com/azure/container-registry/container-registry-authentication',
  'anonymous-pull': 'https://learn.microsoft.com/azure/container-registry/anonymous-pull-access',
  'arm-token-refused':
    'https://learn.microsoft.com/azure/container-registry/container-registry-disable-authentication-as-arm',
  'broad-grant':
    'https://learn.microsoft.com/azure/container-registry/container-registry-rbac-built-in-roles-directory-reference',
  'condition-excludes-repository':
    'https://learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions',
  'condition-not-understood':
    'https://learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions',
  'cross-tenant': 'https://learn.microsoft.com/azure/container-registry/authenticate-aks-cross-tenant',
  'dead-pull-secret': 'https://kubernetes.io/docs/concepts/containers/images/',
  'deny-assignment': 'https://learn.microsoft.com/azure/role-based-access-control/deny-assignments',
  'eligible-only':
    'https://learn.microsoft.com/entra/id-governance/privileged-identity-management/pim-resource-roles-activate-your-roles',
  'expired-credential': 'https://learn.microsoft.com/azure/aks/update-credentials',
  'expiring-credential': 'https://learn.microsoft.com/azure/aks/use-managed-identity',
  'identity-not-assigned': 'https://learn.microsoft.com/azure/container-apps/managed-identity-image-pull',
  'image-not-found':
    'https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/extensions/cannot-pull-image-from-acr-to-aks-cluster',
  'image-quarantined': 'https://github.com/Azure/acr/tree/main/docs/preview/quarantine',
  'legacy-role-before-abac':
    'https://learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions',
  'malformed-reference': 'https://pkg.go.dev/github.com/distribution/reference',
  'network-dns': 'https://learn.microsoft.com/azure/container-registry/container-registry-health-error-reference',
  'network-firewall':
    'https://learn.microsoft.com/azure/container-registry/container-registry-access-selected-networks',
  'network-not-visible': 'https://learn.microsoft.com/azure/aks/egress-outboundtype',
  'network-private-only': 'https://learn.microsoft.com/azure/container-registry/container-registry-private-link',
  'network-timeout': 'https://learn.microsoft.com/azure/container-registry/container-registry-troubleshoot-access',
  'no-pull-identity': 'https://learn.microsoft.com/azure/container-apps/managed-identity-image-pull',
  'no-pull-role':
    'https://learn.microsoft.com/azure/container-registry/container-registry-rbac-built-in-roles-directory-reference',
  'no-target': 'https://learn.microsoft.com/azure/aks/cluster-container-registry-integration',
  'not-a-pull-error':
    'https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/extensions/cannot-pull-image-from-acr-to-aks-cluster',
  'not-attached': 'https://learn.microsoft.com/azure/aks/cluster-container-registry-integration',
  'not-readable': 'https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-cli',
  'not-signed-in': 'https://learn.microsoft.com/azure/container-registry/container-registry-authentication',
  'platform-mismatch':
    'https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/extensions/cannot-pull-image-from-acr-to-aks-cluster',
  'private-dns-missing': 'https://learn.microsoft.com/azure/container-registry/container-registry-private-link',
  propagating: 'https://learn.microsoft.com/azure/role-based-access-control/troubleshooting',
  'rate-limited': 'https://learn.microsoft.com/azure/container-registry/container-registry-skus',
  'registry-not-configured': 'https://learn.microsoft.com/azure/container-apps/managed-identity-image-pull',
  'registry-not-found': 'https://learn.microsoft.com/azure/container-registry/container-registry-get-started-azure-cli',
  'registry-not-visible': 'https://learn.microsoft.com/azure/role-based-access-control/overview',
  'role-on-wrong-identity': 'https://learn.microsoft.com/azure/aks/managed-identity-overview',
  'system-identity-unsupported':
    'https://learn.microsoft.com/azure/container-instances/using-azure-container-registry-mi',
  'tls-mismatch': 'https://github.com/Azure/acr/issues/425',
  transient: 'https://github.com/Azure/AKS/issues/4052',
  'unresolved-reference': 'https://pkg.go.dev/github.com/distribution/reference',
  'unusable-host': 'https://learn.microsoft.com/azure/container-registry/container-registry-private-link',
  'wrong-role-for-mode':
    'https://learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions',
};
