import type { AccessMap } from '../../access/map.ts';
import type { VerdictCause } from '../../model/cause.ts';
import type { Fix, FixKind } from '../../model/fix.ts';
import type { ImageReference } from '../../model/reference.ts';
import type { TargetKind } from '../../model/target.ts';
import type { Evidence, Finding, Outcome, Puller, Verdict } from '../../model/verdict.ts';
import { type Cause, causes } from '../../verdict/causes.ts';
import type { Config } from '../../workspace/config/config.ts';
import type { ShownPlace, Workspace } from '../workspace.ts';
import { type ReportedReference, reportReference } from './reference.ts';

/** What `acr-pull check` found; its JSON is this, as documented in docs/gate.md. */
export interface CheckReport {
  readonly findings: readonly ReportedFinding[];
  /** What the config hides: they are no findings, and have no say in the exit code. */
  readonly suppressed: readonly SuppressedFinding[];
  readonly summary: CheckSummary;
}

export interface ReportedFinding {
  readonly reference: ReportedReference;
  readonly target: { readonly name: string; readonly kind: TargetKind; readonly id: string | null } | null;
  readonly puller: {
    readonly kind: Puller['credential'];
    readonly objectId: string | null;
    readonly name: string;
    readonly why: string;
  } | null;
  readonly outcome: Outcome;
  readonly cause: VerdictCause | null;
  readonly message: string;
  readonly evidence: readonly Evidence[];
  readonly fixes: readonly ReportedFix[];
  /** Where else to look: registry entry, service account, pull secret, the value that a name comes from. */
  readonly related: readonly (ShownPlace & { readonly role: string })[];
  /** The config's own severity for the cause; null: the usual one. */
  readonly severity: Cause['severity'] | null;
}

export interface SuppressedFinding extends ReportedFinding {
  readonly reason: string;
}

export interface ReportedFix {
  readonly title: string;
  readonly kind: FixKind;
  readonly bash: string | null;
  readonly powershell: string | null;
  readonly edit: {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly endLine: number;
    readonly endColumn: number;
    readonly newText: string;
  } | null;
}

export interface CheckSummary {
  /** References that findings speak of, suppressed ones included. */
  readonly images: number;
  /** References of other registries, which are no findings. */
  readonly otherImages: number;
  /** Those of them whose registry is not resolved, so that it may be an Azure one. */
  readonly unresolvedRegistries: number;
  readonly targets: number;
  readonly allowed: number;
  readonly denied: number;
  readonly unknown: number;
  readonly suppressed: number;
  /** Findings by cause; a plain allowed has none. */
  readonly causes: Readonly<Partial<Record<VerdictCause, number>>>;
  readonly maps: readonly { readonly origin: string; readonly readAt: string | null }[];
  /** Files and folders that could not be read. */
  readonly unread: readonly string[];
}

/** A workspace and what the engine found in it. */
export interface Examined {
  readonly workspace: Workspace;
  readonly map: AccessMap | undefined;
  readonly findings: readonly Finding[];
}

/** The same without the findings of a baseline, which are listed among the suppressed. */
export function withoutKnown(report: CheckReport, isKnown: (finding: ReportedFinding) => boolean): CheckReport {
  const known = report.findings.filter(isKnown);
  const findings = report.findings.filter(finding => !isKnown(finding));
  const suppressed = [...report.suppressed, ...known.map(finding => ({ ...finding, reason: 'in the baseline' }))];
  return { findings, suppressed, summary: { ...report.summary, ...counted(findings), suppressed: suppressed.length } };
}

export function reportCheck(examined: readonly Examined[], unread: readonly string[]): CheckReport {
  const findings: ReportedFinding[] = [];
  const suppressed: SuppressedFinding[] = [];
  for (const { workspace, findings: found } of examined) {
    for (const finding of found) {
      const reason = reasonToHide(finding, workspace.config);
      if (reason === null) findings.push(reportFinding(finding, workspace));
      else suppressed.push({ ...reportFinding(finding, workspace), reason });
    }
  }
  return { findings, suppressed, summary: summarize(examined, findings, suppressed.length, unread) };
}

/** Why a finding is none of those that count: a rule of the config, or the severity; null for one that counts. */
export function reasonToHide({ ignored, verdict }: Finding, config: Config): string | null {
  if (ignored !== null) return ignored;
  return verdict.outcome !== 'allowed' && isOff(verdict, config) ? `severity of ${verdict.cause} is off` : null;
}

function isOff({ cause }: Verdict, { severity }: Config): boolean {
  return cause !== null && (severity[cause] ?? causes[cause].severity) === 'off';
}

function reportFinding({ reference, target, verdict }: Finding, workspace: Workspace): ReportedFinding {
  const { puller, outcome, message, evidence } = verdict;
  // A pull that works, by a way that nobody wants to hear about, plainly works.
  const plain = outcome === 'allowed' && isOff(verdict, workspace.config);
  const { cause, fixes } = plain ? { cause: null, fixes: [] } : verdict;
  return {
    reference: reportReference(reference, workspace),
    target: target && { name: target.name, kind: target.kind, id: target.id ?? null },
    puller: puller && {
      kind: puller.credential,
      objectId: puller.objectId ?? null,
      name: puller.name,
      why: puller.why,
    },
    outcome,
    cause,
    message,
    evidence,
    fixes: fixes.map(fix => reportFix(fix, workspace)),
    related: [...verdict.related, ...reference.origins].map(({ role, ...place }) => ({
      ...workspace.show(place),
      role,
    })),
    severity: (cause === null ? undefined : workspace.config.severity[cause]) ?? null,
  };
}

function reportFix({ title, kind, bash, powershell, edit }: Fix, { show }: Workspace): ReportedFix {
  return { title, kind, bash, powershell, edit: edit && { ...show(edit), newText: edit.newText } };
}

function summarize(
  examined: readonly Examined[],
  findings: readonly ReportedFinding[],
  suppressed: number,
  unread: readonly string[],
): CheckSummary {
  const all = examined.flatMap(each => each.findings);
  const judged = new Set(all.map(finding => finding.reference));
  const images = judged.size;
  const references = examined.flatMap(({ workspace }) => workspace.references);
  const targets = all.flatMap(({ target }) =>
    target ? [`${target.kind} ${target.id ?? target.name}`.toLowerCase()] : [],
  );
  const maps = new Map(examined.flatMap(({ map }) => (map ? [[map.origin, map]] : [])));
  return {
    images,
    otherImages: examined.reduce((sum, { workspace }) => sum + workspace.references.length, -images),
    unresolvedRegistries: references.filter(reference => !judged.has(reference) && hasOpenRegistry(reference)).length,
    targets: new Set(targets).size,
    ...counted(findings),
    suppressed,
    maps: [...maps.values()].map(({ origin, readAt }) => ({ origin, readAt: readAt ?? null })),
    unread,
  };
}

function hasOpenRegistry({ image }: ImageReference): boolean {
  return image.kind === 'image' && image.unresolved !== undefined && image.registry === undefined;
}

function counted(findings: readonly ReportedFinding[]) {
  const byCause: Partial<Record<VerdictCause, number>> = {};
  for (const { cause } of findings) if (cause !== null) byCause[cause] = (byCause[cause] ?? 0) + 1;
  const withOutcome = (outcome: Outcome) => findings.filter(finding => finding.outcome === outcome).length;
  const [allowed, denied, unknown] = [withOutcome('allowed'), withOutcome('denied'), withOutcome('unknown')];
  return { allowed, denied, unknown, causes: byCause };
}
