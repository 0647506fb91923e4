// The rows of the language status: target, sign-in, age.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccessMap } from '../../src/access/map.ts';
import { readSnapshotData } from '../../src/access/snapshot/snapshot.ts';
import {
  accessRow,
  type LiveStanding,
  readingRow,
  targetsRow,
} from '../../src/editor/diagnostics/languageStatusText.ts';

const now = new Date('2026-11-24T12:00:00Z');

function mapFrom(origin: string): AccessMap {
  const reading = readSnapshotData({ version: 1, readAt: '2026-11-24T11:58:00Z' }, origin);
  assert.ok('map' in reading);
  return reading.map;
}
const azure = mapFrom('Azure');
const file = mapFrom('access.snapshot.json');

function standing(state: LiveStanding['state'], map?: AccessMap): LiveStanding {
  return { state, wanted: state !== 'signedOut', map };
}

test('targets: those of the images in the file that is shown, a few of many', () => {
  const own = { name: 'aks-dev', kind: 'aks', id: undefined, why: '.acr-pull.yaml' } as const;
  const { text, detail } = targetsRow([own, own, { ...own, name: 'aks-eu', why: 'chosen' }, null]);
  assert.equal(text, 'ACR targets: aks-dev, aks-eu');
  assert.equal(detail, '.acr-pull.yaml, chosen by you');
  const many = ['a', 'b', 'c', 'd', 'e'].map(name => ({ ...own, name }));
  assert.equal(targetsRow(many).text, 'ACR targets: a, b, c and 2 more');
});

test('no targets: a file without our images has none, and of an image without one it is not known', () => {
  const shown = (...targets: Parameters<typeof targetsRow>) => {
    const { text, detail } = targetsRow(...targets);
    return [text, detail];
  };
  assert.deepEqual(shown([]), ['ACR targets: none for this file', 'No Azure images in this file']);
  assert.deepEqual(shown([null]), ['ACR targets: none for this file', 'Target unknown']);
});

test('a snapshot without a date has no age; only the details say so', () => {
  const reading = readSnapshotData({ version: 1 }, 'access.snapshot.json');
  assert.ok('map' in reading);
  const { text, detail } = accessRow([reading.map], standing('signedOut'), now);
  assert.deepEqual(
    [text, detail],
    ['ACR access: snapshot', "access.snapshot.json, which doesn't say when it was made"],
  );
});

test('a snapshot is named with its age; being signed in makes no difference to it', () => {
  for (const live of [standing('signedOut'), standing('ready', azure), standing('offline')]) {
    const row = accessRow([file], live, now);
    assert.deepEqual(
      [row.text, row.detail, row.isTrouble, row.title],
      ['ACR access: snapshot, read 2 min ago', 'access.snapshot.json', false, 'Choose Snapshot'],
    );
  }
});

test('what was read from Azure: signed in, and read again by a click', () => {
  const row = accessRow([azure], standing('ready', azure), now);
  assert.deepEqual(
    [row.text, row.detail, row.isTrouble, row.command],
    ['ACR access: Azure, read 2 min ago', 'signed in', false, 'acrPull.refreshAzure'],
  );
});

test('what can not be renewed is shown with the reason, and the way out', () => {
  const offline = accessRow([azure], standing('offline', azure), now);
  assert.deepEqual([offline.isTrouble, offline.command], [true, 'acrPull.refreshAzure']);
  assert.match(offline.detail, /can't be reached.*showing the last result/);
  const signedOut = accessRow([azure], { state: 'signedOut', wanted: true, map: azure }, now);
  assert.deepEqual([signedOut.isTrouble, signedOut.command], [true, 'acrPull.signIn']);
});

test('where nothing is known, each reason has its own way out', () => {
  const rows = (['signedOut', 'reading', 'offline', 'forbidden', 'noSubscription'] as const).map(state => {
    const { text, isTrouble, title } = accessRow([], standing(state), now);
    return [text, isTrouble, title];
  });
  assert.deepEqual(rows, [
    ['ACR access: not connected', true, 'Sign In'],
    ['ACR access: reading Azure', false, 'Refresh'],
    ["ACR access: Azure can't be reached", true, 'Refresh'],
    ["ACR access: this account can't read anything", true, 'Refresh'],
    ['ACR access: this account has no subscriptions', true, 'Switch Account'],
  ]);
});

test('what was not read yet: a row until all is, and one that names what keeps it from being read', () => {
  const read = { wasRead: true, notAnswered: [], tooMany: undefined };
  const said = (...asked: Parameters<typeof readingRow>) => {
    const { detail, isTrouble } = readingRow(...asked) ?? {};
    return [detail, isTrouble];
  };
  assert.deepEqual(said({ ...read, wasRead: false }, true), ['images are checked when all are read', false]);
  assert.deepEqual(said(read, true), [undefined, undefined]);
  assert.deepEqual(said({ ...read, notAnswered: ['a/pod.yaml'] }, false), ['no answer for a/pod.yaml', true]);
  assert.deepEqual(said({ ...read, notAnswered: ['a', 'b', 'c'] }, false), ['no answer for a and 2 more', true]);
  assert.deepEqual(said({ ...read, wasRead: false, tooMany: 12_345 }, false), [
    'of 12345 manifests, at most 10000 are read over the network: exclude folders in the settings, or open a clone',
    true,
  ]);
});
