import { sameId } from '../../access/ids.ts';
import type { AccessMap, Credential } from '../../access/map.ts';
import type { Fix } from '../../model/fix.ts';
import { t } from '../../model/l10n.ts';
import { everyOf, type Truth, truthOf } from '../../model/truth.ts';
import {
  clusterToManagedIdentity,
  hasMode,
  renewApplicationSecret,
  renewClusterCredential,
} from '../fixes/credentialFixes.ts';
import type { Pull } from '../pull.ts';
import { all, any, denied, type Result, unreadResult } from '../result.ts';
import { roleResult } from '../roles/principals.ts';
import { expiryResult } from './expiry.ts';

/** An app registration with the service principals that were read from Microsoft Graph. */
interface App {
  readonly appId: string;
  readonly name: string;
  /** Object ids of its service principals: one in each tenant that it was admitted to. */
  readonly objectIds: readonly string[];
  /** True if these are surely service principals, and not the application. */
  readonly isSure: boolean;
  readonly tenant: string | undefined;
  readonly ends: readonly string[];
  /** False without the application object: secrets are usually on it, so without it some may be missing. */
  readonly endsComplete: boolean;
  readonly isEnabled: Truth;
}

/** Decides whether a service principal with a secret of its own may pull: its role, and the end of its secret. */
export function servicePrincipalResult(appId: string, whose: string, pull: Pull): Result {
  const app = appOf(appId, pull.map);
  if (!app) {
    const why = t('the service principal `{0}` was not read', appId);
    const gap = pull.map.gapFor('credentials', '/');
    return unreadResult('credential', gap ? `${why} (${gap.why})` : why, appId);
  }
  if (app.isEnabled === 'no') return disabled(app.name, appId);
  const secret = t('the secret of service principal `{0}`', app.name);
  const expiry = expiryResult({ whose: secret, ends: app.ends, complete: app.endsComplete, id: appId }, pull.now);
  const renewed = expiry.cause === null || expiry.outcome === 'unknown' ? [] : renewals(appId, pull);
  const roles = rolesOf(app, whose, pull);
  return all([app.isEnabled === 'yes' ? roles : noted(roles, app), { ...expiry, fixes: renewed }]);
}

/**
 * Adds a note to the proof. Few service principals are disabled, and many readings leave the status out, so it decides
 * nothing.
 */
function noted(result: Result, { name, appId: id }: App): Result {
  const fact = t('the status of service principal `{0}` was not read', name);
  return { ...result, evidence: [...result.evidence, { step: 'credential', fact, id, effect: 'not-read' }] };
}

/**
 * Microsoft Entra gives no token to a disabled service principal:
 * https://learn.microsoft.com/graph/api/resources/serviceprincipal
 */
export function disabled(name: string, id: string | null): Result {
  const why = t('service principal `{0}` is disabled in Microsoft Entra, and gets no token', name);
  return denied('credential', 'no-pull-identity', why, id);
}

/**
 * A cluster is better off without a secret. Otherwise, a new secret replaces the old one: in the cluster, or by hand in
 * the pull secret.
 */
function renewals(appId: string, { runtime, registry, repository }: Pull): readonly Fix[] {
  const isClusters = runtime?.kind === 'aks' && runtime.servicePrincipalClientId?.toLowerCase() === appId.toLowerCase();
  if (!isClusters) return [renewApplicationSecret(appId)];
  const identity = hasMode(registry) ? [clusterToManagedIdentity(runtime, { registry, repository })] : [];
  return [...identity, renewClusterCredential(runtime, appId)];
}

/** It exists in several tenants under different object ids. A role for any of them lets it in. */
function rolesOf(app: App, whose: string, pull: Pull): Result {
  if (app.objectIds.length === 0) {
    const why = t('the object ID of service principal `{0}` was not read', app.name);
    return unreadResult('role', why, app.appId);
  }
  const roles = any(app.objectIds.map(objectId => roleResult({ objectId, whose }, pull)));
  const home = pull.map.tenantOf(pull.registry.subscription);
  const abroad = home !== undefined && app.tenant !== undefined && !sameId(home, app.tenant);
  const gap = roles.outcome === 'denied' && pull.map.gapFor('credentials', '/');
  if (gap) {
    const why = t(
      'the object ID of service principal `{0}` in the tenant of `{1}` was not read ({2})',
      app.name,
      pull.registry.name,
      gap.why,
    );
    return unreadResult('role', why, app.appId, { evidence: roles.evidence });
  }
  if (roles.outcome !== 'denied' || (app.isSure && !abroad)) return roles;
  if (!abroad) {
    const why = t(
      'whether `{0}` is the service principal or the application `{1}` was not read',
      app.objectIds.join(', '),
      app.name,
    );
    return unreadResult('role', why, app.appId, { evidence: roles.evidence });
  }
  const why = t(
    '`{0}` is in another tenant, and it is not known whether service principal `{1}` exists there',
    pull.registry.name,
    app.name,
  );
  return unreadResult('tenant', why, null, { evidence: roles.evidence });
}

function appOf(appId: string, map: AccessMap): App | undefined {
  const objects = map.credentialsByAppId(appId);
  if (!objects || objects.length === 0) return undefined;
  const principals = objects.filter(object => object.kind === 'servicePrincipal');
  // Graph's answer for a single object shows its kind only in its metadata. An object beside a service principal is the
  // application. Alone, it may be either.
  const isApplication = ({ kind }: Credential) => kind === 'application' || (!kind && principals.length > 0);
  const holders = principals.length > 0 ? principals : objects.filter(object => object.kind === undefined);
  return {
    appId,
    name: objects.find(object => object.displayName)?.displayName ?? appId,
    objectIds: holders.flatMap(object => object.objectId ?? []),
    tenant: objects.find(object => object.tenantId)?.tenantId,
    ends: objects.flatMap(object => object.passwordEnds),
    endsComplete: objects.some(isApplication) && objects.every(({ endsRead }) => endsRead),
    isSure: principals.length > 0,
    isEnabled: isEnabled(objects, holders),
  };
}

/** Microsoft Graph states it of service principals, and not of applications. */
function isEnabled(objects: readonly Credential[], holders: readonly Credential[]): Truth {
  if (objects.some(({ enabled }) => enabled === false)) return 'no';
  return everyOf(holders, ({ enabled }) => truthOf(enabled));
}
