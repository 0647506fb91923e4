import type { AccessMap } from '../../access/map.ts';
import type { Explanation } from '../../explain/explanation.ts';
import type { Finding } from '../../model/verdict.ts';
import type { ReportedFinding } from '../../workspace/findingReport.ts';
import { needOf } from '../targets/matrix.ts';
import type { SeenFinding } from '../tree/outline.ts';

// What the tools answer with: data in the words of the gate's JSON (docs/gate.md), so that who knows one knows both.

/** Where an image is written: 1-based, columns in UTF-16 units. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** As `acr-pull explain --format json` has it. */
export function explanationAnswer({ reference, ...explanation }: Explanation, location: Location | null) {
  return { ...explanation, location: reference ? location : null };
}

/** More would crowd out everything else that a model has in mind. */
const most = 40;

/**
 * @param report a finding as the gate's JSON has it
 * @param note the limits of the answer, in a sentence
 */
export function checkAnswer(
  seen: readonly SeenFinding[],
  maps: readonly AccessMap[],
  report: (seen: SeenFinding) => ReportedFinding,
  note: string | null,
) {
  const byNeed = [...seen].sort((one, other) => needOf(one.finding) - needOf(other.finding));
  const count = (outcome: Finding['verdict']['outcome']) =>
    seen.filter(({ finding: { verdict, ignored } }) => ignored === null && verdict.outcome === outcome).length;
  return {
    findings: byNeed.slice(0, most).map(each => ({ ...report(each), ignored: each.finding.ignored })),
    omitted: Math.max(0, seen.length - most),
    summary: {
      allowed: count('allowed'),
      denied: count('denied'),
      unknown: count('unknown'),
      ignored: seen.filter(({ finding }) => finding.ignored !== null).length,
      maps: maps.map(({ origin, readAt }) => ({ origin, readAt: readAt ?? null })),
    },
    note,
  };
}
/** What a model asks of the check: an image, or a file of the workspace; on one target or on all that they go to. */
export interface CheckQuestion {
  readonly image: string | undefined;
  readonly file: string | undefined;
  readonly target: string | undefined;
}

/** Models fill in forms loosely: what is not wanted may be there as an empty text. */
export function questionFrom(input: unknown): CheckQuestion {
  const image = textOf(input, 'image');
  const file = textOf(input, 'file');
  if ((image === undefined) === (file === undefined)) {
    throw new Error('Give either `image` or `file`: one of them, and not both.');
  }
  return { image, file, target: textOf(input, 'target') };
}

/** A field of the input that holds more than blanks. */
export function textOf(input: unknown, field: string): string | undefined {
  if (typeof input !== 'object' || input === null || !(field in input)) return undefined;
  const value: unknown = Reflect.get(input, field);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
