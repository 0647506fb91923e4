/** Kleene's strong three-valued logic: unknown stays unknown unless the known parts settle it. */
export type Truth = 'yes' | 'no' | 'unknown';

/** Undefined: it was not read. */
export function truthOf(value: boolean | undefined): Truth {
  if (value === undefined) return 'unknown';
  return value ? 'yes' : 'no';
}

export function not(value: Truth): Truth {
  if (value === 'unknown') return 'unknown';
  return value === 'yes' ? 'no' : 'yes';
}

/** Returns whether every item satisfies the test. Stops at the first that does not. */
export function everyOf<T>(items: Iterable<T>, test: (item: T) => Truth): Truth {
  let result: Truth = 'yes';
  for (const item of items) {
    const holds = test(item);
    if (holds === 'no') return 'no';
    if (holds === 'unknown') result = 'unknown';
  }
  return result;
}

/** Returns whether some item satisfies the test. Stops at the first that does. */
export function someOf<T>(items: Iterable<T>, test: (item: T) => Truth): Truth {
  return not(everyOf(items, item => not(test(item))));
}
