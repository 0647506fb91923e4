import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Lifetime } from '../../src/editor/lifetime.ts';

test('what was added last is disposed of first', () => {
  const order: string[] = [];
  const lifetime = new Lifetime();
  for (const name of ['store', 'view']) lifetime.add({ dispose: () => order.push(name) });
  lifetime.dispose();
  assert.deepEqual(order, ['view', 'store']);
});

test('what comes after the end is disposed of at once', () => {
  const lifetime = new Lifetime();
  lifetime.dispose();
  let disposed = false;
  lifetime.add({
    dispose: () => {
      disposed = true;
    },
  });
  assert.ok(disposed);
});

test('one failure leaves nothing else behind, and is told', () => {
  const order: string[] = [];
  const lifetime = new Lifetime();
  lifetime.add({ dispose: () => order.push('first') });
  lifetime.add({
    dispose: () => {
      throw new Error('stuck');
    },
  });
  assert.throws(() => lifetime.dispose(), AggregateError);
  assert.deepEqual(order, ['first']);
});
