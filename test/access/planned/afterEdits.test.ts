// One edit of each kind to the files of some fixtures. Those to all of them are in afterEdits.slow.test.ts. And edits
// that change a finding besides its facts: each of them is missed where what is kept of it is kept by too little.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { planAfterEdits, saysOtherAfter } from './afterEdits.ts';
import { judged, workspaces } from './planned.ts';

const fixtures = workspaces(path.resolve(import.meta.dirname, 'fixtures'));

for (const name of [
  'bicep/app',
  'bicep/modules',
  'bicep/avmApp',
  'bicep/clientId',
  'terraform/appModules',
  'terraform/counts',
  'arm/copy',
])
  test(`after each edit, ${name} says what it says when it has just been read`, () =>
    planAfterEdits(fixtures.get(name) ?? new Map(), 1));

const edits: readonly (readonly [what: string, fixture: string, file: string, from: string, to: string])[] = [
  ['the image of an app', 'bicep/imageOfOutput', 'registries.bicep', '= acr.properties', '= acs.properties'],
  ['what an app waits for', 'bicep/raceTemplate', 'main.bicep', 'value: pull.id', 'value: acr.id'],
  ['a default in a template', 'bicep/notAssignedTemplate', 'main.bicep', 'json(cpu)', "json('0.5')"],
  ['what a module that is not read gets', 'bicep/roleByModule', 'main.bicep', 'at: acr.id', "at: 'shop'"],
  ['the vault of a role', 'bicep/grantAtVault', 'main.bicep', "'kv-shop'", "'kv-base'"],
  ['the registry of an alias', 'bicep/avmByAlias', 'bicepconfig.json', 'mcr.microsoft.com', 'shopbicep.azurecr.io'],
  ['values in a folder beside', 'terraform/tfvarsOfOther', 'config/prod.tfvars', 'size = 3', 'grant = true'],
  ['what is before a fix of an app', 'bicep/notAssigned', 'main.bicep', 'resource ', '// more\nresource '],
  ['what leaves out an app', 'bicep/appOff', 'main.bicep', 'if (deployApp)', 'if (1 == 2)'],
  [
    'the place of an app in a cycle',
    'bicep/cycle',
    'main.bicep',
    "'westeurope'\n  identity",
    "'eastus2222'\n  identity",
  ],
  ['what is before a mistake that has a fix', 'bicep/controlPlane', 'main.bicep', 'resource ', '// more\nresource '],
];

for (const [what, fixture, file, from, to] of edits)
  test(`after an edit of ${what}, ${fixture} says what it says when it has just been read`, () =>
    saysOtherAfter(fixtures.get(fixture) ?? new Map(), file, text => text.replace(from, to)));

test('a workspace with a mistake has a fix', () => {
  const [finding] = judged(fixtures.get('bicep/controlPlane') ?? []).findings;
  assert.equal(finding?.verdict.fixes.length, 1);
});
