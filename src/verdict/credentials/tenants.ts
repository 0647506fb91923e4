import { idKey } from '../../access/ids.ts';
import type { Registry } from '../../access/map.ts';
import type { Evidence } from '../../model/verdict.ts';
import { type Conclusion, conclude } from '../conclusion.ts';
import type { Pull } from '../pull.ts';

/**
 * A managed identity exists in one tenant only, and a role on a registry can be given to principals of the registry's
 * tenant alone. https://learn.microsoft.com/azure/container-registry/authenticate-aks-cross-tenant
 */
export function tenantConclusion(
  tenant: string | undefined,
  subject: string,
  { registry, map }: Pull,
  principalId?: string,
): Conclusion {
  const home = map.tenantOf(registry.subscription);
  if (tenant === undefined || home === undefined) {
    const of = home === undefined ? `\`${registry.name}\`` : subject;
    return conclude('allowed', { evidence: [fact(`the tenant of ${of} was not read`, 'not-read')] });
  }
  if (isSame(tenant, home)) return conclude('allowed', { evidence: [fact(`same (\`${home}\`)`, 'states')] });
  // Azure lets a role be given to principals of the registry's own tenant only: one of the two readings is wrong.
  const above = map
    .assignmentsOf(principalId ?? '')
    .find(({ scope, eligible }) => !eligible && covers(scope, registry));
  if (above) {
    const contradiction = `${subject} is said to be in tenant \`${tenant}\`, and holds a role at \`${registry.name}\` in tenant \`${home}\``;
    const evidence = [{ ...fact(contradiction, 'not-read'), id: above.id }];
    return conclude('unknown', { cause: 'not-readable', why: contradiction, evidence });
  }
  const why = `\`${registry.name}\` is in another tenant, which ${subject} can't enter`;
  const both = `\`${registry.name}\` is in tenant \`${home}\`, ${subject} in \`${tenant}\``;
  return conclude('denied', { cause: 'cross-tenant', why, evidence: [fact(both, 'denies')] });
}

function covers(scope: string, registry: Registry): boolean {
  return `${idKey(registry.id)}/`.startsWith(`${idKey(scope)}/`);
}

export function isSame(tenant: string, other: string): boolean {
  return tenant.toLowerCase() === other.toLowerCase();
}

function fact(text: string, effect: Evidence['effect']): Evidence {
  return { step: 'tenant', fact: text, id: null, effect };
}
