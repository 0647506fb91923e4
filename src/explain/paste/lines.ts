/** A terminal breaks lines off at its width, and none is narrower than this. */
const narrowest = 60;
/** What stands further before in a line says nothing of a position. */
const longest = 2000;

/**
 * Where the line of a position begins, as it was before a terminal broke it off: the lines before belong to it as long as
 * they are full, and what follows them does not begin like a message of its own.
 */
export function ownLineStart(text: string, position: number): number {
  let from = lineStart(text, position);
  for (let i = 0; i < 4 && from > 0; i++) {
    const before = lineStart(text, from - 1);
    const previous = text.slice(before, from - 1);
    if (
      previous.length < narrowest ||
      stamp.test(text.slice(from, from + 40)) ||
      (isBeginning(text.slice(from, from + 40)) && !/[,:("]\s*$/.test(previous.slice(-20)))
    )
      break;
    from = before;
  }
  return Math.max(from, position - longest);
}

/** Where the line of a position begins, or as far before it as anything matters: some texts are one long line. */
export function lineStart(text: string, position: number): number {
  const from = Math.max(0, position - longest);
  return from + text.slice(from, Math.max(0, position)).lastIndexOf('\n') + 1;
}

/** Where the line of a position ends. */
export function lineEnd(text: string, position: number): number {
  const at = text.indexOf('\n', position);
  return at < 0 ? text.length : at;
}

/** Logs begin each message with its time, however the one before ended. */
const stamp =
  /^(?:[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d |\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d|[IWEF]\d{4} \d\d:\d\d:\d\d)/;

/** A sentence, a row of events, a time, a level, a prompt, a member of JSON. */
function isBeginning(line: string): boolean {
  return /^[\s"'`([]*\p{Lu}|^\s*(?:error|fatal|warn(?:ing)?|info|debug|time=)|^[^\w\n]{0,4}\d{4}[-/]\d\d[-/]\d\d|^\W{0,2}\d\d:\d\d:\d\d|^\s*(?:[$#>%│✘{[]|#\d+ |- |"\w+"\s*:)/u.test(
    line,
  );
}
