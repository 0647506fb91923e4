// The id of a principal in the config: `identity` of a plain cluster, `id` of a pipeline. A text that is no id of a
// principal gets a message, claims nothing, and is granted nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Target } from '../../../src/model/target.ts';
import { mistakesIn } from '../../../src/workspace/config/mistakes.ts';
import { readConfig } from '../../../src/workspace/config/readConfig.ts';
import { assign, guid, identityId, mapOf, pod, registry, roles, target, userIdentity, verdict } from '../facts.ts';

const id = guid('nodes');

/** Texts in the place of an object id: one for each shape. */
const noIds: Readonly<Record<string, string>> = {
  empty: '',
  blank: '  ',
  'a name': 'aks-agentpool',
  words: 'not a guid',
  'a GUID in braces': `{${id}}`,
  'a GUID in quotes': `"${id}"`,
  'a GUID with a blank': `${id} `,
  'a GUID with a line': `${id}\n`,
  'a GUID without dashes': id.replaceAll('-', ''),
  'a GUID that is cut off': id.slice(0, -1),
  'two GUIDs': `${id},${id}`,
  'a placeholder': '<object id>',
  'a variable': '${AZURE_CLIENT_ID}',
  'an expression': '$(principalId)',
  'an option of a command': '--scope=/',
  'a resource id of a cluster':
    '/subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks',
  'the id of a role assignment': `/subscriptions/50b50000-0000-4000-8000-000000000001/providers/Microsoft.Authorization/roleAssignments/${id}`,
  'an object of Graph': `https://graph.microsoft.com/v1.0/servicePrincipals/${id}`,
  'letters that look alike': id.replace('0', 'о'),
};

const map = mapOf({ resources: [registry('shop')] });

function ask(at: Target) {
  const workload = at.kind === 'pipeline' ? ({ platform: 'pipeline', name: 'release' } as const) : pod();
  return verdict({ workload, target: at, map });
}

for (const [what, text] of Object.entries(noIds)) {
  test(`${what} names no principal: unknown, and no fix`, () => {
    for (const at of [{ ...target('kubernetes', 'edge', undefined), identity: text }, target('pipeline', 'ci', text)]) {
      const { outcome, fixes } = ask(at);
      assert.equal(outcome, 'unknown', at.kind);
      assert.deepEqual(fixes, [], at.kind);
    }
  });
  test(`${what} is a mistake, at its place`, () => {
    for (const [kind, key] of [
      ['kubernetes', 'identity'],
      ['pipeline', 'id'],
    ] as const) {
      const config = `version: 1\ntargets:\n  - name: a\n    kind: ${kind}\n    ${key}: ${JSON.stringify(text)}\n`;
      const read = readConfig(config, '.acr-pull.yaml');
      assert.deepEqual(read.problems, []);
      const [mistake] = mistakesIn({ config: read.config, map, manifests: [], findings: undefined });
      assert.match(mistake?.message ?? '', /Expected the object ID of a principal, a GUID such as/);
      assert.equal(config.slice(0, mistake?.span.start).split('\n').length, 5);
    }
  });
}

test('a client id and a resource id of an identity are taken for what they are', () => {
  const own = mapOf({
    resources: [registry('shop'), userIdentity('id-app')],
    roleAssignments: [assign(guid('id-app'), roles.AcrPull)],
  });
  for (const text of [
    guid('id-app'),
    guid('id-app client'),
    identityId('id-app'),
    identityId('id-app').toUpperCase(),
  ]) {
    const workload = { platform: 'pipeline', name: 'release' } as const;
    assert.equal(verdict({ workload, target: target('pipeline', 'ci', text), map: own }).outcome, 'allowed', text);
    const edge = { ...target('kubernetes', 'edge', undefined), identity: text };
    assert.equal(verdict({ target: edge, map: own }).outcome, 'allowed', text);
  }
});

test('an identity by its resource id that is not there pulls nothing, and gets nothing', () => {
  const { outcome, fixes } = ask({ ...target('kubernetes', 'edge', undefined), identity: identityId('id-app') });
  assert.deepEqual([outcome, fixes], ['denied', []]);
});
