// The order of texts by their code units, the same on every machine. That of `localeCompare` is a language's.

/** Compares two texts, for a sort. */
export function compareTexts(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** A comparison of objects by a text of each, for a sort. */
export function byText<T>(textOf: (item: T) => string): (one: T, other: T) => number {
  return (one, other) => compareTexts(textOf(one), textOf(other));
}
