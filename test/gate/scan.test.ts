import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import type { ReportedReference } from '../../src/workspace/findingReport.ts';
import { folder, gate, pod } from './gate.ts';

async function scan(t: TestContext, files: Readonly<Record<string, string | Uint8Array>>, ...args: string[]) {
  const cwd = folder(t, files);
  const run = await gate(['scan', '--format', 'json', ...args], { cwd });
  assert.equal(run.code, 0, run.stderr);
  const report: { readonly references: readonly ReportedReference[] } = JSON.parse(run.stdout);
  return { ...run, cwd, references: report.references };
}

test('a reference has the fields of the contract, in its order', async t => {
  const { references } = await scan(t, { 'deploy/pod.yaml': pod('Shop.azurecr.io/team/app:1.0') });
  assert.deepEqual(references, [
    {
      file: 'deploy/pod.yaml',
      line: 6,
      column: 27,
      endLine: 6,
      endColumn: 55,
      text: 'Shop.azurecr.io/team/app:1.0',
      image: 'shop.azurecr.io/team/app:1.0',
      format: 'kubernetes',
      where: references[0]?.where,
      registry: 'shop.azurecr.io',
      repository: 'team/app',
      tag: '1.0',
      digest: null,
      azure: true,
      unresolved: null,
      malformed: null,
    },
  ]);
  assert.match(references[0]?.where ?? '', /spec\.containers\[0\]\.image/);
});

test('what is open or no reference says so, and has nulls for what is not known', async t => {
  const images = ['${REG}/app:1', 'shop.azurecr.io/app:${TAG}', 'shop.azurecr.io/App', 'nginx'];
  const { references } = await scan(t, { 'pod.yaml': pod(...images) });
  assert.deepEqual(
    references.map(({ text, registry, repository, tag, azure, unresolved, malformed }) => [
      text,
      registry,
      repository,
      tag,
      azure,
      unresolved,
      malformed !== null,
    ]),
    [
      ['${REG}/app:1', null, null, '1', false, '${REG}', false],
      ['shop.azurecr.io/app:${TAG}', 'shop.azurecr.io', 'app', null, true, '${TAG}', false],
      ['shop.azurecr.io/App', null, null, null, true, null, true],
      ['nginx', 'docker.io', 'library/nginx', null, false, null, false],
    ],
  );
});

test('the text is what stands at the span, whatever the encoding and the line ends', async t => {
  const text = `# 🐳 whale\r\n${pod('shop.azurecr.io/a:1').replaceAll('\n', '\r\n').replace('- {', '- { "🐳": 1,')}`;
  const littleEndian = Buffer.from(`\ufeff${text}`, 'utf16le');
  const files = {
    'a.yaml': text,
    'b.yaml': `\ufeff${text}`,
    'c.yaml': littleEndian,
    'd.yaml': Buffer.from(littleEndian).swap16(),
    'e.yaml': text.replaceAll('\r\n', '\r'),
  };
  const { references } = await scan(t, files);
  const lines = text.split('\r\n');
  const places = references.map(({ file, line, column, endColumn }) => ({
    file,
    line,
    text: lines[line - 1]?.slice(column - 1, endColumn - 1),
  }));
  const expected = ['a.yaml', 'b.yaml', 'c.yaml', 'd.yaml'].map(file => ({
    file,
    line: 7,
    text: 'shop.azurecr.io/a:1',
  }));
  assert.deepEqual(
    places.filter(({ file }) => file !== 'e.yaml'),
    expected,
  );
});

test('text lists a reference a line, and the sum', async t => {
  const cwd = folder(t, { 'a.yaml': pod('nginx', 'shop.azurecr.io/app:${TAG}'), 'b.yaml': pod('shop.azurecr.io/App') });
  const { stdout, stderr } = await gate(['scan'], { cwd });
  assert.equal(
    stdout,
    [
      'a.yaml:6:27  kubernetes  nginx',
      'a.yaml:7:27  kubernetes  shop.azurecr.io/app:${TAG}  unresolved: ${TAG}',
      'b.yaml:6:27  kubernetes  shop.azurecr.io/App  malformed: the repository must be in lower case',
      '',
      '3 images in 2 files: 2 from Azure registries, 1 unresolved, 1 malformed',
      '',
    ].join('\n'),
  );
  assert.equal(stderr, '');
});

test('a manifest cannot steer the terminal', async t => {
  const cwd = folder(t, { 'a.yaml': pod('shop.azurecr.io/\u001b[2Ja\u202eb') });
  const { stdout } = await gate(['scan'], { cwd });
  assert.match(stdout, /shop\.azurecr\.io\/\\u001b\[2Ja\\u202eb/);
});

test('a manifest that cannot be parsed is named with its line, and the rest is read', async t => {
  const broken = '{"apiVersion": "v1", "kind": "Pod", "spec": {\n  "containers": [{"image": "nginx';
  const cwd = folder(t, { 'a.json': broken, 'b.yaml': pod('nginx') });
  const { code, stdout, stderr } = await gate(['scan', '--format', 'json'], { cwd });
  const { references }: { readonly references: readonly ReportedReference[] } = JSON.parse(stdout);
  assert.equal(code, 3, 'a file that was read in part is no success');
  assert.match(stderr, /^acr-pull: a\.json:2:\d+: ./m);
  assert.ok(references.some(({ file }) => file === 'b.yaml'));
});

test('the samples have no reference whose text is not at its place', async () => {
  const { stdout } = await gate(['scan', 'samples', '--format', 'json']);
  const report: { readonly references: readonly ReportedReference[] } = JSON.parse(stdout);
  assert.ok(report.references.length > 0);
  for (const { file, line, column, endColumn, text } of report.references) {
    const at = readFileSync(path.resolve(import.meta.dirname, '../..', file), 'utf8').split('\n')[line - 1];
    assert.equal(at?.slice(column - 1, endColumn - 1), text);
  }
});

test('a value that two pods pull in ways of their own is listed once', async t => {
  const template = (name: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec:\n  imagePullSecrets: [{ name: ${name} }]\n  containers:\n    - image: {{ .Values.image }}\n`;
  const { references } = await scan(t, {
    'till/Chart.yaml': 'apiVersion: v2\nname: till\nversion: 1.0.0\n',
    'till/values.yaml': 'image: shop.azurecr.io/till:1\n',
    'till/templates/a.yaml': template('a'),
    'till/templates/b.yaml': template('b'),
  });
  assert.deepEqual(
    references.map(({ file }) => file),
    ['till/values.yaml'],
  );
});

test('an image that no file settles is listed once, where it can be changed', async t => {
  const { references } = await scan(t, {
    'main.tf': 'module "web" {\n  source = "./web"\n  acr    = azurerm_container_registry.acr.login_server\n}\n',
    'web/main.tf': `variable "acr" {}
resource "azurerm_linux_web_app" "web" {
  site_config {
    application_stack {
      docker_registry_url = "https://\${var.acr}"
      docker_image_name   = var.image
    }
  }
}
`,
    'web/variables.tf': 'variable "acr" {}\nvariable "image" { default = "web:1" }\n',
  });
  assert.deepEqual(
    references.map(({ file, line }) => [file, line]),
    [['web/variables.tf', 2]],
  );
});

test('an image that an overlay opens is shown as it is deployed', async t => {
  const { references } = await scan(t, {
    'base/kustomization.yaml': 'kind: Kustomization\nresources: [pod.yaml]\n',
    'base/pod.yaml': pod('app:1'),
    'aks/kustomization.yaml':
      'kind: Kustomization\nresources: [../base]\nimages: [{ name: app, newName: <ACR_NAME>.azurecr.io/app }]\n',
  });
  assert.deepEqual(
    references.map(({ file, image, azure, unresolved }) => [file, image, azure, unresolved]),
    [['aks/kustomization.yaml', '<ACR_NAME>.azurecr.io/app:1', true, '<ACR_NAME>']],
  );
});
