import type { PlannedGrant } from '../../access/planned/grants.ts';
import type { PlannedWorld } from '../../access/planned/plannedWorld.ts';
import type { ImageReference } from '../../model/reference.ts';
import type { Finding, Outcome, Planned, Verdict } from '../../model/verdict.ts';
import { assumedEvidence } from '../../verdict/assumptions.ts';
import { decide } from '../../verdict/decide.ts';
import { asPlanned } from './asPlanned.ts';
import type { PlannedPull } from './choose.ts';
import { codeFixes } from './codeFixes.ts';
import { assumptionsFor, supposedOf } from './external.ts';
import { onceDeployed, settle, settledInWords } from './settle.ts';
import { grantOrigin, grantPlace, pullerAddress, shownEvidence, shownPuller } from './shown.ts';

// The findings of a reference by the facts that were read and by those that code will make.

/** The use of planned facts: beside what was read from Azure, not at all, or alone. */
export const plannedModes = ['with', 'off', 'only'] as const;
export type PlannedMode = (typeof plannedModes)[number];

interface Moment {
  readonly now: Date;
  readonly beforeAbac: boolean;
  readonly strict: boolean | undefined;
  readonly worlds: readonly PlannedWorld[];
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
  const { outcome, cause } = settled;
  const mistake = 'mistake' in settled ? settled.mistake : undefined;
  const message = world.inWords(settledInWords(settled, verdict, pull));
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
    after: outcome,
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
  if (settled.kind === 'asNow' && now !== undefined) return { ...now, verdict: { ...now.verdict, planned } };
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
  return {
    ...verdict,
    outcome: 'unknown',
    cause: 'not-readable',
    message: onceDeployed('unknown', why, target.name, program),
  };
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

/** Parameters of the root whose defaults affect the decision about the pull. */
function defaultsIn(verdict: Verdict, grant: PlannedGrant | undefined, pull: PlannedPull): readonly string[] {
  const { world, map, runtime, registry } = pull;
  const identity =
    verdict.puller?.objectId === undefined ? undefined : map.identityByPrincipalId(verdict.puller.objectId);
  const parts = [runtime, world.resourceById(registry.id), identity && world.resourceById(identity.id), grant];
  return [...new Set(parts.flatMap(part => part?.defaults ?? []))];
}

function grantIn({ evidence }: Verdict, { world }: PlannedPull): PlannedGrant | undefined {
  const ids = new Set(
    evidence.flatMap(({ step, effect, id }) => (step === 'role' && effect === 'grants' && id !== null ? [id] : [])),
  );
  return world.grants.find(({ assignment }) => ids.has(assignment.id));
}
