// A secret in the wrong field. Whatever field of a snapshot holds it, in a file or in what Azure answers, no message
// and no reason of a gap repeats it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSnapshot } from '../../src/access/snapshot/snapshot.ts';
import { changed, good } from './defects.ts';

type Path = readonly (string | number)[];

/** As passwords, keys and tokens look. */
const secrets: readonly string[] = [
  'hunter2',
  'Sup3r-S3cret_Passw0rd!',
  'a7f~Q8~vK2pLmN4xR6tY8wZ1bC3dE5fG7hJ9',
  'dGhpcyBpcyBhIHJlZ2lzdHJ5IHBhc3N3b3JkIQ==',
  'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJwdWxsZXIifQ.c2lnbmF0dXJl',
  'pässwörd mit Leerzeichen',
];

/** The paths of all values that are no list and no object. */
function leaves(value: unknown, path: Path = []): readonly Path[] {
  if (Array.isArray(value)) return value.flatMap((item, i) => leaves(item, [...path, i]));
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, below]) => leaves(below, [...path, key]));
}

/** The reason of a gap is written for people, by the maker of the snapshot. */
const isReason = (path: Path) => path[0] === 'gaps' && path.at(-1) === 'why';
const fields = leaves(good).filter(path => !isReason(path));

function saidOf(text: string): string {
  const read = readSnapshot(text, 'access.json');
  return 'map' in read
    ? read.map.gaps.map(({ why }) => why).join('\n')
    : read.problems.map(({ message }) => message).join('\n');
}

test('the good snapshot has fields of many kinds', () => assert.ok(fields.length > 100));

for (const secret of secrets)
  test(`no field says ${secret}`, () => {
    for (const path of fields) {
      const said = saidOf(changed(path, secret));
      assert.ok(!said.includes(secret), `${path.join('.')}: ${said}`);
    }
  });

test('a text that is broken behind a secret is not quoted', () => {
  const [secret = ''] = secrets;
  for (const broken of [
    `{"version":1,"x":"${secret}",}`,
    `{"version":1,"x":"${secret}" "y":1}`,
    `"${secret}`,
    secret,
  ]) {
    assert.ok(!saidOf(broken).includes(secret), broken);
  }
});
