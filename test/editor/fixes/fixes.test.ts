// The question before anything runs, the message for an administrator, and links, which carry no commands.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { readSnapshot } from '../../../src/access/snapshot/snapshot.ts';
import { fixAddress, fixAt, isFixAddress } from '../../../src/editor/findings/fixAddress.ts';
import { confirmation, handOffText } from '../../../src/editor/findings/fixTexts.ts';
import { removalOf } from '../../../src/editor/fixes/script.ts';
import { shellLanguage } from '../../../src/editor/shellLanguage.ts';
import type { Evidence, Puller } from '../../../src/model/verdict.ts';
import { finding, fix, grantOn } from '../fixture.ts';

const grant = grantOn('/registries/shopprod', '0b1e');
const assign = fix('Assign AcrPull on `shopprod`', { bash: 'az role …', powershell: 'az role …', grant });
const refused = finding('aks-prod', 'denied', 'not-attached', { fixes: [assign] });

test('the question names subscription, principal, role and scope, and shows the command', () => {
  const asked = confirmation(refused, assign, 'az role …');
  assert.equal(asked?.question, 'Assign AcrPull on shopprod?');
  for (const part of ['shop-prod', '0b1e', 'AcrPull', '/registries/shopprod', 'az role …'])
    assert.ok(asked?.detail.includes(part), part);
});

test('what names none of them is not run at all', () => {
  assert.equal(confirmation(refused, { ...assign, grant: null }, 'az'), undefined);
});

test('a shell is known by its program', () => {
  assert.equal(shellLanguage('/usr/bin/zsh'), 'bash');
  assert.equal(shellLanguage('C:\\Program Files\\PowerShell\\7\\pwsh.exe'), 'powershell');
  assert.equal(shellLanguage('/usr/bin/fish'), undefined);
  assert.equal(shellLanguage('C:\\Windows\\System32\\cmd.exe'), undefined);
});

test('an address finds the fix again, and nothing else', () => {
  const address = fixAddress('file:///a', refused, assign);
  assert.ok(isFixAddress(structuredClone(address)));
  assert.equal(fixAt(address, [refused])?.fix, assign);
  assert.equal(fixAt({ ...address, target: 'aks-eu' }, [refused]), undefined);
  assert.equal(fixAt({ ...address, title: 'rm -rf' }, [refused]), undefined);
  for (const no of [null, 'az', {}, { ...address, where: 1 }]) assert.equal(isFixAddress(no), false);
});

// `aks` in the subscription of each environment, with a kubelet identity that is called the same.
test('of two clusters of one name, an address means its own', () => {
  const [eu, us] = ['eu', 'us'].map(group => {
    const own = fix(assign.title, { bash: `az role assignment create --assignee ${group}` });
    const id = `/subscriptions/s/resourceGroups/${group}/providers/Microsoft.ContainerService/managedClusters/aks`;
    const { target, ...denied } = finding('aks', 'denied', 'not-attached', { fixes: [own] });
    return { ...denied, target: target && { ...target, id } };
  });
  assert.ok(eu && us);
  const [own] = us.verdict.fixes;
  assert.ok(own);
  assert.equal(fixAt(fixAddress('file:///a', us, own), [eu, us])?.finding, us);
});

test('the text for an administrator says who, what, where and why', () => {
  const text = handOffText(refused, assign);
  assert.equal(text.split('\n')[0], 'Could you please assign AcrPull on shopprod?');
  for (const part of [
    ...['shop-prod', '0b1e', 'AcrPull', '/registries/shopprod'],
    'aks-prod',
    'shopprod.azurecr.io/checkout:2.4',
    'az role …',
  ]) {
    assert.ok(text.includes(part), part);
  }
  assert.doesNotMatch(text, /`|PowerShell/);
});

test('text typed above an image does not outdate the fix in a link', () => {
  const address = fixAddress('file:///a', refused, assign);
  const { span } = refused.reference;
  const moved = { ...refused, reference: { ...refused.reference, span: { start: span.start + 9, end: span.end + 9 } } };
  assert.equal(fixAt(address, [moved])?.fix, assign);
});

test('a broad role is to be removed afterwards: its own is named by its id, that of a group is left alone', () => {
  const samples = path.resolve(import.meta.dirname, '../../../samples');
  const snapshot = readSnapshot(
    readFileSync(path.join(samples, 'access.snapshot.json'), 'utf8'),
    'access.snapshot.json',
  );
  assert.ok('map' in snapshot);
  const [own, ...more] = snapshot.map.roleAssignments ?? [];
  const other = more.find(({ principalId }) => principalId !== own?.principalId);
  assert.ok(own && other);
  const puller: Puller = {
    objectId: own.principalId,
    clientId: undefined,
    name: 'kubelet identity',
    why: '',
    credential: 'managedIdentity',
  };
  const by = (...ids: readonly string[]) => {
    const evidence = ids.map((id): Evidence => ({ step: 'role', fact: 'Contributor', id, effect: 'grants' }));
    return finding('aks-prod', 'allowed', 'broad-grant', { puller, evidence });
  };
  assert.equal(removalOf(by(own.id), snapshot.map, 'bash'), `az role assignment delete --ids=${own.id}`);
  assert.equal(removalOf(by(own.id, other.id), snapshot.map, 'bash'), null, 'a group may have the other one');
  assert.equal(removalOf(by(own.id), undefined, 'bash'), null);
  assert.equal(removalOf(refused, snapshot.map, 'bash'), null);
});
