// The local Azure refuses what the real one refuses. A lenient one would hide what is asked wrongly.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { objectList, part, textField } from '../../../src/access/estate/estate.ts';
import { Emulator } from '../../emulator/emulator.ts';
import { World } from '../../emulator/world.ts';
import * as facts from '../../verdict/facts.ts';

const arm = 'https://management.azure.com';
const siteConfig = { acrUseManagedIdentityCreds: true, acrUserManagedIdentityID: 'client', linuxFxVersion: 'DOCKER|x' };
const site = facts.site('site', siteConfig, facts.held('site', {}));
const routed = { vnetImagePullEnabled: false, outboundVnetRouting: { allTraffic: true, imagePullTraffic: false } };
const emulator = new Emulator(
  new World({
    resources: [facts.registry('shop'), { ...site, properties: { ...part(site, 'properties'), ...routed } }],
    tenants: { [facts.subscription]: facts.tenant },
    roleAssignments: [],
  }),
);
before(() => emulator.start());
after(() => emulator.stop());

async function get(path: string, { audience = arm, tenant = facts.tenant, host = 'management.azure.com' } = {}) {
  const { value } = emulator.tokens.issue(tenant, audience);
  const headers = { authorization: `Bearer ${value}` };
  const answer = await fetch(`http://127.0.0.1:${emulator.port}/${host}${path}`, { headers });
  const body: unknown = await answer.json();
  return {
    status: answer.status,
    code: textField(part(body, 'error'), 'code') || textField(objectList(body, 'errors')?.[0], 'code'),
    body,
  };
}

const rows: readonly (readonly [
  what: string,
  asked: Parameters<typeof get>,
  status: number,
  code: string | undefined,
])[] = [
  ['a version that it speaks', [`${facts.registryId('shop')}?api-version=2025-11-01`], 200, ''],
  [
    'a version that it does not speak',
    [`${facts.registryId('shop')}?api-version=2031-01-01`],
    400,
    'NoRegisteredProviderFound',
  ],
  ['no version', [facts.registryId('shop')], 400, 'MissingApiVersionParameter'],
  [
    'a token for Microsoft Graph',
    [`${facts.registryId('shop')}?api-version=2025-11-01`, { audience: 'https://graph.microsoft.com' }],
    401,
    'InvalidAuthenticationToken',
  ],
  [
    'a token of another tenant',
    [`${facts.registryId('shop')}?api-version=2025-11-01`, { tenant: facts.otherTenant }],
    401,
    'InvalidAuthenticationTokenTenant',
  ],
  [
    'a token for Resource Manager, at a registry',
    ['/v2/web/manifests/1', { host: 'shop.azurecr.io' }],
    401,
    'UNAUTHORIZED',
  ],
];
for (const [what, asked, status, code] of rows) {
  test(`with ${what}: ${status} ${code}`, async () => {
    const answer = await get(...asked);
    assert.deepEqual([answer.status, answer.code], [status, code]);
  });
}

test('a site shows nine fields of its configuration, and its config/web all', async () => {
  const { body } = await get(`${facts.siteId('site')}?api-version=2024-04-01`);
  const filled = Object.entries(part(part(body, 'properties'), 'siteConfig')).filter(([, value]) => value !== null);
  assert.deepEqual(Object.fromEntries(filled), { acrUseManagedIdentityCreds: true, linuxFxVersion: 'DOCKER|x' });
  const web = await get(`${facts.siteId('site')}/config/web?api-version=2024-04-01`);
  assert.deepEqual(part(web.body, 'properties'), siteConfig);
});

test('a site shows one of two settings for image pulls through its network, by its version', async () => {
  const shown = async (version: string) => {
    const { body } = await get(`${facts.siteId('site')}?api-version=${version}`);
    const { vnetImagePullEnabled, outboundVnetRouting } = part(body, 'properties');
    return { vnetImagePullEnabled, outboundVnetRouting };
  };
  const { vnetImagePullEnabled, outboundVnetRouting } = routed;
  assert.deepEqual(await shown('2024-04-01'), { vnetImagePullEnabled, outboundVnetRouting: undefined });
  assert.deepEqual(await shown('2024-11-01'), { vnetImagePullEnabled: undefined, outboundVnetRouting });
});
