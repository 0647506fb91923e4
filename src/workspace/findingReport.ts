import type { AssumptionId } from '../model/assumption.ts';
import { changesOf, type Fix, type TextEdit } from '../model/fix.ts';
import { callsItselfAzure, isAzureHost, isLoginServer, looksLikeAzureHost } from '../model/host.ts';
import { memoized } from '../model/memo.ts';
import { emptyAt, type Place } from '../model/place.ts';
import { type ImageReference, wholeImage } from '../model/reference.ts';
import type { Finding, Planned, PlannedGrantPlace } from '../model/verdict.ts';
import { hostOf } from '../read/image.ts';
import { assumptions as assumptionTable } from '../verdict/assumptions.ts';

// References and findings as JSON: the contract of docs/gate.md, both for the gate and for the editor's assistants.

/** 1-based, columns in UTF-16 units, end exclusive. */
export interface ShownPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export type ReportedReference = ReturnType<typeof reportReference>;
export type ReportedFinding = ReturnType<typeof reportFinding>;
export type ReportedFix = ReportedFinding['fixes'][number];

/** Converts a place for the reader of the report. */
export type Show = (place: Place) => ShownPlace;

export function reportReference(reference: ImageReference, show: Show) {
  const { file, entry = file, text, format, where, image, unjudged } = reference;
  const parts = image.kind === 'image' ? image : undefined;
  return {
    ...show(reference),
    text,
    /** The whole image as it is judged. The text may be only a part of it. */
    image: wholeImage(reference),
    format,
    where,
    registry: parts?.registry ?? null,
    repository: parts?.repository ?? null,
    tag: parts?.tag ?? null,
    digest: parts?.digest ?? null,
    /** True if the known part of the host is one of Azure Container Registry's. */
    azure: isOfAzure(reference),
    /** The first placeholder that no value settles. */
    unresolved: parts?.unresolved ?? null,
    /** Why the text is no image reference. */
    malformed: image.kind === 'image' ? null : image.why,
    /** The file by which its deployment is known, such as a root kustomization. Absent: the file itself. */
    ...(entry === file ? {} : { entry: show({ file: entry, span: emptyAt(0) }).file }),
    /** Why it is listed and not judged. Absent: it is judged. */
    ...(unjudged === undefined ? {} : { unjudged }),
  };
}

/** A host with a placeholder, or within a malformed name, still shows its owner: `${NAME}.azurecr.io`. */
export function isOfAzure({ text, image }: ImageReference): boolean {
  if (image.kind === 'image' && image.registry !== undefined) return isAzureHost(image.registry);
  const whole = image.name ?? text;
  const host = (hostOf(whole) ?? '').trim();
  const [first = ''] = whole.split('/', 1);
  return isAzureHost(host) || isLoginServer(host) || callsItselfAzure(host) || looksLikeAzureHost(first);
}

export function reportFinding({ reference, target, verdict, deployments }: Finding, show: Show) {
  const { puller, outcome, cause, message, evidence, assumptions, fixes, planned } = verdict;
  return {
    reference: reportReference(reference, show),
    target: target && { name: target.name, kind: target.kind, id: target.id ?? null, why: target.why },
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
    /** Facts that the verdict assumes without having read them. */
    assumptions: assumptions.map(reportAssumption),
    fixes: fixes.map(fix => reportFix(fix, show)),
    /** The pull once infrastructure code is deployed. Absent: no code of the workspace covers it. */
    ...(planned === undefined ? {} : { planned: reportPlanned(planned, show) }),
    /** The number of deployments that make the same pull. Absent: one. */
    ...(deployments === undefined ? {} : { deployments }),
  };
}

function reportPlanned({ grant, mistake, ...planned }: Planned, show: Show) {
  return {
    ...planned,
    grant: grant && reportGrant(grant, show),
    mistake: mistake && { ...mistake, grant: mistake.grant && reportGrant(mistake.grant, show) },
  };
}

function reportGrant({ address, isMade, ...place }: PlannedGrantPlace, show: Show) {
  const { file, line } = show(place);
  return { address, file, line, presence: isMade === 'unknown' ? 'open' : isMade };
}

function reportAssumption(id: AssumptionId) {
  const { assumed, howToMakeSure } = assumptionTable[id];
  return { id, text: assumed, howToMakeSure };
}

function reportFix(fix: Fix, show: Show) {
  const { title, kind, edit } = fix;
  return { title, kind, ...printed(fix), edit: edit && reportEdit(edit, show) };
}

/** Many findings share one fix, whose texts would be made on each access. */
const printed = memoized(({ bash, powershell }: Fix) => ({ bash, powershell }));

function reportEdit(edit: TextEdit, show: Show) {
  const [first, ...also] = changesOf(edit).map(each => ({ ...show(each), newText: each.newText }));
  return first === undefined || also.length === 0 ? (first ?? null) : { ...first, also };
}
