import type { AccessMap } from '../../access/map.ts';
import type { Explanation } from '../../explain/explanation.ts';
import type { ImageReference } from '../../model/reference.ts';
import { wholeImage } from '../../model/reference.ts';
import type { Finding } from '../../model/verdict.ts';
import { asPlainPod } from '../../read/index.ts';
import { decide } from '../../verdict/decide.ts';
import type { Config } from '../config/config.ts';
import { plainly } from '../severity.ts';
import { candidateTargets } from '../targets/targets.ts';

// Questions and answers of language models, for the editor's tools and for `acr-pull mcp`. Their data uses the words of
// the gate's JSON (docs/gate.md).

/** A model's question: about an image, or a file of the workspace, on one target or on all that they go to. */
export interface CheckQuestion {
  readonly image: string | undefined;
  readonly file: string | undefined;
  readonly target: string | undefined;
}

/** Models fill in forms loosely: an unwanted field may be there as an empty text. */
export function questionFrom(input: unknown): CheckQuestion {
  const image = inputText(input, 'image');
  const file = inputText(input, 'file');
  if ((image === undefined) === (file === undefined)) {
    throw new Error('Give either `image` or `file`: one of them, and not both.');
  }
  return { image, file, target: inputText(input, 'target') };
}

/** Longer than any name, path or id: an answer repeats these many times. */
const LONGEST_NAME = 4096;
/** The text of an error, with the lines around it. */
export const LONGEST_PASTE = 1_000_000;

/** A field of the input that holds more than blanks. */
export function inputText(input: unknown, field: string, atMost = LONGEST_NAME): string | undefined {
  if (typeof input !== 'object' || input === null || !(field in input)) return undefined;
  const value: unknown = Reflect.get(input, field);
  const text = typeof value === 'string' ? value.trim() : '';
  if (text.length > atMost) throw new Error(`\`${field}\` has more than ${atMost} characters. Give a shorter one.`);
  return text === '' ? undefined : text;
}

/** Matches the image as written, as judged if several places make it up, or without the manifest's tag or digest. */
export function matchesImage(reference: ImageReference, wanted: string): boolean {
  const { text, image } = reference;
  if (text === wanted || wholeImage(reference) === wanted) return true;
  return image.kind === 'image' && `${image.registry ?? ''}/${image.repository ?? ''}` === wanted;
}

/** The place of an image: 1-based, columns in UTF-16 units. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The shape of `acr-pull explain --format json`. */
export function explanationAnswer({ reference, ...explanation }: Explanation, location: Location | null) {
  return { ...explanation, causes: explanation.causes.map(({ purposes, ...cause }) => cause), location };
}

/**
 * An image that no manifest names, on every known cluster, as a plain pod would pull it. Such a pod has neither a pull
 * secret nor a service account of its own. Other platforms pull as their manifests state, and there is no manifest.
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
