import type { VerdictCause } from '../causes/index.ts';
import { t } from '../model/l10n.ts';
import type { Evidence, Puller } from '../model/verdict.ts';
import { assuming } from './assumptions.ts';
import { accountResult } from './credentials/credentials.ts';
import { expiryResult } from './credentials/expiry.ts';
import { tenantResult, tokenResult } from './credentials/managedIdentity.ts';
import { disabled, servicePrincipalResult } from './credentials/servicePrincipals.ts';
import type { Pull } from './pull.ts';
import { type CredentialChain, noPuller, type PullCredential } from './pullers/credential.ts';
import { all, any, either, type Result, resultOf, unreadResult } from './result.ts';
import { roleResult } from './roles/principals.ts';

/** Judges all credentials that a runtime tries: one success is enough. */
export function judge(chain: CredentialChain, pull: Pull): Result {
  const result = judgeChain(chain, pull);
  const { mayHaveMore } = chain;
  if (mayHaveMore === undefined || result.outcome !== 'denied') return result;
  return assuming('no-other-pull-secret', pull, result, mayHaveMore);
}

function judgeChain({ credentials, anonymous }: CredentialChain, pull: Pull): Result {
  const [only] = credentials;
  if (only && credentials.length === 1 && !only.isPullSecret) {
    const result = judgeCredential(only, pull, false);
    return result.outcome === 'allowed' ? result : orAnonymous(result, anonymous, pull);
  }
  const several = credentials.filter(({ login }) => login.kind !== 'nothing' && login.kind !== 'hidden').length > 1;
  const judged = credentials.map(credential => ({ credential, result: judgeCredential(credential, pull, several) }));
  const together = any(judged.map(({ result }) => result));
  if (together.outcome !== 'allowed') return orAnonymous(together, anonymous, pull);
  const dead = judged.filter(({ credential, result }) => credential.isPullSecret && result.outcome === 'denied');
  return all([together, ...dead.map(({ credential, result }) => deadSecret(credential, result, together))]);
}

function judgeCredential(credential: PullCredential, pull: Pull, nameIt: boolean): Result {
  const { needs } = credential;
  const own = resultOfCredential(credential, pull);
  const whole = needs === undefined ? own : all([own, unreadResult('puller', needs, null)]);
  const result = withRuntimeFix(whole, credential, pull);
  const seen = nameIt ? result.evidence.map(item => underName(item, credential.puller.name)) : result.evidence;
  const assumptions = result.outcome === 'unknown' || !credential.assumes ? [] : [credential.assumes];
  return {
    ...result,
    assumptions: [...result.assumptions, ...assumptions],
    puller: result.puller ?? credential.puller,
    evidence: [...credential.evidence, ...seen],
    related: [...credential.related, ...result.related],
  };
}

/** Adds the change to the runtime, and the role for the identity that pulls after it, if that one lacks it. */
function withRuntimeFix(result: Result, { runtimeFix }: PullCredential, pull: Pull): Result {
  if (!runtimeFix || (result.outcome === 'allowed' && result.cause === null)) return result;
  const after = runtimeFix.after && resultOfCredential(runtimeFix.after, pull);
  const roles = after?.outcome === 'denied' ? after.fixes : [];
  return { ...result, fixes: [runtimeFix.fix, ...roles, ...result.fixes] };
}

/** With several principals, each fact names its principal. */
function underName(item: Evidence, name: string): Evidence {
  return item.step === 'role' || item.step === 'tenant' ? { ...item, fact: `${name}: ${item.fact}` } : item;
}

function resultOfCredential(credential: PullCredential, pull: Pull): Result {
  const { login, whose } = credential;
  switch (login.kind) {
    case 'identity':
      return all([
        tenantResult(login.tenant, whose, pull, login.principalId),
        roleResult({ objectId: login.principalId, whose }, pull),
        tokenResult(login.token, credential, pull),
      ]);
    case 'servicePrincipal': {
      const result = servicePrincipalResult(login.appId, whose, pull);
      return { ...result, puller: named(credential.puller, login.appId, pull) };
    }
    case 'principal':
      return all([roleResult({ objectId: login.objectId, whose }, pull), secretOf(login.objectId, pull)]);
    case 'account':
      return accountResult(login, credential, pull);
    case 'nothing':
      return resultOf('denied', { cause: login.cause, why: login.why });
    case 'hidden':
      return resultOf('unknown', { cause: login.cause, why: login.why });
    case 'oneOf':
      return either(
        login.credentials.map(each => judgeCredential(each, pull, true)),
        login.why,
      );
  }
}

function named(puller: Puller, appId: string, { map }: Pull): Puller {
  const objects = map.credentialsByAppId(appId);
  const object = objects.find(({ kind }) => kind === 'servicePrincipal') ?? objects[0];
  if (!object) return puller;
  const name = object.displayName ? t('service principal `{0}`', object.displayName) : puller.name;
  return { ...puller, name, objectId: object.objectId };
}

/**
 * A pipeline logs in with a secret, or by federation, which needs none. Ended secrets may be left over from before.
 * https://learn.microsoft.com/azure/devops/pipelines/library/connect-to-azure
 */
function secretOf(objectId: string, { map, now }: Pull): Result {
  const own = map.credentialByObjectId(objectId);
  const objects = (own && map.credentialsByAppId(own.appId)) ?? [];
  const ends = objects.flatMap(object => object.ends);
  if (objects.some(({ enabled }) => enabled === false))
    return disabled(own?.displayName ?? objectId, own?.appId ?? null);
  if (ends.length === 0) return resultOf('allowed');
  const whose = t('the secret of service principal `{0}`', own?.displayName ?? objectId);
  const complete = objects.some(({ federated }) => federated === false) && objects.every(({ endsRead }) => endsRead);
  return expiryResult({ whose, ends, complete, id: own?.appId ?? null }, now);
}

/** Causes by which every image of the registry is refused, on every target. Then removing the secret loses nothing. */
const deadForGood: ReadonlySet<VerdictCause | null> = new Set<VerdictCause>([
  'admin-disabled',
  'expired-credential',
  'no-pull-role',
  // Its service principal holds no role, and another identity of the cluster does.
  'role-on-wrong-identity',
  'wrong-role-for-mode',
]);

function deadSecret(credential: PullCredential, { why, cause, assumptions }: Result, winner: Result): Result {
  const reason = why ?? t('{0} is refused', credential.puller.name);
  const said = winner.puller ? t('{0}; {1} pulls instead', reason, winner.puller.name) : reason;
  const fixes = credential.removal && deadForGood.has(cause) ? [credential.removal] : [];
  return resultOf('allowed', { cause: 'dead-pull-secret', why: said, fixes, assumptions });
}

/** A registry may let anyone pull. https://learn.microsoft.com/azure/container-registry/anonymous-pull-access */
function orAnonymous(failed: Result, anonymous: CredentialChain['anonymous'], { registry }: Pull): Result {
  const { id, name, anonymousPull } = registry;
  if (anonymousPull === false || anonymous === 'never') return failed;
  if (anonymousPull === undefined) {
    const why = t('the anonymous pull setting of `{0}` was not read (`anonymousPullEnabled`)', name);
    return failed.outcome === 'denied' ? leftOpen(failed, why, id) : failed;
  }
  const open = t('`{0}` allows anonymous pulls', name);
  if (anonymous === 'maybe') {
    const why = t(
      '{0}, but it is not documented whether the target retries without its credential after a refusal',
      open,
    );
    return leftOpen(failed, why, id);
  }
  const why = t('none of its own credentials is accepted, and the registry allows anonymous pulls');
  return {
    ...failed,
    outcome: 'allowed',
    // the results of its own credentials don't matter
    assumptions: [],
    cause: 'anonymous-pull',
    why: t('only because {0}', open),
    puller: { ...noPuller, why },
    evidence: [...failed.evidence, { step: 'credential', fact: open, id, effect: 'grants' }],
  };
}

/** The same pull without a claim, since it may be anonymous. */
function leftOpen({ evidence, fixes, related, puller }: Result, why: string, id: string): Result {
  return unreadResult('credential', why, id, { evidence, fixes, related, puller });
}
