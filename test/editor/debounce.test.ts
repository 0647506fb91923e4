import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Debounce } from '../../src/editor/store/debounce.ts';

test('the last of quick calls is made, once, when its key has been quiet', context => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const debounce = new Debounce();
  const made: string[] = [];
  debounce.schedule('a', 250, () => made.push('first'));
  context.mock.timers.tick(200);
  debounce.schedule('a', 250, () => made.push('second'));
  context.mock.timers.tick(200);
  assert.deepEqual(made, []);
  assert.ok(debounce.waits('a'));
  context.mock.timers.tick(50);
  assert.deepEqual(made, ['second']);
  assert.ok(!debounce.waits('a'));
});

test('keys wait for themselves only', context => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const debounce = new Debounce();
  const made: string[] = [];
  debounce.schedule('a', 100, () => made.push('a'));
  debounce.schedule('b', 200, () => made.push('b'));
  debounce.cancel('a');
  context.mock.timers.tick(200);
  assert.deepEqual(made, ['b']);
});

test('nothing is called after disposal', context => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const debounce = new Debounce();
  debounce.schedule('a', 100, () => assert.fail());
  debounce.dispose();
  debounce.schedule('b', 100, () => assert.fail());
  assert.ok(debounce.idle);
  context.mock.timers.tick(200);
});
