/**
 * A screen holds several messages, and what one of them says is said of no other: blank lines, prompts and the groups of a
 * pipeline's log part them. A sentence that goes on behind a blank line is one message still.
 */

/** Where the section of a position begins. */
export function sectionStart(text: string, position: number): number {
  const from = Math.max(0, position - farthest);
  const above = text.slice(from, position);
  // What a command printed belongs to it, though a line was left out behind it.
  const blank = [...above.matchAll(blankLines)].findLast(({ index }) => !command.test(lineBefore(above, index)));
  const head = [...above.matchAll(heads)].at(-1);
  return from + Math.max(blank ? blank.index + blank[0].length : 0, head ? head.index + 1 : 0);
}

/** Where the section of a position ends, or as far behind it as asked for. */
export function sectionEnd(text: string, position: number, most: number): number {
  const below = text.slice(position, position + most);
  const ends = [blankLines, heads].map(end => below.search(end)).filter(index => index >= 0);
  return position + Math.min(below.length, ...ends);
}

/** Where a section ends in the text above a position, its last line; not more of it than matters. */
function lineBefore(text: string, end: number): string {
  return (
    text
      .slice(Math.max(0, end - 300), end)
      .split('\n')
      .at(-1) ?? ''
  );
}

/** A command that gets an image, typed or told of, or any behind a prompt. */
const command =
  /^[ \t]*(?:[$➜❯] |PS [A-Z]:|az (?:acr|aks|keyvault|role) )|\b(?:docker|podman|nerdctl|buildah|helm|oras|crane|skopeo|ctr|crictl|compose)\b[ -][^\n]{0,40}\b(?:pull|run|build|up|create|login|install|upgrade|copy)\b/;

/** What stands further before says nothing of a position. */
const farthest = 2000;

const time = String.raw`(?:\d{4}-\d\d-\d\dT[\d:.]{8,20}Z? )?`;
const blankLines = new RegExp(String.raw`(?<![:,([][^\S\n]*)(?:\n${time}[^\S\n]*(?=\n))+\n(?!")`, 'g');

/** What begins with a line of its own: a command behind a prompt, a step of GitHub's or of Azure Pipelines. */
const heads = new RegExp(
  String.raw`\n(?=[$➜❯] |PS [A-Z]:\\[^>\n]{0,80}> |[\w.-]{1,40}@[\w.-]{1,60}:[^\n$#]{0,60}[$#] |\[[\w.-]{1,40}@[^\]\n]{1,60}\][$#] |${time}##\[(?:group|section)\])`,
  'g',
);
