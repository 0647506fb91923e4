import { isSlip } from '../../model/near.ts';
import { type ArmObject, isObject } from './flattened.ts';

export type Path = readonly (string | number)[];

/** One thing that is wrong, with its path in the item that it was found in. */
export interface Defect {
  readonly path: Path;
  readonly expected: string;
  /** The value as it is written; undefined: there is none. */
  readonly got: unknown;
}

/** Shorter names resemble others by chance. */
const shortest = 6;

/**
 * Azure's objects have many keys that are not read, so an unknown one is no fault; but one that is a slip of a key that is
 * read, and that the object lacks, is that key: a fact would be lost that may decide.
 */
export function misspeltKeys(schema: unknown, data: unknown, path: Path = []): readonly Defect[] {
  if (!isObject(schema)) return [];
  const { wrapped, entries, item, value } = schema;
  if (wrapped !== undefined) return misspeltKeys(wrapped, data, path);
  if (Array.isArray(data)) return data.flatMap((each, i) => misspeltKeys(item, each, [...path, i]));
  if (!isObject(data)) return [];
  const known = isObject(entries) ? entries : {};
  return Object.keys(data).flatMap(key => {
    const inner = Object.hasOwn(known, key) ? known[key] : value;
    if (inner !== undefined) return misspeltKeys(inner, data[key], [...path, key]);
    const meant = slipOf(key, known);
    if (meant === undefined || Object.hasOwn(data, meant)) return [];
    return [{ path: [...path, key], expected: `the key ${meant}, or another name`, got: key }];
  });
}

/** Of each object of a schema, the key that an unknown one is a slip of: the same ones come in every resource. */
const slips = new WeakMap<ArmObject, Map<string, string | undefined>>();

function slipOf(key: string, known: ArmObject): string | undefined {
  const found = slips.get(known) ?? new Map<string, string | undefined>();
  slips.set(known, found);
  if (!found.has(key))
    found.set(
      key,
      Object.keys(known).find(each => isMisspelt(key, each)),
    );
  return found.get(key);
}

/** `publicIpAddressesV6` is a field beside `publicIpAddresses`, and no slip. */
function isMisspelt(written: string, known: string): boolean {
  return known.length >= shortest && isSlip(written, known) && !/V\d$/.test(written);
}
