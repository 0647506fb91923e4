import type { PlannedWorld } from '../access/planned/plannedWorld.ts';
import type { Accounts } from '../build/accounts.ts';
import { t } from '../model/l10n.ts';
import { append } from '../model/lists.ts';
import { type ImageReference, imageKey } from '../model/reference.ts';
import { runToEnd } from '../model/steps.ts';
import type { Placement, Target } from '../model/target.ts';
import type { Finding, Verdict } from '../model/verdict.ts';
import { decide } from '../verdict/decide.ts';
import type { Config } from './config/config.ts';
import { matchesGlobs } from './config/globs.ts';
import { reasonToIgnore } from './ignored.ts';
import { findingsOfCode } from './knownFindings.ts';
import { plannedPulls } from './planned/choose.ts';
import { type PlannedMode, withPlanned } from './planned/combine.ts';
import { leftOutFinding, leftOutOf } from './planned/leftOut.ts';
import { plainly } from './severity.ts';
import { sharedVerdicts } from './sharedVerdicts.ts';
import { isNarrowed, isSameTarget, type TargetSources, targetsOf, targetsOfPlacement } from './targets/targets.ts';
import { withStatedVariables } from './variables.ts';

/** Everything besides the manifest by which a pull is judged. */
export interface Circumstances extends TargetSources {
  /** The moment that ages and expiries are measured against. */
  readonly now: Date;
  /** A person's own severities. The config's win over them. */
  readonly personal?: Config['severity'];
  /** Accounts and secrets that deployments bring to the clusters. Absent: the reference is judged alone. */
  readonly accounts?: Accounts;
  /** The worlds of the workspace's infrastructure code. Absent: there are none, or they do not count. */
  readonly worlds?: readonly PlannedWorld[];
  /** Absent: planned facts count beside the facts that were read from Azure. */
  readonly planned?: PlannedMode;
  /** True to make no assumptions. */
  readonly strict?: boolean | undefined;
}

/**
 * The sentence: each reference to an Azure registry × each of its targets → one finding, in the order given.
 * References to other registries make no finding, unless their host nearly is an Azure one. A pull that several
 * deployments make alike is one finding, with their number.
 * Synchronous and total.
 */
export function examine(references: readonly ImageReference[], circumstances: Circumstances): readonly Finding[] {
  return runToEnd(examining(references, circumstances));
}

/** The same, with a separate finding for each deployment's pull. */
export function examineEach(references: readonly ImageReference[], circumstances: Circumstances): readonly Finding[] {
  return runToEnd(examiningEach(references, circumstances));
}

/** The same, with a pause after each pull: a base that many overlays use has one for each of them. */
export function* examining(
  references: readonly ImageReference[],
  circumstances: Circumstances,
): Generator<undefined, readonly Finding[]> {
  return saidOnce(yield* examiningEach(references, circumstances));
}

function* examiningEach(
  references: readonly ImageReference[],
  circumstances: Circumstances,
): Generator<undefined, readonly Finding[]> {
  const { config, personal = {} } = circumstances;
  // Off unless asked for: nearly every pull from a registry in legacy mode would have this cause.
  const asked = config.severity['legacy-role-before-abac'] ?? personal['legacy-role-before-abac'];
  const beforeAbac = (asked ?? 'off') !== 'off';
  const findings: Finding[] = [];
  const shared = sharedVerdicts();
  const beside = declaredBeside(references.filter(each => isJudged(each, config)));
  for (const written of references) {
    // another place has its name and its finding, its sender is suspended, or its policy is Never
    if (!isJudged(written, config)) continue;
    const all = targetsOf(written, circumstances);
    if (all.length === 0 && isNarrowed(circumstances)) continue;
    const [only = null] = all;
    const deployed = withStatedVariables(written, only, circumstances);
    const planned = all.length < 2 ? findingsInWorlds(deployed, only, { ...circumstances, beside }, beforeAbac) : [];
    const isTooMany = findings.length + all.length > MOST_PULLS;
    const found = planned.length > 0 ? planned : findingsAt(written, isTooMany ? [] : all, circumstances, beforeAbac);
    const shown = found.map(each => judged(each, circumstances));
    append(
      findings,
      shown.map(each => ({ ...each, verdict: shared(isTooMany ? notJudged(each.verdict) : each.verdict) })),
    );
    yield;
  }
  return findings;
}

function isJudged(reference: ImageReference, config: Config): boolean {
  return reference.settledAt === undefined && reference.unjudged === undefined && !isExcluded(reference, config);
}

/** References by their declaration. There is one for each use of a module, if these differ. */
function declaredBeside(references: readonly ImageReference[]): ReadonlyMap<string | undefined, ImageReference[]> {
  return Map.groupBy(
    references.filter(each => declarationOf(each) !== undefined),
    declarationOf,
  );
}

function declarationOf({ workload, file }: ImageReference): string | undefined {
  const declared = 'declaredAt' in workload ? workload.declaredAt : undefined;
  return declared && `${declared.span.start} ${declared.file ?? file}`;
}

/** The findings of a reference at each of its targets. Without a target, one without a target. */
function findingsAt(
  written: ImageReference,
  targets: readonly Target[],
  circumstances: Circumstances,
  beforeAbac: boolean,
): readonly Finding[] {
  const { map, now, strict } = circumstances;
  return (targets.length > 0 ? targets : [null]).flatMap(target => {
    const reference = withAccounts(withStatedVariables(written, target, circumstances), target, circumstances);
    return decide({ reference, target, map, now, beforeAbac, strict }) ?? [];
  });
}

/** The findings of a pull that infrastructure code covers. Empty: no code covers it, or code doesn't count. */
function findingsInWorlds(
  written: ImageReference,
  target: Target | null,
  circumstances: Circumstances & { readonly beside: ReturnType<typeof declaredBeside> },
  beforeAbac: boolean,
): readonly Finding[] {
  const { worlds = [], planned = 'with', map, now, strict } = circumstances;
  if (planned === 'off' || worlds.length === 0) return [];
  const reference = withAccounts(written, target, circumstances);
  const beside = circumstances.beside.get(declarationOf(written)) ?? [];
  const make = () => findingsByPulls(written, reference, target, { ...circumstances, beside }, beforeAbac);
  if (map !== undefined && planned === 'with') return make();
  // only the code counts, and its result is usually the same as before
  return findingsOfCode(worlds, now).of(reference, beside, [target, beforeAbac, strict === true], make);
}

function findingsByPulls(
  written: ImageReference,
  reference: ImageReference,
  target: Target | null,
  circumstances: Circumstances & { readonly beside: readonly ImageReference[] },
  beforeAbac: boolean,
): readonly Finding[] {
  const { worlds = [], planned = 'with', map, now, strict, beside } = circumstances;
  const under = planned === 'with' ? map : undefined;
  const laid = under === undefined ? worlds : worlds.map(each => each.over(under));
  const pulls = plannedPulls(written, laid, target, beside);
  if (pulls.length === 0 && under === undefined) {
    const absent = leftOutOf(written, laid);
    if (absent === undefined) return [];
    const finding = decide({ reference, target, map: under, now, beforeAbac, strict });
    return finding === undefined ? [] : [leftOutFinding(finding, absent)];
  }
  if (pulls.length === 0) return [];
  const read = under && decide({ reference, target, map: under, now, beforeAbac, strict });
  return withPlanned(reference, read, pulls, { now, beforeAbac, strict, worlds: laid });
}

/** A finding with the decisions of the config. */
function judged(finding: Finding, { config, personal = {} }: Circumstances): Finding {
  const ignored = reasonToIgnore(finding, config);
  const verdict = ignored === null ? plainly(finding.verdict, config, personal) : finding.verdict;
  return { ...finding, verdict, ignored };
}

/** Images times targets: more than anyone reads in a report, and as many as fit into memory. */
const MOST_PULLS = 100_000;

function notJudged(verdict: Verdict): Verdict {
  if (verdict.outcome !== 'unknown') return verdict;
  const message = t('not judged: with its targets, there are more than {0} pulls', MOST_PULLS);
  return { ...verdict, message, why: undefined };
}

/** The reference with the account and the secrets that its pod finds in the target's cluster. */
function withAccounts(reference: ImageReference, target: Target | null, circumstances: Circumstances): ImageReference {
  const { workload, deployment } = reference;
  const { accounts } = circumstances;
  if (workload.platform !== 'kubernetes' || accounts === undefined) return reference;
  const isSameCluster = (placement: Placement) =>
    target !== null && targetsOfPlacement(placement, circumstances).some(each => isSameTarget(each, target));
  return { ...reference, workload: accounts.join(workload, { deployment, isSameCluster }) };
}

/** Deployments that make the same pull at the same place are one finding. */
export function saidOnce(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length < 2) return findings;
  const alike = Map.groupBy(findings, pullKey);
  return [...alike.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const references = [first, ...others].map(({ reference }) => reference);
    const deployments = new Set(references.map(deploymentKey)).size;
    return deployments === 1 ? first : { ...first, deployments, alike: references.slice(1) };
  });
}

/** Returns the key of findings that are shown separately. */
export function pullKey({ reference, target, verdict: { outcome, message }, ignored }: Finding): string {
  return JSON.stringify([imageKey(reference), target?.id ?? target?.name, target?.kind, outcome, message, ignored]);
}

function deploymentKey({ entry = '', deployment = '' }: ImageReference): string {
  return `${entry} ${deployment}`;
}

/** Returns whether the config excludes the file from judgement. It is still read, since others may need it. */
export function isExcluded({ file }: ImageReference, { exclude }: Config): boolean {
  return exclude.length > 0 && matchesGlobs(exclude, file);
}
