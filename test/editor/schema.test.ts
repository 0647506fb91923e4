// The schema that editors of YAML use offers what the config's own reader takes, and no more.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { causes, isVerdictCause } from '../../src/causes/index.ts';
import { platforms } from '../../src/model/reference.ts';
import { targetKinds } from '../../src/model/target.ts';
import { configName } from '../../src/workspace/config/config.ts';
import { readConfig } from '../../src/workspace/config/readConfig.ts';
import { keysOf, severities } from '../../src/workspace/config/schema.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
interface Node {
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly additionalProperties?: Node;
}
const schema: Node & { readonly definitions: Readonly<Record<string, Node>> } = JSON.parse(
  read('schemas/acr-pull.schema.json'),
);

test('it is contributed for the config, and it ships', () => {
  const [entry] = JSON.parse(read('package.json')).contributes.yamlValidation;
  assert.deepEqual(entry, { fileMatch: configName, url: './schemas/acr-pull.schema.json' });
  assert.ok(read('.vscodeignore').split('\n').includes('!schemas/acr-pull.schema.json'));
});

test('causes and severities are the same', () => {
  assert.deepEqual(
    [...(schema.definitions['cause']?.enum ?? [])].sort(),
    Object.keys(causes).filter(isVerdictCause).sort(),
    '+ only in schemas/acr-pull.schema.json, - only in src/causes',
  );
  assert.deepEqual(schema.properties?.['severity']?.additionalProperties?.enum, severities);
});

test('the keys are the same', () => {
  for (const [list, keys] of Object.entries(keysOf)) {
    const part = list === '' ? schema : schema.properties?.[list]?.items;
    assert.deepEqual(
      Object.keys(part?.properties ?? {}).sort(),
      [...keys].sort(),
      `${list}: + only in schemas/acr-pull.schema.json, - only in src/workspace/config/schema.ts`,
    );
  }
});

test('kinds of targets and platforms are the same', () => {
  const target = schema.properties?.['targets']?.items?.properties;
  assert.deepEqual(target?.['kind']?.enum, targetKinds, 'src/model/target.ts');
  assert.deepEqual(target?.['platforms']?.items?.enum, platforms, 'src/model/reference.ts');
});

test('a rule without manifests is about all of them, and says so', () => {
  const { description = '' } = schema.properties?.['ignore']?.items?.properties?.['manifests'] ?? {};
  assert.match(description, /Without them: wherever the image is/);
});

test('an example of each key is taken', () => {
  const example: Record<string, unknown> = {
    version: 1,
    snapshot: 'a.json',
    targets: [
      {
        name: 'a',
        kind: 'kubernetes',
        id: '/x',
        identity: 'x',
        manifests: ['**'],
        platforms: ['compose'],
        variables: { acr: 'shop.azurecr.io' },
        fail: 'never',
      },
    ],
    clusters: [
      {
        name: 'aks-*',
        resourceGroup: 'shop',
        tag: 'team=shop',
        manifests: 'clusters/{tag.env}/**',
        variables: { acr: 'shop{tag.env}.azurecr.io' },
        aliases: { 'tag.env': { production: 'prod' } },
      },
    ],
    severity: { 'no-target': 'off' },
    ignore: [{ cause: 'no-target', image: 'a/*', target: 'a', manifests: '**', reason: 'r' }],
    exclude: 'test/**',
    images: [{ kind: 'K', path: 'spec.image' }],
  };
  assert.deepEqual(readConfig(JSON.stringify(example), configName).problems, []);
  for (const kind of targetKinds) {
    assert.deepEqual(readConfig(`version: 1\ntargets: [{ name: a, kind: ${kind} }]`, configName).problems, [], kind);
  }
});
