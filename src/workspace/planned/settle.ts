import type { PlannedGrant } from '../../access/planned/grants.ts';
import { causes, type VerdictCause } from '../../causes/index.ts';
import { inBackticks, t } from '../../model/l10n.ts';
import type { Outcome, Verdict } from '../../model/verdict.ts';
import { isSurelyRefused, isUntouched, restsOnDefault } from './certain.ts';
import type { PlannedPull } from './choose.ts';
import { type Mistake, mistakeIn } from './mistakes.ts';

// The outcome of one pull in one world, by today's verdict and by that of the world. Only this file denies pulls because
// of code.

/** The outcome of a pull that the facts of code support. */
export type SettledPull =
  /** Today's verdict stays, since the code settles no other. Outcome and cause are those of the world. */
  | { readonly kind: 'asNow'; readonly outcome: Outcome; readonly cause: VerdictCause | null }
  /** The outcome is that of the verdict in the world, whose sentence has the reason. */
  | {
      readonly kind: 'asJudged';
      readonly outcome: Outcome;
      readonly cause: VerdictCause | null;
      readonly mistake?: Mistake | undefined;
    }
  /** The outcome has a reason of its own, in a clause. */
  | {
      readonly kind: 'because';
      readonly outcome: Outcome;
      readonly cause: VerdictCause;
      readonly why: string;
      readonly mistake?: Mistake;
    }
  /** The pull is allowed today, and the code surely refuses it. */
  | { readonly kind: 'breaks'; readonly outcome: 'denied'; readonly cause: 'breaks-on-deploy' }
  /** The code alone refuses the pull, and something outside of it may grant it. */
  | { readonly kind: 'refusedByCode'; readonly outcome: 'unknown'; readonly cause: 'not-readable' };

type Because = Extract<SettledPull, { readonly kind: 'because' }>;

interface Circumstances {
  readonly pull: PlannedPull;
  /** The grant of the code that allows it. */
  readonly grant: PlannedGrant | undefined;
  readonly defaults: readonly string[];
  /** The verdict by the facts that were read. */
  readonly now: Verdict | undefined;
  readonly isStrict: boolean;
}

/** The strongest outcome that the facts of code can support. */
export function settle(verdict: Verdict, circumstances: Circumstances): SettledPull {
  const { now, pull } = circumstances;
  const today = now?.outcome;
  if (verdict.outcome === 'allowed') return allowedIn(verdict, circumstances);
  const isDenied = isSurelyRefused(verdict, pull) && !(circumstances.isStrict && circumstances.defaults.length > 0);
  if (today === 'allowed' && isDenied) return { kind: 'breaks', outcome: 'denied', cause: 'breaks-on-deploy' };
  // anything that the code does not settle stays as it is, and someone else may grant a pull that it refuses
  if (
    (today === 'allowed' && verdict.outcome === 'unknown') ||
    (today === 'denied' && isDenied) ||
    isUntouched(now, verdict, pull)
  )
    return { kind: 'asNow', outcome: verdict.outcome, cause: verdict.cause };
  const mistake = mistakeIn(verdict, pull);
  if (isDenied) return { kind: 'asJudged', outcome: 'denied', cause: verdict.cause, mistake };
  return refusedByCode(verdict, mistake);
}

/**
 * If the code alone refuses a pull, a script or a person may still grant it at a scope that was not read. So it is
 * unknown, and its message includes the mistake.
 */
function refusedByCode({ outcome, cause }: Verdict, mistake: Mistake | undefined): SettledPull {
  if (mistake !== undefined) {
    const { why } = mistake;
    return { kind: 'because', outcome: 'unknown', cause: mistake.cause, why, mistake };
  }
  if (outcome === 'unknown') return { kind: 'asJudged', outcome, cause };
  return { kind: 'refusedByCode', outcome: 'unknown', cause: 'not-readable' };
}

function allowedIn(verdict: Verdict, circumstances: Circumstances): SettledPull {
  const { pull, grant, defaults, now, isStrict } = circumstances;
  const [parameter] = defaults;
  const today = now?.outcome;
  const { outcome, cause } = verdict;
  if (today === 'allowed') return mayBeRemoved(verdict, circumstances) ?? { kind: 'asNow', outcome, cause };
  if (parameter !== undefined && isStrict) {
    const why = t('no file passes a value for `{0}`', parameter);
    return { kind: 'because', outcome: 'unknown', cause: 'not-readable', why };
  }
  return (
    unprovenPassword(verdict, pull) ??
    cycle(grant, today, pull) ??
    notDeployed(now, pull) ??
    race(grant, pull) ?? { kind: 'asJudged', outcome, cause }
  );
}

/** The user name of an admin account is no secret. Its password is certainly right only if the registry gives it. */
function unprovenPassword({ cause }: Verdict, { world, registry, runtime, host }: PlannedPull): Because | undefined {
  if (cause !== 'admin-credentials' || world.takesAdminPassword(runtime, host, registry.id)) return undefined;
  const why = t('the code does not take the password of the admin account from `{0}`', registry.name);
  return { kind: 'because', outcome: 'unknown', cause: 'not-readable', why };
}

/**
 * Terraform removes resources that it made and that the code no longer has. A grant in Azure on a registry of this
 * code, to an identity of this code, may be such a resource. Bicep's usual mode leaves it.
 */
function mayBeRemoved(verdict: Verdict, { pull, grant }: Circumstances): Because | undefined {
  const { world, map, registry, runtime } = pull;
  if (grant !== undefined || world.world.language !== 'terraform') return undefined;
  const puller =
    verdict.puller?.objectId === undefined ? undefined : map.identityByPrincipalId(verdict.puller.objectId);
  const owners = [world.resourceById(registry.id), puller === undefined ? runtime : world.resourceById(puller.id)];
  if (!owners.every(owner => owner !== undefined && !owner.isExisting)) return undefined;
  const granting = verdict.evidence.filter(({ step, effect }) => step === 'role' && effect === 'grants');
  // a grant above the registry may be part of a group or a subscription that others look after
  const isAtRegistry =
    granting.length > 0 && granting.every(({ id }) => id?.toLowerCase().startsWith(registry.id.toLowerCase()));
  if (!isAtRegistry) return undefined;
  const why = t('its grant in Azure is not in this code, and Terraform may remove it');
  return { kind: 'because', outcome: 'unknown', cause: 'grant-removed-in-code', why };
}

/**
 * A cycle: a system-assigned identity gets its role only after its app is made, and the app needs the role to be made.
 */
function cycle(grant: PlannedGrant | undefined, today: Outcome | undefined, pull: PlannedPull): Because | undefined {
  const { runtime, registry, world } = pull;
  const isApp = runtime.type === 'microsoft.app/containerapps';
  const known = grant?.principal?.known;
  if (grant === undefined || known?.kind !== 'system' || known.of.toLowerCase() !== runtime.id.toLowerCase()) return;
  if (!isApp && runtime.type !== 'microsoft.app/jobs') return undefined;
  const own = imagesFrom(pull);
  if (own === 'none') return undefined;
  const why = isApp
    ? t('it pulls before its own identity exists, and `{0}` can only come after', grant.address)
    : t('its first run fails if it starts before `{0}`', grant.address);
  const mistake: Mistake = { cause: 'grant-pull-cycle', why, grant };
  if (!isApp) return { kind: 'because', outcome: 'allowed', cause: 'grant-pull-cycle', why, mistake };
  // if nothing read a registry, it is not known whether a role is needed
  const isKnown = world.resourceById(registry.id)?.isExisting === false || world.read?.registryById(registry.id);
  // an existing app has its identity, and may have its role
  const mayHaveRole = world.read?.runtimeById(runtime.id) !== undefined && today !== 'denied';
  const isSure = own === 'some' && isKnown && !mayHaveRole && grant.defaults.length === 0 && !restsOnDefault(pull);
  return { kind: 'because', outcome: isSure ? 'denied' : 'unknown', cause: 'grant-pull-cycle', why, mistake };
}

/**
 * Returns whether the first revision has images of the registry. With a public image, the app starts, and pulls from it
 * only later.
 */
function imagesFrom({ world, runtime, host }: PlannedPull): 'some' | 'none' | 'open' {
  const images = world.runtimes.find(({ resource }) => resource === runtime)?.images ?? [];
  if (images.some(each => each.host === host)) return 'some';
  return images.length > 0 && images.every(each => each.host !== undefined) ? 'none' : 'open';
}

/** Everything except the grant is in Azure: the pull is refused until the code is deployed. */
function notDeployed(now: Verdict | undefined, { world: { read }, runtime }: PlannedPull): Because | undefined {
  if (now?.outcome !== 'denied' || read?.runtimeById(runtime.id) === undefined) return undefined;
  if (now.cause === null || causes[now.cause].step !== 'role') return undefined;
  const why = t('today the grant is not in Azure');
  return { kind: 'because', outcome: 'allowed', cause: 'grant-not-deployed', why };
}

/** Container Apps and container groups may fail to be created without the role. Others try again. */
function race(grant: PlannedGrant | undefined, { runtime, world: { read, world } }: PlannedPull): Because | undefined {
  const { declared, type, id } = runtime;
  if (grant === undefined || !/^microsoft\.(?:app\/containerapps|containerinstance\/containergroups)$/.test(type))
    return;
  if (read?.runtimeById(id) !== undefined || !world.isUnordered(declared.key, grant.resource.declared.key))
    return undefined;
  const why = t('nothing makes it wait for its grant `{0}`', grant.address);
  const mistake: Mistake = { cause: 'pull-before-grant', why, grant };
  return { kind: 'because', outcome: 'allowed', cause: 'pull-before-grant', why, mistake };
}

/**
 * The sentence of a settled pull: what happens once the code is deployed, and why. `verdict`: that of the world. It has
 * the clause of a pull whose verdict of today stays.
 */
export function settledInWords(settled: SettledPull, verdict: Verdict, { target, world }: PlannedPull): string {
  const program = world.world.program;
  const who = inBackticks(target.name);
  const { message } = verdict;
  switch (settled.kind) {
    case 'breaks':
      return t('{0} can pull this today. {1}', who, message);
    case 'refusedByCode':
      return t(
        "Can't tell whether {0} can pull this once `{1}` is deployed. By this code alone: {2}",
        who,
        program,
        message,
      );
    case 'asJudged':
      return message;
    case 'asNow':
      return verdict.why === undefined ? message : onceDeployed(verdict.outcome, verdict.why, target.name, program);
    case 'because':
      return onceDeployed(settled.outcome, settled.why, target.name, program);
  }
}

export function onceDeployed(outcome: Outcome, why: string, target: string, program: string): string {
  const who = inBackticks(target);
  switch (outcome) {
    case 'allowed':
      return t('{0} can pull this once `{1}` is deployed, but {2}.', who, program, why);
    case 'denied':
      return t("{0} can't pull this once `{1}` is deployed: {2}.", who, program, why);
    case 'unknown':
      return t("Can't tell whether {0} can pull this once `{1}` is deployed: {2}.", who, program, why);
  }
}
