// Worlds of code over what was read from Azure: a setting that the code leaves out stays as it was read.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { mapOf, registry, registryId } from '../../verdict/facts.ts';
import { judged, workspaces } from './planned.ts';

const fixtures = workspaces(path.join(import.meta.dirname, 'fixtures'));

function shown(fixture: string, properties: Readonly<Record<string, unknown>>): string {
  const id = registryId('shopprod').replace('/shop/', fixture === 'bicep/existing' ? '/rg-shared/' : '/shop/');
  const map = mapOf({ resources: [registry('shopprod', properties, { id })], roleAssignments: undefined });
  const { findings } = judged(fixtures.get(fixture) ?? [], { map });
  const [found] = findings.filter(({ reference }) => reference.text.includes('shopprod.azurecr.io/checkout'));
  assert.ok(found);
  return [found.verdict.outcome, ...found.verdict.assumptions.filter(id => id.startsWith('external'))].join(' ');
}

const open = { publicNetworkAccess: 'Enabled', networkRuleSet: { defaultAction: 'Allow', ipRules: [] } };
const legacy = { ...open, roleAssignmentMode: 'LegacyRegistryPermissions', privateEndpointConnections: [] };

test('a registry that the code makes again keeps the settings that were read', () => {
  assert.equal(shown('bicep/cluster', legacy), 'allowed');
  assert.equal(shown('bicep/cluster', { ...legacy, roleAssignmentMode: 'AbacRepositoryPermissions' }), 'unknown');
  assert.equal(shown('bicep/cluster', { ...legacy, publicNetworkAccess: 'Disabled' }), 'unknown');
});

test('a registry outside of the code is as it was read, and nothing is supposed of it', () => {
  assert.equal(shown('bicep/existing', legacy), 'allowed');
  assert.equal(shown('bicep/existing', { ...legacy, roleAssignmentMode: 'AbacRepositoryPermissions' }), 'unknown');
  assert.equal(shown('bicep/existing', { ...legacy, publicNetworkAccess: 'Disabled' }), 'unknown');
});
