import { countWhile } from '../../model/place.ts';

/** Lines, sections and messages of a text, as positions. */
export interface Layout {
  readonly lineStart: (position: number) => number;
  readonly lineEnd: (position: number) => number;
  readonly sectionStart: (position: number) => number;
  readonly sectionEnd: (position: number) => number;
  /** Returns whether another message begins after `from` and not after `to`. */
  readonly parts: (from: number, to: number) => boolean;
}

/**
 * A screen holds several messages, and the words of one are no evidence for another. Blank lines, prompts and the
 * groups of a pipeline's log part sections. Times, rows of events and gRPC's errors part messages within them.
 */
export function layoutOf(text: string): Layout {
  const lines = starts(text, /\n/g, 1);
  const sections = [...new Set([0, ...blanks(text), ...starts(text, heads, 1)])].sort((a, b) => a - b);
  const messages = [...sections, ...starts(text, rows, 1), ...starts(text, inline, 0)].sort((a, b) => a - b);
  return {
    lineStart: position => lines[lastAtMost(lines, position)] ?? 0,
    lineEnd: position => (lines[lastAtMost(lines, position) + 1] ?? text.length + 1) - 1,
    sectionStart: position => sections[lastAtMost(sections, position)] ?? 0,
    sectionEnd: position => sections[lastAtMost(sections, position) + 1] ?? text.length,
    parts: (from, to) => (messages[lastAtMost(messages, to)] ?? 0) > from,
  };
}

const starts = (text: string, pattern: RegExp, behind: number) => [
  0,
  ...Array.from(text.matchAll(pattern), ({ index }) => index + behind),
];

/** A prompt, a step of a pipeline. */
const heads =
  /\n(?=[ \t>]{0,40}[$➜❯] |PS [A-Z]:\\|[\w.-]{1,40}@[\w.-]{1,60}[: ][^\n$#]{0,60}[$#] |.{0,40}##\[(?:group|section)\])/g;

/** A time, a row of events, the next step of a build: https://kubernetes.io/docs/reference/kubectl/ */
const rows = new RegExp(
  [
    String.raw`\n(?=[ \t>]{0,40}\W{0,3}(?:\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:|\d\d:\d\d:\d\d|[A-Z][a-z]{2} +\d{1,2} \d\d:|[IWEF]\d{4} )`,
    String.raw`|\s{0,8}(?:Normal|Warning) |\d{1,3}[smhd] {2,}|#\d+ (?:DONE|CACHED|\[\w+ \d))`,
  ].join(''),
  'g',
);

/** gRPC's next error of several, and the next event where line ends were lost. */
const inline = /, rpc error: code|\b(?:Normal|Warning)\s+(?:Pull|Created|Started|Failed|BackOff|Unhealthy|Scheduled)/g;

/** The ends of blank lines. Skips those in the middle of a sentence, and those between a command and its output. */
function blanks(text: string): readonly number[] {
  return Array.from(text.matchAll(/\n[ \t]*\n\s*/g)).flatMap(({ 0: blank, index }) => {
    const above = text.slice(Math.max(0, index - 300), index).trimEnd();
    const line = above.slice(above.lastIndexOf('\n') + 1);
    return /[:,([]$/.test(line) || command.test(line) ? [] : [index + blank.length];
  });
}

const command =
  /\b(?:docker|podman|nerdctl|helm|oras|az acr)\b[^\n]{0,40} (?:pull|run|build|up|login|install|upgrade)\b/;

/** The index of the last of sorted numbers that is at most this one. -1 where none is. */
function lastAtMost(sorted: readonly number[], value: number): number {
  return countWhile(sorted.length, (_, to) => (sorted[to - 1] ?? 0) <= value) - 1;
}
