// The worker keeps the extension host answering while thousands of files are read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Work, Worker, type WorkerOptions } from '../../src/editor/store/worker.ts';
import { inParts, nextTurn } from '../../src/editor/turns.ts';

function workerOn(waiting: Work[], options: Partial<WorkerOptions> = {}) {
  const idle = Promise.withResolvers<void>();
  const worker = new Worker({
    takeNext: () => waiting.shift(),
    onError: () => {},
    ...options,
    onSliceEnd: async isIdle => {
      await options.onSliceEnd?.(isIdle);
      if (isIdle) idle.resolve();
    },
  });
  return { worker, settled: idle.promise };
}

test('the thread is given back after each slice, and after what ends it', async () => {
  let clock = 0;
  const seen: string[] = [];
  const waiting = ['a', 'b', 'c', 'd', 'e'].map(name => ({
    name,
    run: () => {
      clock += 3;
      seen.push(name);
    },
  }));
  const { worker, settled } = workerOn(waiting, {
    now: () => clock,
    pause: async () => {
      seen.push('pause');
    },
    onSliceEnd: async isIdle => {
      await Promise.resolve();
      seen.push(isIdle ? 'idle' : 'shown');
    },
  });
  worker.wake();
  await settled;
  // There is a pause before the first slice, too: a caller does not wait for the work. What a slice shows has a turn of
  // its own.
  assert.equal(seen.join(' '), 'pause a b pause shown pause c d pause shown pause e pause shown pause idle');
});

test('work that comes while other work is done, or is shown, is done before the worker is idle', async () => {
  const seen: string[] = [];
  const waiting: Work[] = [];
  const add = (name: string) => waiting.push({ name, run: () => void seen.push(name) });
  const { worker, settled } = workerOn(waiting, {
    onSliceEnd: isIdle => {
      seen.push(isIdle ? 'idle' : 'shown');
      if (seen.length === 3) add('c');
    },
  });
  waiting.push({
    name: 'a',
    run: () => {
      seen.push('a');
      add('b');
    },
  });
  worker.wake();
  worker.wake(); // it works already
  await settled;
  assert.equal(seen.join(' '), 'a b shown c shown idle');
});

test('work that fails is reported, and the rest goes on', async () => {
  const seen: string[] = [];
  const fail = () => {
    throw new Error('no');
  };
  const { worker, settled } = workerOn(
    [
      { name: 'bad', run: fail },
      { name: 'good', run: () => void seen.push('good') },
    ],
    { onError: (_, name) => void seen.push(`${name} failed`) },
  );
  worker.wake();
  await settled;
  assert.deepEqual(seen, ['bad failed', 'good']);
});

test('no work is begun after disposal', async () => {
  const seen: string[] = [];
  const { worker } = workerOn([{ name: 'a', run: () => void seen.push('a') }]);
  worker.wake();
  worker.dispose();
  await nextTurn();
  await nextTurn();
  worker.wake();
  assert.deepEqual(seen, []);
  assert.ok(worker.idle);
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
