// A key that is given twice. The last one counts, as for the tool that reads the file. What went before is dead, and no
// pull. Only a template may mean both: the branches of a condition.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BuiltFiles } from '../build/builtFiles.ts';
import './readers.ts';

const DEAD = 'shop.azurecr.io/dead:1';
const LIVE = 'shop.azurecr.io/live:1';
const pod = (containers: string) => `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n${containers}`;
const container = (name: string, ...images: readonly string[]) =>
  `    - name: ${name}\n${images.map(image => `      image: ${image}\n`).join('')}`;

const rows: Readonly<Record<string, readonly [file: string, text: string]>> = {
  'an image of a pod': ['pod.yaml', pod(`  containers:\n${container('a', DEAD, LIVE)}`)],
  'an image, three times': ['pod.yaml', pod(`  containers:\n${container('a', DEAD, DEAD, LIVE)}`)],
  'a list of containers': [
    'pod.yaml',
    pod(`  containers:\n${container('a', DEAD)}  containers:\n${container('a', LIVE)}`),
  ],
  'a spec': ['pod.yaml', pod(`  containers:\n${container('a', DEAD)}spec:\n  containers:\n${container('a', LIVE)}`)],
  'a flow mapping': ['pod.yaml', pod(`  containers: [{name: a, image: ${DEAD}, image: ${LIVE}}]\n`)],
  JSON: [
    'pod.json',
    `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"a","image":"${DEAD}","image":"${LIVE}"}]}}`,
  ],
  'a custom resource': [
    'cr.yaml',
    `apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: t}\nspec:\n  image: ${DEAD}\n  image: ${LIVE}\n`,
  ],
  'a compose file': ['compose.yaml', `services:\n  a:\n    image: ${DEAD}\n    image: ${LIVE}\n`],
  'a service of a compose file': ['compose.yaml', `services:\n  a:\n    image: ${DEAD}\n  a:\n    image: ${LIVE}\n`],
  'an ARM template': [
    'app.json',
    `{"$schema":"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#","contentVersion":"1.0.0.0","resources":[{"type":"Microsoft.App/containerApps","apiVersion":"2024-03-01","name":"a","properties":{"template":{"containers":[{"name":"a","image":"${DEAD}","image":"${LIVE}"}]}}}]}`,
  ],
};

for (const [what, [file, text]] of Object.entries(rows)) {
  test(`${what}: the last counts`, () => {
    const built = BuiltFiles.of({ [file]: text });
    assert.deepEqual(
      built.references(file).map(({ text: image }) => image),
      [LIVE],
    );
  });
}

test('a kustomization, of a base and of an entry of images', () => {
  const built = BuiltFiles.of({
    'kustomization.yaml': `resources: [pod.yaml]\nimages:\n  - name: shop.azurecr.io/live\n    newTag: '2'\n    newTag: '3'\n`,
    'pod.yaml': pod(`  containers:\n${container('a', DEAD, LIVE)}`),
  });
  const images = ['pod.yaml', 'kustomization.yaml'].flatMap(file =>
    built.references(file).map(({ image }) => (image.kind === 'image' ? `${image.repository}:${image.tag}` : '')),
  );
  assert.deepEqual(images, ['live:3']);
});

test('in a template, both branches of a condition count', () => {
  const built = BuiltFiles.of({
    'c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
    'c/values.yaml': '',
    'c/templates/pod.yaml': `${pod('  containers:\n    - name: a\n')}{{- if lookup "v1" "Node" "" "a" }}\n      image: ${DEAD}\n{{- else }}\n      image: ${LIVE}\n{{- end }}\n`,
  });
  assert.deepEqual(
    built
      .references('c/templates/pod.yaml')
      .map(({ text }) => text)
      .sort(),
    [DEAD, LIVE],
  );
});
