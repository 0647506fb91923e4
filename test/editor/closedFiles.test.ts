// In closed files, a cause is shown once, by the first file that has it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VerdictCause } from '../../src/causes/index.ts';
import { ClosedFiles } from '../../src/editor/diagnostics/closedFiles.ts';
import { problemsOf } from '../../src/editor/diagnostics/referenceProblem.ts';
import { emptyConfig } from '../../src/workspace/config/config.ts';
import { severityOfFinding } from '../../src/workspace/severity.ts';
import { finding, referenceTo } from './fixture.ts';

/** The problem of an image in a file that a target can't pull. */
function problem(file: string, name: string, target = 'aks-eu', cause: VerdictCause = 'not-attached') {
  const reference = referenceTo(`shopprod.azurecr.io/${name}:1`, file);
  const puller = {
    name: `kubelet identity of \`${target}\``,
    why: '',
    objectId: undefined,
    clientId: undefined,
    credential: 'managedIdentity',
  } as const;
  const found = [finding(target, 'denied', cause, { reference, puller })];
  return problemsOf(found, one => severityOfFinding(one, emptyConfig));
}

const said = (closed: ClosedFiles, file: string) =>
  closed.saidBy(file).map(({ problem: { message }, more, places }) => ({
    headline: message(more).split('\n')[0],
    places: places.map(place => place.file),
  }));

test('the first file by name speaks for all that have the cause, with their places', () => {
  const closed = new ClosedFiles();
  assert.deepEqual([...closed.take('b.yaml', problem('b.yaml', 'cart'))], []);
  assert.deepEqual([...closed.take('c.yaml', [...problem('c.yaml', 'till'), ...problem('c.yaml', 'web')])], ['b.yaml']);
  assert.deepEqual(said(closed, 'b.yaml'), [
    {
      headline: "shopprod.azurecr.io/cart:1 and 2 more: `aks-eu` can't pull it (not attached).",
      places: ['c.yaml', 'c.yaml'],
    },
  ]);
  assert.deepEqual(said(closed, 'c.yaml'), []);
  assert.deepEqual([...closed.take('a.yaml', problem('a.yaml', 'api'))], ['b.yaml'], 'b has nothing to say any more');
  assert.deepEqual(said(closed, 'b.yaml'), []);
  assert.equal(said(closed, 'a.yaml')[0]?.places.length, 3);
});

test('another target and another cause are said by themselves', () => {
  const closed = new ClosedFiles();
  closed.take('a.yaml', problem('a.yaml', 'cart'));
  closed.take('b.yaml', problem('b.yaml', 'cart', 'aks-us'));
  closed.take('c.yaml', problem('c.yaml', 'cart', 'aks-eu', 'network-firewall'));
  assert.deepEqual(
    ['a.yaml', 'b.yaml', 'c.yaml'].map(file => said(closed, file).length),
    [1, 1, 1],
  );
});

test('a file that is opened says its own; the next one speaks for the rest', () => {
  const closed = new ClosedFiles();
  for (const file of ['a.yaml', 'b.yaml', 'c.yaml']) closed.take(file, problem(file, 'cart'));
  assert.deepEqual([...closed.take('a.yaml', [])], ['b.yaml']);
  assert.deepEqual(said(closed, 'a.yaml'), []);
  assert.equal(said(closed, 'b.yaml')[0]?.places.length, 1);
  for (const file of ['b.yaml', 'c.yaml']) closed.take(file, []);
  assert.deepEqual(said(closed, 'c.yaml'), []);
});

test('at most twenty of the others are places of it, and the count is of all', () => {
  const closed = new ClosedFiles();
  for (let i = 0; i < 500; i++) closed.take(`f-${i}.yaml`, problem(`f-${i}.yaml`, `app-${i}`));
  const [shared, ...others] = closed.saidBy('f-0.yaml');
  assert.equal(others.length, 0);
  assert.equal(shared?.more, 499);
  assert.equal(shared?.places.length, 20);
});
