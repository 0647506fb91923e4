// One notation for yes, no and unknown (src/model/truth.ts). A `boolean | undefined` that a function returns is a second one,
// which `!` and `?? false` turn into a wrong no.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const src = path.resolve(import.meta.dirname, '..', 'src');

/** Facts of Azure are `undefined` where they were not read, whatever their type. */
const facts = /^access[/\\]/;

const otherNotations = /\): boolean \| undefined|=> boolean \| undefined|'yes' \| '|'no' \| '/g;

function foundIn(text: string): readonly string[] {
  return Array.from(text.matchAll(otherNotations), ([found]) => found);
}

test('an answer that may be unknown is a Truth', () => {
  assert.deepEqual(foundIn('function isOn(): boolean | undefined {}'), ['): boolean | undefined']);
  const found = globSync('**/*.ts', { cwd: src })
    .filter(file => file !== path.join('model', 'truth.ts') && !facts.test(file))
    .flatMap(file => foundIn(readFileSync(path.join(src, file), 'utf8')).map(each => `${file}: ${each}`));
  assert.deepEqual(found, []);
});
