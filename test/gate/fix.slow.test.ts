// `acr-pull fix`: what it writes runs in a real bash, twice. Parses as Bicep and as Terraform. And lets the pulls
// through.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Language, Parser } from 'web-tree-sitter';
import { folder, gateProcess as gate, pod, root, snapshot } from './gate.ts';
import { hasBash, runWithAz } from './standInAz.ts';

const samples = readFileSync(path.join(root, 'samples/access.snapshot.json'), 'utf8');

/** Apps whose manifests leave registries and identities to Azure, so that a command can set them for good. */
const bare = (name: string, image: string, configuration = '{}') => `location: westeurope
type: Microsoft.App/containerApps
name: ${name}
properties:
  configuration: ${configuration}
  template:
    containers:
      - name: ${name}
        image: ${image}
`;
const entry =
  '{ server: shopprod.azurecr.io, identity: /subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/shop-apps/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-shop-jobs }';
const apps = {
  'newsletter.yaml': bare('newsletter', 'shopabac.azurecr.io/newsletter/sender:1.0.0'),
  'wishlist.yaml': bare('wishlist', 'shopprod.azurecr.io/wishlist:0.4.0'),
  'gift-cards.yaml': bare('gift-cards', 'shopprod.azurecr.io/gift-cards:1.5.0', `{ registries: [${entry}] }`),
};

interface Found {
  readonly reference: { readonly file: string; readonly line: number; readonly text: string };
  readonly target: { readonly name: string } | null;
  readonly outcome: string;
  readonly cause: string | null;
}

const nameOf = (id: string) => id.slice(id.lastIndexOf('/') + 1);

const placeOf = ({ reference: { file, line, text }, target }: Found) => `${file}:${line} ${text} → ${target?.name}`;

/** The refused pulls, by `file:line image → target`, as `fix` writes it. */
async function findingsIn(at: string, snapshot: string): Promise<ReadonlyMap<string, Found>> {
  const file = path.join(at, 'azure.json');
  writeFileSync(file, snapshot);
  const { stdout } = await gate(['check', 'samples', at, '--format', 'json', '--snapshot', file]);
  const { findings }: { readonly findings: readonly Found[] } = JSON.parse(stdout);
  return new Map(findings.map(each => [placeOf(each), each]));
}

/** The script for that Azure, and the pulls that `fix` lists as not mended. */
async function fixFor(at: string, snapshot: string) {
  const file = path.join(at, 'azure.json');
  writeFileSync(file, snapshot);
  const { stdout, stderr } = await gate(['fix', 'samples', at, '--snapshot', file]);
  const listed = stderr.split('\n').filter(line => line.startsWith('  '));
  const isListed = (place: string, how = '') => listed.some(line => line.startsWith(`  ${place}: ${how}`));
  const later = (place: string) => isListed(place, 'needs a second run.');
  return { script: stdout, later, left: (place: string) => isListed(place) && !later(place) };
}

test('the script runs twice and changes nothing the second time; whatever it claims to mend can be pulled', {
  skip: !hasBash,
}, async t => {
  const at = folder(t, apps);
  const before = await findingsIn(at, samples);
  const { script, later, left } = await fixFor(at, samples);
  const first = runWithAz(script, at, samples);
  assert.equal(first.code, 0, first.stderr);
  const second = runWithAz(script, at, first.snapshot);
  assert.equal(second.code, 0, second.stderr);
  assert.deepEqual(JSON.parse(second.snapshot), JSON.parse(first.snapshot));
  assert.ok(!second.changes.includes('role assignment create'));
  assert.ok(!second.changes.includes('acr network-rule add'));

  const after = await findingsIn(at, first.snapshot);
  const denied = [...before].filter(([, { outcome }]) => outcome === 'denied').map(([place]) => place);
  const claimed = denied.filter(place => !left(place) && !later(place));
  assert.ok(claimed.length > 10, `${claimed.length}`);
  for (const place of claimed) assert.equal(after.get(place)?.outcome, 'allowed', place);
  for (const place of denied.filter(left)) assert.equal(after.get(place)?.outcome, 'denied', place);
  for (const [place, { outcome }] of before) {
    if (outcome !== 'denied') assert.equal(after.get(place)?.outcome, outcome, place);
  }

  // Every kind of change that a script makes was made.
  const commands = [
    'role assignment create',
    'containerapp registry set',
    'containerapp identity assign',
    'acr network-rule add',
    'network private-dns link vnet create',
    'acr config authentication-as-arm update',
  ];
  for (const command of commands) assert.ok(first.changes.includes(command), command);
});

test('what needs a second run is mended by it, and then only what was named is refused', {
  skip: !hasBash,
}, async t => {
  const at = folder(t, apps);
  const once = await fixFor(at, samples);
  const then = runWithAz(once.script, at, samples).snapshot;
  const waiting = [...(await findingsIn(at, then)).keys()].filter(once.later);
  assert.ok(waiting.length > 0);
  const twice = await fixFor(at, then);
  const last = runWithAz(twice.script, at, then);
  assert.equal(last.code, 0, last.stderr);
  const after = await findingsIn(at, last.snapshot);
  for (const place of waiting) assert.equal(after.get(place)?.outcome, 'allowed', place);
  const { script, left } = await fixFor(at, last.snapshot);
  for (const [place, { outcome }] of after) assert.equal(outcome === 'denied', left(place), place);
  assert.doesNotMatch(script, /^(?:assign|allow_address|az) /m);
});

test('an assignment of another name is enough; a condition that was changed meanwhile is left alone', {
  skip: !hasBash,
}, async t => {
  const at = folder(t, apps);
  const { script } = await fixFor(at, samples);
  const fresh = runWithAz(script, at, samples);
  const there = new Set(JSON.parse(samples).roleAssignments.map(({ id }: { readonly id: string }) => id));
  const mixed = (change: (assignment: (typeof fresh.assignments)[number], i: number) => object) =>
    JSON.stringify({ ...JSON.parse(fresh.snapshot), roleAssignments: fresh.assignments.map(change) });
  const renamed = mixed((each, i) =>
    there.has(each.id) ? each : { ...each, id: each.id.replace(/[^/]+$/, `other-${i}`) },
  );
  assert.deepEqual(runWithAz(script, at, renamed).assignments, JSON.parse(renamed).roleAssignments);
  const narrowed = mixed(each =>
    each.properties['condition'] ? { ...each, properties: { ...each.properties, condition: 'else' } } : each,
  );
  const run = runWithAz(script, at, narrowed);
  assert.equal(run.code, 1);
  assert.deepEqual(run.assignments, JSON.parse(narrowed).roleAssignments);
  assert.match(run.stderr, /left alone, its condition is not the one that was read/);
});

interface Stated {
  readonly name: string;
  readonly scope: string;
  readonly role: string;
  readonly principalId: string;
  readonly principalType: string;
  readonly condition: string | null;
}

/** The strings of Bicep: https://learn.microsoft.com/azure/azure-resource-manager/bicep/data-types#strings */
const fromBicep = (text = '') => text.slice(1, -1).replaceAll(/\\(['\\]|\$(?=\{))/g, '$1');
/** The texts of Terraform: `$${` and `%%{` are one mark. */
const fromTerraform = (text = ''): string => JSON.parse(text.replaceAll(/([$%])\1(?=\{)/g, '$1'));

/** The value behind a name, one on each line of a block. */
const field = (block: string, name: string) => new RegExp(`^ *${name} *[:=] (.*)$`, 'm').exec(block)?.[1];

function statedInBicep(text: string): readonly Stated[] {
  const registries = new Map(
    [...text.matchAll(/^resource (registry\S+) .*\n {2}name: (.*)$/gm)].map(([, symbol, name]) => [
      symbol,
      fromBicep(name),
    ]),
  );
  const { resources }: { readonly resources: readonly { readonly id: string }[] } = JSON.parse(samples);
  return text
    .split(/^resource pull/m)
    .slice(1)
    .map(block => {
      const registry = registries.get(field(block, 'scope'));
      const condition = field(block, 'condition');
      return {
        name: fromBicep(field(block, 'name')),
        scope: resources.find(({ id }) => id.endsWith(`/registries/${registry}`))?.id ?? '',
        role: /roleDefinitions', '([^']+)'/.exec(block)?.[1] ?? '',
        principalId: fromBicep(field(block, 'principalId')),
        principalType: fromBicep(field(block, 'principalType')),
        condition: condition === undefined ? null : fromBicep(condition),
      };
    });
}

function statedInTerraform(text: string): readonly Stated[] {
  return text
    .split(/^resource "azurerm_role_assignment"/m)
    .slice(1)
    .map(block => {
      const condition = field(block, 'condition');
      return {
        name: fromTerraform(field(block, 'name')),
        scope: fromTerraform(field(block, 'scope')),
        role: nameOf(fromTerraform(field(block, 'role_definition_id'))),
        principalId: fromTerraform(field(block, 'principal_id')),
        principalType: fromTerraform(field(block, 'principal_type')),
        condition: condition === undefined ? null : fromTerraform(condition),
      };
    });
}

test('Bicep and Terraform parse without an error, and state the very assignments that the script makes', {
  skip: !hasBash,
}, async t => {
  const at = folder(t, {});
  await Parser.init({ wasmBinary: readFileSync(path.join(root, 'dist/web-tree-sitter.wasm')) });
  const { script } = await fixFor(at, samples);
  const before: readonly { readonly id: string }[] = JSON.parse(samples).roleAssignments;
  const kept = new Set(before.map(each => JSON.stringify(each)));
  const made = runWithAz(script, at, samples)
    .assignments.filter(each => !kept.has(JSON.stringify(each)))
    .map(
      ({ id, properties }): Stated => ({
        name: nameOf(id),
        scope: properties['scope'] ?? '',
        role: nameOf(properties['roleDefinitionId'] ?? ''),
        principalId: properties['principalId'] ?? '',
        principalType: properties['principalType'] ?? '',
        condition: properties['condition'] ?? null,
      }),
    );
  assert.ok(made.length > 5 && made.some(({ condition }) => condition !== null));
  for (const [extension, grammar, stated] of [
    ['bicep', 'bicep', statedInBicep],
    ['tf', 'hcl', statedInTerraform],
  ] as const) {
    const out = path.join(at, `pull.${extension}`);
    const run = await gate(['fix', 'samples', '--out', out]);
    assert.equal(run.code, 0, run.stderr);
    assert.equal(run.stdout, '');
    const text = readFileSync(out, 'utf8');
    const parser = new Parser();
    parser.setLanguage(await Language.load(readFileSync(path.join(root, `dist/tree-sitter-${grammar}.wasm`))));
    const tree = parser.parse(text);
    assert.ok(tree && !tree.rootNode.hasError, text);
    assert.deepEqual(stated(text), made, extension);
    // An older azurerm deletes an assignment whose condition changes before it makes it again.
    if (extension === 'tf') assert.match(text, /^ {6}version = ">= 5\.2"$/m);
  }
});

test('hostile names stay inside their comments and strings', { skip: !hasBash }, async t => {
  const evil = "x' $(touch pwned)\u2028`touch pwned`";
  const data = JSON.parse(snapshot());
  const [registry, ...clusters] = data.resources;
  const rename = (resource: { readonly id: string; readonly name: string }) => ({
    ...resource,
    id: resource.id.replace(/[^/]+$/, evil),
    name: evil,
  });
  const [yes, no] = clusters;
  const hostile = JSON.stringify({ ...data, resources: [rename(registry), yes, rename(no)] });
  const at = folder(t, { 'access.json': hostile, 'app.yaml': pod('shop.azurecr.io/app:1') });
  const named = JSON.parse(hostile).resources[2].id;
  const run = await gate(['fix', 'app.yaml', '--snapshot', 'access.json', '--target', named], { cwd: at });
  assert.equal(run.code, 0, run.stderr);
  const done = runWithAz(run.stdout, at, hostile);
  assert.equal(done.code, 0, done.stderr);
  assert.ok(!existsSync(path.join(at, 'pwned')));
  const had = JSON.parse(hostile).roleAssignments.length;
  assert.equal(done.assignments.length, had + 1);
  assert.ok(done.assignments.at(-1)?.properties['scope']?.endsWith(evil));
  for (const [extension, grammar] of [
    ['bicep', 'bicep'],
    ['tf', 'hcl'],
  ] as const) {
    await gate(['fix', 'app.yaml', '--snapshot', 'access.json', '--target', named, '--out', `x.${extension}`], {
      cwd: at,
    });
    await Parser.init({ wasmBinary: readFileSync(path.join(root, 'dist/web-tree-sitter.wasm')) });
    const parser = new Parser();
    parser.setLanguage(await Language.load(readFileSync(path.join(root, `dist/tree-sitter-${grammar}.wasm`))));
    const text = readFileSync(path.join(at, `x.${extension}`), 'utf8');
    const tree = parser.parse(text);
    assert.ok(tree && !tree.rootNode.hasError, text);
  }
});

test('what cannot be written is refused: an unknown ending, no map', async t => {
  const at = folder(t, { 'app.yaml': pod('shop.azurecr.io/app:1'), 'access.json': snapshot() });
  const ending = await gate(['fix', '--snapshot', 'access.json', '--out', 'x.txt'], { cwd: at });
  assert.equal(ending.code, 1);
  assert.match(ending.stderr, /its name has to end in \.sh, \.ps1, \.bicep, \.tf/);
  const blind = await gate(['fix'], { cwd: at });
  assert.equal(blind.code, 1);
  assert.match(blind.stderr, /there is no access snapshot/);
  const allowed = await gate(['fix', '--snapshot', 'access.json', '--target', 'aks-yes'], { cwd: at });
  assert.equal(allowed.code, 0);
  assert.match(allowed.stderr, /no pull is denied/);
});
