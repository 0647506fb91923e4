import type { Runtime, RuntimeRegistryEntry } from '../../access/map.ts';
import type { PlannedGrant } from '../../access/planned/grants.ts';
import type { PlannedWorld } from '../../access/planned/plannedWorld.ts';
import type { PlannedResource } from '../../access/planned/planner.ts';
import { causes, type VerdictCause } from '../../causes/index.ts';
import { inBackticks, t } from '../../model/l10n.ts';
import { fieldOf, isNullValue, plainText, type Value } from '../../model/program.ts';
import type { ImageReference } from '../../model/reference.ts';
import type { Finding, Outcome, Planned, Verdict } from '../../model/verdict.ts';
import type { RegistryEntry, Workload } from '../../model/workload.ts';
import { assumedEvidence } from '../../verdict/assumptions.ts';
import { decide } from '../../verdict/decide.ts';
import { isSurelyRefused, isUntouched, restsOnDefault } from './certain.ts';
import type { PlannedPull } from './choose.ts';
import { codeFixes } from './codeFixes.ts';
import { assumptionsFor, supposedOf } from './external.ts';
import { type Mistake, mistakeIn } from './mistakes.ts';
import { grantOrigin, grantPlace, pullerAddress, shownEvidence, shownPuller } from './shown.ts';

// The outcome of a pull by the facts that were read and by those that code will make. Only this file denies pulls
// because of code.

/** The use of planned facts: beside what was read from Azure, not at all, or alone. */
export const plannedModes = ['with', 'off', 'only'] as const;
export type PlannedMode = (typeof plannedModes)[number];

interface Moment {
  readonly now: Date;
  readonly beforeAbac: boolean;
  readonly strict: boolean | undefined;
  readonly worlds: readonly PlannedWorld[];
}

/** The outcome of a verdict in a world, with the reason in a clause. */
interface Settled {
  readonly outcome: Outcome;
  readonly cause: VerdictCause | null;
  /** Undefined: the sentence of the verdict includes it. */
  readonly why?: string | undefined;
  readonly mistake?: Mistake | undefined;
  /** True if today's outcome stays. */
  readonly isAsNow?: true;
  /** True if the code alone refuses it, for the reason in the verdict's sentence. */
  readonly isOfCode?: true;
}

/**
 * The findings of a reference with its pulls in the worlds of code: one for each instance of an app whose image has the
 * same text. An instance is allowed only if each world that makes it allows it. The verdict includes both today's and
 * the planned outcome. A pull that is allowed today stays so if the code does not settle it.
 */
export function withPlanned(
  reference: ImageReference,
  read: Finding | undefined,
  pulls: readonly PlannedPull[],
  moment: Moment,
): readonly Finding[] {
  const instances = [...Map.groupBy(pulls, instanceOf).values()];
  const planned = instances.map(own => inAllWorlds(reference, instances.length === 1 ? read : undefined, own, moment));
  const known = planned.flatMap(each => each ?? []);
  return known.length === planned.length ? known : read === undefined ? [] : [read];
}

/** Root and address identify an instance. The address includes the calls of modules and the keys of loops. */
function instanceOf({ world: { world }, runtime }: PlannedPull): string {
  return `${world.program} ${runtime.declared.key}`;
}

function inAllWorlds(
  reference: ImageReference,
  read: Finding | undefined,
  pulls: readonly PlannedPull[],
  moment: Moment,
): Finding | undefined {
  const planned = pulls.flatMap(pull => {
    const now = todayIn(reference, pull, moment) ?? read;
    return plannedFinding(reference, pull, now, moment) ?? [];
  });
  const decisive = planned.find(({ verdict }) => verdict.outcome !== 'allowed') ?? planned[0];
  return planned.length < pulls.length ? read : decisive;
}

/** The pull by the facts that were read from Azure, if they include the app or cluster of the code. */
function todayIn(reference: ImageReference, pull: PlannedPull, moment: Moment): Finding | undefined {
  const { read: map } = pull.world;
  if (map?.runtimeById(pull.runtime.id) === undefined || map.registryById(pull.registry.id) === undefined)
    return undefined;
  const { now, beforeAbac, strict } = moment;
  const target = { ...(pull.stated ?? pull.target), id: pull.runtime.id };
  const found = decide({ reference: asPlanned(reference, { ...pull, map }), target, map, now, beforeAbac, strict });
  return found && { ...found, reference };
}

/** Judges one pull in its world. Removes made-up ids in place of those that only the deployment knows. */
function plannedFinding(
  reference: ImageReference,
  pull: PlannedPull,
  now: Finding | undefined,
  moment: Moment,
): Finding | undefined {
  const { world, target } = pull;
  const evaluated = verdictIn(asPlanned(reference, pull), pull, moment);
  if (evaluated === undefined) return undefined;
  const verdict = unlessRefused(evaluated, pull);
  const grant = grantIn(verdict, pull);
  const defaults = defaultsIn(verdict, grant, pull);
  const today = now?.verdict.outcome ?? null;
  const settled = settle(verdict, { pull, grant, defaults, now: now?.verdict, isStrict: moment.strict === true });
  const { outcome, cause, mistake } = settled;
  const message = world.inWords(sentence(settled, verdict, pull));
  const planned: Planned = {
    world: world.world.id,
    program: world.world.program,
    values: world.world.values,
    runtimeAddress: pull.runtime.address,
    registryAddress: world.resourceById(pull.registry.id)?.address ?? null,
    isRegistryOutside: world.resourceById(pull.registry.id)?.isExisting !== false,
    pullerAddress: pullerAddress(verdict, pull),
    grant: grant === undefined ? null : grantPlace(grant),
    now: today,
    after: settled.isAsNow ? verdict.outcome : outcome,
    defaults,
    openBecause: outcome === 'unknown' ? message : null,
    refusal:
      verdict.outcome === 'denied' && verdict.cause !== null
        ? { cause: verdict.cause, why: world.inWords(verdict.message) }
        : null,
    mistake:
      mistake === undefined
        ? null
        : {
            cause: mistake.cause,
            why: world.inWords(mistake.why),
            grant: mistake.grant === undefined ? null : grantPlace(mistake.grant),
          },
  };
  if (settled.isAsNow && now !== undefined) return { ...now, verdict: { ...now.verdict, planned } };
  const related = [...(grant === undefined ? [] : [grantOrigin(grant)])];
  if (mistake?.grant !== undefined && mistake.grant !== grant) related.push(grantOrigin(mistake.grant));
  return {
    reference,
    target: pull.stated ?? { ...target, id: undefined },
    ignored: null,
    verdict: {
      outcome,
      cause,
      message,
      puller: verdict.puller && shownPuller(verdict.puller, pull),
      evidence: verdict.evidence.map(item => shownEvidence(item, pull)),
      // a command would collide with the code
      fixes: codeFixes(cause, mistake, verdict.puller, pull),
      related: [...related, ...verdict.related],
      assumptions: outcome === 'unknown' ? [] : assumed(verdict, outcome, defaults),
      planned,
    },
  };
}

/** Nothing of a program is deployed if its own tool refuses the code. */
function unlessRefused(verdict: Verdict, { target, world }: PlannedPull): Verdict {
  const { refused, program } = world.world;
  const [why] = refused;
  if (why === undefined || verdict.outcome === 'unknown') return verdict;
  return { ...verdict, outcome: 'unknown', cause: 'not-readable', message: unsettled(target.name, program, why) };
}

function unsettled(target: string, program: string, why: string): string {
  return t("Can't tell whether {0} can pull this once `{1}` is deployed: {2}.", inBackticks(target), program, why);
}

/** Adds the assumption that the defaults of the root hold, since nothing in the workspace passes another value. */
function assumed({ assumptions }: Verdict, outcome: Outcome, defaults: readonly string[]): Verdict['assumptions'] {
  if (outcome === 'unknown' || defaults.length === 0) return assumptions;
  return [...new Set([...assumptions, 'default-value' as const])];
}

/**
 * The verdict of the world over the facts that were read. An unknown one may use suppositions about a registry
 * elsewhere.
 */
function verdictIn(reference: ImageReference, pull: PlannedPull, moment: Moment): Verdict | undefined {
  const { world, target } = pull;
  const { now, beforeAbac, strict, worlds } = moment;
  const { map } = pull;
  const attempt = { reference, target, now, beforeAbac, strict, program: world.world.program };
  const verdict = decide({ ...attempt, map })?.verdict;
  if (verdict?.outcome !== 'unknown' || strict === true) return verdict;
  for (const each of supposedOf(pull, worlds)) {
    const other = decide({ ...attempt, map: pull.mapSupposing(each) })?.verdict;
    if (other?.outcome !== 'allowed') continue;
    const assumptions = assumptionsFor(each);
    const evidence = [...other.evidence, ...assumedEvidence(assumptions)];
    return { ...other, evidence, assumptions: [...other.assumptions, ...assumptions] };
  }
  return verdict;
}

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
function settle(verdict: Verdict, circumstances: Circumstances): Settled {
  const { now, pull } = circumstances;
  const today = now?.outcome;
  if (verdict.outcome === 'allowed') return allowedIn(verdict, circumstances);
  const isDenied = isSurelyRefused(verdict, pull) && !(circumstances.isStrict && circumstances.defaults.length > 0);
  if (today === 'allowed' && isDenied) return { outcome: 'denied', cause: 'breaks-on-deploy' };
  // anything that the code does not settle stays as it is, and someone else may grant a pull that it refuses
  if (
    (today === 'allowed' && verdict.outcome === 'unknown') ||
    (today === 'denied' && isDenied) ||
    isUntouched(now, verdict, pull)
  )
    return { ...verdict, isAsNow: true };
  const mistake = mistakeIn(verdict, pull);
  if (isDenied) return { outcome: 'denied', cause: verdict.cause, mistake };
  return refusedByCode(verdict, mistake);
}

/**
 * If the code alone refuses a pull, a script or a person may still grant it at a scope that was not read. So it is
 * unknown, and its message includes the mistake.
 */
function refusedByCode({ outcome, cause }: Verdict, mistake: Mistake | undefined): Settled {
  if (mistake !== undefined) return { outcome: 'unknown', cause: mistake.cause, why: mistake.why, mistake };
  if (outcome === 'unknown') return { outcome, cause };
  return { outcome: 'unknown', cause: 'not-readable', isOfCode: true };
}

function allowedIn(verdict: Verdict, circumstances: Circumstances): Settled {
  const { pull, grant, defaults, now, isStrict } = circumstances;
  const [parameter] = defaults;
  const today = now?.outcome;
  if (today === 'allowed') return mayBeRemoved(verdict, circumstances) ?? { ...verdict, isAsNow: true };
  if (parameter !== undefined && isStrict) {
    return { outcome: 'unknown', cause: 'not-readable', why: t('no file passes a value for `{0}`', parameter) };
  }
  return (
    unprovenPassword(verdict, pull) ??
    cycle(grant, today, pull) ??
    notDeployed(now, pull) ??
    race(grant, pull) ?? { outcome: 'allowed', cause: verdict.cause }
  );
}

/** The user name of an admin account is no secret. Its password is certainly right only if the registry gives it. */
function unprovenPassword({ cause }: Verdict, { world, registry, runtime, host }: PlannedPull): Settled | undefined {
  if (cause !== 'admin-credentials' || world.takesAdminPassword(runtime, host, registry.id)) return undefined;
  const why = t('the code does not take the password of the admin account from `{0}`', registry.name);
  return { outcome: 'unknown', cause: 'not-readable', why };
}

/**
 * Terraform removes resources that it made and that the code no longer has. A grant in Azure on a registry of this
 * code, to an identity of this code, may be such a resource. Bicep's usual mode leaves it.
 */
function mayBeRemoved(verdict: Verdict, { pull, grant }: Circumstances): Settled | undefined {
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
  return { outcome: 'unknown', cause: 'grant-removed-in-code', why };
}

/**
 * A cycle: a system-assigned identity gets its role only after its app is made, and the app needs the role to be made.
 */
function cycle(grant: PlannedGrant | undefined, today: Outcome | undefined, pull: PlannedPull): Settled | undefined {
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
  if (!isApp) return { outcome: 'allowed', cause: 'grant-pull-cycle', why, mistake };
  // if nothing read a registry, it is not known whether a role is needed
  const isKnown = world.resourceById(registry.id)?.isExisting === false || world.read?.registryById(registry.id);
  // an existing app has its identity, and may have its role
  const mayHaveRole = world.read?.runtimeById(runtime.id) !== undefined && today !== 'denied';
  const isSure = own === 'some' && isKnown && !mayHaveRole && grant.defaults.length === 0 && !restsOnDefault(pull);
  return { outcome: isSure ? 'denied' : 'unknown', cause: 'grant-pull-cycle', why, mistake };
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
function notDeployed(now: Verdict | undefined, { world: { read }, runtime }: PlannedPull): Settled | undefined {
  if (now?.outcome !== 'denied' || read?.runtimeById(runtime.id) === undefined) return undefined;
  if (now.cause === null || causes[now.cause].step !== 'role') return undefined;
  return { outcome: 'allowed', cause: 'grant-not-deployed', why: t('today the grant is not in Azure') };
}

/** Container Apps and container groups may fail to be created without the role. Others try again. */
function race(grant: PlannedGrant | undefined, { runtime, world: { read, world } }: PlannedPull): Settled | undefined {
  const { declared, type, id } = runtime;
  if (grant === undefined || !/^microsoft\.(?:app\/containerapps|containerinstance\/containergroups)$/.test(type))
    return;
  if (read?.runtimeById(id) !== undefined || !world.isUnordered(declared.key, grant.resource.declared.key))
    return undefined;
  const why = t('nothing makes it wait for its grant `{0}`', grant.address);
  return { outcome: 'allowed', cause: 'pull-before-grant', why, mistake: { cause: 'pull-before-grant', why, grant } };
}

function sentence(
  { outcome, cause, why, isOfCode }: Settled,
  { message }: Verdict,
  { target, world }: PlannedPull,
): string {
  const who = inBackticks(target.name);
  const program = world.world.program;
  if (cause === 'breaks-on-deploy') return t('{0} can pull this today. {1}', who, message);
  if (isOfCode)
    return t(
      "Can't tell whether {0} can pull this once `{1}` is deployed. By this code alone: {2}",
      who,
      program,
      message,
    );
  if (why === undefined) return message;
  switch (outcome) {
    case 'allowed':
      return t('{0} can pull this once `{1}` is deployed, but {2}.', who, program, why);
    case 'denied':
      return t("{0} can't pull this once `{1}` is deployed: {2}.", who, program, why);
    case 'unknown':
      return unsettled(target.name, program, why);
  }
}

/** Parameters of the root whose defaults affect the decision about the pull. */
function defaultsIn(verdict: Verdict, grant: PlannedGrant | undefined, pull: PlannedPull): readonly string[] {
  const { world, map, runtime, registry } = pull;
  const identity =
    verdict.puller?.objectId === undefined ? undefined : map.identityByPrincipalId(verdict.puller.objectId);
  const parts = [runtime, world.resourceById(registry.id), identity && world.resourceById(identity.id), grant];
  return [...new Set(parts.flatMap(part => part?.defaults ?? []))];
}

/** The image with its host in the map. The app's own statements come from the map as well. */
function asPlanned(reference: ImageReference, { host, repository, map, runtime }: PlannedPull): ImageReference {
  const { image, workload } = reference;
  if (image.kind !== 'image') return reference;
  const inMap = undeclared(workload, map.runtimeById(runtime.id), runtime);
  return { ...reference, image: { ...image, registry: host, repository }, workload: inMap };
}

function undeclared(workload: Workload, runtime: Runtime | undefined, planned: PlannedResource): Workload {
  switch (workload.platform) {
    case 'containerApp':
    case 'containerAppJob':
      return { ...workload, registries: undefined, identity: undefined, environmentId: undefined };
    case 'containerGroup': {
      // a group is replaced as a whole, so the reference has to state its entries
      const entries = runtime?.kind === 'containerGroup' ? runtime.registries : [];
      const registries = entries.map((entry, at) => ({ ...entry, open: openIn(entry, planned, at), span: undefined }));
      return { ...workload, registries, identity: undefined };
    }
    case 'site':
      return { ...workload, managedIdentityCredentials: undefined, identityClientId: undefined, identity: undefined };
    default:
      return workload;
  }
}

/**
 * Returns the fields that an entry of a container group has in the code and not in the map. Only the deployment knows
 * them.
 */
function openIn(entry: RuntimeRegistryEntry, { body }: PlannedResource, at: number): RegistryEntry['open'] {
  const credentials = fieldAt(fieldAt(body, 'properties'), 'imageRegistryCredentials');
  const written = credentials?.kind === 'list' ? credentials.items[at] : undefined;
  if (written === undefined) return [];
  return (['identity', 'username'] as const).filter(key => {
    const value = fieldOf(written, key);
    return (
      !entry[key] && value !== 'absent' && !(value !== undefined && (isNullValue(value) || plainText(value) === ''))
    );
  });
}

function fieldAt(value: Value | undefined, name: string): Value | undefined {
  const found = value && fieldOf(value, name);
  return found === 'absent' ? undefined : found;
}

function grantIn({ evidence }: Verdict, { world }: PlannedPull): PlannedGrant | undefined {
  const ids = new Set(
    evidence.flatMap(({ step, effect, id }) => (step === 'role' && effect === 'grants' && id !== null ? [id] : [])),
  );
  return world.grants.find(({ assignment }) => ids.has(assignment.id));
}
