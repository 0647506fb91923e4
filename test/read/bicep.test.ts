import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContainerAppWorkload } from '../../src/model/workload.ts';
import { readManifest } from '../../src/read/index.ts';
import { checkFixture, fixtureText } from './fixture.ts';

const read = (text: string, name = 'main.bicep') => readManifest({ name, text });

function app(image: string, before = ''): string {
  return `${before}
resource app 'Microsoft.App/containerApps@2024-03-01' = {
  properties: { template: { containers: [ { image: ${image} } ] } }
}
`;
}

test('a container app says with which identity it pulls, expressions included', () => {
  const { references } = checkFixture('bicep/app.bicep');
  const workload = references[0]?.workload;
  assert.ok(workload?.platform === 'containerApp');
  const text = fixtureText('bicep/app.bicep');
  const [symbolic, plain] = workload.registries ?? [];
  assert.deepEqual(
    [symbolic?.server, symbolic?.identity, symbolic?.open],
    ['${acr.properties.loginServer}', '${pull.id}', ['server', 'identity']],
  );
  assert.equal(text.slice(symbolic?.span?.start, symbolic?.span?.end), 'acr.properties.loginServer');
  assert.deepEqual([plain?.server, plain?.username, plain?.open], ['shopprod.azurecr.io', 'ci', []]);
  const { identity } = workload;
  assert.deepEqual([identity?.systemAssigned, identity?.userAssigned, identity?.open], [false, ['${pull.id}'], true]);
});

test('a group whose credentials are a parameter has entries that nobody can see here', () => {
  const { references } = checkFixture('bicep/loops.bicep');
  const group = references.find(({ workload }) => workload.platform === 'containerGroup')?.workload;
  assert.ok(group?.platform === 'containerGroup');
  assert.deepEqual(
    group.registries?.map(({ server, open }) => [server, open]),
    [['${credentials}', ['server', 'identity']]],
  );
});

test('a site says how it pulls; its parts are named after it', () => {
  const { references } = checkFixture('bicep/sites.bicep');
  const [own, config, sidecar, module] = references.map(({ workload }) => workload);
  assert.ok(own?.platform === 'site' && config?.platform === 'site' && sidecar?.platform === 'site');
  assert.equal(own.managedIdentityCredentials, true);
  assert.equal(own.identityClientId, '${pull.properties.clientId}');
  assert.equal(own.identity?.systemAssigned, true);
  assert.deepEqual([config.name, sidecar.name], ['portal', 'portal']);
  assert.equal(config.managedIdentityCredentials, true);
  assert.ok(module?.platform === 'containerApp');
  assert.deepEqual(module.identity?.userAssigned, ['${pull.outputs.resourceId}']);
});

test('a container of a site can authenticate otherwise than its site', () => {
  const { references } = checkFixture('bicep/sites.bicep');
  const ways = references.flatMap(({ where, workload }) =>
    workload.platform === 'site' && where.startsWith('Site container')
      ? [[where.split(' ')[2], workload.name, workload.managedIdentityCredentials, workload.identityClientId]]
      : [],
  );
  assert.deepEqual(ways, [
    ['sidecar', 'portal', true, '${pull.properties.clientId}'],
    ['main', 'shared', true, '22222222-2222-2222-2222-222222222222'],
    ['system', 'shared', true, undefined],
    ['password', 'shared', false, undefined],
    ['open', 'shared', true, '${authType}'],
  ]);
});

test('a reference tells all the places that its name comes from', () => {
  const text = app("'${base}/app'", "var base = '${host}/base'\nparam host string = 'shop.azurecr.io'");
  const [reference] = read(text).references;
  assert.deepEqual(
    reference?.origins.map(({ role, span, file }) => [role, text.slice(span.start, span.end), file]),
    [
      ['value of var base', '${host}/base', 'main.bicep'],
      ['default of param host', 'shop.azurecr.io', 'main.bicep'],
    ],
  );
});

test('each turn of a loop tells of its own item', () => {
  const text = app("'${host}/${c}:1'", "var host = 'shop.azurecr.io'")
    .replace('[ {', "[for c in ['a', 'b']: {")
    .replace('} ]', '}]');
  const { references } = read(text);
  assert.deepEqual(
    references.map(({ image, origins }) => [
      image.kind === 'image' ? image.repository : undefined,
      origins.map(({ role, span }) => `${role}: ${text.slice(span.start, span.end)}`),
    ]),
    [
      ['a', ['value of var host: shop.azurecr.io', 'value of c: a']],
      ['b', ['value of var host: shop.azurecr.io', 'value of c: b']],
    ],
  );
});

test('what stands behind `DOCKER|` tells where it comes from', () => {
  const text = `var acr = 'shop.azurecr.io'
resource site 'Microsoft.Web/sites@2023-12-01' = {
  properties: { siteConfig: { linuxFxVersion: 'DOCKER|\${acr}/web:1' } }
}
`;
  const [reference] = read(text).references;
  assert.equal(reference?.text, '${acr}/web:1');
  assert.deepEqual(
    reference.origins.map(({ role }) => role),
    ['value of var acr'],
  );
});

for (const [name, before] of [
  ['no default', 'param image string'],
  ['an empty default', "param image string = ''"],
  ['a default that a deployment makes', 'param image string = newGuid()'],
  ['a default that is itself', 'param image string = image'],
  ['a default that goes in circles', 'param image string = other\nvar other = image'],
  ['no declaration', ''],
] as const) {
  test(`a parameter with ${name} leaves the image open`, () => {
    const [reference] = read(app('image', before)).references;
    assert.ok(reference?.image.kind === 'image');
    assert.deepEqual([reference.text, reference.image.unresolved], ['image', '${image}']);
  });
}

test('a value that is open in the pattern of format leaves the rest known', () => {
  const [reference] = read(app("format('${host}/a:{0}', '1')")).references;
  assert.ok(reference?.image.kind === 'image');
  assert.equal(reference.image.name, '${host}/a:1');
});

for (const written of ["format('shop.azurecr.io/a:{0:N}', 1)", "join('/', ['shop.azurecr.io', 'a'])"]) {
  test(`${written} stays open`, () => {
    const [reference] = read(app(written)).references;
    assert.ok(reference?.image.kind === 'image');
    assert.deepEqual([reference.image.registry, reference.image.repository], [undefined, undefined]);
  });
}

for (const [written, name] of [
  ["'shop.azurecr.io/a:1'", 'shop.azurecr.io/a:1'],
  ["'''shop.azurecr.io/a:1'''", 'shop.azurecr.io/a:1'],
  ["'''\nshop.azurecr.io/a:1\n'''", 'shop.azurecr.io/a:1'],
  ["'shop.azurecr.io\\u{2f}a:1'", 'shop.azurecr.io\\u{2f}a:1'],
] as const) {
  test(`${JSON.stringify(written)} stands at its characters`, () => {
    const text = app(written);
    const [reference] = read(text).references;
    assert.equal(text.slice(reference?.span.start, reference?.span.end), name);
    assert.ok(reference?.image.kind === 'image');
    assert.deepEqual([reference.image.registry, reference.image.repository], ['shop.azurecr.io', 'a']);
  });
}

test('what is in a string or a comment is no statement', () => {
  const hidden = app("'not/read:1'");
  assert.deepEqual(read(`var text = '''\n${hidden}'''\n`).references, []);
  assert.deepEqual(read(`/*\n${hidden}*/\n`).references, []);
});

test('characters beyond the basic plane move nothing', () => {
  const text = app("'shop.azurecr.io/a:1'", "// 🐳🐳\nvar whale = '🐳'");
  const [reference] = read(text).references;
  assert.equal(reference?.text, 'shop.azurecr.io/a:1');
});

test('files that name no image are not looked into', () => {
  assert.deepEqual(read("resource x 'Microsoft.App/containerApps@2024-03-01' = {").problems, []);
});

test('a statement of any length is read', () => {
  const { references, problems } = read(
    app("'shop.azurecr.io/a:1'").replace('image:', `note: '${'x'.repeat(300_000)}', image:`),
  );
  assert.deepEqual([references.map(({ text }) => text), problems], [['shop.azurecr.io/a:1'], []]);
});

test('what the file leaves open ends with the file', () => {
  const text = app("format('{0}/app").replace(/app[^p]*$/, 'app');
  for (const { span } of read(text).references) assert.ok(span.end <= text.length);
  assert.equal(read(text).references.length, 1);
});

/** The registries and identities of a container app that is written like this. */
function appWith(registries: string, identity: string): ContainerAppWorkload {
  const [reference] = read(`
resource app 'Microsoft.App/containerApps@2024-03-01' = {
  identity: ${identity}
  properties: {
    configuration: { registries: ${registries} }
    template: { containers: [ { image: 'shop.azurecr.io/a:1' } ] }
  }
}
`).references;
  assert.ok(reference?.workload.platform === 'containerApp');
  return reference.workload;
}

const GROUP = "containers: [ { name: 'a', properties: { image: 'shop.azurecr.io/a:1' } } ]";
const CREDENTIALS = "imageRegistryCredentials: [ { server: 'shop.azurecr.io', identity: '/subscriptions/x/pull' } ]";
const ENTRY = "{ server: 'shop.azurecr.io', identity: 'system' }";

for (const [name, registries] of [
  ['behind a condition', `usePrivate ? [ ${ENTRY} ] : []`],
  ['of one of two lists', `usePrivate ? [ ${ENTRY} ] : [ { server: 'other.azurecr.io', identity: 'system' } ]`],
  ['for each of a parameter', `[for name in names: ${ENTRY}]`],
  ['spread behind a condition', `[ ...(usePrivate ? [ ${ENTRY} ] : []) ]`],
  ['added behind a condition', `concat(usePrivate ? [ ${ENTRY} ] : [], [])`],
  [
    'that is one of two',
    `[ usePrivate ? ${ENTRY} : { server: 'shop.azurecr.io', username: 'shop', passwordSecretRef: 'pw' } ]`,
  ],
] as const) {
  test(`a registry entry ${name} is not taken for sure`, () => {
    const { registries: entries } = appWith(registries, "{ type: 'SystemAssigned' }");
    assert.deepEqual(
      entries?.map(({ open }) => open),
      [['server', 'identity']],
    );
  });
}

test('a registry entry for each of a list that is written out is sure', () => {
  const { registries } = appWith(`[for name in ['shop']: { server: '\${name}.azurecr.io', identity: 'system' }]`, '{}');
  assert.deepEqual(
    registries?.map(({ server, open }) => [server, open]),
    [['shop.azurecr.io', []]],
  );
});

for (const identity of [
  "useOwn ? { type: 'SystemAssigned' } : { type: 'None' }",
  "useOwn ? { type: 'SystemAssigned' } : null",
  "{ type: useOwn ? 'SystemAssigned' : 'None' }",
  "union({ type: 'None' }, useOwn ? { type: 'SystemAssigned' } : {})",
]) {
  test(`whether ${identity} has an identity is not taken for sure`, () => {
    const { identity: declared } = appWith(`[ ${ENTRY} ]`, identity);
    assert.deepEqual([declared?.systemAssigned, declared?.open], [false, true]);
  });
}

test('a module that is told of an identity by an expression leaves it open', () => {
  const [reference] = read(`
module app 'br/public:avm/res/app/container-app:0.11.0' = {
  params: {
    managedIdentities: { systemAssigned: empty(id) }
    containers: [ { image: 'shop.azurecr.io/a:1' } ]
  }
}
`).references;
  assert.ok(reference?.workload.platform === 'containerApp');
  assert.equal(reference.workload.identity?.open, true);
});

// As in Azure-Samples: what is optional is merged into, or spread over, what is always there.
for (const [name, properties] of [
  ['merged', `union({ ${GROUP} }, empty(acr) ? {} : { ${CREDENTIALS} })`],
  ['spread', `{ ${GROUP}, ...(empty(acr) ? {} : { ${CREDENTIALS} }) }`],
  ['of one of two', `empty(acr) ? { ${GROUP} } : { ${GROUP}, ${CREDENTIALS} }`],
  ['of a parameter', `union({ ${GROUP} }, more)`],
] as const) {
  test(`a group whose credentials are ${name} does not surely have none`, () => {
    const text = `resource group 'Microsoft.ContainerInstance/containerGroups@2023-05-01' = {\n  properties: ${properties}\n}\n`;
    const [reference] = read(text).references;
    assert.ok(reference?.workload.platform === 'containerGroup');
    const open = reference.workload.registries?.map(entry => entry.open);
    assert.deepEqual(open, [['server', 'identity']]);
  });
}

// https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-functions-object#union
test('what union merges below the same name is all there', () => {
  const [reference] = read(`resource site 'Microsoft.Web/sites@2023-12-01' = {
  properties: union(
    { siteConfig: { linuxFxVersion: 'DOCKER|shop.azurecr.io/a:1', acrUseManagedIdentityCreds: false } },
    { siteConfig: union({ acrUseManagedIdentityCreds: true }, isProd ? { acrUserManagedIdentityID: 'x' } : {}) })
}
`).references;
  assert.ok(reference?.workload.platform === 'site');
  const { managedIdentityCredentials, identityClientId } = reference.workload;
  assert.deepEqual([reference.text, managedIdentityCredentials], ['shop.azurecr.io/a:1', true]);
  // whether it names an identity, only a deployment knows
  assert.match(identityClientId ?? '', /^\$\{/);
});

test('images of both branches are read, whatever is around them', () => {
  const containers = (tag: number) => `{ containers: [ { image: 'shop.azurecr.io/a:${tag}' } ] }`;
  const text = `resource app 'Microsoft.App/containerApps@2024-03-01' = {
  properties: { template: isProd ? ${containers(1)} : ${containers(2)} }
}
`;
  assert.deepEqual(
    read(text).references.map(each => each.text),
    ['shop.azurecr.io/a:1', 'shop.azurecr.io/a:2'],
  );
});

test('whether a site pulls with an identity is open where a parameter decides it, not as in Azure now', () => {
  const [reference] = read(`param useIdentity bool
resource site 'Microsoft.Web/sites@2023-12-01' = {
  properties: {
    siteConfig: { linuxFxVersion: 'DOCKER|shop.azurecr.io/a:1', acrUseManagedIdentityCreds: useIdentity }
  }
}
`).references;
  assert.ok(reference?.workload.platform === 'site');
  // an identity that only a deployment knows, if there is one
  assert.deepEqual(
    [reference.workload.managedIdentityCredentials, reference.workload.identityClientId],
    [true, '${useIdentity}'],
  );
});

test('containers that are given to a module of the repository are what that module makes of them', () => {
  const [reference] = read(`
module group 'modules/container-group.bicep' = {
  params: { registryName: 'shop', containers: [ { name: 'a', properties: { image: 'shop.azurecr.io/a:1' } } ] }
}
`).references;
  // the module adds the credentials: it is not a group without any
  assert.deepEqual([reference?.text, reference?.workload.platform], ['shop.azurecr.io/a:1', 'build']);
});
