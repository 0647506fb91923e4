// The extension host runs every extension on one thread. Long work is cut into turns, between which the others run.

/** The longest slice of the thread before others get their turn, in milliseconds. The clock decides no answer here. */
export const SLICE = 5;

/** Gives the thread to the others. A timer would wait for a millisecond, and each keystroke has several turns. */
export function nextTurn(): Promise<void> {
  return new Promise(callInNextTurn);
}

/** Node has a function for it. A browser has messages, which it delivers in turns of their own. */
const callInNextTurn: (call: () => void) => void = typeof setImmediate === 'function' ? setImmediate : byMessage();

function byMessage() {
  const { port1, port2 } = new MessageChannel();
  const calls: (() => void)[] = [];
  port1.addEventListener('message', () => calls.shift()?.());
  port1.start();
  return (call: () => void): void => {
    calls.push(call);
    port2.postMessage(undefined);
  };
}

/** Loads a part of the program. To evaluate it takes some milliseconds, so nothing else is done in the same turn. */
export async function inOwnTurn<T>(load: () => Promise<T>): Promise<T> {
  await nextTurn();
  const loaded = await load();
  await nextTurn();
  return loaded;
}

/** Does something with each part of a long list, and gives others their turn in between. */
export async function inParts<T>(all: readonly T[], work: (part: readonly T[]) => void, size = 100): Promise<void> {
  for (let from = 0; from < all.length; from += size) {
    if (from > 0) await nextTurn();
    work(all.slice(from, from + size));
  }
}

/**
 * Runs work that pauses now and then, and gives others their turn after each slice of time. The result is not `done` if
 * something more urgent waited at the end of a slice, and the work was given up.
 */
export async function inTurns<T>(
  work: Iterator<undefined, T, undefined>,
  isUrgent: () => boolean = () => false,
): Promise<IteratorResult<undefined, T>> {
  let began = performance.now();
  for (;;) {
    const result = work.next();
    if (result.done === true) return result;
    if (performance.now() - began < SLICE) continue;
    await nextTurn();
    if (isUrgent()) return result;
    began = performance.now();
  }
}
