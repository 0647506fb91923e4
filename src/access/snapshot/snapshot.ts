import { type ParseError, parse, visit } from 'jsonc-parser';
import * as v from 'valibot';
import { isObject } from '../../model/objects.ts';
import { snapshotOfAnswers } from '../asked/answers.ts';
import { type AccessFacts, buildMap } from '../build.ts';
import { gapNames } from '../gaps.ts';
import type { AccessMap, Gap } from '../map.ts';
import { agreeing, credentials, denyAssignments, roleAssignments, roleDefinitions } from './assignments.ts';
import { gatherResources } from './gather.ts';
import { images } from './images.ts';
import { type ListOf, readList } from './lists.ts';
import { keyAsWritten, lineAndColumn, Shapes, type SnapshotProblem } from './shapes.ts';
import { accountId, flag, gapScope, guid, managementGroup, moment, oneOfWords, oneWord, optional } from './words.ts';

type SnapshotReading =
  | { readonly map: AccessMap; readonly facts: AccessFacts }
  /** At most 20, and one that counts the others. */
  | { readonly problems: readonly SnapshotProblem[] };

/**
 * Reads an access snapshot: ARM-shaped JSON, in which absent or null means *not read* and empty means *read, and there
 * is none*. Returns any defect as a problem that names the file, the JSON path and the expected value. A snapshot with
 * problems yields no map, since a fact left out by mistake would turn into a wrong verdict.
 */
export function readSnapshot(text: string, file: string): SnapshotReading {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    const message = text.trim() === '' ? `${file} is empty` : `${file}${syntaxErrorIn(text)}`;
    return { problems: [{ file, path: '$', expected: 'JSON', message }] };
  }
  if (isObject(json) && Object.hasOwn(json, 'answers')) return readAnswers(json, file);
  return readSnapshotData(json, file, { text });
}

/**
 * The file of a colleague's script: answers of Azure, not typed by a person. An answer that does not fit leaves a gap.
 */
function readAnswers(json: unknown, file: string): SnapshotReading {
  const data = snapshotOfAnswers(json);
  if (data) return readSnapshotData(data, file, { live: true });
  const expected = 'the whole file of *Ask a Colleague for a Snapshot*';
  return { problems: [{ file, path: '$', expected, message: `${file} is not ${expected}: run its script again` }] };
}

/**
 * As `readSnapshot`, for data that is already parsed. `origin` names it for people. @param source `text`: the text of
 * the data, to name lines. `live`: Azure itself has just given the answer. Then an item that does not fit leaves a gap
 * instead of a problem
 */
export function readSnapshotData(
  json: unknown,
  origin: string,
  source: { readonly text?: string; readonly live?: boolean } = {},
): SnapshotReading {
  const shapes = new Shapes(origin, source);
  // Quote nothing of a file in another format: it may hold a secret.
  const anotherValue = Symbol('another value');
  if (!isObject(json)) {
    const expected = `${aSnapshot}: \`acr-pull snapshot\` writes one; its lists take the output of az`;
    shapes.report([], { path: [], expected, got: Array.isArray(json) ? json : anotherValue });
    return { problems: shapes.problems };
  }
  if (json['version'] !== 1) {
    const got = Object.hasOwn(json, 'version') ? anotherValue : undefined;
    shapes.report([], { path: ['version'], expected: `1, as in ${aSnapshot}`, got });
    return { problems: shapes.problems };
  }
  const facts = factsFrom(json, origin, shapes);
  if (source.text !== undefined) reportRepeatedKeys(source.text, json, shapes);
  return shapes.problems.length === 0 ? { map: buildMap(facts), facts } : { problems: shapes.problems };
}

const aSnapshot = 'an access snapshot, which begins with `{"version": 1`';

/** As `az cloud list` names them. */
export const cloudNames = ['AzureCloud', 'AzureChinaCloud', 'AzureUSGovernment'] as const;

const header = v.looseObject({
  readAt: moment,
  cloud: optional(v.picklist(cloudNames, ({ input }) => oneOfWords(cloudNames, input))),
  redacted: flag,
});
const gapEntry = v.looseObject({
  what: oneWord(...gapNames),
  scope: gapScope,
  why: v.pipe(v.string('a reason'), v.nonEmpty('a reason')),
});

/** The keys of a snapshot, and those of its objects that are not Azure's. */
export const snapshotKeys: readonly string[] = [
  '$schema',
  'version',
  ...Object.keys(header.entries),
  'resources',
  'tenants',
  'managementGroups',
  'roleAssignments',
  'roleEligibilityScheduleInstances',
  'roleDefinitions',
  'denyAssignments',
  'groups',
  'credentials',
  'images',
  'gaps',
];
export const gapKeys: readonly string[] = Object.keys(gapEntry.entries);

function factsFrom(json: Readonly<Record<string, unknown>>, origin: string, shapes: Shapes): AccessFacts {
  shapes.keys(json, snapshotKeys, []);
  const head = shapes.check(header, json);
  if ('defects' in head) for (const defect of head.defects) shapes.report([], defect);
  const { readAt, cloud, redacted } = 'output' in head ? head.output : {};
  const { resources } = json;
  const assigned = readList(shapes, json['roleAssignments'], 'roleAssignments', roleAssignments);
  const eligible = readList(shapes, json['roleEligibilityScheduleInstances'], 'roleEligibilityScheduleInstances', {
    ...roleAssignments,
    make: item => ({ ...roleAssignments.make(item), eligible: true }),
  });
  const definitions = readList(shapes, json['roleDefinitions'], 'roleDefinitions', roleDefinitions) ?? [];
  return {
    origin,
    readAt,
    cloud,
    redacted: redacted ?? false,
    ...gatherResources(shapes, resources),
    resourcesRead: resources !== null && resources !== undefined,
    roleAssignments: assigned && (eligible ? [...assigned, ...eligible] : assigned),
    roleDefinitions: agreeing(definitions.filter(role => role !== undefined)),
    denyAssignments: readList(shapes, json['denyAssignments'], 'denyAssignments', denyAssignments),
    credentials: readList(shapes, json['credentials'], 'credentials', credentials),
    images: readList(shapes, json['images'], 'images', images),
    tenants: readRecord(shapes, json, 'tenants', accountId, accountId),
    managementGroups: readRecord(shapes, json, 'managementGroups', accountId, v.array(managementGroup, 'a list')),
    groups: readRecord(shapes, json, 'groups', guid, v.array(guid, 'a list')),
    gaps: [...gapsFrom(shapes, json['gaps']), ...shapes.gaps],
  };
}

/** A map from the id of a subscription or a principal. An entry with null was not read. */
function readRecord<const Schema extends v.GenericSchema>(
  shapes: Shapes,
  json: Readonly<Record<string, unknown>>,
  name: 'tenants' | 'managementGroups' | 'groups',
  keySchema: v.GenericSchema,
  schema: Schema,
): ReadonlyMap<string, v.InferOutput<Schema>> {
  const data = json[name] ?? {};
  const found = new Map<string, v.InferOutput<Schema>>();
  if (!isObject(data)) {
    shapes.report([name], { path: [], expected: 'an object whose keys are GUIDs', got: data });
    return found;
  }
  for (const [key, value] of Object.entries(data)) {
    const id = key.toLowerCase();
    // A subscription whose tenant is not known was not read.
    const gap = {
      what: name === 'tenants' ? 'resources' : name,
      scope: name === 'groups' ? id : `/subscriptions/${id}`,
    };
    const isKey = shapes.check(keySchema, key);
    if ('defects' in isKey) shapes.leaveOut([name, key], isKey.defects, gap);
    if (value === null || value === undefined) continue;
    const read = shapes.check(schema, value);
    if ('defects' in read) shapes.leaveOut([name, key], read.defects, gap);
    else if (found.has(id) && JSON.stringify(found.get(id)) !== JSON.stringify(read.output)) {
      const expected = 'one entry for this ID (it is also here in another case)';
      shapes.leaveOut([name, key], [{ path: [], expected, got: keyAsWritten(key) }], gap);
    } else found.set(id, read.output);
  }
  return found;
}

const gaps: ListOf<typeof gapEntry, Gap> = {
  what: 'gaps',
  schema: gapEntry,
  keys: gapKeys,
  make: entry => entry,
  keyOf: () => undefined,
};

/** Reads the gaps. This program itself makes those of a live reading, so no schema checks them. */
function gapsFrom(shapes: Shapes, data: unknown): readonly Gap[] {
  return shapes.live && Array.isArray(data) ? data : (readList(shapes, data, 'gaps', gaps) ?? []);
}

/** The place and the kind of broken JSON. Never its text, which may be that of any file. */
function syntaxErrorIn(text: string): string {
  const errors: ParseError[] = [];
  try {
    parse(text, errors, { disallowComments: true, allowTrailingComma: false });
  } catch {
    // nested more deeply than the library's parser descends
  }
  const [first] = errors;
  if (first === undefined) return ' is not JSON';
  return `:${lineAndColumn(text, first.offset)}: this is not JSON: ${jsonFaults[first.error] ?? 'not valid in JSON'}`;
}

/** Keys are the library's numbers. Its names for them are a const enum, which is erased before it can be imported. */
const jsonFaults: Readonly<Record<number, string>> = {
  1: 'a string needs double quotes',
  3: 'a key in double quotes is expected here, and no comma before a closing bracket',
  4: 'a value is expected here, and no comma before a closing bracket',
  5: 'a colon is missing before this',
  6: 'a comma is missing before this',
  7: 'a } is missing',
  8: 'a ] is missing',
  9: 'unexpected text after the end: a snapshot is one object',
  10: 'there are no comments in JSON',
  12: 'this string is not closed',
};

/** JSON.parse keeps only the last of several equal keys, and drops the facts of the others. */
function reportRepeatedKeys(text: string, json: unknown, shapes: Shapes): void {
  if (colonsIn(text) === keysIn(json)) return;
  const open: Set<string>[] = [];
  try {
    visit(text, {
      onObjectBegin: () => void open.push(new Set()),
      onObjectEnd: () => void open.pop(),
      onObjectProperty: (key, _offset, _length, _line, _column, path) => {
        if (open.at(-1)?.has(key))
          shapes.report([...path(), key], { path: [], expected: 'a unique key', got: keyAsWritten(key) });
        open.at(-1)?.add(key);
      },
    });
  } catch {
    shapes.report([], { path: [], expected: 'lists and objects that are not nested this deeply', got: undefined });
  }
}

/** Outside of strings, each colon follows a key. This is many times as fast as a second reading of the text. */
function colonsIn(text: string): number {
  let colons = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 58) colons += 1;
    if (code !== 34) continue;
    at = text.indexOf('"', at + 1);
    while (isEscaped(text, at)) at = text.indexOf('"', at + 1);
  }
  return colons;
}

function isEscaped(text: string, quote: number): boolean {
  let first = quote;
  while (text[first - 1] === '\\') first -= 1;
  return (quote - first) % 2 === 1;
}

function keysIn(json: unknown): number {
  const open: unknown[] = [json];
  let keys = 0;
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    if (!Array.isArray(value)) keys += Object.keys(value).length;
    for (const inner of Object.values(value)) if (typeof inner === 'object') open.push(inner);
  }
  return keys;
}
