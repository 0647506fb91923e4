/**
 * The answer to a question that may stay open, in Kleene's strong logic. An unknown part leaves the whole unknown,
 * unless the known parts settle it. A fact that was not read is `undefined`, whatever its type. `truthOf` makes an
 * answer of it.
 */
export type Truth = KnownTruth | 'unknown';

export type KnownTruth = 'yes' | 'no';

/** Undefined is unknown. */
export function truthOf(value: boolean | undefined): Truth {
  if (value === undefined) return 'unknown';
  return value ? 'yes' : 'no';
}

export function not(value: Truth): Truth {
  if (value === 'unknown') return 'unknown';
  return value === 'yes' ? 'no' : 'yes';
}

/** Returns whether the test holds for every item, without one whether every item is `yes`. Stops at the first `no`. */
export function everyOf(items: Iterable<Truth>): Truth;
export function everyOf<T>(items: Iterable<T>, test: (item: T) => Truth): Truth;
export function everyOf(items: Iterable<Truth>, test: (item: Truth) => Truth = item => item): Truth {
  let result: Truth = 'yes';
  for (const item of items) {
    const holds = test(item);
    if (holds === 'no') return 'no';
    if (holds === 'unknown') result = 'unknown';
  }
  return result;
}

/** Returns whether the test holds for some item, without one whether some item is `yes`. Stops at the first `yes`. */
export function someOf(items: Iterable<Truth>): Truth;
export function someOf<T>(items: Iterable<T>, test: (item: T) => Truth): Truth;
export function someOf(items: Iterable<Truth>, test: (item: Truth) => Truth = item => item): Truth {
  let result: Truth = 'no';
  for (const item of items) {
    const holds = test(item);
    if (holds === 'yes') return 'yes';
    if (holds === 'unknown') result = 'unknown';
  }
  return result;
}
