/** Kleene's strong three-valued logic: what is not known stays unknown unless the known parts settle it. */
export type Truth = 'true' | 'false' | 'unknown';

export function truthOf(value: boolean): Truth {
  return value ? 'true' : 'false';
}

export function negate(value: Truth): Truth {
  if (value === 'unknown') return 'unknown';
  return value === 'true' ? 'false' : 'true';
}

export function both(left: Truth, right: Truth): Truth {
  if (left === 'false' || right === 'false') return 'false';
  return left === 'true' && right === 'true' ? 'true' : 'unknown';
}

export function either(left: Truth, right: Truth): Truth {
  return negate(both(negate(left), negate(right)));
}

/** Whether every item satisfies the test; stops at the first that does not. */
export function everyOf<T>(items: readonly T[], test: (item: T) => Truth): Truth {
  let result: Truth = 'true';
  for (const item of items) {
    result = both(result, test(item));
    if (result === 'false') break;
  }
  return result;
}

/** Whether some item satisfies the test; stops at the first that does. */
export function someOf<T>(items: readonly T[], test: (item: T) => Truth): Truth {
  return negate(everyOf(items, item => negate(test(item))));
}
