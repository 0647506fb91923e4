export interface Command {
  readonly start: number;
  /** In lower case, without the prompt. */
  readonly words: string;
}

const farthest = 4000;

/** What stands before a command: a prompt, a number or a bullet, what a pipeline writes. */
const prefix = [
  String.raw`[^\n$>#%✗❯]{0,60}[$#%>✗❯]+\s*`,
  String.raw`➜\s+\S+\s+|(?:##)?\[command\]|\+ |run |(?:cmd|command|step \d{1,3}): `,
  String.raw`[ \t]{0,8}(?:[-*•] |\d{1,2}[.)] )?\x60?`,
].join('|');

// `Docker registry log:` announces something.
const commandLine = new RegExp(
  String.raw`^(?:\d{4}-\d\d-\d\dT[\d:.]{8,20}Z )?(?:${prefix})((?:sudo |ssh \S{1,60} ){0,2}(?:az|docker(?:-compose)?|kubectl|helm|podman|crictl|nerdctl|oras|crane|skopeo|git|npm|terraform|curl) (?![^\n]*:\s*$)[a-z-][^\n]*)`,
  'gim',
);

/** The command whose output stands at a position: the last one before it that somebody typed, or a log shows. */
export function commandAt(text: string, position: number): Command | undefined {
  const from = Math.max(0, position - farthest);
  const found = [...text.slice(from, position).matchAll(commandLine)].at(-1);
  return found && { start: from + found.index, words: (found[1] ?? '').toLowerCase() };
}
