// Infrastructure code whose files give each other values: each folder below `programs/LANGUAGE/` is a workspace, and
// comments in its files list what is found in them (see ../read/fixture.ts). An image is shown once, where a person
// changes it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../read/readers.ts';
import { checkReferences, programs } from '../read/fixture.ts';
import { BuiltFiles } from './builtFiles.ts';

function indexOf(files: Iterable<readonly [string, string]>): BuiltFiles {
  const index = new BuiltFiles();
  for (const [name, text] of files) index.take(name, text);
  return index;
}

function windows(text: string): string {
  return text.replaceAll('\n', '\r\n');
}

for (const [name, files] of programs()) {
  for (const [order, index] of [
    ['', indexOf(files)],
    [' in another order', indexOf([...files].reverse())],
    [' with Windows line ends', indexOf([...files].map(([file, text]) => [file, windows(text)]))],
  ] as const) {
    const textOf = (file: string) => {
      const text = files.get(file) ?? '';
      return order.includes('Windows') ? windows(text) : text;
    };
    for (const file of files.keys()) {
      test(`${name}: ${file} is read with the others${order}`, () => {
        checkReferences(`${name}/${file}`, textOf(file), index.references(file), textOf);
        assert.deepEqual(index.problems(file), []);
      });
    }
  }
}

const app = (image: string) =>
  `resource "azurerm_container_app" "app" {\n  template {\n    container { image = ${image} }\n  }\n}\n`;

const call = (name: string, source: string) => `module "${name}" {\n  source = "${source}"\n  image  = var.image\n}\n`;

test('modules that call each other, or themselves, are read', () => {
  const index = indexOf([
    ['a/main.tf', `variable "image" { default = "shop.azurecr.io/a:1" }\n${call('b', '../b')}`],
    ['b/main.tf', app('var.image') + call('a', '../a') + call('self', './/')],
  ]);
  // Terraform refuses them, so nothing is settled
  assert.deepEqual(
    index.references('b/main.tf').map(({ text, image }) => [text, image.kind === 'image' && image.unresolved]),
    [['var.image', '${var.image}']],
  );
});

test('a module that configures its provider is deployed by itself, even if an example calls it', () => {
  const variables = 'variable "image" { default = "shop.azurecr.io/a:1" }\n';
  const example: readonly [string, string] = [
    'example/main.tf',
    'module "a" {\n  source = "../"\n  image  = "shop.azurecr.io/example:1"\n}\n',
  ];
  const found = (main: string) => {
    const index = indexOf([['main.tf', main], ['variables.tf', variables], example]);
    return ['variables.tf', 'example/main.tf'].flatMap(file => index.references(file).map(({ text }) => text));
  };
  assert.deepEqual(found(app('var.image')), ['shop.azurecr.io/example:1']);
  assert.deepEqual(found(`provider "azurerm" {}\n${app('var.image')}`), [
    'shop.azurecr.io/a:1',
    'shop.azurecr.io/example:1',
  ]);
});

test('uses of a module that multiply are bounded, and that is said', () => {
  const index = new BuiltFiles();
  const add = (name: string, text: string) => index.take(name, text);
  add('l0/variables.tf', 'variable "image" { default = "shop.azurecr.io/a:1" }\n');
  for (let level = 0; level < 4; level++) {
    add(`l${level}/main.tf`, Array.from({ length: 10 }, (_, n) => call(`m${n}`, `../l${level + 1}`)).join(''));
  }
  add('l4/main.tf', app('var.image'));
  assert.equal(index.references('l0/variables.tf').length, 1);
  assert.match(index.problems('l4/main.tf')[0]?.message ?? '', /^not every use of this module was read: more than/);
});

test('more files than belong together are read alone, and that is said', () => {
  const index = new BuiltFiles();
  for (let n = 0; n <= 2000; n++) {
    index.take(`many/${n}.tf`, `locals {\n  image${n} = "shop.azurecr.io/app:${n}"\n}\n`);
  }
  index.take('many/main.tf', app('local.image7'));
  assert.equal(index.references('many/main.tf')[0]?.image.kind, 'image');
  assert.match(index.problems('many/main.tf')[0]?.message ?? '', /^read without the files that give it values/);
});

test('a change of one file concerns those that belong to it, and no other', () => {
  const index = indexOf([
    ['a/main.tf', app('var.image')],
    ['a/variables.tf', 'variable "image" { default = "shop.azurecr.io/a:1" }\n'],
    ['b/main.tf', app('var.image')],
    ['b/variables.tf', 'variable "image" {}\n'],
  ]);
  const text = 'variable "image" { default = "other.azurecr.io/a:1" }\n';
  const { workspace } = index;
  for (const file of index.files()) index.references(file);
  workspace.takeOutdated();
  index.take('a/variables.tf', text);
  for (const _ of workspace.build());
  assert.deepEqual([...workspace.takeOutdated()].sort(), ['a/main.tf', 'a/variables.tf']);
  assert.equal(index.references('a/main.tf')[0]?.settledAt?.file, 'a/variables.tf');
  index.remove('a/variables.tf');
  assert.equal(index.references('a/main.tf')[0]?.settledAt, undefined);
});

// a file with such lines is read alone, and leaves the values that it had open
test('a file that gets lines that end with CR alone no longer gives its values', () => {
  const text = 'variable "image" {\n  default = "shop.azurecr.io/a:1"\n}\n';
  const index = indexOf([
    ['main.tf', app('var.image')],
    ['variables.tf', text],
  ]);
  assert.equal(index.references('main.tf')[0]?.settledAt?.file, 'variables.tf');
  index.take('variables.tf', text.replaceAll('\n', '\r'));
  assert.equal(index.references('main.tf')[0]?.settledAt, undefined);
});

test('a comment in a file of values holds for the image that is spoken of there', () => {
  const index = indexOf([
    ['main.tf', app('var.image')],
    ['terraform.tfvars', 'image = "shop.azurecr.io/a:1" # acr-pull-ignore not-attached until March\n'],
  ]);
  assert.equal(index.references('terraform.tfvars')[0]?.suppressedBy?.length, 1);
});

// Found by the fuzz: files that are read together lie behind each other as one text.
test('an image that the end of a file leaves open ends with its file', () => {
  const half =
    "resource a 'Microsoft.App/containerApps@2024-03-01' = {\n  properties: { template: { containers: [{ image: '${r}";
  const index = indexOf([
    ['a.bicep', `param r string\n${half}`],
    ['main.bicep', "// calls it\nmodule a './a.bicep' = { name: 'a', params: { r: 'shop.azurecr.io' } }\n"],
  ]);
  assert.deepEqual(
    index.references('a.bicep').map(({ text, span }) => [text, span.end - span.start]),
    [['${r}', 4]],
  );
});

// https://learn.microsoft.com/azure/azure-resource-manager/templates/key-vault-parameter
test('a parameter that comes from a key vault does not have its default', () => {
  const schema = (name: string) => `"$schema": "https://schema.management.azure.com/schemas/2019-04-01/${name}.json#"`;
  const index = indexOf([
    [
      'app.json',
      `{ ${schema('deploymentTemplate')},
  "parameters": { "registry": { "type": "securestring", "defaultValue": "shopdev.azurecr.io" } },
  "resources": [{ "type": "Microsoft.App/containerApps", "name": "api", "properties": { "template": { "containers": [
    { "name": "api", "image": "[format('{0}/api:1', parameters('registry'))]" }
  ] } } }] }`,
    ],
    [
      'app.parameters.json',
      `{ ${schema('deploymentParameters')},
  "parameters": { "registry": { "reference": { "keyVault": { "id": "vault" }, "secretName": "registry" } } } }`,
    ],
  ]);
  const registries = index.references('app.json').map(({ image }) => image.kind === 'image' && image.registry);
  assert.deepEqual(registries, ['shopdev.azurecr.io', undefined]);
});

const terraformGrant = `resource "azurerm_role_assignment" "pull" {
  role_definition_name = "AcrPull"
  scope = local.registry
}
`;
const bicepGrant = `resource pull 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: b
  properties: { roleDefinitionId: '7f951dda-4ed3-4680-a7ca-43fe172d538d' }
}
`;
/** By their entries: programs with a syntax error that no image leads to, but a grant. */
const withFaults: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'main.tf': {
    'main.tf': app('"shop.azurecr.io/web:1"') + terraformGrant,
    'names.tf': 'locals {\n  registry = a b "c"\n}\n',
  },
  'main.bicep': {
    'main.bicep': `module web 'web.bicep' = { name: 'web', params: { image: 'shop.azurecr.io/web:1' } }\n`,
    'web.bicep': `param image string\nvar b = a a 'b'\n${bicepGrant}`,
  },
};

for (const [entry, files] of Object.entries(withFaults))
  test(`${entry}: after an edit, a part that only worlds ask for is no problem of reading, as before it`, () => {
    const index = indexOf(Object.entries(files));
    const problems = () => Object.keys(files).flatMap(file => index.problems(file).map(({ message }) => message));
    assert.deepEqual(problems(), []);
    assert.equal(index.workspace.worlds.length, 1);
    index.take(entry, `${files[entry]}\n`);
    assert.deepEqual(problems(), []);
  });
