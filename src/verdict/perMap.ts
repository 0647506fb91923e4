import type { AccessMap } from '../access/map.ts';

/**
 * A function of a key and a map that is worked out once for each: a map never changes, so its answers stay. They go
 * when the map goes.
 */
export function perMap<K, V extends NonNullable<unknown>>(
  make: (key: K, map: AccessMap) => V,
): (key: K, map: AccessMap) => V {
  const memories = new WeakMap<AccessMap, Map<K, V>>();
  return (key, map) => {
    let memory = memories.get(map);
    if (!memory) {
      memory = new Map();
      memories.set(map, memory);
    }
    let value = memory.get(key);
    if (value === undefined) {
      value = make(key, map);
      memory.set(key, value);
    }
    return value;
  };
}

/** What is worked out once for a map as a whole. */
export function ofMap<V extends NonNullable<unknown>>(make: (map: AccessMap) => V): (map: AccessMap) => V {
  const memory = perMap((_: 'map', map) => make(map));
  return map => memory('map', map);
}
