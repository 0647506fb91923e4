import { createHash } from 'node:crypto';
import path from 'node:path';
import { causes, type VerdictCause } from '../../causes/index.ts';
import type { AssumptionId } from '../../model/assumption.ts';
import { folded } from '../../model/fold.ts';
import { builtImageKey, distinctImages, type ImageReference, imageKey, isUnjudged } from '../../model/reference.ts';
import { type Finding, isOnceDeployed, type Outcome } from '../../model/verdict.ts';
import { type FindingGroup, groupFindings } from '../../verdict/reports/groups.ts';
import { isExcluded } from '../../workspace/engine.ts';
import * as findings from '../../workspace/findingReport.ts';
import { type Conclusion, conclusionOf, type Demands, isFailing, reasonToHide } from '../../workspace/policy.ts';
import { severityOf } from '../../workspace/severity.ts';
import type { Examined } from '../examineAll.ts';
import { baseOf, nameFrom } from '../files/nodeFiles.ts';
import type { NotBuilt } from '../reading/gateWorkspace.ts';
import type { FixCoverage } from './coverage.ts';
import { jsonInPieces } from './style.ts';

/** The result of `acr-pull check`. */
export interface CheckReport {
  readonly findings: readonly GateFinding[];
  /** Hidden by the config or by a baseline. They do not count for the exit code. */
  readonly suppressed: readonly SuppressedFinding[];
  readonly summary: CheckSummary;
  /** Files that deployments use and no build holds. They change no exit code. */
  readonly notBuilt: readonly NotBuilt[];
  /** Findings of the baseline that no longer occur. Null without a baseline. */
  readonly fixed: readonly FixedFinding[] | null;
  /**
   * The part of the denied pulls that `acr-pull fix` makes work. Null: it was not requested, or nothing is known of
   * Azure.
   */
  readonly coverage: FixCoverage | null;
  /** The targets that a person narrowed the run to. Absent: none. */
  readonly narrowedTo?: readonly string[];
}

export interface FixedFinding {
  readonly file: string;
  readonly where: string;
  readonly image: string;
  readonly target: string | null;
  readonly cause: string | null;
}

export type GateFinding = ReturnType<typeof reportFinding>;
export type ReportedGroup = FindingGroup<GateFinding>;
export type SuppressedFinding = GateFinding & { readonly reason: string };
export type CheckSummary = ReturnType<typeof summarize> & Conclusion;

/** `isKnown`: whether a baseline has the finding of this fingerprint. */
export function reportCheck(
  examined: readonly Examined[],
  unread: readonly string[],
  demands: Demands,
  isKnown: (fingerprint: string) => boolean,
): CheckReport {
  const met = new Map<string, number>();
  const all = examined.flatMap(each => {
    const base = baseOf(each.workspace.root);
    return each.findings.map(finding => {
      const reported = reportFinding(finding, each, base, demands, met);
      const hidden = reasonToHide(finding, each.workspace.config);
      return { reported, reason: hidden ?? (isKnown(reported.fingerprint) ? inBaseline : null) };
    });
  });
  const counting = all.flatMap(({ reported, reason }) => (reason === null ? [reported] : []));
  const suppressed = all.flatMap(({ reported, reason }) => (reason === null ? [] : [{ ...reported, reason }]));
  const summary = summarize(examined, counting, suppressed.length, unread);
  return {
    findings: counting,
    suppressed,
    summary: { ...summary, ...conclusionOf(summary.images, unread.length, counting, demands) },
    notBuilt: examined.flatMap(({ workspace }) => workspace.notBuilt),
    fixed: null,
    coverage: null,
  };
}

/** Why a finding of the baseline is hidden. */
export const inBaseline = 'in the baseline';

/**
 * The contract of docs/gate.md, with more for some renderers. `met`: the number of earlier findings of each identity.
 */
function reportFinding(
  finding: Finding,
  { workspace: { show, config, root } }: Examined,
  base: string,
  demands: Demands,
  met: Map<string, number>,
) {
  const reported = findings.reportFinding(finding, show);
  const home = nameFrom(base, path.resolve(root, finding.reference.file));
  const severity = severityOf(reported, config);
  const isFailure = isFailing(finding, config, demands.failOn);
  const places = [...finding.verdict.related, ...finding.reference.origins];
  return {
    ...reported,
    /** Other places that matter: registry entry, service account, pull secret, the value that gives a name. */
    related: places.map(({ role, ...place }) => ({ ...show(place), role })),
    /**
     * Off for a pull that is plainly allowed. If the team tolerates a target's pulls, no annotation is an error.
     * `--fail-on` affects only the exit code.
     */
    severity: severity === 'error' && !isFailure && demands.failOn === undefined ? 'warning' : severity,
    /** True if the gate fails on it. */
    isFailure,
    /** The finding itself, by which reports group it. */
    source: finding,
    /** Its file, by the same name from any folder in which the gate is started. */
    home,
    fingerprint: fingerprintOf(reported, home, met),
  };
}

/**
 * Recognises a finding by the same image at the same place of the same document, the same target and the same cause. It
 * includes neither line nor tag, so it survives an edit above and a new version. If the cause is about the tag, such as
 * a missing image, each version is a separate finding.
 */
function fingerprintOf(
  { reference, target, outcome, cause }: findings.ReportedFinding,
  home: string,
  met: Map<string, number>,
): string {
  const { where, registry, repository, text, image: whole } = reference;
  const name = registry !== null && repository !== null ? `${registry}/${repository}` : text;
  const image = cause !== null && causes[cause].step === 'image' ? whole : name;
  const to = (target?.id && folded(target.id)) ?? target?.name ?? '';
  const identity = [home, where, image, to, outcome, cause ?? ''].join('\0');
  const before = met.get(identity) ?? 0;
  met.set(identity, before + 1);
  const hash = createHash('sha256').update(before === 0 ? identity : `${identity}\0${before}`);
  return hash.digest('hex').slice(0, 32);
}

function summarize(
  examined: readonly Examined[],
  counting: readonly GateFinding[],
  suppressed: number,
  unread: readonly string[],
) {
  const all = examined.flatMap(each => each.findings);
  // a pull of several deployments or targets is one image
  const judged = new Set(all.map(finding => builtImageKey(finding.reference)));
  const isOther = (reference: ImageReference) => !judged.has(imageKey(reference)) && reference.settledAt === undefined;
  const listed = examined.flatMap(({ workspace }) => workspace.references.filter(isOther));
  const unjudged = distinctImages(listed.filter(isUnjudged));
  const others = examined.flatMap(({ workspace: { references, config } }) =>
    distinctImages(references.filter(each => isOther(each) && !isUnjudged(each))).map(reference => ({
      reference,
      isExcluded: isExcluded(reference, config),
    })),
  );
  const [ofAzure = [], foreign = []] = [true, false].map(isOfAzure =>
    others.filter(({ reference }) => findings.isOfAzure(reference) === isOfAzure),
  );
  const excluded = ofAzure.filter(each => each.isExcluded).length;
  const targets = all.flatMap(({ target }) => (target ? [folded(`${target.kind} ${target.id ?? target.name}`)] : []));
  const maps = new Map(examined.flatMap(({ map }) => (map ? [[map.origin, map]] : [])));
  const byCause: Partial<Record<VerdictCause, number>> = {};
  for (const { cause } of counting) if (cause !== null) byCause[cause] = (byCause[cause] ?? 0) + 1;
  const assumed: Partial<Record<AssumptionId, number>> = {};
  for (const { assumptions } of counting) for (const { id } of assumptions) assumed[id] = (assumed[id] ?? 0) + 1;
  const withOutcome = (outcome: Outcome) => counting.filter(finding => finding.outcome === outcome).length;
  return {
    /** References with findings, suppressed ones included. */
    images: judged.size,
    /** Images that are listed and not judged: their deployment is suspended, or no node pulls them. */
    unjudged: unjudged.length,
    /** References of other registries, which are no findings. */
    otherImages: foreign.length,
    /** References among `otherImages` with an unresolved registry, which may be an Azure one. */
    unresolvedRegistries: foreign.filter(
      ({ reference: { image } }) => image.kind === 'image' && image.registry === undefined,
    ).length,
    /** References of Azure registries that `--target` or `--as` leaves out. */
    otherTargets: ofAzure.length - excluded,
    /** References of Azure registries in files that the config excludes. */
    excluded,
    targets: new Set(targets).size,
    allowed: withOutcome('allowed'),
    /** Pulls that are allowed once infrastructure code of the workspace is deployed. */
    onceDeployed: counting.filter(isOnceDeployed).length,
    denied: withOutcome('denied'),
    unknown: withOutcome('unknown'),
    suppressed,
    /** Denied and unknown pulls that do not make the gate fail. */
    tolerated: counting.filter(({ outcome, isFailure }) => outcome !== 'allowed' && !isFailure).length,
    /** Findings by cause. A plainly allowed one has none. */
    causes: byCause,
    /** Findings that use an assumption, and their number for each assumption. */
    assuming: counting.filter(({ assumptions }) => assumptions.length > 0).length,
    assumptions: assumed,
    maps: [...maps.values()].map(({ origin, readAt }) => ({ origin, readAt: readAt ?? null })),
    /** Files and folders that could not be read, or only in part. */
    unread,
  };
}

/** Findings grouped by the change that settles them, for people. Denied first, the largest groups first. */
export function groupReported(all: readonly GateFinding[]): readonly ReportedGroup[] {
  return groupFindings(all, ({ source }) => source);
}

/** The sentence of a finding with the image and the first fix, as one text for people who see nothing else. */
export function sentenceOf({ reference, message, target, fixes }: GateFinding): string {
  const [fix] = fixes;
  const first = fix === undefined ? '' : `\nFix: ${fix.bash ?? fix.title}`;
  const where = target && !message.includes(target.name) ? ` (${target.name})` : '';
  return `${reference.image}: ${message}${where}${first}`;
}

/** The contract of docs/gate.md, version 1. */
export function checkJson({ findings: counting, suppressed, summary, notBuilt }: CheckReport): Iterable<string> {
  const documented = { findings: counting.map(asDocumented), suppressed: suppressed.map(asDocumented) };
  return jsonInPieces({ ...documented, summary, notBuilt });
}

/** The fields of version 1. */
function asDocumented<T extends GateFinding>({
  related,
  severity,
  home,
  fingerprint,
  isFailure,
  source,
  ...finding
}: T) {
  return finding;
}
