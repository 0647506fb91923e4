/** A function that does its work when it is first called, and remembers the result. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** A map, strong or weak, that keeps what was made for its keys. */
interface Memory<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): unknown;
}

/** The value that a memory has for a key. Made where it has none yet. */
export function remembered<K, V extends {}>(memory: Memory<K, V>, key: K, make: () => V): V {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const made = make();
  memory.set(key, made);
  return made;
}

/** The same for a function of an object: what it makes is kept for as long as there is the object. */
export function memoized<K extends object, V extends {}>(make: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, V>();
  return key => remembered(known, key, () => make(key));
}
