import { isGuid } from '../../access/ids.ts';
import type { Evidence, Puller } from '../../model/verdict.ts';
import type { Pull } from '../pull.ts';
import type { PullCredential } from '../pullers/credential.ts';
import { notReadable, type Result, resultOf } from '../result.ts';
import { expiryResult } from './expiry.ts';
import { registryTokenResult } from './registryTokens.ts';
import { servicePrincipalResult } from './servicePrincipals.ts';

/** A user name with a password, from a pull secret or a registry entry. The password itself is never known here. */
interface Account {
  readonly username: string | undefined;
  readonly expiresAt: string | undefined;
}

/** Whose account it is shows in the user name; which of them a registry takes depends on its settings. */
export function accountResult(account: Account, { whose, puller }: PullCredential, pull: Pull): Result {
  const { username, expiresAt } = account;
  if (expiresAt !== undefined && Date.parse(expiresAt) <= pull.now.getTime()) {
    return tokenWithEnd(expiresAt, `the token in ${whose}`, puller, pull);
  }
  if (username === undefined) {
    return notKnown(`whose credential ${whose} holds can't be seen`, { ...puller, credential: 'unknown' });
  }
  if (username.toLowerCase() === pull.registry.name.toLowerCase()) return admin(whose, puller, pull);
  if (username === refreshTokenUser) return refreshToken(account, whose, puller, pull);
  if (isGuid(username)) {
    const result = servicePrincipalResult(username, `the service principal in ${whose}`, pull);
    return { ...result, puller: { ...puller, clientId: username, credential: 'servicePrincipal' } };
  }
  return { ...registryTokenResult(username, whose, pull), puller: { ...puller, credential: 'registryToken' } };
}

/** `az acr login --expose-token` and its like hand out a refresh token under this user name. It lasts about three hours. */
const refreshTokenUser = '00000000-0000-0000-0000-000000000000';

/**
 * The admin account's user name is the registry's name. It may push and pull everything while it is switched on.
 * https://learn.microsoft.com/azure/container-registry/container-registry-authentication#admin-account
 */
function admin(whose: string, puller: Puller, { registry }: Pull): Result {
  const as: Puller = { ...puller, credential: 'adminAccount' };
  const say = (fact: string, effect: Evidence['effect']) =>
    [{ step: 'credential', fact, id: registry.id, effect }] as const satisfies readonly Evidence[];
  switch (registry.adminEnabled) {
    case true: {
      const why = `${whose} logs in with the admin account of \`${registry.name}\``;
      const evidence = say(`the admin account of \`${registry.name}\` is switched on`, 'grants');
      return resultOf('allowed', { cause: 'admin-credentials', why, puller: as, evidence });
    }
    case false: {
      const why = `${whose} logs in with the admin account of \`${registry.name}\`, which is switched off`;
      const evidence = say(`the admin account of \`${registry.name}\` is switched off`, 'denies');
      return resultOf('denied', { cause: 'admin-disabled', why, puller: as, evidence });
    }
    case undefined: {
      const why = `${whose} logs in with the admin account of \`${registry.name}\`, and whether that is on was not read`;
      return notKnown(why, as);
    }
  }
}

function refreshToken({ expiresAt }: Account, whose: string, puller: Puller, pull: Pull): Result {
  if (expiresAt !== undefined) return tokenWithEnd(expiresAt, `the short-lived token in ${whose}`, puller, pull);
  const why = `${whose} holds a token that lasts about three hours, and when it ends can't be seen`;
  return notKnown(why, { ...puller, credential: 'registryToken' });
}

function tokenWithEnd(end: string, whose: string, puller: Puller, { now }: Pull): Result {
  const result = expiryResult({ whose, ends: [end], complete: true, id: null }, now);
  return { ...result, puller: { ...puller, credential: 'registryToken' } };
}

function notKnown(why: string, puller: Puller): Result {
  return notReadable('credential', why, null, { puller });
}
