/** Does work that pauses now and then, for others to have their turn, all at once. */
export function runToEnd<T>(work: Iterator<undefined, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}
