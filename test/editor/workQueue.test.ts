// The queue keeps the extension host answering while thousands of files are read, and never forgets a newer edit.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inParts, type Lane, WorkQueue, type WorkQueueOptions } from '../../src/editor/store/workQueue.ts';

function queueOf(options: Partial<WorkQueueOptions> = {}) {
  const done: string[] = [];
  const errors: string[] = [];
  const idle = Promise.withResolvers<void>();
  const queue: WorkQueue = new WorkQueue({
    onError: (_error, key) => errors.push(key),
    ...options,
    onSliceEnd: async isIdle => {
      await options.onSliceEnd?.(isIdle);
      if (isIdle) idle.resolve();
    },
  });
  const add = (lane: Lane, ...keys: readonly string[]) => {
    for (const key of keys) queue.add(key, lane, () => void done.push(key));
  };
  return { queue, done, errors, add, settled: idle.promise };
}

test('each key is worked on once, and the most urgent first', async () => {
  const { add, done, settled } = queueOf();
  add('judge', 'verdict');
  add('read', 'a', 'b', 'c', 'a');
  add('edited', 'c');
  add('read', 'c');
  await settled;
  assert.deepEqual(done, ['c', 'a', 'b', 'verdict']);
});

test('of two pieces of work under one key, the later is done', async () => {
  const { queue, done, settled } = queueOf();
  queue.add('file', 'happened', () => void done.push('created'));
  queue.add('file', 'happened', () => void done.push('deleted'));
  await settled;
  assert.deepEqual(done, ['deleted']);
});

test('a key that is added while it is worked on is worked on again', async () => {
  const { queue, done, add, settled } = queueOf();
  queue.add('a', 'read', async () => {
    done.push('first');
    add('edited', 'a');
    assert.ok(queue.waits('a'));
    await Promise.resolve();
  });
  await settled;
  assert.deepEqual(done, ['first', 'a']);
});

test('an urgent key overtakes what already waits', async () => {
  const { queue, done, add, settled } = queueOf();
  queue.add('a', 'read', () => add('edited', 'now'));
  add('read', 'b');
  await settled;
  assert.deepEqual(done, ['now', 'b']);
});

test('the thread is given back after each slice, and after what ends it', async () => {
  let clock = 0;
  const seen: string[] = [];
  const { queue, settled } = queueOf({
    now: () => clock,
    pause: async () => {
      seen.push('pause');
    },
    onSliceEnd: async idle => {
      await Promise.resolve();
      seen.push(idle ? 'idle' : 'shown');
    },
  });
  for (const key of ['a', 'b', 'c', 'd', 'e']) {
    queue.add(key, 'read', () => {
      clock += 3;
      seen.push(key);
    });
  }
  await settled;
  // Before the first slice, too: nobody who adds work waits for it. What a slice shows has a turn of its own.
  assert.equal(seen.join(' '), 'pause a b pause shown pause c d pause shown pause e pause shown idle');
});

test('what is added while a slice is shown is worked on, and the queue is idle only after it', async () => {
  const seen: string[] = [];
  const { queue, settled } = queueOf({
    onSliceEnd: async idle => {
      seen.push(idle ? 'idle' : 'shown');
      await Promise.resolve();
      if (seen.length === 2) queue.add('b', 'judge', () => void seen.push('b'));
    },
  });
  queue.add('a', 'read', () => void seen.push('a'));
  await settled;
  assert.equal(seen.join(' '), 'a shown b shown idle');
});

test('work that fails is told, and the rest goes on', async () => {
  const { queue, done, errors, add, settled } = queueOf();
  queue.add('bad', 'read', () => {
    throw new Error('no');
  });
  add('read', 'good');
  await settled;
  assert.deepEqual([errors, done], [['bad'], ['good']]);
});

test('nothing is begun after disposal', async () => {
  const { queue, done, add } = queueOf();
  queue.dispose();
  add('read', 'a');
  await new Promise(resolve => setTimeout(resolve));
  assert.deepEqual(done, []);
  assert.ok(queue.idle);
});

test('what comes next can be looked up, and counted', () => {
  const { queue, add } = queueOf();
  add('read', 'a', 'b', 'c');
  add('edited', 'd');
  assert.deepEqual(queue.upcoming('read', 2), ['a', 'b']);
  assert.equal(queue.count('read', 'edited'), 4);
});

test('a long list is worked through in parts, and others get their turn in between', async () => {
  const seen: number[] = [];
  const parts: number[] = [];
  let others = 0;
  const other = () => {
    others++;
    next = setImmediate(other);
  };
  let next = setImmediate(other);
  await inParts(
    Array.from({ length: 250 }, (_, i) => i),
    part => {
      parts.push(part.length);
      seen.push(...part);
    },
  );
  clearImmediate(next);
  assert.deepEqual(parts, [100, 100, 50]);
  assert.equal(seen.length, 250);
  assert.ok(others > 0);
});
