import { sameId } from '../../access/ids.ts';
import { inBackticks, t } from '../../model/l10n.ts';
import type { TargetKind } from '../../model/target.ts';
import type { Evidence } from '../../model/verdict.ts';
import { enableArmTokens } from '../fixes/credentialFixes.ts';
import type { Pull } from '../pull.ts';
import type { PullCredential, TokenAudience } from '../pullers/credential.ts';
import { type Result, resultOf, unreadResult } from '../result.ts';
import { assignmentsAbove } from '../roles/grants.ts';

/**
 * A managed identity exists in one tenant only. A role on a registry can be given only to principals of the registry's
 * own tenant. https://learn.microsoft.com/azure/container-registry/authenticate-aks-cross-tenant
 */
export function tenantResult(tenant: string | undefined, whose: string, pull: Pull, principalId: string): Result {
  const { registry, map } = pull;
  const home = map.tenantOf(registry.subscription);
  if (tenant === undefined || home === undefined) {
    const of = home === undefined ? inBackticks(registry.name) : whose;
    return resultOf('allowed', { evidence: [fact(t('the tenant of {0} was not read', of), 'not-read')] });
  }
  if (sameId(tenant, home)) return resultOf('allowed', { evidence: [fact(t('same (`{0}`)', home), 'states')] });
  // Azure lets a role be given only to principals of the registry's own tenant. So one of the two readings is wrong.
  const held = assignmentsAbove(principalId, registry, map).filter(({ assignment }) => !assignment.eligible);
  const above = held.find(({ doubt }) => !doubt);
  if (above) {
    const contradiction = t(
      '{0} appears to be in tenant `{1}`, but has a role at `{2}` in tenant `{3}`',
      whose,
      tenant,
      registry.name,
      home,
    );
    return unreadResult('tenant', contradiction, above.assignment.id);
  }
  const isUnread = map.roleAssignments === undefined || map.gapFor('roleAssignments', registry.id) !== undefined;
  if (isUnread || held.length > 0) {
    // A role there would contradict the tenants, and it was not read whether there is one.
    const open = isUnread
      ? t(
          '{0} appears to be in a different tenant from `{1}`, and role assignments there were not read',
          whose,
          registry.name,
        )
      : t(
          '{0} appears to be in a different tenant from `{1}`, and its groups or the management groups above were not read',
          whose,
          registry.name,
        );
    return unreadResult('tenant', open, null);
  }
  const why = t("`{0}` is in another tenant, where {1} can't sign in", registry.name, whose);
  const both = t('`{0}` is in tenant `{1}`, {2} in `{3}`', registry.name, home, whose, tenant);
  return resultOf('denied', { cause: 'cross-tenant', why, evidence: [fact(both, 'denies')] });
}

function fact(text: string, effect: Evidence['effect']): Evidence {
  return { step: 'tenant', fact: text, id: null, effect };
}

/**
 * A registry may refuse tokens for Azure Resource Manager. Container Apps, App Service and msi-acrpull use such a
 * token. AKS nodes no longer do (https://github.com/kubernetes-sigs/cloud-provider-azure/pull/8592).
 * https://learn.microsoft.com/azure/container-registry/container-registry-disable-authentication-as-arm
 */
export function tokenResult(token: TokenAudience, credential: PullCredential, { registry, target }: Pull): Result {
  if (registry.armTokens) return resultOf('allowed');
  if (registry.armTokens === undefined) {
    if (token === 'registry' || token === 'versionUnread') return resultOf('allowed');
    const why = t('the setting of `{0}` for Azure Resource Manager tokens was not read', registry.name);
    return unreadResult('credential', why, registry.id);
  }
  const policy = t('`{0}` refuses tokens for Azure Resource Manager', registry.name);
  const evidence = (fact: string, effect: Evidence['effect']) =>
    [{ step: 'credential', fact, id: registry.id, effect }] as const satisfies readonly Evidence[];
  switch (token) {
    case 'registry':
      return resultOf('allowed', {
        evidence: evidence(t('{0}, but its nodes use tokens issued for registries', policy), 'states'),
      });
    case 'arm': {
      const { name, isOne } = tokenSource(credential, target.kind);
      const why = isOne
        ? t('{0}, and {1} uses no other kind of token', policy, name)
        : t('{0}, and {1} use no other kind of token', policy, name);
      const fixes = [enableArmTokens(registry)];
      return resultOf('denied', { cause: 'arm-token-refused', why, evidence: evidence(policy, 'denies'), fixes });
    }
    case 'versionUnread':
    case 'undocumented': {
      const { name, isOne } = tokenSource(credential, target.kind);
      const why = isOne
        ? t('{0}, and it is not known whether {1} uses another kind of token', policy, name)
        : t('{0}, and it is not known whether {1} use another kind of token', policy, name);
      return unreadResult('credential', why, registry.id);
    }
  }
}

/** The sender of the token, and whether it is singular or plural. */
function tokenSource({ isPullSecret }: PullCredential, kind: TargetKind) {
  switch (kind) {
    case 'aks':
    case 'kubernetes':
      return isPullSecret
        ? { name: t('the controller of an AcrPullBinding'), isOne: true }
        : { name: t('its nodes'), isOne: false };
    case 'containerApp':
    case 'containerAppJob':
    case 'sessionPool':
      return { name: t('Container Apps'), isOne: false };
    case 'containerGroup':
      return { name: t('Container Instances'), isOne: false };
    case 'site':
      return { name: t('App Service'), isOne: true };
    case 'pipeline':
      return { name: t('the pipeline'), isOne: true };
  }
}
