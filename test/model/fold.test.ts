// Names of Azure are compared without case, and a letter that only `toLowerCase` or `toUpperCase` takes for one of
// ASCII is none.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byId, sameId, scopeKey, segmentAfter } from '../../src/access/ids.ts';
import { folded } from '../../src/model/fold.ts';
import { folder, gate, pod, snapshot } from '../gate/gate.ts';

/** Each letter beside the one of ASCII that it folds to in one of the two directions. */
const lookalikes: readonly (readonly [name: string, letter: string, ascii: string])[] = [
  ['the Kelvin sign', '\u212a', 'k'],
  ['the long s', '\u017f', 's'],
  ['the i without a dot', '\u0131', 'i'],
  ['the capital I with a dot', '\u0130', 'i'],
];

test('every letter of ASCII folds, and no other letter to one of ASCII', () => {
  assert.equal(folded('Shop-K/ÄÖ'), 'shop-k/äö');
  for (let code = 0x80; code < 0x1_0000; code++) {
    const letter = String.fromCharCode(code);
    assert.doesNotMatch(folded(letter), /[a-z]/, code.toString(16));
    assert.doesNotMatch(folded(`A${letter}B`).slice(1, -1), /[a-z]/, code.toString(16));
  }
});

const inGroup = '/subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/rg/providers';
const clusters = `${inGroup}/Microsoft.ContainerService/managedClusters`;
const registries = `${inGroup}/Microsoft.ContainerRegistry/registries`;

for (const [what, letter, ascii] of lookalikes) {
  test(`${what} in an id is not \`${ascii}\``, () => {
    const [id, other] = [`${clusters}/a${ascii}s`, `${clusters}/a${letter}s`];
    assert.ok(sameId(id, id.toUpperCase()));
    assert.ok(!sameId(id, other));
    assert.equal(byId([{ id }])(other), undefined);
    assert.notEqual(
      scopeKey(`/providers/Microsoft.Management/managementGroups/${ascii}`),
      scopeKey(`/providers/Microsoft.Management/managementGroups/${letter}`),
    );
    assert.equal(segmentAfter(`/${ascii}/x`, letter), undefined);
  });
}

test('a target, a scope or a registry with a Kelvin sign is another one', async t => {
  const data = JSON.parse(snapshot());
  const check = async (config: string, changes: object) => {
    const files = {
      '.acr-pull.yaml': config,
      'access.json': JSON.stringify({ ...data, ...changes }),
      'p.yaml': pod('shopk.azurecr.io/app:1'),
    };
    const { stdout, stderr } = await gate(['check', '--format', 'json'], { cwd: folder(t, files) });
    assert.notEqual(stdout, '', stderr);
    return JSON.parse(stdout).findings.map(({ outcome }: { outcome: string }) => outcome);
  };
  const [shop, yes, no] = data.resources;
  const shopk = {
    ...shop,
    id: `${registries}/shopk`,
    name: 'shopk',
    properties: { ...shop.properties, loginServer: 'shopk.azurecr.io' },
  };
  const resources = [shopk, yes, no];
  const grantAt = (scope: string) => {
    const [grant] = data.roleAssignments;
    const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${grant.id.split('/').at(-1)}`;
    return [{ ...grant, id, properties: { ...grant.properties, scope } }];
  };
  const to = (target: string) =>
    `version: 1\nsnapshot: access.json\ntargets: [{ name: a, kind: aks, ${target}, manifests: ['**'] }]\n`;
  const right = { resources, roleAssignments: grantAt(`${registries}/SHOPK`) };
  assert.deepEqual(await check(to(`id: ${clusters}/AKS-yes`), right), ['allowed']);
  assert.deepEqual(await check(to(`id: ${clusters}/a\u212as-yes`), right), ['unknown']);
  const other = { resources, roleAssignments: grantAt(`${registries}/shop\u212a`) };
  assert.deepEqual(await check(to(`id: ${clusters}/aks-yes`), other), ['denied']);
});
