// Every field that a snapshot's reader takes is read from Azure as well, and is in docs/snapshot.md: a field that the table
// of src/access/azure/kinds.ts lacks would be let go, and never known of a live reading.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { trimmed } from '../../src/access/azure/trimmed.ts';
import * as arm from '../../src/access/snapshot/arm.ts';
import { isObject } from '../../src/access/snapshot/flattened.ts';
import * as networks from '../../src/access/snapshot/networks.ts';
import * as registries from '../../src/access/snapshot/registries.ts';

const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/snapshot.md'), 'utf8');

const schemas: Readonly<Record<string, { readonly entries: { readonly properties: unknown } }>> = {
  'Microsoft.ContainerRegistry/registries': registries.registry,
  'Microsoft.ContainerRegistry/registries/tokens': registries.registryToken,
  'Microsoft.ContainerRegistry/registries/scopeMaps': registries.scopeMap,
  'Microsoft.ContainerRegistry/registries/cacheRules': registries.cacheRule,
  'Microsoft.ContainerRegistry/registries/credentialSets': registries.credentialSet,
  'Microsoft.ContainerService/managedClusters': arm.managedCluster,
  'Microsoft.App/containerApps': arm.containerApp,
  'Microsoft.App/sessionPools': arm.sessionPool,
  'Microsoft.App/managedEnvironments': arm.managedEnvironment,
  'Microsoft.ContainerInstance/containerGroups': arm.containerGroup,
  'Microsoft.Web/sites': arm.site,
  'Microsoft.ManagedIdentity/userAssignedIdentities': arm.userAssignedIdentity,
  'Microsoft.Network/privateEndpoints': networks.privateEndpoint,
  'Microsoft.Network/privateDnsZones/virtualNetworkLinks': networks.dnsZoneLink,
  'Microsoft.Network/virtualNetworks': networks.virtualNetwork,
  'Microsoft.Network/natGateways': networks.natGateway,
};

/** A value with everything that a schema of valibot knows. */
function full(schema: unknown): unknown {
  if (!isObject(schema)) return undefined;
  const { type, entries, item, wrapped, value } = schema;
  if (type === 'nullish') return full(wrapped);
  if (type === 'array') return [full(item)];
  if (type === 'record') return { any: full(value) };
  if (!isObject(entries)) return 'x';
  return Object.fromEntries(Object.entries(entries).map(([key, each]) => [key, full(each)]));
}

function keysOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(keysOf);
  return isObject(value) ? Object.entries(value).flatMap(([key, each]) => [key, ...keysOf(each)]) : [];
}

for (const [type, { entries }] of Object.entries(schemas)) {
  test(`${type}: what is read from a snapshot is read from Azure, and is on its page`, () => {
    const properties = full(entries.properties);
    assert.deepEqual(trimmed({ type, properties })['properties'], properties, 'add it to src/access/azure/trimmed.ts');
    const unsaid = keysOf(properties).filter(key => !page.includes(key));
    assert.deepEqual(unsaid, [], 'add it to docs/snapshot.md');
  });
}
