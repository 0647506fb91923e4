// A large fix as Bicep is cut into files below the limits of a template. Scripts and Terraform stay one file.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { FixReport } from '../../src/gate/report/fix/fixReport.ts';
import { bicepModules } from '../../src/gate/report/fix/templates.ts';
import { folder, gate, pod, snapshot } from './gate.ts';

const subscription = '50b50000-0000-4000-8000-000000000001';

/** Assignments of so many registries, each for one identity, spread over resource groups. */
function reportOf(registries: number, groups: number, condition = ''): FixReport {
  const assignments = Array.from({ length: registries }, (_, i) => {
    const resourceGroup = `rg-${i % groups}`;
    const name = `shop${i}`;
    const id = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.ContainerRegistry/registries/${name}`;
    const registry = { id, name, subscription, resourceGroup };
    return {
      grant: {
        registry,
        principalId: '0b1ec700-0000-4000-8000-000000000002',
        principalType: 'ServicePrincipal',
        roleName: 'AcrPull',
        roleGuid: '7f951dda-4ed3-4680-a7ca-43fe172d538d',
        condition: condition === '' ? undefined : { text: condition, version: '2.0' as const },
        replaces: undefined,
      },
      name: `a55e0000-0000-5000-8000-${String(i).padStart(12, '0')}`,
      principal: 'kubelet identity of `aks-no`',
      before: undefined,
      repositories: 'every repository',
    };
  });
  return { origin: 'access.json', assignments, made: [], left: [] };
}

const resourcesIn = (text: string) => text.match(/^resource /gm)?.length ?? 0;
const namesIn = (text: string) => [...text.matchAll(/^ {2}name: '(a55e0000[^']+)'/gm)].map(([, name]) => name);

test('no part has more than 800 resources, and each assignment is in one of them', () => {
  const parts = bicepModules(reportOf(1000, 7));
  assert.equal(parts.length, 4);
  for (const part of parts) assert.ok(resourcesIn(part) <= 800, `${resourcesIn(part)}`);
  const names = parts.flatMap(namesIn);
  assert.equal(names.length, 1000);
  assert.equal(new Set(names).size, 1000);
  assert.match(parts[1] ?? '', /^\/\/ Part 2 of 4\. Deploy each part by itself\.$/m);
  // of seven groups, only those of a part are deployed to
  const groupsIn = (text: string) => [...text.matchAll(/--resource-group=(\S+)/g)].map(([, name]) => name);
  assert.deepEqual(
    parts.map(part => groupsIn(part).length),
    [2, 2, 2, 1],
  );
  assert.equal(new Set(parts.flatMap(groupsIn)).size, 7);
});

test('a resource group that is too large by itself is cut, and so is one with long conditions', () => {
  const one = bicepModules(reportOf(900, 1));
  assert.deepEqual(one.map(resourcesIn), [800, 800, 200]);
  const long = bicepModules(reportOf(300, 1, `(${'x'.repeat(8000)})`));
  assert.ok(long.length > 1);
  // compiled, a text is no more than twice as long: far below 4 MB
  for (const part of long) assert.ok(part.length < 1_000_000, `${part.length}`);
  assert.equal(long.flatMap(namesIn).length, 300);
});

test('below the limits it is one module, as before', () => {
  const [module = '', ...others] = bicepModules(reportOf(400, 3));
  assert.deepEqual([others.length, resourcesIn(module)], [0, 800]);
  assert.doesNotMatch(module, /Part \d/);
  const inOrder = reportOf(400, 3).assignments.map(({ name }) => name);
  assert.deepEqual(namesIn(module), inOrder);
  assert.equal(bicepModules(reportOf(0, 1)).length, 1);
});

/** The cluster `aks-no`, which lacks its role on so many registries. */
function many(registries: number) {
  const facts = JSON.parse(snapshot());
  const [shop, ...clusters] = facts.resources;
  const others = Array.from({ length: registries }, (_, i) => ({
    ...shop,
    id: shop.id.replace(/shop$/, `shop${i}`),
    name: `shop${i}`,
    properties: { ...shop.properties, loginServer: `shop${i}.azurecr.io` },
  }));
  return {
    'access.json': JSON.stringify({ ...facts, resources: [...others, ...clusters] }),
    'app.yaml': pod(...others.map(({ name }) => `${name}.azurecr.io/app:1`)),
  };
}

test('the parts lie beside the file that was named; a file that is there already is left alone', async t => {
  const cwd = folder(t, many(500));
  const fix = (out: string) => gate(['fix', '--snapshot', 'access.json', '--target', 'aks-no', '--out', out], { cwd });
  const run = await fix('pull.bicep');
  assert.equal(run.code, 0, run.stderr);
  assert.match(run.stderr, /500 role assignments written to pull\.bicep, pull-2\.bicep$/m);
  const texts = ['pull.bicep', 'pull-2.bicep'].map(name => readFileSync(path.join(cwd, name), 'utf8'));
  assert.equal(texts.flatMap(text => text.match(/roleAssignments@/g) ?? []).length, 500);
  assert.equal((await fix('pull.bicep')).code, 0, 'its own parts are written again');
  writeFileSync(path.join(cwd, 'other-2.bicep'), 'param mine string\n');
  const refused = await fix('other.bicep');
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /other-2\.bicep would be a part of the result/);
  assert.equal(readFileSync(path.join(cwd, 'other-2.bicep'), 'utf8'), 'param mine string\n');
  assert.ok(!existsSync(path.join(cwd, 'other.bicep')), 'half a result is none');
  for (const name of ['pull.sh', 'pull.tf']) {
    assert.match((await fix(name)).stderr, new RegExp(`500 role assignments written to ${name}$`, 'm'));
    assert.ok(!existsSync(path.join(cwd, name.replace('.', '-2.'))));
  }
});
