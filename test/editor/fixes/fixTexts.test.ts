// The entries of the lightbulb's menu: one for each fix, never too many, never two that look the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixEntries, fixOfAll } from '../../../src/editor/findings/fixTexts.ts';
import { finding, fix } from '../fixture.ts';

const attach = fix('Attach `shopprod` to `aks-eu`', { bash: "az 'x'", powershell: 'az "x"' });
const assign = fix('Assign AcrPull on `shopprod`', { bash: 'az role', powershell: 'az role' });

const titles = (...findings: Parameters<typeof fixEntries>[0]) => fixEntries(findings).map(({ title }) => title);
const denied = (on: string, ...fixes: readonly (typeof attach)[]) => finding(on, 'denied', 'not-attached', { fixes });

test('each fix has one entry, whatever can be done with it', () => {
  assert.deepEqual(titles(denied('aks-eu', attach, assign)), [
    'Attach shopprod to aks-eu',
    'Assign AcrPull on shopprod',
  ]);
});

test('a fix that serves several targets is offered once', () => {
  assert.equal(titles(denied('a', assign), denied('b', assign)).length, 1);
});

test('two different fixes with the same title say which target they are for', () => {
  const other = fix('Assign AcrPull on `shopprod`', { bash: 'az role --assignee other' });
  assert.deepEqual(titles(denied('a', assign), denied('b', other)), [
    'Assign AcrPull on shopprod (for a)',
    'Assign AcrPull on shopprod (for b)',
  ]);
});

test('of five targets with two fixes each, the best of each target has an entry', () => {
  const five = ['a', 'b', 'c', 'd', 'e'].map(name =>
    denied(
      name,
      fix(`Attach \`shopprod\` to \`${name}\``, { bash: name }),
      fix(`Assign ${name}`, { bash: `role ${name}` }),
    ),
  );
  assert.deepEqual(
    titles(...five),
    ['a', 'b', 'c', 'd', 'e'].map(name => `Attach shopprod to ${name}`),
  );
});

test('one script fixes several targets: it comes first above two, and counts those alone that a command fixes', () => {
  const open = denied('c', fix('Change the registry to shopprod.azurecr.io'));
  const ignored = { ...denied('d', attach), ignored: 'known' };
  assert.equal(fixOfAll([denied('a', attach)]), undefined);
  assert.equal(fixOfAll([denied('a', attach), open, ignored]), undefined);
  assert.deepEqual(fixOfAll([denied('a', attach), denied('b', assign), ignored]), {
    title: 'Fix on all 2 targets (one script)…',
    comesFirst: false,
  });
  assert.deepEqual(fixOfAll([denied('a', attach), denied('b', assign), open]), {
    title: 'Fix on 2 of 3 targets (one script)…',
    comesFirst: true,
  });
});
