// The grammar of ARM's ids and scopes: what is one, and what it names.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseArmId } from '../../src/access/ids.ts';

const subscription = '50b50000-0000-4000-8000-000000000001';
const inSubscription = `/subscriptions/${subscription}`;
const group = `${inSubscription}/resourceGroups/shop`;
const registry = `${group}/providers/Microsoft.ContainerRegistry/registries/shopprod`;

const ids: readonly (readonly [id: string, read: unknown])[] = [
  ['/', { kind: 'scope' }],
  ['/providers/Microsoft.Management/managementGroups/contoso', { kind: 'managementGroup' }],
  [inSubscription, { kind: 'scope' }],
  [`/Subscriptions/${subscription}/`, { kind: 'scope' }],
  // Recorders write a word for the id.
  ['/subscriptions/subscription-id', { kind: 'scope' }],
  [group, { kind: 'scope' }],
  [`/subscriptions/${subscription}/resourcegroups/größe_1.(a)-b`, { kind: 'scope' }],
  [registry, { kind: 'resource', type: 'Microsoft.ContainerRegistry/registries', name: 'shopprod', scope: group }],
  [
    `${group}/providers/Microsoft.Network/privateDnsZones/privatelink.azurecr.io/virtualNetworkLinks/hub`,
    { kind: 'resource', type: 'Microsoft.Network/privateDnsZones/virtualNetworkLinks', name: 'hub', scope: group },
  ],
  [
    `${registry}/providers/Microsoft.Authorization/roleAssignments/1`,
    { kind: 'resource', type: 'Microsoft.Authorization/roleAssignments', name: '1', scope: registry },
  ],
  [
    '/providers/Microsoft.Authorization/roleAssignments/1',
    { kind: 'resource', type: 'Microsoft.Authorization/roleAssignments', name: '1', scope: '/' },
  ],
  [
    '/providers/Microsoft.Management/managementGroups/m/providers/Microsoft.Authorization/roleAssignments/1',
    {
      kind: 'resource',
      type: 'Microsoft.Authorization/roleAssignments',
      name: '1',
      scope: '/providers/Microsoft.Management/managementGroups/m',
    },
  ],
  // A resource group and a resource may be called as a keyword is.
  [
    `${inSubscription}/resourceGroups/providers/providers/Microsoft.Web/sites/providers`,
    {
      kind: 'resource',
      type: 'Microsoft.Web/sites',
      name: 'providers',
      scope: `${inSubscription}/resourceGroups/providers`,
    },
  ],
];

for (const [id, read] of ids) test(`${id} is an id`, () => assert.deepEqual(parseArmId(id), read));

const none = [
  '',
  ' ',
  '//',
  'shopprod',
  registry.slice(1),
  `/${registry}`,
  '/subscriptions',
  '/subscriptions/',
  '/subscriptions/50b5',
  `${inSubscription}/resourceGroups`,
  `${inSubscription}/resourceGroups/`,
  `${inSubscription}/resourceGroup/shop`,
  `${group}/providers`,
  `${group}/providers/Microsoft.ContainerRegistry`,
  `${group}/providers/Microsoft.ContainerRegistry/registries`,
  `${group}/providers/Microsoft.ContainerRegistry//shopprod`,
  `${group}/provider/Microsoft.ContainerRegistry/registries/shopprod`,
  `${registry}?api-version=2025-11-01`,
  `${registry}/x`,
  `${registry} `,
  `${group}/providers/Microsoft.ContainerRegistry/registries/shop\u0000prod`,
  `${group}/providers/Microsoft.ContainerRegistry/registries/shop\ud800`,
  '/providers/Microsoft.Management/managementGroups',
  '/providers/Microsoft.Management/managementGroups/',
  `https://management.azure.com${registry}`,
];

for (const id of none) test(`${JSON.stringify(id)} is no id`, () => assert.equal(parseArmId(id), undefined));
