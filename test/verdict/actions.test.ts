// Names of actions in role definitions: https://learn.microsoft.com/azure/role-based-access-control/role-definitions
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { matchesAction } from '../../src/verdict/conditions/wildcards.ts';
import { coversPull } from '../../src/verdict/roles/actions.ts';

const pull = 'Microsoft.ContainerRegistry/registries/pull/read';

const patterns: readonly (readonly [pattern: string, matches: boolean, why: string])[] = [
  [pull, true, 'the action itself'],
  [pull.toUpperCase(), true, 'case does not count: role definitions mix it'],
  ['*', true, 'Owner and Contributor'],
  ['*/read', true, 'Reader: a star spans slashes'],
  ['Microsoft.ContainerRegistry/*', true, 'everything of the provider'],
  ['Microsoft.ContainerRegistry/registries/*/read', true, 'a star inside'],
  ['Microsoft.ContainerRegistry/registries/p*/r*d', true, 'several stars'],
  ['Microsoft.ContainerRegistry/registries/pull/read*', true, 'a star may stand for nothing'],
  ['Microsoft.ContainerRegistry/registries/read', false, 'reading the registry is not pulling from it'],
  ['Microsoft.ContainerRegistry/registries/push/*', false, 'another verb'],
  ['Microsoft.ContainerRegistry/registries/pull', false, 'a prefix without a star'],
  ['*/write', false, 'another ending'],
  ['*/read/*/read', false, 'the parts do not overlap'],
  ['', false, 'nothing'],
  ['Microsoft.ContainerRegistry.registries.pull.read', false, 'dots are dots'],
];

for (const [pattern, expected, why] of patterns) {
  test(`«${pattern}» ${expected ? 'takes in' : 'leaves out'} a pull: ${why}`, () => {
    assert.equal(matchesAction(pattern, pull), expected);
  });
}

test('patterns match as the regular expression does that they mean', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.', 'B'), maxLength: 12 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.', '*'), maxLength: 10 });
  fc.assert(
    fc.property(pattern, text, (wanted, action) => {
      const escaped = wanted.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('\\*', '.*');
      assert.equal(matchesAction(wanted, action), new RegExp(`^${escaped}$`, 'i').test(action));
    }),
    { numRuns: 2000 },
  );
});

test('a pattern full of stars does not take its time', () => {
  assert.equal(matchesAction('*a'.repeat(5000), 'a'.repeat(4999)), false);
});

const none = { actions: [], notActions: [], dataActions: [], notDataActions: [] };
const content = 'Microsoft.ContainerRegistry/registries/repositories/content/read';
const permissions = [
  ['an action pulls in legacy mode only', { ...none, actions: [pull] }, true, false],
  ['a data action pulls in ABAC mode only', { ...none, dataActions: [content] }, false, true],
  ['actions never stand in for data actions: Owner', { ...none, actions: ['*'] }, true, false],
  ['nor the other way round', { ...none, dataActions: ['*'] }, false, true],
  ['the data action among the actions is of no use', { ...none, actions: [content] }, false, false],
  ['the action among the data actions is of no use', { ...none, dataActions: [pull] }, false, false],
  ['notActions take away', { ...none, actions: ['*'], notActions: ['*/pull/read'] }, false, false],
  [
    'and only what they name',
    { ...none, actions: ['*'], notActions: ['Microsoft.Authorization/*/write'] },
    true,
    false,
  ],
  ['notDataActions take away', { ...none, dataActions: ['*'], notDataActions: ['*/content/*'] }, false, false],
  ['notActions do not touch data actions', { ...none, dataActions: [content], notActions: ['*'] }, false, true],
] as const;

for (const [why, permission, legacy, abac] of permissions) {
  test(`permissions: ${why}`, () => {
    assert.deepEqual([coversPull(permission, 'legacy'), coversPull(permission, 'abac')], [legacy, abac]);
  });
}
