/**
 * A copy that holds on to no larger text. An engine cuts strings by reference, so a name kept from a file would keep
 * the whole file in memory, in an editor one more at each keystroke. What was put together of pieces becomes one.
 */
export function detached(text: string): string {
  return text.length < CUT_BY_REFERENCE ? text : ` ${text}`.slice(1);
}

/** Shorter pieces are copied anyway, in V8. */
const CUT_BY_REFERENCE = 13;
