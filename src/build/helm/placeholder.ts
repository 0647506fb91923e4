import { Rope, type Segment, type Writer } from './rope.ts';

/**
 * Returns a placeholder for text that is not known: `{{ .Values.image.tag }}`.
 *
 * @param alternatives the texts that it may be, or none if it may be any text
 */
export function openRope(
  name: string | undefined,
  writers: readonly Writer[],
  alternatives: readonly Rope[] = [],
): Rope {
  const segment: Segment = { text: `{{ ${placeholderName(name)} }}`, writers, isOpen: true, alternatives };
  return new Rope([segment]);
}

const LONGEST_NAME = 120;

function placeholderName(name: string | undefined): string {
  const line = (name ?? '…')
    .slice(0, 4 * LONGEST_NAME)
    .replace(/\s+/g, ' ')
    .replace(/[{}]/g, '')
    .trim();
  const short = line.length > LONGEST_NAME ? `${line.slice(0, LONGEST_NAME - 1)}…` : line === '' ? '…' : line;
  // readers of YAML take these for actions that leave no value
  return KEYWORD.test(short) ? `(${short})` : short;
}

const KEYWORD = /^(?:(?:if|else|end|range|with|define|block|break|continue)\b|\$[\s,$\w]*:?=|\/\*)/;
