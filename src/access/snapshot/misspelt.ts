import type * as v from 'valibot';
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
export function misspeltKeys(schema: v.GenericSchema, data: unknown): readonly Defect[] {
  const found: Defect[] = [];
  look(schema, data, [], found);
  return found;
}

function look(schema: v.GenericSchema, data: unknown, path: Path, found: Defect[]): void {
  const form = formOf(schema);
  if (Array.isArray(data)) {
    if (form?.item) for (const [i, item] of data.entries()) look(form.item, item, [...path, i], found);
    return;
  }
  if (!isObject(data) || !form) return;
  if (form.value) for (const [key, inner] of Object.entries(data)) look(form.value, inner, [...path, key], found);
  if (!form.entries) return;
  for (const key of Object.keys(data)) {
    const inner = form.entries.get(key);
    if (inner) look(inner, data[key], [...path, key], found);
    else {
      const meant = form.meant(key, data);
      if (meant) found.push({ path: [...path, key], expected: `the key ${meant}, or another name`, got: key });
    }
  }
}

/** What is below a schema, as far as objects go. */
interface Form {
  readonly entries: ReadonlyMap<string, v.GenericSchema> | undefined;
  readonly item: v.GenericSchema | undefined;
  readonly value: v.GenericSchema | undefined;
  meant(key: string, data: ArmObject): string | undefined;
}

const forms = new WeakMap<v.GenericSchema, Form | undefined>();

function formOf(schema: v.GenericSchema): Form | undefined {
  if (forms.has(schema)) return forms.get(schema);
  const inside = (name: string): unknown => Object.entries(schema).find(([key]) => key === name)?.[1];
  const wrapped = inside('wrapped');
  const form = isSchema(wrapped) ? formOf(wrapped) : ownForm(inside('entries'), inside('item'), inside('value'));
  forms.set(schema, form);
  return form;
}

function ownForm(entries: unknown, item: unknown, value: unknown): Form | undefined {
  const named = isObject(entries)
    ? new Map(Object.entries(entries).flatMap(([key, each]) => (isSchema(each) ? [[key, each] as const] : [])))
    : undefined;
  const slips = new Map<string, string | undefined>();
  const slipOf = (key: string): string | undefined => {
    if (!slips.has(key))
      slips.set(
        key,
        [...(named?.keys() ?? [])].find(known => isMisspelt(key, known)),
      );
    return slips.get(key);
  };
  if (!named && !isSchema(item) && !isSchema(value)) return undefined;
  return {
    entries: named,
    item: isSchema(item) ? item : undefined,
    value: isSchema(value) ? value : undefined,
    meant: (key, data) => {
      const meant = slipOf(key);
      return meant === undefined || Object.hasOwn(data, meant) ? undefined : meant;
    },
  };
}

/** `publicIpAddressesV6` is a field beside `publicIpAddresses`, and no slip. */
function isMisspelt(written: string, known: string): boolean {
  return known.length >= shortest && isSlip(written, known) && !/V\d$/.test(written);
}

function isSchema(value: unknown): value is v.GenericSchema {
  return isObject(value) && value['kind'] === 'schema';
}
