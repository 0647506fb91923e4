import type { VerdictCause } from '../model/cause.ts';
import type { Evidence, Puller } from '../model/verdict.ts';
import { all, any, type Conclusion, conclude, either } from './conclusion.ts';
import { accountConclusion } from './credentials/credentials.ts';
import { expiryConclusion } from './credentials/expiry.ts';
import { disabled, servicePrincipalConclusion } from './credentials/servicePrincipals.ts';
import { tenantConclusion } from './credentials/tenants.ts';
import { tokenConclusion } from './credentials/tokens.ts';
import { credentialByObjectId, credentialsByAppId } from './lookups.ts';
import type { Pull } from './pull.ts';
import type { Pulling, Way } from './pullers/way.ts';
import { sharing } from './reports/sharedPulls.ts';
import { roleConclusion } from './roles/principals.ts';

/** What comes of all that a runtime tries: one success is enough. */
export function judge({ ways, anonymous }: Pulling, pull: Pull): Conclusion {
  const [only] = ways;
  if (only && ways.length === 1 && !only.isPullSecret) {
    const conclusion = judgeWay(only, pull, false);
    return conclusion.outcome === 'allowed' ? conclusion : orAnonymous(conclusion, anonymous, pull);
  }
  const several = ways.filter(({ presents }) => presents.kind !== 'nothing' && presents.kind !== 'hidden').length > 1;
  const judged = ways.map(way => ({ way, conclusion: judgeWay(way, pull, several) }));
  const together = any(judged.map(({ conclusion }) => conclusion));
  if (together.outcome !== 'allowed') return orAnonymous(together, anonymous, pull);
  const dead = judged.filter(({ way, conclusion }) => way.isPullSecret && conclusion.outcome === 'denied');
  return all([together, ...dead.map(({ way, conclusion }) => deadSecret(way, conclusion, together))]);
}

function judgeWay(way: Way, pull: Pull, nameIt: boolean): Conclusion {
  const conclusion = withRemedy(conclusionOf(way, pull), way, pull);
  const seen = nameIt ? conclusion.evidence.map(item => underName(item, way.puller.name)) : conclusion.evidence;
  return {
    ...conclusion,
    puller: conclusion.puller ?? way.puller,
    evidence: [...way.evidence, ...seen],
    related: [...way.related, ...conclusion.related],
  };
}

/** The change to the runtime, and the role for whoever pulls after it, if that one lacks it. */
function withRemedy(conclusion: Conclusion, { remedy }: Way, pull: Pull): Conclusion {
  if (!remedy || (conclusion.outcome === 'allowed' && conclusion.cause === null)) return conclusion;
  const after = remedy.after && conclusionOf(remedy.after, pull);
  const roles = after?.outcome === 'denied' ? after.fixes : [];
  return { ...conclusion, fixes: [remedy.fix, ...roles, ...conclusion.fixes] };
}

/** Where several principals are considered, each fact says whose it is. */
function underName(item: Evidence, name: string): Evidence {
  return item.step === 'role' || item.step === 'tenant' ? { ...item, fact: `${name}: ${item.fact}` } : item;
}

function conclusionOf(way: Way, pull: Pull): Conclusion {
  const { presents, subject } = way;
  switch (presents.kind) {
    case 'identity':
      return sharing({ ...presents, subject }, pull, () => {
        const principal = { objectId: presents.principalId, subject };
        const tenant = tenantConclusion(presents.tenant, subject, pull, presents.principalId);
        return all([tenant, roleConclusion(principal, pull), tokenConclusion(presents.token, way, pull)]);
      });
    case 'servicePrincipal': {
      const conclusion = servicePrincipalConclusion(presents.appId, subject, pull);
      return { ...conclusion, puller: named(way.puller, presents.appId, pull) };
    }
    case 'principal':
      return all([roleConclusion({ objectId: presents.objectId, subject }, pull), secretOf(presents.objectId, pull)]);
    case 'account':
      return accountConclusion(presents, way, pull);
    case 'nothing':
      return conclude('denied', { cause: presents.cause, why: presents.why });
    case 'hidden':
      return conclude('unknown', { cause: presents.cause, why: presents.why });
    case 'oneOf':
      return either(
        presents.ways.map(each => judgeWay(each, pull, true)),
        presents.why,
      );
  }
}

function named(puller: Puller, appId: string, { map }: Pull): Puller {
  const objects = credentialsByAppId(map, appId) ?? [];
  const object = objects.find(({ kind }) => kind === 'servicePrincipal') ?? objects[0];
  if (!object) return puller;
  const name = object.displayName ? `service principal \`${object.displayName}\`` : puller.name;
  return { ...puller, name, objectId: object.objectId };
}

/**
 * A pipeline logs in with a secret or by federation, which needs none; only an app that has secrets is taken to use one.
 * https://learn.microsoft.com/azure/devops/pipelines/library/connect-to-azure
 */
function secretOf(objectId: string, { map, now }: Pull): Conclusion {
  const own = credentialByObjectId(map, objectId);
  const objects = (own && credentialsByAppId(map, own.appId)) ?? [];
  const ends = objects.flatMap(object => object.ends);
  if (objects.some(({ enabled }) => enabled === false))
    return disabled(own?.displayName ?? objectId, own?.appId ?? null);
  if (ends.length === 0) return conclude('allowed');
  const whose = `the secret of service principal \`${own?.displayName ?? objectId}\``;
  return expiryConclusion({ whose, ends, complete: true, id: own?.appId ?? null }, now);
}

/** Refused for every image of the registry, on every target: then nothing is lost with the secret. */
const deadForGood: ReadonlySet<VerdictCause | null> = new Set<VerdictCause>([
  'admin-disabled',
  'expired-credential',
  'no-pull-role',
  // Its service principal holds no role, and another identity of the cluster does.
  'role-on-wrong-identity',
  'wrong-role-for-mode',
]);

function deadSecret(way: Way, { why, cause }: Conclusion, winner: Conclusion): Conclusion {
  const reason = why ?? `${way.puller.name} is refused`;
  const said = winner.puller ? `${reason}; ${winner.puller.name} pulls instead` : reason;
  const fixes = way.removal && deadForGood.has(cause) ? [way.removal] : [];
  return conclude('allowed', { cause: 'dead-pull-secret', why: said, fixes });
}

/** A registry may let everybody pull. https://learn.microsoft.com/azure/container-registry/anonymous-pull-access */
function orAnonymous(failed: Conclusion, anonymous: Pulling['anonymous'], { registry }: Pull): Conclusion {
  if (!registry.anonymousPull || anonymous === 'never') return failed;
  const open = `\`${registry.name}\` lets everybody pull`;
  const only = `only because ${open}`;
  const fact: Evidence = { step: 'credential', fact: open, id: registry.id, effect: 'grants' };
  if (anonymous === 'tried') {
    const evidence = [...failed.evidence, fact];
    const puller: Puller = {
      objectId: undefined,
      clientId: undefined,
      name: 'anybody',
      why: 'no credential of its own is let in, and the registry asks for none',
      credential: 'anonymous',
    };
    return { ...failed, outcome: 'allowed', cause: 'anonymous-pull', why: only, puller, evidence };
  }
  const why = `${open}, and whether it asks without its credential when that is refused is not documented`;
  const evidence: readonly Evidence[] = [...failed.evidence, { ...fact, fact: why, effect: 'not-read' }];
  return { ...failed, outcome: 'unknown', cause: 'not-readable', why, evidence };
}
