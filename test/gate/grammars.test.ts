// Bicep and Terraform are parsed by files that lie beside the program.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { folder, gate, program } from './gate.ts';

const files = {
  'infra/main.bicep':
    "param image string = 'shop.azurecr.io/bicep:1'\nresource app 'Microsoft.App/containerApps@2024-03-01' = {\n  properties: { template: { containers: [ { image: image } ] } }\n}\n",
  'infra/main.tf': 'resource "docker_container" "x" {\n  image = "shop.azurecr.io/terraform:1"\n}\n',
  'Dockerfile-dev': 'FROM shop.azurecr.io/docker:1\n',
};

test('images in Bicep, Terraform and Dockerfiles are found', async t => {
  const { code, stdout, stderr } = await gate(['scan'], { cwd: folder(t, files) });
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^Dockerfile-dev:1:6 +dockerfile +shop\.azurecr\.io\/docker:1$/m);
  assert.match(stdout, /^infra\/main\.bicep:3:52 +bicep +shop\.azurecr\.io\/bicep:1$/m);
  assert.match(stdout, /^infra\/main\.tf:2:12 +terraform +shop\.azurecr\.io\/terraform:1$/m);
});

test('a program that has lost its grammars says so, and reads the rest', async t => {
  const cwd = folder(t, files);
  const alone = folder(t, { 'readme.txt': '' });
  copyFileSync(program, path.join(alone, 'gate.cjs'));
  const { stdout, stderr } = spawnSync(process.execPath, [path.join(alone, 'gate.cjs'), 'scan'], {
    cwd,
    encoding: 'utf8',
  });
  assert.match(stderr, /infra\/main\.bicep:1:1: not read: its grammar is not loaded/);
  assert.match(stdout, /^Dockerfile-dev:1:6/m);
});
