// `acr-pull fix`: what it writes runs in a real bash, twice; parses as Bicep and as Terraform; and lets the pulls through.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Language, Parser } from 'web-tree-sitter';
import { folder, gate, pod, root, snapshot } from './gate.ts';
import { hasBash, type KeptAssignment, runWithAz } from './standInAz.ts';

const curedByRole = new Set([
  'not-attached',
  'no-pull-role',
  'wrong-role-for-mode',
  'role-on-wrong-identity',
  'condition-excludes-repository',
]);

interface ArmAssignment {
  readonly id: string;
  readonly properties: Readonly<Record<string, string | null | undefined>>;
}

const samples = readFileSync(path.join(root, 'samples/access.snapshot.json'), 'utf8');
const assigned: readonly ArmAssignment[] = JSON.parse(samples).roleAssignments;

const nameOf = (id: string) => id.slice(id.lastIndexOf('/') + 1);

const before = assigned.map(
  ({ id, properties }): KeptAssignment => ({
    name: nameOf(id),
    scope: properties['scope'] ?? '',
    principalId: properties['principalId'] ?? '',
    principalType: properties['principalType'] ?? '',
    role: nameOf(properties['roleDefinitionId'] ?? ''),
    condition: properties['condition'] ?? '',
  }),
);

/** The snapshot, with the assignments that the stand-in has been told of. */
function after(kept: readonly KeptAssignment[]): string {
  const made = kept.map(({ name, scope, principalId, principalType, role, condition }) => ({
    id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    properties: {
      scope,
      principalId,
      principalType,
      roleDefinitionId: `/subscriptions/${scope.split('/')[2]}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
      ...(condition === '' ? {} : { condition, conditionVersion: '2.0' }),
    },
  }));
  const names = new Set(kept.map(({ name }) => name));
  const rest = assigned.filter(({ id }) => !names.has(nameOf(id)));
  return JSON.stringify({ ...JSON.parse(samples), roleAssignments: [...rest, ...made] });
}

interface Found {
  readonly reference: { readonly file: string; readonly line: number };
  readonly target: { readonly name: string } | null;
  readonly outcome: string;
  readonly cause: string | null;
}

async function findings(...more: readonly string[]): Promise<readonly Found[]> {
  return JSON.parse((await gate(['check', 'samples', '--format', 'json', ...more])).stdout).findings;
}

const keyOf = ({ reference, target }: Found) => `${reference.file}:${reference.line} ${target?.name}`;

test('the script runs twice, changes nothing the second time, and lets every pull through that wants a role', {
  skip: !hasBash,
}, async t => {
  const at = folder(t, {});
  const script = (await gate(['fix', 'samples'])).stdout;
  const first = runWithAz(script, at, { assignments: before });
  assert.equal(first.code, 0, first.stderr);
  const second = runWithAz(script, at, { assignments: first.kept.assignments, addresses: first.kept.addresses });
  assert.equal(second.code, 0, second.stderr);
  assert.deepEqual(second.kept.assignments, first.kept.assignments);
  assert.deepEqual(second.kept.addresses, first.kept.addresses);
  const again = second.kept.changes.map(words => words.slice(0, 3).join(' '));
  assert.ok(!again.some(each => each === 'role assignment create' || each === 'acr network-rule add'), again.join());

  writeFileSync(path.join(at, 'after.json'), after(first.kept.assignments));
  const now = new Map((await findings('--snapshot', path.join(at, 'after.json'))).map(each => [keyOf(each), each]));
  const wanted = (await findings()).filter(({ cause }) => cause !== null && curedByRole.has(cause));
  assert.ok(wanted.length > 5);
  for (const each of wanted) assert.equal(now.get(keyOf(each))?.outcome, 'allowed', keyOf(each));
  for (const { cause, outcome } of now.values()) {
    assert.ok(outcome !== 'denied' || !curedByRole.has(cause ?? ''), `${cause} is still there`);
  }
});

test('an assignment of another name is enough; a condition that was changed meanwhile is left alone', {
  skip: !hasBash,
}, async t => {
  const at = folder(t, {});
  const script = (await gate(['fix', 'samples'])).stdout;
  const fresh = runWithAz(script, at, { assignments: before });
  const renamed = fresh.kept.assignments.map((each, i) => ({ ...each, name: `other-${i}` }));
  assert.deepEqual(runWithAz(script, at, { assignments: renamed }).kept.assignments, renamed);
  const narrowed = fresh.kept.assignments.map(each => (each.condition === '' ? each : { ...each, condition: 'else' }));
  const run = runWithAz(script, at, { assignments: narrowed });
  assert.equal(run.code, 1);
  assert.deepEqual(run.kept.assignments, narrowed);
  assert.match(run.stderr, /left alone, its condition is not the one that was read/);
});

test('Bicep and Terraform parse without an error, and say the same as the script', async t => {
  const at = folder(t, {});
  await Parser.init({ wasmBinary: readFileSync(path.join(root, 'dist/web-tree-sitter.wasm')) });
  const names = [...(await gate(['fix', 'samples'])).stdout.matchAll(/^assign '([^']+)'/gm)].map(match => match[1]);
  for (const [extension, grammar] of [
    ['bicep', 'bicep'],
    ['tf', 'hcl'],
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
    for (const name of names) assert.ok(text.includes(name ?? '?'), `${name} is not in ${out}`);
  }
});

test('hostile names stay inside their comments and strings', { skip: !hasBash }, async t => {
  const evil = "x'\n$(touch pwned)\u2028`touch pwned`";
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
  const done = runWithAz(run.stdout, at);
  assert.equal(done.code, 0, done.stderr);
  assert.ok(!existsSync(path.join(at, 'pwned')));
  assert.equal(done.kept.assignments.length, 1);
  assert.ok(done.kept.assignments[0]?.scope.endsWith(evil));
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
  assert.match(blind.stderr, /nothing is known of Azure/);
  const allowed = await gate(['fix', '--snapshot', 'access.json', '--target', 'aks-yes'], { cwd: at });
  assert.equal(allowed.code, 0);
  assert.match(allowed.stderr, /no pull is refused/);
});
