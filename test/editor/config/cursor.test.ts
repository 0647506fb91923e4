// Where in a config something is written, told from lines that no parser would take yet. `|` is the cursor.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cursorIn } from '../../../src/editor/config/cursor.ts';

function at(marked: string) {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const cursor = cursorIn(text, offset);
  return cursor && { ...cursor, path: cursor.path.join(' '), written: text.slice(cursor.span.start, cursor.span.end) };
}

const paths: readonly (readonly [marked: string, path: string | undefined, written?: string])[] = [
  ['|', ''],
  ['version: 1\nta|', '', 'ta'],
  ['version: 1\nta|rgets:\n', '', 'targets:'],
  ['version: |', 'version'],
  ['targets:\n  |', 'targets'],
  ['targets:\n  -|', undefined],
  ['targets:\n  - |', 'targets -'],
  ['targets:\n- |', 'targets -'],
  ['targets:\n- name: a\n  |', 'targets -'],
  ['targets:\n  - name: a\n    ki|', 'targets -', 'ki'],
  ['targets:\n  - name: a\n    kind: |', 'targets - kind'],
  ['targets:\n  - name: a\n    kind: a|ks # here', 'targets - kind', 'aks'],
  ['targets:\n  - name: a\n\n    # why\n    id: /subs|criptions/x\n', 'targets - id', '/subscriptions/x'],
  ['targets:\n  - kind: |\n    name: a\n', 'targets - kind'],
  ['targets:\n  - name: a\n    manifests:\n      - de|', 'targets - manifests -', 'de'],
  ['targets:\n  - name: a\n    manifests:\n    - de|', 'targets - manifests -', 'de'],
  ['targets:\n  - name: a\n    manifests: [a, |]\n', 'targets - manifests -', ''],
  ["targets:\n  - name: a\n    manifests: ['de|']\n", 'targets - manifests -', "'de'"],
  ['targets:\n  - { name: a, kind: |}', 'targets - kind', ''],
  ['targets:\n  - { name: a, ki| }', 'targets -', 'ki'],
  ['targets: [{ kind: a|ks, name: b }]', 'targets - kind', 'aks'],
  ['severity:\n  not-attached: |', 'severity not-attached'],
  ['severity: { br|: warning }', 'severity', 'br: warning'],
  ['ignore:\n  - cause: a\n    reason: b\n  - |', 'ignore -'],
  ['ignore:\n  - cause: a\n    reason: b\n|', ''],
  ['# a com|ment', undefined],
  ['ignore:\n  - reason: a # b|', undefined],
  ['ignore:\n  - reason: >\n      long te|xt', undefined],
  ['ignore:\n  - reason: it goes\n      on he|re', undefined],
];

for (const [marked, path, written = ''] of paths) {
  test(`${JSON.stringify(marked)} is at ${path}`, () => {
    const cursor = at(marked);
    assert.equal(cursor?.path, path);
    if (cursor) assert.equal(cursor.written, written);
  });
}

test('the other keys of the same map are known, and no others', () => {
  const keys = (marked: string) => [...(at(marked)?.siblings.keys() ?? [])];
  assert.deepEqual(keys('targets:\n  - name: a\n    |\n    id: x\n  - kind: b\n'), ['name', 'id']);
  assert.deepEqual(keys('targets:\n  - name: a\n    id: x\n  - kind: b\n    |'), ['kind']);
  assert.deepEqual(keys('targets:\n  - name: a\n    manifests:\n      - b\n    |'), ['manifests', 'name']);
  assert.deepEqual(keys('version: 1\n|\ntargets:\n  - name: a\n'), ['version', 'targets']);
  assert.deepEqual(keys('targets:\n  - { name: a, |, id: x }\n'), ['name', 'id']);
  assert.equal(at('targets:\n  - name: a\n    kind: site\n    id: |')?.siblings.get('kind'), 'site');
});

test('whatever the text, nothing throws, and the cursor lies within what would be replaced', () => {
  const text = fc
    .array(fc.constantFrom('a', ':', ' ', '-', '\n', '  ', '{', '}', '[', ',', '#', '"', "'", '- '))
    .map(s => s.join(''));
  fc.assert(
    fc.property(text, fc.nat(), (written, n) => {
      const offset = n % (written.length + 1);
      const cursor = cursorIn(written, offset);
      if (cursor) assert.ok(cursor.span.start <= offset && offset <= cursor.span.end, JSON.stringify([cursor, offset]));
    }),
    { numRuns: 2000 },
  );
});
