// Work that waits until somebody looks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WhenSeen } from '../../../src/editor/audit/whenSeen.ts';

/** Work that ends when it is let go on, and what it was told then. */
function workshop() {
  const begun: { readonly isWanted: () => boolean; readonly end: () => void }[] = [];
  const work = new WhenSeen(isWanted => new Promise<void>(end => begun.push({ isWanted, end })), assert.ifError);
  return { work, begun };
}

test('nothing is done while nobody looks, however much changes', () => {
  const { work, begun } = workshop();
  work.outdate();
  work.outdate();
  assert.equal(begun.length, 0);
  work.setVisible(true);
  assert.equal(begun.length, 1);
});

test('looking again does nothing again where nothing has changed', async () => {
  const { work, begun } = workshop();
  work.setVisible(true);
  begun[0]?.end();
  await work.idle();
  work.setVisible(false);
  work.setVisible(true);
  assert.equal(begun.length, 1);
  work.outdate();
  assert.equal(begun.length, 2);
});

test('a change in its midst makes it unwanted, and it is done once more when it has ended', async () => {
  const { work, begun } = workshop();
  work.setVisible(true);
  assert.equal(begun[0]?.isWanted(), true);
  work.outdate();
  work.outdate();
  assert.equal(begun[0]?.isWanted(), false);
  assert.equal(begun.length, 1, 'never twice at a time');
  begun[0]?.end();
  await new Promise(resolve => setImmediate(resolve));
  assert.equal(begun.length, 2);
  assert.equal(begun[1]?.isWanted(), true);
});

test('who looks away in its midst finds it done when they look again', async () => {
  const { work, begun } = workshop();
  work.setVisible(true);
  work.setVisible(false);
  assert.equal(begun[0]?.isWanted(), false);
  begun[0]?.end();
  await work.idle();
  assert.equal(begun.length, 1);
  work.setVisible(true);
  assert.equal(begun.length, 2);
});

test('who looks away for a moment finds it done anew', async () => {
  const { work, begun } = workshop();
  work.setVisible(true);
  work.setVisible(false);
  work.setVisible(true);
  assert.equal(begun[0]?.isWanted(), false, 'it may have given up meanwhile');
  begun[0]?.end();
  await new Promise(resolve => setImmediate(resolve));
  assert.equal(begun.length, 2);
});

test('work that fails does not end the work', async () => {
  let times = 0;
  const told: unknown[] = [];
  const failure = new Error('no');
  const work = new WhenSeen(
    async () => {
      times++;
      throw failure;
    },
    error => told.push(error),
  );
  work.setVisible(true);
  await work.idle();
  work.outdate();
  await work.idle();
  assert.equal(times, 2);
  assert.deepEqual(told, [failure, failure]);
});
