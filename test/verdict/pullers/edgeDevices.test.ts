// A device of IoT Edge signs in with what its deployment has for the host of the image, and with no identity of Azure.
// [1] learn.microsoft.com, iot-edge/module-edgeagent-edgehub: "Registry credentials are necessary for any module images that
//     aren't public."
// [2] Azure/iotedge, DockerUtil.cs (FirstAuthConfig, HostnameMatches): the first entry whose address is the host, in any case;
//     CombinedDockerConfigProvider.cs: else those of the agent's environment
// [3] learn.microsoft.com, iot-edge/module-deployment-monitoring#layered-deployment: layers add to the base deployment
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readManifest } from '../../../src/read/index.ts';
import { decide } from '../../../src/verdict/decide.ts';
import { readConfig } from '../../../src/workspace/config/readConfig.ts';
import { targetsOf } from '../../../src/workspace/targets/targets.ts';
import { assign, guid, inShort, mapOf, registry, registryId, roles } from '../facts.ts';

type Entries = Readonly<Record<string, { readonly address: string; readonly username?: string }>>;

const deployment = (credentials: Entries | undefined, image = 'shop.azurecr.io/sensor:1') =>
  JSON.stringify({
    modulesContent: {
      $edgeAgent: {
        'properties.desired': {
          runtime: { settings: credentials === undefined ? {} : { registryCredentials: withPasswords(credentials) } },
          modules: { sensor: { settings: { image } } },
        },
      },
    },
  });

const layer = (more: object) =>
  JSON.stringify({
    modulesContent: {
      $edgeAgent: { 'properties.desired.modules.sensor': { settings: { image: 'shop.azurecr.io/sensor:1' } }, ...more },
    },
  });

function withPasswords(entries: Entries): object {
  return Object.fromEntries(Object.entries(entries).map(([name, each]) => [name, { ...each, password: 'made-up' }]));
}

const app = '0a0a0a0a-0000-4000-8000-000000000001';
const servicePrincipal = {
  kind: 'servicePrincipal',
  id: guid('sp'),
  appId: app,
  displayName: 'edge',
  servicePrincipalType: 'Application',
  accountEnabled: true,
  passwordCredentials: [{ endDateTime: '2027-06-01T00:00:00Z' }],
  keyCredentials: [],
};

function verdictOf(text: string, properties: object = {}, granted = false) {
  const reading = readManifest({ name: 'edge/deployment.json', text });
  assert.doesNotMatch(JSON.stringify(reading), /made-up/);
  const [reference] = reading.references;
  assert.ok(reference);
  const map = mapOf({
    resources: [registry('shop', { ...properties })],
    roleAssignments: granted ? [assign(guid('sp'), roles.AcrPull)] : [],
    credentials: [servicePrincipal],
  });
  const { config } = readConfig('version: 1\n', '.acr-pull.yaml');
  const [target, ...others] = targetsOf(reference, { config, map });
  assert.ok(target && others.length === 0);
  assert.deepEqual([target.name, target.kind, target.id], ['edge/deployment.json', 'edgeDevice', undefined]);
  const finding = decide({ reference, target, map, now: new Date('2026-12-01T00:00:00Z') });
  assert.ok(finding);
  return finding.verdict;
}

const of = (username: string, address = 'shop.azurecr.io') => deployment({ one: { address, username } });

test('[2] the credential of the host decides: admin account, service principal, token of the registry', () => {
  assert.equal(inShort(verdictOf(of('shop'), { adminUserEnabled: false })), 'denied admin-disabled');
  assert.equal(
    inShort(verdictOf(of('shop', 'SHOP.azurecr.io'), { adminUserEnabled: true })),
    'allowed admin-credentials',
  );
  assert.equal(inShort(verdictOf(of(app), {}, true)), 'allowed');
  assert.equal(inShort(verdictOf(of(app))), 'denied no-pull-role');
  assert.match(verdictOf(of('edge')).message, /token `edge` of `shop`, which was not read/);
});

test('where the admin account is used, the way out is a token that reads one repository; a device has no identity', () => {
  for (const adminUserEnabled of [true, false]) {
    const { message, fixes } = verdictOf(of('shop'), { adminUserEnabled });
    assert.match(message, /Sign in with a token of the registry that can read only this repository\.$/);
    assert.deepEqual(
      fixes.map(({ kind }) => kind),
      ['makeToken'],
    );
    const { subscriptionId } = /subscriptions\/(?<subscriptionId>[^/]+)/.exec(registryId('shop'))?.groups ?? {};
    assert.equal(
      fixes[0]?.bash,
      `az acr token create --subscription=${subscriptionId} --registry=shop --name=pull-sensor --no-passwords=true --repository sensor content/read metadata/read`,
    );
  }
});

test('[1][2][3] without an entry for the host, another deployment or the device may have one: what to add is said', () => {
  const said = /no entry of `registryCredentials` has the address `shop\.azurecr\.io`: add one with a token/;
  for (const text of [
    deployment(undefined),
    deployment({ other: { address: 'other.azurecr.io', username: 'x' } }),
    // an address is a host
    deployment({ one: { address: 'https://shop.azurecr.io', username: 'x' } }),
    layer({}),
  ]) {
    const found = verdictOf(text);
    assert.equal(inShort(found), 'unknown not-readable', text);
    assert.match(found.message, said);
  }
});

test('what only the deployment knows is unknown: an address, a user name', () => {
  const open = [
    of('$CONTAINER_REGISTRY_USERNAME'),
    of('${USER}'),
    of('x', '${HOST}'),
    of('x', '$CONTAINER_REGISTRY_ADDRESS'),
  ];
  for (const text of open) assert.equal(inShort(verdictOf(text)), 'unknown not-readable', text);
  assert.match(verdictOf(of('${USER}')).message, /signs in as `\$\{USER\}`, which is known only when it is deployed/);
  // of two, the first may be the one
  const two = deployment({
    a: { address: '${HOST}', username: 'x' },
    b: { address: 'shop.azurecr.io', username: 'shop' },
  });
  assert.equal(inShort(verdictOf(two, { adminUserEnabled: false })), 'unknown not-readable');
});

test('an image that a tool puts in is none of Azure, unless it names a registry: a device is not in Azure', () => {
  const found = (image: string) => {
    const [reference] = readManifest({ name: 'deployment.json', text: deployment({}, image) }).references;
    assert.ok(reference);
    const target = { name: 'deployment.json', kind: 'edgeDevice', id: undefined, why: 'the test' } as const;
    return decide({ reference, target, map: mapOf({ resources: [registry('shop')] }), now: new Date(0) })?.verdict
      .cause;
  };
  assert.equal(found('${MODULES.sensor}'), undefined);
  assert.equal(found('${NAME}.azurecr.io/sensor:1'), 'unresolved-reference');
});

test('[3] a layered deployment brings its credentials by path', () => {
  const entry = { address: 'shop.azurecr.io', username: 'shop', password: 'made-up' };
  const path = 'properties.desired.runtime.settings.registryCredentials';
  for (const more of [
    { [path]: { one: entry } },
    { [`${path}.one`]: entry },
    { 'properties.desired.runtime': { settings: { registryCredentials: { one: entry } } } },
  ]) {
    assert.equal(inShort(verdictOf(layer(more), { adminUserEnabled: false })), 'denied admin-disabled');
  }
});

test('a registry that everybody can pull from: whether a refused credential is left out is not documented', () => {
  const found = verdictOf(of('shop'), { adminUserEnabled: false, anonymousPullEnabled: true });
  assert.equal(inShort(found), 'unknown not-readable');
});
