// Files far larger than any team writes: all of it is read, or a message has the place from which it was not. They take
// seconds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import './readers.ts';
import { readManifest } from '../../src/read/index.ts';
import { BuiltFiles } from '../build/builtFiles.ts';

const image = (n: number) => `shop.azurecr.io/app-${n}:1`;
const pod = (containers: string) => `kind: Pod\napiVersion: v1\nspec:\n  containers:\n${containers}`;
const repeat = (count: number, make: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => make(n)).join('');

/** More than ten thousand of something. */
const many: Readonly<Record<string, readonly [name: string, text: string]>> = {
  containers: ['pod.yaml', pod(repeat(10_001, n => `    - image: ${image(n)}\n`))],
  services: ['compose.yaml', `services:\n${repeat(10_001, n => `  s${n}:\n    image: ${image(n)}\n`)}`],
  values: ['values.yaml', repeat(10_001, n => `v${n}:\n  image: ${image(n)}\n`)],
  resources: [
    'main.json',
    JSON.stringify({
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
      resources: Array.from({ length: 10_001 }, (_, n) => ({
        type: 'Microsoft.App/containerApps',
        name: `app-${n}`,
        properties: { template: { containers: [{ image: image(n) }] } },
      })),
    }),
  ],
  'elements of a Terraform list': [
    'main.tf',
    `resource "azurerm_container_group" "g" {\n${repeat(10_001, n => `  container {\n    image = "${image(n)}"\n  }\n`)}}\n`,
  ],
};

for (const [what, [name, text]] of Object.entries(many)) {
  test(`the 10,001st of ${what} is read`, () => {
    const { references, problems } = readManifest({ name, text });
    assert.deepEqual([references.length, problems], [10_001, []]);
  });
}

test('more images than any file has: said', () => {
  const { problems } = readManifest({ name: 'pod.yaml', text: pod(repeat(100_001, n => `  - image: a:${n}\n`)) });
  assert.match(problems.map(({ message }) => message).join(), /^images from here on were not read: more than 100000/);
});

test('5,000 pods of one value are rendered', () => {
  const index = new BuiltFiles();
  const template = `${pod('    - image: {{ .Values.image }}\n')}---\n`;
  for (const [name, text] of [
    ['c/Chart.yaml', 'name: c\n'],
    ['c/values.yaml', `image: ${image(1)}\n`],
    ['c/templates/all.yaml', template.repeat(5000)],
  ] as const)
    index.take(name, text);
  assert.equal(index.references('c/values.yaml').length, 5000);
  assert.deepEqual(index.problems('c/values.yaml'), []);
});
