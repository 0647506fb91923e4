import type { TargetKind } from '../../model/target.ts';
import type { Evidence } from '../../model/verdict.ts';
import { type Conclusion, conclude } from '../conclusion.ts';
import { enableArmTokens } from '../fixes/fixes.ts';
import type { Pull } from '../pull.ts';
import type { TokenAudience, Way } from '../pullers/way.ts';

/**
 * A managed identity exists in one tenant only, and a role on a registry can be given to principals of the registry's
 * tenant alone. https://learn.microsoft.com/azure/container-registry/authenticate-aks-cross-tenant
 */
export function tenantConclusion(tenant: string | undefined, subject: string, { registry, map }: Pull): Conclusion {
  const home = map.tenantOf(registry.subscription);
  if (tenant === undefined || home === undefined) {
    const of = home === undefined ? `\`${registry.name}\`` : subject;
    return conclude('allowed', { evidence: [fact(`the tenant of ${of} was not read`, 'not-read')] });
  }
  if (isSame(tenant, home)) return conclude('allowed', { evidence: [fact(`same (\`${home}\`)`, 'states')] });
  const why = `\`${registry.name}\` is in another tenant, which ${subject} can't enter`;
  const both = `\`${registry.name}\` is in tenant \`${home}\`, ${subject} in \`${tenant}\``;
  return conclude('denied', { cause: 'cross-tenant', why, evidence: [fact(both, 'denies')] });
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
export function tokenConclusion(token: TokenAudience, way: Way, { registry, target }: Pull): Conclusion {
  if (registry.armTokens !== false) return conclude('allowed');
  const policy = `\`${registry.name}\` refuses tokens for Azure Resource Manager`;
  const evidence = (fact: string, effect: Evidence['effect']) =>
    [{ step: 'credential', fact, id: registry.id, effect }] as const satisfies readonly Evidence[];
  switch (token) {
    case 'registry':
      return conclude('allowed', {
        evidence: evidence(`${policy}, and ${whoAsks(way, target.kind)} with one for itself`, 'states'),
      });
    case 'arm': {
      const why = `${policy}, and ${whoAsks(way, target.kind)} with no other`;
      const fixes = [enableArmTokens(registry)];
      return conclude('denied', { cause: 'arm-token-refused', why, evidence: evidence(policy, 'denies'), fixes });
    }
    case 'undocumented': {
      const why = `${policy}, and whether ${whoAsks(way, target.kind)} with another is not known`;
      return conclude('unknown', { cause: 'not-readable', why, evidence: evidence(why, 'not-read') });
    }
  }
}

/** What asks for the token, as it comes to a registry. */
function whoAsks({ isPullSecret }: Way, kind: TargetKind): string {
  switch (kind) {
    case 'aks':
      return isPullSecret ? 'the controller of an AcrPullBinding comes' : 'its nodes come';
    case 'containerApp':
    case 'containerAppJob':
      return 'Container Apps come';
    case 'containerGroup':
      return 'Container Instances come';
    case 'site':
      return 'App Service comes';
    case 'pipeline':
      return 'the pipeline comes';
  }
}
