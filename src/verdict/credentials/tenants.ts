import type { Evidence } from '../../model/verdict.ts';
import { type Conclusion, conclude } from '../conclusion.ts';
import type { Pull } from '../pull.ts';

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
