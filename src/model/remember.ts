/** A function that does its work once for each object, and remembers the result for as long as there is the object. */
export function remembered<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, V>();
  return key => {
    const made = known.get(key) ?? make(key);
    known.set(key, made);
    return made;
  };
}
