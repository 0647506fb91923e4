import { isGuid, lastSegment } from '../../access/ids.ts';
import type { RegistryToken } from '../../access/map.ts';
import { folded } from '../../model/fold.ts';
import { t } from '../../model/l10n.ts';
import type { Truth } from '../../model/truth.ts';
import type { Evidence, Puller } from '../../model/verdict.ts';
import type { Pull } from '../pull.ts';
import type { Account, PullCredential } from '../pullers/credential.ts';
import { all, denied, type Result, resultOf, unreadResult } from '../result.ts';
import { expiryResult } from './expiry.ts';
import { servicePrincipalResult } from './servicePrincipals.ts';

/** The user name shows the kind of account. The registry's settings decide which kinds it accepts. */
export function accountResult(account: Account, { whose, puller }: PullCredential, pull: Pull): Result {
  const { username, expiresAt } = account;
  if (expiresAt !== undefined && Date.parse(expiresAt) <= pull.now.getTime()) {
    return tokenWithEnd(expiresAt, t('the token in {0}', whose), puller, pull);
  }
  if (username === undefined) {
    return notKnown(t('{0} does not show whose credential it holds', whose), { ...puller, credential: 'unknown' });
  }
  if (folded(username) === folded(pull.registry.name)) return admin(whose, puller, pull);
  if (username === refreshTokenUser) return refreshToken(account, whose, puller, pull);
  if (isGuid(username)) {
    const result = servicePrincipalResult(username, t('the service principal in {0}', whose), pull);
    return { ...result, puller: { ...puller, clientId: username, credential: 'servicePrincipal' } };
  }
  return { ...registryTokenResult(username, whose, pull), puller: { ...puller, credential: 'registryToken' } };
}

/**
 * `az acr login --expose-token` and similar commands issue a refresh token under this user name. It lasts about three
 * hours.
 */
const refreshTokenUser = '00000000-0000-0000-0000-000000000000';

/**
 * The admin account's user name is the registry's name. It may push and pull everything while it is switched on.
 * https://learn.microsoft.com/azure/container-registry/container-registry-authentication#admin-account
 */
function admin(whose: string, puller: Puller, { registry: { id, name, adminEnabled } }: Pull): Result {
  const as: Puller = { ...puller, credential: 'adminAccount' };
  const say = (fact: string, effect: Evidence['effect']) => [{ step: 'credential', fact, id, effect }] as const;
  if (adminEnabled === undefined) {
    const why = t('{0} uses the admin account of `{1}`, and the state of that account was not read', whose, name);
    return notKnown(why, as);
  }
  if (!adminEnabled) {
    const why = t('{0} uses the admin account of `{1}`, which is disabled', whose, name);
    const evidence = say(t('the admin account of `{0}` is disabled', name), 'denies');
    return resultOf('denied', { cause: 'admin-disabled', why, puller: as, evidence });
  }
  const why = t('{0} uses the admin account of `{1}`', whose, name);
  const evidence = say(t('the admin account of `{0}` is enabled', name), 'grants');
  return resultOf('allowed', { cause: 'admin-credentials', why, puller: as, evidence });
}

function refreshToken({ expiresAt }: Account, whose: string, puller: Puller, pull: Pull): Result {
  if (expiresAt !== undefined) return tokenWithEnd(expiresAt, t('the short-lived token in {0}', whose), puller, pull);
  const why = t("{0} holds a token that lasts about three hours, and its expiry can't be seen", whose);
  return notKnown(why, { ...puller, credential: 'registryToken' });
}

function tokenWithEnd(end: string, whose: string, puller: Puller, { now }: Pull): Result {
  const result = expiryResult({ whose, ends: [end], complete: true, id: null }, now);
  return { ...result, puller: { ...puller, credential: 'registryToken' } };
}

function notKnown(why: string, puller: Puller): Result {
  return unreadResult('credential', why, null, { puller });
}

/**
 * Decides whether a token of the registry may pull: while it is enabled, for the repositories of its scope map, until
 * its passwords end.
 * https://learn.microsoft.com/azure/container-registry/container-registry-token-based-repository-permissions
 */
function registryTokenResult(name: string, whose: string, pull: Pull): Result {
  const { registry, map, now } = pull;
  const token = map.registryToken(registry.id, name);
  const label = t('the token `{0}` of `{1}`', name, registry.name);
  if (!token) {
    const why = t('{0} has {1}, which was not read', whose, label);
    const gap = map.gapFor('tokens', registry.id);
    return unreadResult('credential', gap ? `${why} (${gap.why})` : why, registry.id);
  }
  if (token.enabled === false) {
    return denied('credential', 'no-pull-identity', t('{0} is disabled', label), token.id);
  }
  const isEnabled =
    token.enabled === undefined
      ? unreadResult('credential', t('the status of {0} was not read', label), token.id)
      : resultOf('allowed');
  return all([isEnabled, scopeResult(token, label, pull), endResult(token, label, now)]);
}

function scopeResult({ id, scopeMapId }: RegistryToken, label: string, { repository, map }: Pull): Result {
  const scopeMap = scopeMapId === undefined ? undefined : map.scopeMapById(scopeMapId);
  if (!scopeMap?.actions) return unreadResult('role', t('the scope map of {0} was not read', label), id);
  const { actions } = scopeMap;
  const named = t('the scope map `{0}` of {1}', lastSegment(scopeMap.id), label);
  switch (reads(actions, repository)) {
    case 'yes': {
      const fact = t('{0} lets it pull', named);
      return resultOf('allowed', { evidence: [{ step: 'role', fact, id: scopeMap.id, effect: 'grants' }] });
    }
    case 'no': {
      const why = t('{0} does not name this repository for `content/read`', named);
      const evidence = [{ step: 'role', fact: why, id: scopeMap.id, effect: 'missing' }] as const;
      return resultOf('denied', { cause: 'condition-excludes-repository', why, evidence });
    }
    case 'unknown':
      return unreadResult('role', t('it is unknown whether {0} covers this repository', named), scopeMap.id);
  }
}

/**
 * Returns whether scope map actions allow a pull, which needs `content/read`. A wildcard is documented for all
 * repositories, and at the end of a name for those with that beginning. A wildcard elsewhere is not documented.
 */
function reads(actions: readonly string[], repository: string | undefined): Truth {
  const names = actions.flatMap(
    action => /^repositories\/(.+)\/content\/read$/i.exec(action)?.[1]?.toLowerCase() ?? [],
  );
  if (names.includes('*')) return 'yes';
  if (repository === undefined) return names.length === 0 ? 'no' : 'unknown';
  const covers = (name: string): boolean =>
    name.endsWith('*') ? repository.startsWith(name.slice(0, -1)) : name === repository;
  const plain = names.filter(name => !name.slice(0, -1).includes('*'));
  if (plain.some(covers)) return 'yes';
  return plain.length === names.length ? 'no' : 'unknown';
}

/**
 * The API doesn't show which of its two passwords is in use: https://learn.microsoft.com/cli/azure/acr/token/credential
 */
function endResult({ id, ends, hasCertificate }: RegistryToken, label: string, now: Date): Result {
  const whose = t('the password of {0}', label);
  if (ends === undefined) return unreadResult('credential', t('the expiry of {0} was not read', whose), id);
  return expiryResult({ whose, ends, complete: !hasCertificate, id }, now);
}
