/**
 * A screen holds several messages, and what one of them says is said of no other: blank lines, prompts and the groups of a
 * pipeline's log part them. A sentence that goes on behind a blank line is one message still.
 */

/** Where the section of a position begins. */
export function sectionStart(text: string, position: number): number {
  const from = Math.max(0, position - farthest);
  const above = text.slice(from, position);
  const blank = [...above.matchAll(blankLines)].at(-1);
  const head = [...above.matchAll(heads)].at(-1);
  return from + Math.max(blank ? blank.index + blank[0].length : 0, head ? head.index + 1 : 0);
}

/** Where the section of a position ends, or as far behind it as asked for. */
export function sectionEnd(text: string, position: number, most: number): number {
  const below = text.slice(position, position + most);
  const ends = [blankLines, heads].map(end => below.search(end)).filter(index => index >= 0);
  return position + Math.min(below.length, ...ends);
}

/** What stands further before says nothing of a position. */
const farthest = 2000;

const time = String.raw`(?:\d{4}-\d\d-\d\dT[\d:.]{8,20}Z? )?`;
const blankLines = new RegExp(String.raw`(?<![:,([][^\S\n]*)(?:\n${time}[^\S\n]*(?=\n))+\n(?!")`, 'g');

/** What begins with a line of its own: a command behind a prompt, a step of GitHub's or of Azure Pipelines. */
const heads = new RegExp(
  String.raw`\n(?=[$➜❯] |PS [A-Z]:\\[^>\n]{0,80}> |[\w.-]{1,40}@[\w.-]{1,60}:[^\n$#]{0,60}[$#] |\[[\w.-]{1,40}@[^\]\n]{1,60}\][$#] |${time}##\[(?:group|section)\])`,
  'g',
);
