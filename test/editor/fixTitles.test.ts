import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choicesFor } from '../../src/editor/fixes/fixTitles.ts';
import { finding, fix } from './fixture.ts';

const attach = fix('Attach `shopprod` to `aks-eu`', { bash: "az 'x'", powershell: 'az "x"' });
const assign = fix('Assign AcrPull on `shopprod`', { bash: 'az role', powershell: 'az role' });
const correct = fix('Change the registry to `shopprod.azurecr.io`', {
  edit: { file: 'a.yaml', span: { start: 1, end: 2 }, newText: 'x' },
});

const titles = (...fixes: readonly (typeof attach)[]) =>
  choicesFor([finding('aks-eu', 'denied', 'not-attached', { fixes })]).map(({ title }) => title);

test('bash comes first, then PowerShell; a command that is the same in both is offered once', () => {
  assert.deepEqual(titles(attach, assign), [
    'Attach shopprod to aks-eu: copy the command for bash',
    'Assign AcrPull on shopprod: copy the command',
    'Attach shopprod to aks-eu: copy the command for PowerShell',
  ]);
});

test('an edit says what it changes', () => {
  assert.deepEqual(titles(correct), ['Change the registry to shopprod.azurecr.io']);
});

test('a fix that serves several targets is offered once', () => {
  const choices = choicesFor(['a', 'b'].map(on => finding(on, 'denied', 'no-pull-role', { fixes: [assign] })));
  assert.equal(choices.length, 1);
});
