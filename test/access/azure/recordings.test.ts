// The table of what is read of each type, held against recorded answers of the real services, where they are at hand.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { createHttpHeaders, RestError } from '@azure/core-rest-pipeline';
import { failureOf } from '../../../src/access/azure/wire/failure.ts';
import { objectList, part, textField } from '../../../src/access/estate/estate.ts';
import { kindsByType, resourceType } from '../../../src/access/estate/kinds.ts';
import { resourceOf, resourcesQuery, trimmed } from '../../../src/access/estate/trimmed.ts';
import { builtInRoles } from '../../../src/access/roles.ts';
import type { ArmObject } from '../../../src/access/snapshot/flattened.ts';
import { readSnapshotData } from '../../../src/access/snapshot/snapshot.ts';
import { isObject } from '../../../src/model/objects.ts';

const folder = path.resolve(import.meta.dirname, '../../../../shared/arm-recordings');
const skip = existsSync(folder) ? false : 'the recordings are not at hand (../shared/arm-recordings)';
const read = (file: string): unknown => JSON.parse(readFileSync(path.join(folder, file), 'utf8'));

interface Recording {
  readonly file: string;
  readonly version: string;
  readonly status: number;
  readonly body: unknown;
  readonly items: readonly ArmObject[];
}

const recordings: readonly Recording[] = skip ? [] : (read('index.json') as readonly ArmObject[]).map(recordingOf);

function recordingOf(entry: ArmObject): Recording {
  const body = read(textField(entry, 'file'));
  const url = textField(entry, 'url');
  const items = (objectList(body, 'value') ?? [body])
    .filter(isObject)
    .filter(item => textField(item, 'id').startsWith('/'));
  const typed = items.map(item => ({ ...item, type: textField(item, 'type') || resourceType(textField(item, 'id')) }));
  const version = /api-version=([\w-]+)/.exec(url)?.[1] ?? '';
  return { file: textField(entry, 'file'), version, status: Number(entry['status']), body, items: typed };
}

const resources = recordings.flatMap(recording =>
  recording.items
    // The generic list leaves `properties` out.
    .filter(item => isObject(item['properties']) && kindsByType[textField(item, 'type').toLowerCase()])
    .map(item => ({ ...recording, item })),
);

/** All facts of a resource in the map that a verdict may use. */
function asFacts(item: ArmObject): unknown {
  const reading = readSnapshotData({ version: 1, resources: [item] }, 'recording');
  assert.ok('map' in reading, JSON.stringify(reading));
  const { registries, runtimes, identities, environments, networks } = reading.map;
  return { registries, runtimes, identities, environments, networks };
}

test('nothing that the map uses is let go', { skip }, () => {
  assert.ok(resources.length > 150);
  for (const { file, item } of resources) assert.deepEqual(asFacts(trimmed(item)), asFacts(item), file);
});

/** Drops nulls of an object at any depth: Resource Graph has no difference between null and absent. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([, each]) => each !== null && each !== undefined);
  return Object.fromEntries(kept.map(([name, each]) => [name, withoutNulls(each)]));
}

test('the columns of Resource Graph hold what the table names', { skip }, () => {
  const columns = [...resourcesQuery.matchAll(/(p\d+)=(?:isnotempty\()?properties\.([\w.]+)/g)];
  assert.ok(columns.length > 30);
  for (const { file, item } of resources) {
    const row: Record<string, unknown> = { ...item };
    for (const [, name = '', steps = ''] of columns)
      row[name] =
        steps.split('.').reduce((at: unknown, step) => (isObject(at) ? at[step] : undefined), item['properties']) ??
        null;
    // The sign-in of a site is read from its config/web.
    const { siteConfig: _, ...properties } = part(item, 'properties');
    const [read, expected] = [resourceOf(row) ?? {}, trimmed({ ...item, properties })].map(asFacts).map(withoutNulls);
    assert.deepEqual(read, expected, file);
  }
});

test('no earlier version shows what the table says that only a later one shows', { skip }, () => {
  for (const { file, item, version } of resources) {
    const type = textField(item, 'type').toLowerCase();
    const { shows } = kindsByType[type] ?? {};
    // Its previews showed regional endpoints. Rules for subnets were shown by versions before 2021.
    const since = type.endsWith('/registries') ? '2026-01-01-preview' : (shows?.version ?? '');
    const fields = Object.keys(shows?.fields ?? {}).filter(field => !field.endsWith('virtualNetworkRules'));
    for (const field of fields) {
      const value = field
        .split('.')
        .reduce((at: unknown, step) => (isObject(at) ? at[step] : undefined), item['properties']);
      if (version < since) assert.equal(value, undefined, `${file} shows ${field}`);
      else if (field !== 'securityProfile.serviceAccountImagePullProfile') assert.notEqual(value, undefined, file);
    }
  }
});

test('a site never names its identity, and its config/web does', { skip }, () => {
  const identities = (wanted: RegExp) =>
    recordings
      .filter(({ file, status }) => wanted.test(file) && status === 200)
      .flatMap(({ items }) => items)
      .map(({ properties }) =>
        textField(isObject(properties) ? (properties['siteConfig'] ?? properties) : {}, 'acrUserManagedIdentityID'),
      );
  assert.deepEqual(new Set(identities(/^site_|^sites_|^slot_/)), new Set(['']));
  assert.ok(identities(/^siteConfigWeb_get_userassigned/).every(id => id !== ''));
});

test('errors have the codes that say what it was', { skip }, () => {
  const errors = recordings.filter(({ file }) => file.startsWith('error_'));
  assert.ok(errors.length >= 8);
  for (const { file, status, body } of errors) {
    const response = { status, bodyAsText: JSON.stringify(body), headers: createHttpHeaders(), request: {} as never };
    const code = file.split('_')[2]?.split('.')[0];
    assert.equal(failureOf(new RestError('x', { statusCode: status, response })).why, `${status} ${code}`);
  }
});

test('all built-in roles that were ever recorded ship, and pull or do not as they do in Azure', { skip }, () => {
  for (const role of read('builtInRoles_digest_2024-04.json') as readonly ArmObject[]) {
    const known = builtInRoles.get(textField(role, 'guid').toLowerCase());
    assert.ok(known, textField(role, 'roleName'));
    const pulls = known.permissions.some(({ actions }) =>
      actions.some(action => /^\*(\/read)?$|registries\/pull\/read$/.test(action)),
    );
    assert.equal(pulls, role['pullsLegacy'], textField(role, 'roleName'));
  }
});
