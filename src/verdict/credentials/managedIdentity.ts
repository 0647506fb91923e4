import type { TargetKind } from '../../model/target.ts';
import type { Evidence } from '../../model/verdict.ts';
import { enableArmTokens } from '../fixes/credentialFixes.ts';
import type { Pull } from '../pull.ts';
import type { PullCredential, TokenAudience } from '../pullers/credential.ts';
import { notReadable, type Result, resultOf } from '../result.ts';
import { assignmentsAbove } from '../roles/grants.ts';

/**
 * A managed identity exists in one tenant only, and a role on a registry can be given to principals of the registry's
 * tenant alone. https://learn.microsoft.com/azure/container-registry/authenticate-aks-cross-tenant
 */
export function tenantResult(tenant: string | undefined, whose: string, pull: Pull, principalId: string): Result {
  const { registry, map } = pull;
  const home = map.tenantOf(registry.subscription);
  if (tenant === undefined || home === undefined) {
    const of = home === undefined ? `\`${registry.name}\`` : whose;
    return resultOf('allowed', { evidence: [fact(`the tenant of ${of} was not read`, 'not-read')] });
  }
  if (isSame(tenant, home)) return resultOf('allowed', { evidence: [fact(`same (\`${home}\`)`, 'states')] });
  // Azure lets a role be given to principals of the registry's own tenant only: one of the two readings is wrong.
  const held = assignmentsAbove(principalId, registry, map).filter(({ assignment }) => !assignment.eligible);
  const above = held.find(({ doubt }) => !doubt);
  if (above) {
    const contradiction = `${whose} is said to be in tenant \`${tenant}\`, and holds a role at \`${registry.name}\` in tenant \`${home}\``;
    return notReadable('tenant', contradiction, above.assignment.id);
  }
  const isUnread = map.roleAssignments === undefined || map.gapFor('roleAssignments', registry.id) !== undefined;
  if (isUnread || held.length > 0) {
    // A role there would contradict the tenants, and whether there is one was not read.
    const what = isUnread ? 'role assignments there' : 'its groups or the management groups above';
    const open = `${whose} is said to be in another tenant than \`${registry.name}\`, and ${what} were not read`;
    return notReadable('tenant', open, null);
  }
  const why = `\`${registry.name}\` is in another tenant, which ${whose} can't enter`;
  const both = `\`${registry.name}\` is in tenant \`${home}\`, ${whose} in \`${tenant}\``;
  return resultOf('denied', { cause: 'cross-tenant', why, evidence: [fact(both, 'denies')] });
}

export function isSame(tenant: string, other: string): boolean {
  return tenant.toLowerCase() === other.toLowerCase();
}

function fact(text: string, effect: Evidence['effect']): Evidence {
  return { step: 'tenant', fact: text, id: null, effect };
}

/**
 * A registry may refuse tokens that were issued for Azure Resource Manager. Container Apps, App Service and msi-acrpull
 * come with such a token; AKS nodes do no longer (https://github.com/kubernetes-sigs/cloud-provider-azure/pull/8592).
 * https://learn.microsoft.com/azure/container-registry/container-registry-disable-authentication-as-arm
 */
export function tokenResult(token: TokenAudience, credential: PullCredential, { registry, target }: Pull): Result {
  if (registry.armTokens) return resultOf('allowed');
  if (registry.armTokens === undefined) {
    if (token === 'registry' || token === 'versionUnread') return resultOf('allowed');
    const why = `whether \`${registry.name}\` accepts tokens for Azure Resource Manager was not read`;
    return notReadable('credential', why, registry.id);
  }
  const policy = `\`${registry.name}\` refuses tokens for Azure Resource Manager`;
  const evidence = (fact: string, effect: Evidence['effect']) =>
    [{ step: 'credential', fact, id: registry.id, effect }] as const satisfies readonly Evidence[];
  switch (token) {
    case 'registry':
      return resultOf('allowed', {
        evidence: evidence(
          `${policy}, and ${tokenSource(credential, target.kind)} one issued for registries`,
          'states',
        ),
      });
    case 'arm': {
      const why = `${policy}, and ${tokenSource(credential, target.kind)} no other`;
      const fixes = [enableArmTokens(registry)];
      return resultOf('denied', { cause: 'arm-token-refused', why, evidence: evidence(policy, 'denies'), fixes });
    }
    case 'versionUnread':
    case 'undocumented': {
      const why = `${policy}, and whether ${tokenSource(credential, target.kind)} another is not known`;
      return notReadable('credential', why, registry.id);
    }
  }
}

/** What sends the token. */
function tokenSource({ isPullSecret }: PullCredential, kind: TargetKind): string {
  switch (kind) {
    case 'aks':
    case 'kubernetes':
      return isPullSecret ? 'the controller of an AcrPullBinding uses' : 'its nodes use';
    case 'containerApp':
    case 'containerAppJob':
    case 'sessionPool':
      return 'Container Apps use';
    case 'containerGroup':
      return 'Container Instances use';
    case 'site':
      return 'App Service uses';
    case 'pipeline':
      return 'the pipeline uses';
  }
}
