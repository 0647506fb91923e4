// Letters may be spelled by escapes in double quotes. No look at the raw text may lose a document for that.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import './readers.ts';
import { readManifest } from '../../src/read/index.ts';
import { glanceable } from '../../src/read/source/glanceable.ts';

const images = (name: string, text: string) =>
  readManifest({ name, text }).references.map(({ image, format }) =>
    image.kind === 'image' ? `${format} ${image.registry}/${image.repository}:${image.tag}` : image.why,
  );

const pod = (keys: { kind?: string; apiVersion?: string; image?: string; host?: string }) =>
  `${keys.apiVersion ?? 'apiVersion'}: v1\n${keys.kind ?? 'kind'}: Pod\nmetadata: {name: p}\nspec:\n  containers:\n` +
  `    - ${keys.image ?? 'image'}: "${keys.host ?? 'shop'}.azurecr.io/a:1"\n`;
const filler = `# ${'x'.repeat(70)}\n`.repeat(1000);

const spelled: Readonly<Record<string, readonly [name: string, text: string, expected: string]>> = {
  'the key kind': ['a.yaml', pod({ kind: '"k\\u0069nd"' }), 'kubernetes'],
  'the key kind, by two digits': ['a.yaml', pod({ kind: '"\\x6bind"' }), 'kubernetes'],
  'the key apiVersion, by eight digits': ['a.yaml', pod({ apiVersion: '"api\\U00000056ersion"' }), 'kubernetes'],
  'the key image': ['a.yaml', pod({ image: '"im\\u0061ge"' }), 'kubernetes'],
  'a host': ['a.yaml', pod({ host: '\\x73hop' }), 'kubernetes'],
  'all of them': [
    'a.yaml',
    pod({ kind: '"\\u006bind"', apiVersion: '"\\u0061piVersion"', image: '"\\x69mage"', host: '\\x73hop' }),
    'kubernetes',
  ],
  'far behind the beginning': ['a.yaml', filler + pod({ kind: '"k\\u0069nd"', image: '"im\\u0061ge"' }), 'kubernetes'],
  'a key of JSON': [
    'a.json',
    JSON.stringify({ apiVersion: 'v1', kind: 'Pod', spec: { containers: [{ image: 'shop.azurecr.io/a:1' }] } })
      .replace('kind', '\\u006bind')
      .replace('"image"', '"im\\u0061ge"')
      .replace('/a', '\\/a'),
    'kubernetes',
  ],
  'services of Compose': ['compose.yaml', '"servic\\x65s":\n  a:\n    "imag\\x65": shop.azurecr.io/a:1\n', 'compose'],
  'jobs of a workflow': [
    '.github/workflows/ci.yaml',
    '"o\\x6e": push\n"j\\x6fbs":\n  a:\n    strategy: {matrix: {v: [1]}}\n    "c\\x6fntainer": "shop.azurecr.io/a:${{ matrix.v }}"\n',
    'github-workflow',
  ],
  'a container app': [
    'app.yaml',
    'type: Microsoft.App/containerApps\n"propert\\x69es":\n  "templat\\x65":\n    "contain\\x65rs":\n    - "imag\\x65": shop.azurecr.io/a:1\n',
    'container-apps',
  ],
  'values of a chart': ['values.yaml', '"imag\\x65": shop.azurecr.io/a:1\n', 'helm-values'],
  'values under another name': [
    'dev.yaml',
    '"imag\\x65":\n  repository: "shop\\x2eazurecr\\x2eio/a"\n  tag: "1"\n',
    'helm-values',
  ],
  'a template of ARM': [
    'app.json',
    '{ "$schema": "https:\\/\\/schema.management.azure.com\\/schemas\\/2019-04-01\\/deploymentTemplate.json#", "resources": [{ "type": "Microsoft.App/containerApps", "apiVersion": "2024-03-01", "name": "a", "properties": { "template": { "containers": [{ "im\\u0061ge": "shop.azurecr.io/a:1" }] } } }] }',
    'arm',
  ],
  'a key of Bicep': [
    'app.bicep',
    "resource a 'Microsoft.App/containerApps@2024-03-01' = {\n  name: 'a'\n  properties: { template: { containers: [{ 'im\\u{61}ge': 'shop.azurecr.io/a:1' }] } }\n}\n",
    'bicep',
  ],
};
for (const [what, [name, text, format]] of Object.entries(spelled)) {
  test(`spelled by an escape: ${what}`, () => {
    assert.deepEqual(images(name, text), [`${format} shop.azurecr.io/a:1`]);
  });
}

test('only letters of names are spelled out, and an escaped backslash escapes nothing', () => {
  assert.equal(glanceable('"k\\u0069nd" \\x41\\U00000042\\u{43}\\/'), '"kind" ABC/');
  assert.equal(glanceable('"a\\\n   b\\\r\n\tc"'), '"abc"');
  const same = '\\\\u0069 \\u000a \\u0022 \\u007b\\x7b \\u00e9 \\u{1F433} \\UFFFFFFFF \\u00 \\n';
  assert.equal(glanceable(same), same);
});
