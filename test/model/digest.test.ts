// The digest is that of Node, which the code itself may not use.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { digestOf } from '../../src/model/digest.ts';

const known = (text: string) => createHash('sha256').update(Buffer.from(text, 'utf16le')).digest('hex');

test('any text has its SHA-256', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), text => assert.equal(digestOf(text), known(text))),
  );
});

test('each length up to some blocks has it', () => {
  for (let length = 0; length < 200; length++) assert.equal(digestOf('a'.repeat(length)), known('a'.repeat(length)));
});

test('texts that differ in half a character differ', () => {
  assert.notEqual(digestOf('\ud800'), digestOf('\ud801'));
});
