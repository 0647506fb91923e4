import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wholeImage } from '../../src/model/reference.ts';
import { readManifest } from '../../src/read/index.ts';
import { checkFixture } from './fixture.ts';

const read = (text: string, name = 'main.tf') => readManifest({ name, text });

function app(image: string, before = ''): string {
  return `${before}\nresource "azurerm_container_app" "app" {\n  template {\n    container { image = ${image} }\n  }\n}\n`;
}

test('a container app says with which identity it pulls, expressions included', () => {
  const { references } = checkFixture('terraform/apps.tf');
  const workload = references.find(({ workload: { platform } }) => platform === 'containerApp')?.workload;
  assert.ok(workload?.platform === 'containerApp');
  assert.equal(workload.name, 'checkout');
  assert.equal(workload.environmentId, '${azurerm_container_app_environment.shop.id}');
  const [entry] = workload.registries ?? [];
  assert.deepEqual(
    [entry?.server, entry?.identity, entry?.open],
    [
      '${azurerm_container_registry.acr.login_server}',
      '${azurerm_user_assigned_identity.pull.id}',
      ['server', 'identity'],
    ],
  );
  assert.deepEqual(workload.identity?.userAssigned, ['${azurerm_user_assigned_identity.pull.id}']);
});

test('a container group names its credentials', () => {
  const { references } = checkFixture('terraform/apps.tf');
  const workload = references.find(({ workload: { platform } }) => platform === 'containerGroup')?.workload;
  assert.ok(workload?.platform === 'containerGroup');
  assert.deepEqual(
    workload.registries?.map(({ server, open }) => [server, open]),
    [['shopprod.azurecr.io', ['identity']]],
  );
});

test('a web app says how it pulls', () => {
  const workload = checkFixture('terraform/web.tf').references[0]?.workload;
  assert.ok(workload?.platform === 'site');
  assert.equal(workload.managedIdentityCredentials, true);
  assert.equal(workload.identityClientId, '${azurerm_user_assigned_identity.pull.client_id}');
  assert.equal(workload.identity?.systemAssigned, true);
});

test('a pod says who pulls for it', () => {
  const workload = checkFixture('terraform/kubernetes.tf').references[0]?.workload;
  assert.ok(workload?.platform === 'kubernetes');
  assert.deepEqual([workload.kind, workload.name, workload.namespace], ['Deployment', 'checkout', 'shop']);
  assert.deepEqual(
    workload.pullSecrets.map(({ text }) => text),
    ['shop-pull'],
  );
  assert.equal(workload.serviceAccount?.text, 'checkout');
});

test('azapi takes name and identity from beside the body', () => {
  const workload = checkFixture('terraform/azapi.tf').references[0]?.workload;
  assert.ok(workload?.platform === 'containerApp');
  assert.equal(workload.name, 'checkout');
  assert.deepEqual(workload.identity?.userAssigned, ['${azurerm_user_assigned_identity.pull.id}']);
  assert.equal(workload.registries?.[0]?.server, 'shopprod.azurecr.io');
});

for (const [written, name] of [
  ['"shop.azurecr.io/a:1"', 'shop.azurecr.io/a:1'],
  ['<<EOT\nshop.azurecr.io/a:1\nEOT\n', 'shop.azurecr.io/a:1'],
  ['<<-"EOT"', undefined],
  ['("shop.azurecr.io/a:1")', 'shop.azurecr.io/a:1'],
  ['nonsensitive("shop.azurecr.io/a:1")', 'shop.azurecr.io/a:1'],
] as const) {
  test(`${JSON.stringify(written)} stands at its characters`, () => {
    const text = app(`${written}\n`);
    const [reference] = read(text).references;
    assert.equal(reference && text.slice(reference.span.start, reference.span.end), name);
  });
}

test('what a variable of another file holds stays open', () => {
  const [reference] = read(app('"${var.host}/a:${local.tag}"')).references;
  assert.ok(reference?.image.kind === 'image');
  assert.deepEqual([reference.image.registry, reference.image.unresolved], [undefined, '${var.host}']);
});

for (const [written, name] of [
  ['format("%s/%v:%d", "shop.azurecr.io", "a", 1)', 'shop.azurecr.io/a:1'],
  ['format("shop.azurecr.io/%s%%", "a")', 'shop.azurecr.io/a%'],
  ['join("/", ["shop.azurecr.io", "a"])', 'shop.azurecr.io/a'],
  ['join("/", ["shop.azurecr.io"], ["a:1"])', 'shop.azurecr.io/a:1'],
] as const) {
  test(`${written} is ${name}`, () => {
    const [reference] = read(app(written)).references;
    assert.equal(reference && wholeImage(reference), name);
  });
}

for (const written of [
  // verbs that format their value, or take another one than the next
  'format("shop.azurecr.io/%q", "a")',
  'format("shop.azurecr.io/a:%[1]s", "1")',
  'format("shop.azurecr.io/a:%05d", 1)',
  'format("shop.azurecr.io/a:%x", 255)',
  // a verb without a value, which Terraform refuses
  'format("shop.azurecr.io/a:%s")',
  'format("%s/a:1", null)',
  // Bicep's order of the same arguments
  'join(["shop.azurecr.io", "a"], "/")',
  'join("/", ["shop.azurecr.io", "a"], var.rest)',
  // items that are of one branch each
  'join("/", var.isProd ? ["shop.azurecr.io", "a"] : ["dev.azurecr.io", "b"])',
]) {
  test(`${written} stays open`, () => {
    const images = read(app(written)).references.map(({ image }) => image);
    assert.ok(images.length > 0);
    for (const image of images) {
      assert.ok(image.kind === 'image');
      assert.equal(image.unresolved?.startsWith(`\${${written.slice(0, 5)}`), true, image.name);
      assert.deepEqual([image.registry, image.repository], [undefined, undefined]);
    }
  });
}

test('a block that is cut off leaves the next one alone', () => {
  const { references } = read(`${app('"shop.azurecr.io/a:1').replaceAll('}', '')}\n${app('"shop.azurecr.io/b:1"')}`);
  assert.deepEqual(
    references.map(({ text }) => text),
    ['shop.azurecr.io/a:1', 'shop.azurecr.io/b:1'],
  );
});

test('files that name no image are not looked into', () => {
  assert.deepEqual(read('resource "azurerm_container_app" "x" {').problems, []);
});

test('a registry that stands behind a condition is not taken for sure', () => {
  const text = `resource "azurerm_container_app" "app" {
  dynamic "registry" {
    for_each = var.server != "" ? [1] : []
    content {
      server   = "shop.azurecr.io"
      identity = "system"
    }
  }
  template {
    container {
      image = "shop.azurecr.io/a:1"
    }
  }
}
`;
  const [reference] = readManifest({ name: 'main.tf', text }).references;
  assert.ok(reference?.workload.platform === 'containerApp');
  assert.deepEqual(
    reference.workload.registries?.map(({ open }) => open),
    [['server', 'identity']],
  );
});

test('branches that are open in the same way are one image', () => {
  const tag = '${var.tag == "" ? data.local_file.version.content : var.tag}';
  const { references } = read(app(`"\${data.azurerm_container_registry.acr.login_server}/till:${tag}"`));
  assert.equal(references.length, 1);
});

test('12: doubled marks stand for one, also where the text has a backslash elsewhere', () => {
  for (const written of ['"shopprod.azurecr.io/a/b:%%{x}"', '"shopprod.azurecr.io/a\\u002fb:%%{x}"']) {
    const [reference] = read(`resource "docker_image" "x" {\n  name = ${written}\n}\n`).references;
    assert.ok(reference?.image.kind === 'image');
    assert.equal(reference.image.name, 'shopprod.azurecr.io/a/b:%{x}');
  }
});
