export interface Command {
  readonly start: number;
  /** In lower case, without the prompt. */
  readonly words: string;
}

const farthest = 4000;

// `Docker registry log:` announces something.
const commandLine =
  /^(?:[^\n$>#%]{0,60}(?:[$#%]\s*|>\s*)|##\[command\]|\+ |Run |[ \t]{0,8}\d{1,2}[.)] `?)?((?:sudo )?(?:az|docker|kubectl|helm|podman|crictl|nerdctl|oras|crane|skopeo|git|npm|terraform|curl) (?![^\n]*:\s*$)[a-z-][^\n]*)/gim;

/** The command whose output stands at a position: the last one before it that somebody typed, or a log shows. */
export function commandAt(text: string, position: number): Command | undefined {
  const from = Math.max(0, position - farthest);
  const found = [...text.slice(from, position).matchAll(commandLine)].at(-1);
  return found && { start: from + found.index, words: (found[1] ?? '').toLowerCase() };
}
