// The queue keeps the extension host answering while thousands of files are read, and never forgets a newer edit.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inParts, WorkQueue, type WorkQueueOptions } from '../../src/editor/store/workQueue.ts';

function queueOf(options: Partial<WorkQueueOptions> = {}) {
  const done: string[] = [];
  const errors: string[] = [];
  const queue = new WorkQueue({
    work: key => void done.push(key),
    onError: (_error, key) => errors.push(key),
    ...options,
  });
  return { queue, done, errors };
}

test('each key is worked on once, the urgent ones first', async () => {
  const { queue, done } = queueOf();
  queue.add(['a', 'b', 'c', 'a']);
  queue.add(['c'], { urgent: true });
  queue.add(['c']);
  await queue.settled();
  assert.deepEqual(done, ['c', 'a', 'b']);
});

test('a key that is added while it is worked on is worked on again', async () => {
  const done: string[] = [];
  const { queue } = queueOf({
    work: async key => {
      done.push(key);
      if (done.length === 1) queue.add(['a'], { urgent: true });
      await Promise.resolve();
    },
  });
  queue.add(['a']);
  await queue.settled();
  assert.deepEqual(done, ['a', 'a']);
});

test('an urgent key overtakes what already waits', async () => {
  const done: string[] = [];
  const { queue } = queueOf({
    work: key => {
      done.push(key);
      if (key === 'a') queue.add(['edited'], { urgent: true });
    },
  });
  queue.add(['a', 'b']);
  await queue.settled();
  assert.deepEqual(done, ['a', 'edited', 'b']);
});

test('the thread is given back after each slice, and after what ends it', async () => {
  let clock = 0;
  const seen: string[] = [];
  const { queue } = queueOf({
    work: key => {
      clock += 5;
      seen.push(key);
    },
    now: () => clock,
    sliceMs: 8,
    pause: async () => {
      seen.push('pause');
    },
    onSliceEnd: async idle => {
      await Promise.resolve();
      seen.push(idle ? 'idle' : 'shown');
    },
  });
  queue.add(['a', 'b', 'c', 'd', 'e']);
  await queue.settled();
  // Before the first slice, too: nobody who adds a key waits for its work. After a short last one, nothing is delayed.
  assert.equal(seen.join(' '), 'pause a b pause shown pause c d pause shown pause e shown idle');
});

test('what is added while a slice is shown is worked on, and the queue is idle only after it', async () => {
  const seen: string[] = [];
  const { queue } = queueOf({
    work: key => void seen.push(key),
    onSliceEnd: async idle => {
      seen.push(idle ? 'idle' : 'shown');
      await Promise.resolve();
      if (seen.length === 2) queue.add(['b']);
    },
  });
  queue.add(['a']);
  await queue.settled();
  assert.equal(seen.join(' '), 'a shown b shown idle');
});

test('work that fails is told, and the rest goes on', async () => {
  const done: string[] = [];
  const { queue, errors } = queueOf({
    work: key => {
      if (key === 'bad') throw new Error('no');
      done.push(key);
    },
  });
  queue.add(['bad', 'good']);
  await queue.settled();
  assert.deepEqual([errors, done], [['bad'], ['good']]);
});

test('a key can be taken back, and nothing is begun after disposal', async () => {
  const { queue, done } = queueOf();
  queue.add(['a', 'b']);
  queue.remove('a');
  await queue.settled();
  queue.add(['c']);
  queue.dispose();
  await queue.settled();
  assert.deepEqual(done, ['b']);
});

test('what comes next can be looked up', () => {
  const { queue } = queueOf();
  queue.add(['a', 'b', 'c']);
  assert.deepEqual(queue.upcoming(2), ['a', 'b']);
});

test('a long list is worked through in parts, and others get their turn in between', async () => {
  const seen: number[] = [];
  const parts: number[] = [];
  let others = 0;
  const timer = setInterval(() => others++, 0);
  await inParts(
    Array.from({ length: 250 }, (_, i) => i),
    part => {
      parts.push(part.length);
      seen.push(...part);
    },
  );
  clearInterval(timer);
  assert.deepEqual(parts, [100, 100, 50]);
  assert.equal(seen.length, 250);
  assert.ok(others > 0);
});
