// docs/config.md is the config's schema, written for people. ACR_PULL_UPDATE=1 writes it.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import schema from '../../schemas/acr-pull.schema.json' with { type: 'json' };
import { readConfig } from '../../src/workspace/config/readConfig.ts';

const root = path.resolve(import.meta.dirname, '../..');
const file = path.join(root, 'docs/config.md');

interface Field {
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Field[];
  readonly items?: Field;
  readonly properties?: Readonly<Record<string, Field>>;
  readonly required?: readonly string[];
  readonly propertyNames?: Field;
  readonly additionalProperties?: Field | boolean;
}

const definitions: Readonly<Record<string, Field>> = schema.definitions;

function resolved(field: Field): Field {
  const definition = definitions[field.$ref?.replace('#/definitions/', '') ?? ''];
  return definition ? { ...definition, ...field } : field;
}

/** The values that can be written there. */
function valuesOf(field: Field): string {
  const { $ref, const: only, enum: choices, anyOf, items, type, propertyNames, additionalProperties } = resolved(field);
  if ($ref === '#/definitions/cause') return '[a cause](causes/)';
  if ($ref === '#/definitions/globs') return 'a glob, or a list of globs';
  if (only !== undefined) return `\`${only}\``;
  if (choices) return choices.flatMap(each => (each === null ? [] : `\`${each}\``)).join(', ');
  if (anyOf) return anyOf.map(valuesOf).join(', or ');
  if (items) {
    const of = valuesOf(items);
    return items.properties ? 'a list, each with the keys below' : `a list of ${of.replace(/^a text$/, 'texts')}`;
  }
  if (typeof additionalProperties === 'object') {
    const from = propertyNames?.$ref === undefined ? 'names' : valuesOf(propertyNames);
    const to = valuesOf(additionalProperties).replace(/^a text$/, 'texts');
    return `a map from ${from} to ${to.replace(/^a map from names to/, 'maps of')}`;
  }
  const [kind] = [type].flat();
  return kind === 'string' ? 'a text' : String(kind);
}

function rowsOf(of: Field, prefix: string): readonly string[] {
  return Object.entries(of.properties ?? {}).flatMap(([key, each]) => {
    const { description = '', items } = resolved(each);
    const needed = of.required?.includes(key) ? ', required' : '';
    const row = `| \`${prefix}${key}\` | ${valuesOf(each)}${needed} | ${description} |`;
    return [row.replaceAll('\n', ' '), ...(items?.properties ? rowsOf(items, `${prefix}${key}[].`) : [])];
  });
}

const example = `version: 1
snapshot: access.snapshot.json
targets:
  - name: dev
    kind: aks
    id: /subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/shop/providers/Microsoft.ContainerService/managedClusters/aks-dev
    manifests: deploy/dev/**
    fail: never          # dev warns
  - name: prod
    kind: aks
    id: /subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/shop/providers/Microsoft.ContainerService/managedClusters/aks-prod
    manifests: [deploy/prod/**, deploy/base/**]
    fail: warning        # prod blocks, also what works badly
severity:
  broad-grant: hint
ignore:
  - cause: registry-not-visible
    image: partner.azurecr.io/*
    reason: the registry of a partner, which this account can't read
exclude: test/**
`;

const page = `# The config

\`.acr-pull.yaml\`, at the root of a repository or of a part of it, is read by the editor and by the gate alike. It can be left
out: then only what the repository and its manifests say decides where they go. \`acr-pull init\` proposes one.
This page is made from [its schema](../schemas/acr-pull.schema.json).

\`\`\`yaml
${example}\`\`\`

| Key | Value | |
| --- | --- | --- |
${rowsOf(schema, '').join('\n')}

Globs are relative to the folder of the file; \`*\` stays within a folder, and \`**\` does not. In a list the last glob that
matches decides, so that \`!deploy/dev/**\` takes out what a glob before it takes in. A list of \`!\` alone takes in
all but these, and both faces say so. A key that is not in the table is a mistake, which both faces show at its place.
`;

test('docs/config.md is current', () => {
  if (process.env['ACR_PULL_UPDATE'] !== undefined) writeFileSync(file, page);
  assert.equal(
    readFileSync(file, 'utf8'),
    page,
    'run `ACR_PULL_UPDATE=1 node --test test/workspace/configDocs.test.ts`',
  );
});

test('its example is a config without a mistake', () => {
  assert.deepEqual(readConfig(example, '.acr-pull.yaml').problems, []);
});
