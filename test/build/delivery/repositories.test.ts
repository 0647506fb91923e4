// Repositories and paths that senders name.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathWithin } from '../../../src/build/delivery/repositories.ts';

test('a path that leaves the root is none', () => {
  assert.equal(pathWithin('a/b', '../c'), 'a/c');
  assert.equal(pathWithin('a/b', '/c'), 'c');
  assert.equal(pathWithin('a/b', '../../../c'), undefined);
  assert.equal(pathWithin('', './'), '');
});
