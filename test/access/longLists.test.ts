// Long lists are parsed item by item, and come to the same as JSON.parse: for every JSON, and for none.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LongList, parseWithLongLists } from '../../src/access/snapshot/longLists.ts';
import { readSnapshot } from '../../src/access/snapshot/snapshot.ts';

const lists = new Set(['items', 'a']);

/** As plain data; undefined where it is refused. */
function read(text: string): unknown {
  try {
    const members = parseWithLongLists(text, lists);
    return Object.fromEntries(
      Object.entries(members).map(([name, value]) => [name, value instanceof LongList ? [...value] : value]),
    );
  } catch {
    return undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

// Names without escapes: JSON.parse of Node 24.21 takes the name `\"` for one that it saw before, `\\`.
const names = fc.string().filter(name => !/["\\\p{Cc}]/u.test(name));
const { values } = fc.letrec(tie => ({
  values: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, 0, -1.5e3, '', '"', '\\', '\\"', ']},{['),
    fc.string(),
    fc.array(tie('values'), { maxLength: 3 }),
    fc.dictionary(names, tie('values'), { maxKeys: 3 }),
  ),
}));
const objects = fc.dictionary(fc.oneof(fc.constantFrom('items', 'a', '__proto__'), names), values);

test('every object reads as JSON.parse reads it', () => {
  fc.assert(
    fc.property(objects, fc.constantFrom(undefined, 1, '\t', '\r\n '), (value, space) => {
      const text = JSON.stringify(value, null, space);
      assert.deepEqual(read(text), parsed(text));
    }),
    { numRuns: 500 },
  );
});

test('text that is no JSON is refused, and what is accepted reads the same', () => {
  fc.assert(
    fc.property(
      objects,
      fc.nat(),
      fc.constantFrom('', ',', ']', '}', '[', '{', '"', '\\', ':', ' ', 'x', '1'),
      (value, at, instead) => {
        const whole = JSON.stringify({ items: [value, 1, 'x'], ...value });
        const place = at % whole.length;
        const text = whole.slice(0, place) + instead + whole.slice(place + 1);
        const expected = parsed(text);
        const isObject = typeof expected === 'object' && expected !== null && !Array.isArray(expected);
        assert.deepEqual(read(text), isObject ? expected : undefined);
      },
    ),
    { numRuns: 3000 },
  );
});

for (const text of [
  '',
  ' ',
  '[]',
  '1',
  'null',
  '{',
  '{"items":[1,]}',
  '{"items":[1 2]}',
  '{"items":[',
  '{"a":1,}',
  '{} x',
  '{"a" 1}',
  '{1:2}',
  '{"items":[}]}',
]) {
  test(`«${text}» is refused`, () => assert.equal(read(text), undefined));
}

function assignmentsText(count: number, last = ''): string {
  const item = (i: number) => ({
    id: `/subscriptions/s/providers/Microsoft.Authorization/roleAssignments/${i} "\\\\] , {`,
    properties: {
      scope: '/subscriptions/s',
      roleDefinitionId: '/r',
      principalId: `p${i % 100}`,
      condition: null,
      description: 'x'.repeat(300),
    },
  });
  const items = Array.from({ length: count }, (_, i) => JSON.stringify(item(i)));
  return `{"version":1,"roleAssignments":[${[...items, ...(last ? [last] : [])].join(',\n')}]}`;
}

test('a large snapshot reads item by item, and its problems are named by their path', () => {
  const text = assignmentsText(20_000);
  assert.ok(text.length > 8_000_000);
  const good = readSnapshot(text, 'big.json');
  assert.ok('map' in good);
  assert.equal(good.map.roleAssignments?.length, 20_000);
  assert.equal(good.map.assignmentsOf('p7').length, 200);
  const bad = readSnapshot(assignmentsText(20_000, '{"id": 7}'), 'big.json');
  assert.ok('problems' in bad);
  assert.equal(bad.problems[0]?.path, '$.roleAssignments[20000].id');
  const broken = readSnapshot(assignmentsText(20_000, '{"id": }'), 'big.json');
  assert.ok('problems' in broken);
  assert.match(broken.problems[0]?.message ?? '', /^big\.json is not JSON/);
});
