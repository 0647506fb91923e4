// Times at which Azure is read again: by age while a person looks, and sooner, ever more rarely, after a failure.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dueNow, minuteOf, type Standing } from '../../src/editor/azure/liveMapTimes.ts';

const calm: Standing = {
  state: 'ready',
  age: 3,
  sinceLastTry: 3,
  failedInARow: 0,
  sinceLastAsked: 100,
  maybeMended: false,
  askedInVain: 0,
};

const rows: readonly (readonly [string, Partial<Standing>, ReturnType<typeof dueNow>])[] = [
  ['a young map', {}, 'nothing'],
  ['an old map', { age: 15, sinceLastTry: 15 }, 'read'],
  ['an old map that is being read again', { age: 15, sinceLastTry: 15, state: 'reading' }, 'nothing'],
  ['an old map, and nobody is signed in', { age: 99, sinceLastTry: 99, state: 'signedOut' }, 'nothing'],
  ['an old map, just tried in vain', { age: 99, sinceLastTry: 0.5, state: 'offline', failedInARow: 1 }, 'nothing'],
  ['a minute after the first failure', { age: 99, sinceLastTry: 1, state: 'offline', failedInARow: 1 }, 'read'],
  ['a minute after the second', { age: 99, sinceLastTry: 1, state: 'offline', failedInARow: 2 }, 'nothing'],
  ['four minutes after the third', { age: 99, sinceLastTry: 4, state: 'offline', failedInARow: 3 }, 'read'],
  ['pauses end at a quarter', { age: 99, sinceLastTry: 15, state: 'offline', failedInARow: 40 }, 'read'],
  ['a failed try with a young map', { sinceLastTry: 1, state: 'offline', failedInARow: 1 }, 'read'],
  ['no map, offline', { age: undefined, sinceLastTry: 1, state: 'offline', failedInARow: 1 }, 'read'],
  ['no rights: soon is of no use', { age: undefined, sinceLastTry: 5, state: 'forbidden' }, 'nothing'],
  ['no rights: perhaps by now', { age: undefined, sinceLastTry: 15, state: 'forbidden' }, 'read'],
  ['an answer failed', { sinceLastAsked: 99, maybeMended: true }, 'ask'],
  ['it was asked again just now', { sinceLastAsked: 0.5, maybeMended: true, askedInVain: 1 }, 'nothing'],
  ['it was asked again thrice', { sinceLastAsked: 3, maybeMended: true, askedInVain: 3 }, 'nothing'],
];

for (const [why, change, expected] of rows) {
  test(`${why}: ${expected}`, () => {
    assert.equal(dueNow({ ...calm, ...change }, 1), expected);
  });
}

test('a minute is one, but for the emulator', () => {
  assert.equal(minuteOf({}), 60_000);
  assert.equal(minuteOf({ ACR_PULL_MINUTE: '100' }), 60_000);
  assert.equal(minuteOf({ ACR_PULL_EMULATOR_PORT: '1' }), 60_000);
  assert.equal(minuteOf({ ACR_PULL_EMULATOR_PORT: '1', ACR_PULL_MINUTE: '100' }), 100);
  assert.equal(minuteOf({ ACR_PULL_EMULATOR_PORT: '1', ACR_PULL_MINUTE: '0' }), 60_000);
});
