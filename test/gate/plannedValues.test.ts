// Values that a person states for infrastructure code: files of the workspace, and single ones.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { folder, gate } from './gate.ts';

const fixtures = path.resolve(import.meta.dirname, '../access/planned/fixtures');

/** A workspace of the fixtures. */
function workspace(t: TestContext, name: string, more: Readonly<Record<string, string>> = {}): string {
  const at = path.join(fixtures, name);
  const files = readdirSync(at, { recursive: true, withFileTypes: true }).filter(each => each.isFile());
  const texts = files.map(each => {
    const file = path.join(each.parentPath, each.name);
    return [path.relative(at, file), readFileSync(file, 'utf8')] as const;
  });
  return folder(t, { ...Object.fromEntries(texts), ...more });
}

async function outcomes(cwd: string, ...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await gate(['check', ...args, '--format', 'json'], { cwd });
  if (stdout === '') return stderr;
  const { findings } = JSON.parse(stdout);
  return findings
    .map((each: { outcome: string; planned?: { values: string[] } | null }) =>
      [each.outcome, ...(each.planned?.values ?? [])].join(' '),
    )
    .join(', ');
}

test('--set passes a value for a parameter, in any case where Azure takes it', async t => {
  const cwd = workspace(t, 'arm/conditionOff');
  assert.equal(await outcomes(cwd), 'unknown');
  assert.equal(await outcomes(cwd, '--set', 'grant=true'), 'allowed --set grant');
  assert.equal(await outcomes(cwd, '--set', 'Grant=true'), 'allowed --set Grant');
  assert.equal(await outcomes(cwd, '--set', 'grant=false'), 'unknown --set grant');
});

test('--set goes over files with values, and --values takes one of them', async t => {
  const values = (grant: boolean) =>
    JSON.stringify({
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#',
      parameters: { grant: { value: grant } },
    });
  const cwd = workspace(t, 'arm/conditionOff', {
    'main.parameters.on.json': values(true),
    'main.parameters.off.json': values(false),
  });
  assert.match(await outcomes(cwd), /^unknown main\.parameters\.off\.json/);
  assert.equal(await outcomes(cwd, '--values', 'main.parameters.on.json'), 'allowed main.parameters.on.json');
  assert.equal(await outcomes(cwd, '--values', 'main.parameters.off.json'), 'unknown main.parameters.off.json');
  assert.equal(
    await outcomes(cwd, '--values', 'main.parameters.on.json', '--values', 'main.parameters.off.json'),
    'unknown main.parameters.on.json main.parameters.off.json',
  );
  assert.equal(
    await outcomes(cwd, '--values', 'main.parameters.off.json', '--set', 'grant=true'),
    'allowed main.parameters.off.json --set grant',
  );
});

test('--values finds a file that git ignores', async t => {
  const cwd = workspace(t, 'terraform/grantOff', { '.gitignore': 'envs/\n', 'envs/prod.tfvars': 'grant = true\n' });
  assert.equal(await outcomes(cwd), 'unknown');
  assert.equal(await outcomes(cwd, '--values', 'envs/prod.tfvars'), 'allowed envs/prod.tfvars');
});

test('values that no program takes are refused', async t => {
  const cwd = workspace(t, 'arm/conditionOff');
  const refused = async (...args: readonly string[]) => {
    const { code, stderr } = await gate(['check', ...args], { cwd });
    assert.equal(code, 1);
    return stderr;
  };
  assert.match(await refused('--set', 'other=1'), /no infrastructure code here has a parameter or variable other/);
  assert.match(await refused('--values', 'prod.json'), /no infrastructure code here takes values from prod\.json/);
  // a value may be a secret, which is never shown
  assert.match(await refused('--set', '=secret'), /--set takes name=value, not =…/);
});
