import * as v from 'valibot';
import { near } from '../../model/near.ts';
import { type ArmId, isAccountId, isGuid, parseArmId } from '../ids.ts';

/** Values of single fields of a snapshot. Each message names the expected value, as the object of "expected …". */

/** A field that Azure may leave out: absent and null are the same. If null means something else, use `v.nullish`. */
export function optional<const T extends v.GenericSchema>(schema: T) {
  return v.nullish(schema, () => undefined);
}

const fewNames = 6;

/** `one of A, B`, with the one that was probably meant. If there are many, the message names that one alone. */
export function oneOfWords(known: readonly string[], written: unknown): string {
  const [meant] = typeof written === 'string' ? near(written, known) : [];
  const names = meant === undefined || known.length <= fewNames ? known.join(', ') : `${known.length} names`;
  return `one of ${names}${meant === undefined ? '' : ` (did you mean ${meant}?)`}`;
}

/**
 * A word of an enumeration that Azure defines, in any case. The check is the only `raw_check` of all schemas. A reading
 * of Azure itself accepts a word that is newer than this program, and draws nothing from it.
 */
export function optionalWord(...known: readonly string[]) {
  return optional(oneWord(...known));
}

export function oneWord(...known: readonly string[]) {
  const keys = new Set(known.map(each => each.toLowerCase()));
  const check = v.rawCheck<string>(({ dataset, addIssue }) => {
    if (dataset.typed && !keys.has(dataset.value.toLowerCase()))
      addIssue({ message: oneOfWords(known, dataset.value) });
  });
  return v.pipe(v.string(`one of ${known.join(', ')}`), check);
}

function textThat(expected: string, test: (written: string) => boolean) {
  return v.pipe(v.string(expected), v.check(test, expected));
}

/** Remembers the result for each text: a hundred thousand assignments share a few scopes and roles. */
function once(test: (written: string) => boolean): (written: string) => boolean {
  const known = new Map<string, boolean>();
  return written => {
    const is = known.get(written) ?? test(written);
    if (known.size < mostKnown) known.set(written, is);
    return is;
  };
}

const mostKnown = 10_000;

const aMoment = 'a time such as 2026-11-24T12:00:00Z';
/** ISO 8601 with a zone, as Azure writes it. */
export const moment = optional(v.pipe(v.string(aMoment), v.isoTimestamp(aMoment), v.check(isDay, 'a valid date')));

function isDay(written: string): boolean {
  if (Number(written.slice(8, 10)) <= 28) return true;
  const [year, month, day] = written.slice(0, 10).split('-').map(Number);
  // Days that a month does not have roll over into the next.
  return new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day)).getUTCDate() === day;
}

export const accountId = textThat('a GUID, the ID of a subscription or a tenant', isGuid);
/** Recordings of Azure's answers may have a word in its place, such as `sub` or `common`. */
export const writtenAccountId = textThat('a GUID, the ID of a subscription or a tenant', isAccountId);
export const guid = textThat('a GUID such as 7e4a4700-0000-4000-8000-000000000001, not a name', isGuid);

const subscriptionForm = '/subscriptions/<id>/resourceGroups/<name>';
export const scope = optional(
  textThat(`a scope: /, a management group, or ${subscriptionForm} with or without a resource`, once(isScope)),
);

function isScope(written: string): boolean {
  return parseArmId(written) !== undefined;
}

/** The id of a resource, of the given type or of any. */
export function idOf(type?: string) {
  const form = `${subscriptionForm}/providers/${type ?? '<namespace>/<type>'}/<name>`;
  return textThat(`an ID such as ${form}`, written => isOf(parseArmId(written), type));
}

/** The id of an object at a scope, such as an assignment. */
export function oneOfTypes(types: readonly string[]) {
  return textThat(anIdSuchAs(types[0]), written => isOneOfTypes(parseArmId(written), types));
}

export const anIdSuchAs = (type: string | undefined) => `an ID such as <scope>/providers/${type}/<name>`;

export function isOneOfTypes(id: ArmId | undefined, types: readonly string[]): boolean {
  return types.some(type => isOf(id, type));
}

function isOf(id: ArmId | undefined, type: string | undefined): boolean {
  if (id?.kind !== 'resource') return false;
  return type === undefined || id.type.toLowerCase() === type.toLowerCase();
}

export const managementGroup = textThat(
  'a management group: /providers/Microsoft.Management/managementGroups/<name>, or its name',
  written => /^[\w.()-]{1,90}$/.test(written) || parseArmId(written)?.kind === 'managementGroup',
);

export const roleDefinitionId = textThat(
  'the ID of a role definition: …/providers/Microsoft.Authorization/roleDefinitions/<GUID>',
  once(written => {
    const id = parseArmId(written);
    return isOf(id, 'Microsoft.Authorization/roleDefinitions') && id?.kind === 'resource' && isGuid(id.name);
  }),
);

export const host = textThat('a host such as shopprod.azurecr.io, without https://', written =>
  /^[a-z\d-]+(?:\.[a-z\d-]+)+$/i.test(written),
);

const anAddress = v.pipe(v.string(), v.ip());
/** An address or a block of IPv4 or IPv6. */
export const addressBlock = textThat('an address or a block such as 198.51.100.0/24', written => {
  const [address = '', bits = '0', ...more] = written.split('/');
  return more.length === 0 && /^\d{1,3}$/.test(bits) && v.is(anAddress, address);
});

export const optionalText = optional(v.string('a text'));
export const optionalNumber = optional(v.number('a number'));
export const flag = optional(v.boolean('true or false'));
export const texts = optional(v.array(v.string('a text'), 'a list of strings'));

/** The scope of a request that failed: also `/tenants/<id>`, where nothing of a whole tenant could be read. */
export const gapScope = textThat(
  'an Azure scope, or the ID of a principal; / is everything',
  written => isScope(written) || isGuid(written.replace(/^\//, '')) || /^\/tenants\/[\w-]+$/.test(written),
);
