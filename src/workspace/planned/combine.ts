import type { PlannedGrant } from '../../access/planned/grants.ts';
import { openConditions, type PlannedWorld } from '../../access/planned/plannedWorld.ts';
import { t } from '../../model/l10n.ts';
import type { Origin } from '../../model/place.ts';
import type { ImageReference } from '../../model/reference.ts';
import type { Evidence, Finding, Outcome, Planned, Verdict } from '../../model/verdict.ts';
import type { Workload } from '../../model/workload.ts';
import { assumedEvidence } from '../../verdict/assumptions.ts';
import { decide } from '../../verdict/decide.ts';
import type { PlannedPull } from './choose.ts';
import { assumptionsFor, supposedOf } from './external.ts';

/** How planned facts count: beside what was read from Azure, not at all, or alone. */
export const plannedModes = ['with', 'off', 'only'] as const;
export type PlannedMode = (typeof plannedModes)[number];

interface Moment {
  readonly now: Date;
  readonly beforeAbac: boolean;
  readonly strict: boolean | undefined;
  readonly worlds: readonly PlannedWorld[];
}

/**
 * The finding of a reference with its pulls in the worlds of code. Allowed only if it is so in each of them. Now and planned are
 * both known to the verdict, and what is allowed now stays so where the code does not settle it.
 */
export function withPlanned(
  reference: ImageReference,
  read: Finding | undefined,
  pulls: readonly PlannedPull[],
  moment: Moment,
): Finding | undefined {
  const planned = pulls.flatMap(pull => {
    const now = todayIn(reference, pull, moment) ?? read;
    const after = plannedFinding(reference, pull, now?.verdict.outcome ?? null, moment);
    return after === undefined ? [] : nowAndAfter(now, after, pull);
  });
  const decisive = planned.find(({ verdict }) => verdict.outcome !== 'allowed') ?? planned[0];
  return planned.length < pulls.length ? read : decisive;
}

/** The pull by what was read from Azure, where the app or cluster of the code is in it by now. */
function todayIn(reference: ImageReference, pull: PlannedPull, moment: Moment): Finding | undefined {
  const { read: map } = pull.world;
  if (map?.runtimeById(pull.runtime.id) === undefined || map.registryById(pull.registry.id) === undefined)
    return undefined;
  const { now, beforeAbac, strict } = moment;
  const target = { ...(pull.stated ?? pull.target), id: pull.runtime.id };
  const found = decide({ reference: asPlanned(reference, pull), target, map, now, beforeAbac, strict });
  return found && { ...found, reference };
}

/** What is allowed now stays so where the code does not settle it; so does what is denied, and what the code leaves denied. */
function nowAndAfter(now: Finding | undefined, after: Finding, pull: PlannedPull): Finding {
  const { planned } = after.verdict;
  if (now === undefined || planned === undefined) return after;
  const asNow = { ...now, verdict: { ...now.verdict, planned } };
  if (now.verdict.outcome === 'allowed') return asNow;
  if (now.verdict.outcome !== 'denied' || planned.refusal === null || !isRefusedByAzure(pull)) return after;
  // of an identity that is not there yet, Azure can't tell who gives it a role
  const isOfAzure = after.verdict.puller?.objectId !== undefined || planned.refusal.cause === now.verdict.cause;
  return isOfAzure ? asNow : after;
}

/** Whether all that may grant a pull is known: from Azure, and from code without a part that was not read. */
function isRefusedByAzure({ world: { read, hidden }, registry }: PlannedPull): boolean {
  const isWhole = read?.roleAssignments !== undefined && read.gapFor('roleAssignments', registry.id) === undefined;
  return isWhole && hidden.length === 0;
}

/** One pull as it is judged in its world; the ids that stand for what only the deployment knows are shown to nobody. */
function plannedFinding(
  reference: ImageReference,
  pull: PlannedPull,
  read: Outcome | null,
  moment: Moment,
): Finding | undefined {
  const { strict } = moment;
  const { world, target } = pull;
  const program = world.world.program;
  const verdict = verdictIn(asPlanned(reference, pull), pull, moment);
  if (verdict === undefined) return undefined;
  const granting = grantIn(verdict, pull);
  const defaults = defaultsIn(verdict, granting, pull);
  const { outcome, cause, message, puller, assumptions } = settled(verdict, defaults, strict === true, pull);
  const related: readonly Origin[] =
    granting === undefined ? [] : [{ ...granting.place, role: t('grant in this code: `{0}`', granting.address) }];
  const planned: Planned = {
    world: world.world.id,
    program,
    values: world.world.values,
    runtimeAddress: pull.runtime.address,
    registryAddress: world.resourceById(pull.registry.id)?.address ?? null,
    pullerAddress: pullerAddress(verdict, pull),
    grant:
      granting === undefined ? null : { ...granting.place, address: granting.address, presence: presenceOf(granting) },
    now: read,
    after: outcome,
    defaults,
    openBecause: outcome === 'unknown' ? world.inWords(message) : null,
    refusal:
      verdict.outcome === 'denied' && verdict.cause !== null
        ? { cause: verdict.cause, why: world.inWords(verdict.message) }
        : null,
  };
  return {
    reference,
    target: pull.stated ?? { ...target, id: undefined },
    ignored: null,
    verdict: {
      outcome,
      cause,
      message: world.inWords(message),
      puller: puller && { ...puller, ...withoutMadeUp(puller, pull) },
      evidence: verdict.evidence.map(item => shown(item, pull)),
      // a command would collide with the code
      fixes: [],
      related: [...related, ...verdict.related],
      assumptions,
      planned,
    },
  };
}

/** The verdict of the world over what was read. One that is unknown may rest on what is supposed of a registry elsewhere. */
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

/**
 * The verdict as it may be said. What the code alone would refuse may be granted elsewhere, by a script or by hand: it is
 * unknown, and `planned.refusal` keeps the reason for the causes that can exclude this.
 */
function settled(
  verdict: Verdict,
  defaults: readonly string[],
  isStrict: boolean,
  { world, target }: PlannedPull,
): Verdict {
  if (verdict.outcome === 'allowed') return byDefault(verdict, defaults, isStrict, { world, target });
  if (verdict.outcome !== 'denied') return verdict;
  const why = t('by this code alone it is refused');
  const message = t(
    "Can't tell whether `{0}` can pull this once `{1}` is deployed: {2}.",
    target.name,
    world.world.program,
    why,
  );
  return { ...verdict, outcome: 'unknown', cause: 'not-readable', message: `${message} ${verdict.message}` };
}

/** What rests on a default of the root is assumed: nothing in the workspace passes another value. */
function byDefault(
  verdict: Verdict,
  [parameter]: readonly string[],
  isStrict: boolean,
  { world, target }: Pick<PlannedPull, 'world' | 'target'>,
): Verdict {
  if (parameter === undefined) return verdict;
  if (!isStrict) return { ...verdict, assumptions: [...new Set([...verdict.assumptions, 'default-value' as const])] };
  const why = t('no file passes a value for `{0}`', parameter);
  const message = t(
    "Can't tell whether `{0}` can pull this once `{1}` is deployed: {2}.",
    target.name,
    world.world.program,
    why,
  );
  return { ...verdict, outcome: 'unknown', cause: 'not-readable', message };
}

/** Parameters of the root whose defaults had a part in what decides the pull. */
function defaultsIn(verdict: Verdict, grant: PlannedGrant | undefined, pull: PlannedPull): readonly string[] {
  const { world, map, runtime, registry } = pull;
  const identity =
    verdict.puller?.objectId === undefined ? undefined : map.identityByPrincipalId(verdict.puller.objectId);
  const parts = [runtime, world.resourceById(registry.id), identity && world.resourceById(identity.id), grant];
  return [...new Set(parts.flatMap(part => part?.defaults ?? []))];
}

/** The image with the host that it has in the map, of an app whose own words are in the map as well. */
function asPlanned(reference: ImageReference, { host, repository }: PlannedPull): ImageReference {
  const { image, workload } = reference;
  if (image.kind !== 'image') return reference;
  return { ...reference, image: { ...image, registry: host, repository }, workload: undeclared(workload) };
}

function undeclared(workload: Workload): Workload {
  switch (workload.platform) {
    case 'containerApp':
    case 'containerAppJob':
      return { ...workload, registries: undefined, identity: undefined, environmentId: undefined };
    case 'containerGroup':
      return { ...workload, registries: undefined, identity: undefined };
    case 'site':
      return { ...workload, managedIdentityCredentials: undefined, identityClientId: undefined, identity: undefined };
    default:
      return workload;
  }
}

function grantIn({ evidence }: Verdict, { world }: PlannedPull): PlannedGrant | undefined {
  const ids = new Set(
    evidence.flatMap(({ step, effect, id }) => (step === 'role' && effect === 'grants' && id !== null ? [id] : [])),
  );
  return world.grants.find(({ assignment }) => ids.has(assignment.id));
}

function presenceOf({ presence }: PlannedGrant): 'yes' | 'no' | 'open' {
  const open = openConditions(presence, new Set());
  return open === undefined ? 'no' : open.length === 0 ? 'yes' : 'open';
}

function pullerAddress({ puller }: Verdict, { world, map, runtime }: PlannedPull): string | null {
  const objectId = puller?.objectId;
  if (objectId === undefined) return null;
  const identity = map.identityByPrincipalId(objectId);
  const owner = identity && world.resourceById(identity.id);
  return owner?.address ?? runtime.address;
}

function withoutMadeUp({ objectId, clientId, name, why }: NonNullable<Verdict['puller']>, { world }: PlannedPull) {
  const known = (id: string | undefined) => (world.isMadeUp(id) ? undefined : id);
  return { objectId: known(objectId), clientId: known(clientId), name: world.inWords(name), why: world.inWords(why) };
}

function shown(item: Evidence, { world }: PlannedPull): Evidence {
  const isMadeUp = item.id !== null && world.inWords(item.id) !== item.id;
  return { ...item, fact: world.inWords(item.fact), id: isMadeUp ? null : item.id };
}
