// The gate over infrastructure code alone: no snapshot, no config, no account.
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { folder, gate, root } from './gate.ts';

/** A copy of its own: this repository has more clusters in code. */
function samples(t: TestContext): string {
  const cwd = folder(t, {});
  cpSync(path.join(root, 'samples-planned'), cwd, { recursive: true });
  return cwd;
}

const check = (t: TestContext, ...args: readonly string[]) => gate(['check', ...args], { cwd: samples(t) });

test('a folder of code has verdicts, with what is allowed once deployed counted apart', async t => {
  const { code, stdout } = await check(t);
  assert.equal(code, 2, stdout);
  assert.match(stdout, /\n10 images, 10 targets: 2 can pull \(2 once deployed\), 2 denied, 6 unknown/);
  assert.match(stdout, /^denied\s+grant-pull-cycle .*\n\s+infra\/worker\.bicep:20/m);
  assert.match(stdout, / {4}at: {2}infra\/worker\.bicep:25 {2}worker\.pull/);
  assert.match(
    stdout,
    /fix: Give the role of azurerm_role_assignment\.pull|fix: Give the role of `azurerm_role_assignment\.pull`/,
  );
  // a command would collide with the code
  assert.doesNotMatch(stdout, /\baz (?:role|aks|containerapp|acr)\b/);
});

test('--explain names the program and the grant', async t => {
  const { stdout } = await check(t, 'infra', '--explain');
  assert.match(stdout, /code +infra\/main\.bicep with \S*main\.parameters\.json/);
  assert.match(stdout, /grant +web\.pull, \S*web\.bicep:15/);
});

test('the JSON has what the code makes of a pull', async t => {
  const { stdout } = await check(t, '--format', 'json');
  const { findings, summary } = JSON.parse(stdout);
  assert.equal(summary.onceDeployed, 2);
  const web = findings.find(({ target }: { target: { name: string } }) => target.name === 'web');
  assert.deepEqual(
    [web.planned.grant.address, web.planned.grant.line, web.planned.now, web.planned.after, web.planned.mistake],
    ['web.pull', 15, null, 'allowed', null],
  );
  const chart = findings.find(({ target }: { target: { name: string } }) => target.name === 'aks-shop');
  assert.equal(chart.planned.mistake.cause, 'role-on-wrong-identity');
  assert.equal(chart.planned.mistake.grant.line, 31);
  assert.equal(chart.fixes[0].edit.newText, 'azurerm_kubernetes_cluster.shop.kubelet_identity[0].object_id');
});

test('--planned off judges without the code', async t => {
  const { stdout } = await check(t, '--planned', 'off', '--format', 'json');
  const { summary } = JSON.parse(stdout);
  assert.equal(summary.onceDeployed, 0);
  assert.equal(summary.allowed, 0);
});

test('map --planned lists who may pull from the registries of code, also without an image', async t => {
  const cwd = folder(t, {});
  cpSync(path.join(root, 'samples-planned/cluster'), cwd, { recursive: true });
  const { code, stdout } = await gate(['map', '--planned'], { cwd });
  assert.equal(code, 0, stdout);
  assert.match(stdout, /unknown {2}aks-shop → shopplanned {2}role-on-wrong-identity {2}main\.tf:31/);
  const all = await gate(['map', '--planned', '--format', 'json'], { cwd: samples(t) });
  const { pulls } = JSON.parse(all.stdout);
  const web = pulls.find(({ runtime }: { runtime: { name: string } }) => runtime.name === 'web');
  assert.deepEqual(
    [web.outcome, web.onceDeployed, web.grant.address, web.registry.outside],
    ['allowed', true, 'web.pull', false],
  );
});

test('map --planned names what the values leave out, and says what the code lacks', async t => {
  const fixture = async (name: string) => {
    const cwd = folder(t, {});
    cpSync(path.join(root, 'test/access/planned/fixtures', name), cwd, { recursive: true });
    return (await gate(['map', '--planned'], { cwd })).stdout;
  };
  assert.equal(
    await fixture('bicep/appOff'),
    'With the values that are known, no infrastructure code here makes a cluster or an app.\nLeft out of main.bicep by the default of deployApp: app\n',
  );
  assert.equal(
    await fixture('terraform/registryOff'),
    'With the values that are known, no infrastructure code here makes or names a registry for its clusters and apps.\n' +
      'Left out of . by the default of grant: azurerm_container_registry.acr[0]\n',
  );
});

test('map --planned knows that an app with a public image waits for no role, and that a site without a container pulls nothing', async t => {
  const cwd = folder(t, {
    'site.bicep': `resource site 'Microsoft.Web/sites@2023-12-01' = {
  name: 'functions'
  location: 'westeurope'
  kind: 'functionapp,linux'
  properties: { siteConfig: { linuxFxVersion: 'Python|3.11' } }
}
`,
  });
  cpSync(
    path.join(root, 'test/access/planned/fixtures/bicep/cyclePlaceholder/main.bicep'),
    path.join(cwd, 'app.bicep'),
  );
  const { stdout } = await gate(['map', '--planned'], { cwd });
  assert.match(stdout, /^ {2}allowed {2}checkout → shopprod {2}once deployed/m);
  assert.doesNotMatch(stdout, /grant-pull-cycle|functions/);
});

test('map --planned says that a registry is open only where code has one, and that there is none only where there is none', async t => {
  const said = async (files: Readonly<Record<string, string>>) =>
    (await gate(['map', '--planned'], { cwd: folder(t, files) })).stdout;
  const app = (server: string) => `param server string
param image string
resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'api'
  identity: { type: 'SystemAssigned' }
  properties: {
    configuration: { registries: [ { server: ${server}, identity: 'system' } ] }
    template: { containers: [ { name: 'api', image: ${server === 'server' ? 'image' : "'shop.azurecr.io/api:1'"} } ] }
  }
}
`;
  const state = `data "terraform_remote_state" "p" {
  backend = "azurerm"
}
resource "azurerm_user_assigned_identity" "i" {
  name                = "app"
  resource_group_name = "rg"
}
resource "azurerm_container_app" "crm" {
  name                = "crm"
  resource_group_name = "rg"
  registry {
    server   = data.terraform_remote_state.p.outputs.server
    identity = azurerm_user_assigned_identity.i.id
  }
  template {
    container {
      name  = "crm"
      image = "\${data.terraform_remote_state.p.outputs.server}/crm:1"
    }
  }
}
`;
  const open =
    'With the values that are known, no registry of the infrastructure code here could be judged: a part of it is open.\n';
  assert.equal(await said({ 'main.bicep': app('server') }), open);
  assert.equal(await said({ 'main.tf': state }), open);
  assert.equal(
    await said({ 'main.bicep': app("'shop.azurecr.io'") }),
    'With the values that are known, no infrastructure code here declares the registries that its apps name.\n',
  );
  assert.equal(
    await said({ 'main.bicep': "resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {\n  name: 'kv'\n}\n" }),
    'With the values that are known, no infrastructure code here makes or names a registry, a cluster or an app.\n',
  );
});
