// The rules for English of CONTRIBUTING.md, over every comment. Each defect is listed with its line.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { wordDefects, wordDefectsBelow } from './words.ts';

const root = path.resolve(import.meta.dirname, '..');

test('a comment that breaks a rule is found', () => {
  const rules = (text: string) => wordDefects('made-up.ts', text).map(({ rule }) => rule);
  assert.deepEqual(rules('// What the file says.\n'), ['opening', 'word']);
  assert.deepEqual(rules('/** Returns a name; `undefined` without one. */\n'), ['semicolon']);
  assert.deepEqual(rules(`// ${'Words '.repeat(26)}.\n`), ['long']);
  assert.deepEqual(rules('// Returns “What it says; by itself”, see `anew`.\n'), []);
});

test('comments begin with a verb or a noun, in short sentences and plain words', () => {
  const found = ['src', 'test', 'bench'].flatMap(folder => wordDefectsBelow(path.join(root, folder)));
  assert.deepEqual(
    found.map(({ file, line, rule, text }) => `${path.relative(root, file)}:${line} ${rule}: ${text}`),
    [],
  );
});
