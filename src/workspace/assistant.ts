import type { AccessMap } from '../access/map.ts';
import type { Explanation } from '../explain/explanation.ts';
import type { ImageReference } from '../model/reference.ts';
import { wholeImage } from '../model/reference.ts';
import type { Finding } from '../model/verdict.ts';
import { asPlainPod } from '../read/index.ts';
import { decide } from '../verdict/decide.ts';
import type { Config } from './config/config.ts';
import type { ReportedFinding } from './findingReport.ts';
import { byNeed, plainly } from './severity.ts';
import { candidateTargets } from './targets/targets.ts';

// Questions and answers of language models, for the editor's tools and for `acr-pull mcp`: data in the words of the gate's
// JSON (docs/gate.md), so that who knows one knows both.

/** A model's question: about an image, or a file of the workspace, on one target or on all that they go to. */
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

/** Longer than any name, path or id: an answer repeats these many times. */
const LONGEST_NAME = 4096;
/** The text of an error, with the lines around it. */
export const LONGEST_PASTE = 1_000_000;

/** A field of the input that holds more than blanks. */
export function textOf(input: unknown, field: string, atMost = LONGEST_NAME): string | undefined {
  if (typeof input !== 'object' || input === null || !(field in input)) return undefined;
  const value: unknown = Reflect.get(input, field);
  const text = typeof value === 'string' ? value.trim() : '';
  if (text.length > atMost) throw new Error(`\`${field}\` has more than ${atMost} characters. Give a shorter one.`);
  return text === '' ? undefined : text;
}

/** As written, or as it is judged where several places make it up; or without a tag or digest, whichever the manifest has. */
export function namesImage(reference: ImageReference, wanted: string): boolean {
  const { text, image } = reference;
  if (text === wanted || wholeImage(reference) === wanted) return true;
  return image.kind === 'image' && `${image.registry ?? ''}/${image.repository ?? ''}` === wanted;
}

/** Tells whether a finding is about this target, by name or resource ID; without one, every finding is. */
function isOn({ target }: Finding, wanted: string | undefined): boolean {
  if (wanted === undefined) return true;
  return [target?.name, target?.id].some(own => own?.toLowerCase() === wanted.toLowerCase());
}

/** The limits of an answer, in a sentence. */
const notes = {
  asPod:
    'No manifest in the workspace uses this image. It was checked on each known cluster, for a pod with neither a pull secret nor its own service account.',
  foreign: (image: string) => `\`${image}\` is not an image from Azure Container Registry, so it can't be checked.`,
  noImageIn: (file: string) =>
    `No image from an Azure registry was found in \`${file}\`. Paths are relative to the workspace folder.`,
  elsewhere: (target: string, findings: readonly Finding[]) =>
    `None of it is deployed to \`${target}\`. Its targets: ${[...new Set(findings.map(each => each.target?.name ?? 'none'))].join(', ')}.`,
} as const;

/**
 * The findings that a question is about, with the limits of the answer. An image that no manifest names is judged as a plain
 * pod would pull it.
 * @param isIn whether a finding is in the file of this path
 */
export function findingsFor<T extends { readonly finding: Finding }>(
  { image, file = '', target }: CheckQuestion,
  all: readonly T[],
  isIn: (seen: T, file: string) => boolean,
  asPods: (image: string) => readonly T[],
): { readonly found: readonly T[]; readonly note: string | null } {
  const path = file.replaceAll('\\', '/').replace(/^\.\//, '');
  const named = all.filter(seen =>
    image === undefined ? isIn(seen, path) : namesImage(seen.finding.reference, image),
  );
  const pods = image === undefined || named.length > 0 ? [] : asPods(image);
  const meant = [...named, ...pods];
  const found = meant.filter(({ finding }) => isOn(finding, target));
  if (meant.length === 0) return { found, note: image === undefined ? notes.noImageIn(path) : notes.foreign(image) };
  if (found.length === 0 && target !== undefined) {
    const elsewhere = meant.map(({ finding }) => finding);
    return { found, note: notes.elsewhere(target, elsewhere) };
  }
  return { found, note: pods.length > 0 ? notes.asPod : null };
}

/** Where an image is written: 1-based, columns in UTF-16 units. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** As `acr-pull explain --format json` has it. */
export function explanationAnswer({ reference, ...explanation }: Explanation, location: Location | null) {
  return { ...explanation, causes: explanation.causes.map(({ purposes, ...cause }) => cause), location };
}

/** More would crowd out everything else that a model has in mind. */
const most = 40;

/**
 * @param report a finding as the gate's JSON has it
 * @param note the limits of the answer, in a sentence
 */
export function checkAnswer<T extends { readonly finding: Finding }>(
  seen: readonly T[],
  maps: readonly AccessMap[],
  report: (seen: T) => ReportedFinding,
  note: string | null,
) {
  const sorted = [...seen].sort((one, other) => byNeed(one.finding, other.finding));
  const count = (outcome: Finding['verdict']['outcome']) =>
    seen.filter(({ finding: { verdict, ignored } }) => ignored === null && verdict.outcome === outcome).length;
  return {
    findings: sorted.slice(0, most).map(each => ({ ...report(each), ignored: each.finding.ignored })),
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

/**
 * An image that no manifest names, as a pod would pull it that has neither a pull secret nor a service account of its own:
 * on every cluster that is known. The other platforms pull as their manifests say, and there is none.
 */
export function decideAsPlainPod(
  image: string,
  { config, map }: { readonly config: Config; readonly map: AccessMap | undefined },
  now: Date,
): readonly Finding[] {
  const reference = asPlainPod(image);
  if (!reference) return [];
  const clusters = candidateTargets(map, config).filter(({ kind }) => kind === 'aks' || kind === 'kubernetes');
  return (clusters.length > 0 ? clusters : [null]).flatMap(target => {
    const finding = decide({ reference, target, map, now });
    return finding ? [{ ...finding, verdict: plainly(finding.verdict, config) }] : [];
  });
}
