/**
 * A Terraform folder of 200 files and a Bicep tree of 60 modules: reading them all, and a keystroke in one of them, until all
 * findings are there again. Beside it, the same without the worlds that the code makes. The median of several edits counts,
 * since the machine may be busy with other things.
 *
 * Each file here declares an app, its identity and its grant, which is the most that worlds can cost. Evaluation is kept by
 * resource, facts by world, findings by reference (exact/kept.ts, planned/plannedWorld.ts, workspace/knownFindings.ts). All figures
 * are missed by design:
 * - A keystroke in a tag: 1.8 to 2.2 ×, at most 40 ms for 200 files, since a new program is instantiated and its places are
 *   compared.
 * - Reading all: 1.5 to 2.3 × what it is without worlds, as each app, identity and grant is evaluated and made a fact, once.
 *   Beside the code before there were worlds it is 1.0 to 1.6 × in Terraform, since each file is parsed once now, not twice.
 * - A name of an identity: 3.5 to 5 ×. It is a part of the ids of facts, so the world has other facts.
 *   Its map is made again, and all its pulls are judged again. Less would take facts and verdicts that know what they rest on.
 */
import { readResource } from '../src/gate/files/nodeFiles.ts';
import { runToEnd } from '../src/model/steps.ts';
import { prepareReader, readManifest } from '../src/read/index.ts';
import { emptyConfig } from '../src/workspace/config/config.ts';
import { examining } from '../src/workspace/engine.ts';
import { Workspace } from '../src/workspace/workspace.ts';
import { atMost, quantile, report } from './shared/measure.ts';
import type { GeneratedFile } from './shared/workspace.ts';

const FILES = 200;
const MODULES = 60;
const EDITS = 9;
const ROUNDS = 5;

/** Each file has an app with its identity, and its grant on the one registry. */
const terraform: readonly GeneratedFile[] = [
  {
    name: 'infra/main.tf',
    text: `resource "azurerm_container_registry" "acr" {
  name                = "shopprod"
  resource_group_name = "rg-shop"
  location            = "westeurope"
  sku                 = "Premium"
}
resource "azurerm_container_app_environment" "env" {
  name                = "env-shop"
  resource_group_name = "rg-shop"
  location            = "westeurope"
}
`,
  },
  ...Array.from({ length: FILES - 1 }, (_, i): GeneratedFile => {
    const text = `variable "tag_${i}" {
  default = "1.${i}"
}
resource "azurerm_user_assigned_identity" "app_${i}" {
  name                = "id-app-${i}"
  resource_group_name = "rg-shop"
  location            = "westeurope"
}
resource "azurerm_role_assignment" "app_${i}" {
  scope                = azurerm_container_registry.acr.id
  role_definition_name = "AcrPull"
  principal_id         = azurerm_user_assigned_identity.app_${i}.principal_id
}
resource "azurerm_container_app" "app_${i}" {
  name                         = "app-${i}"
  resource_group_name          = "rg-shop"
  container_app_environment_id = azurerm_container_app_environment.env.id
  revision_mode                = "Single"
  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.app_${i}.id]
  }
  registry {
    server   = azurerm_container_registry.acr.login_server
    identity = azurerm_user_assigned_identity.app_${i}.id
  }
  template {
    container {
      name   = "app"
      image  = "\${azurerm_container_registry.acr.login_server}/app-${i}:\${var.tag_${i}}"
      cpu    = 0.5
      memory = "1Gi"
    }
  }
}
`;
    return { name: `infra/app${i}.tf`, text };
  }),
];

const called = Array.from({ length: MODULES - 1 }, (_, i) => i);
const bicep: readonly GeneratedFile[] = [
  {
    name: 'bicep/main.bicep',
    text: `param environmentName string
resource acr 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: 'acr\${uniqueString(resourceGroup().id, environmentName)}'
  location: 'westeurope'
  sku: { name: 'Premium' }
}
${called.map(i => `module app${i} 'modules/app${i}.bicep' = {\n  name: 'app${i}'\n  params: { registryName: acr.name, tag: '1.${i}' }\n}\n`).join('')}`,
  },
  ...called.map((i): GeneratedFile => {
    const text = `param registryName string
param tag string
resource acr 'Microsoft.ContainerRegistry/registries@2023-07-01' existing = {
  name: registryName
}
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-app-${i}'
  location: 'westeurope'
}
resource pull 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(acr.id, identity.id)
  scope: acr
  properties: {
    principalId: identity.properties.principalId
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')
  }
}
resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'app-${i}'
  location: 'westeurope'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '\${identity.id}': {} } }
  properties: {
    configuration: { registries: [ { server: acr.properties.loginServer, identity: identity.id } ] }
    template: { containers: [ { name: 'app', image: '\${acr.properties.loginServer}/app-${i}:\${tag}' } ] }
  }
}
`;
    return { name: `bicep/modules/app${i}.bicep`, text };
  }),
];

function take(workspace: Workspace, { name, text }: GeneratedFile): void {
  workspace.take(readManifest({ name, text }), text);
}

/** Builds, and judges the files whose verdicts may be other ones now. */
function settle(workspace: Workspace): void {
  runToEnd(workspace.build());
  for (const file of workspace.takeOutdated()) {
    const references = workspace.deployments.references(file);
    const around = { config: emptyConfig, map: undefined, now: new Date(0), worlds: workspace.worlds };
    runToEnd(examining(references, { ...around, accounts: workspace.deployments.accounts }));
  }
}

function opened(files: readonly GeneratedFile[], hasWorlds: boolean): Workspace {
  const workspace = new Workspace();
  if (!hasWorlds) Object.defineProperty(workspace.deployments, 'worlds', { value: noWorlds });
  for (const file of files) take(workspace, file);
  return workspace;
}

/** The text that a person types into a file, more of it with each keystroke. */
type Typing = (text: string, stroke: number) => string;

/** A tag: what is pulled is another image, and who may pull is the same. Then a name of an identity, which grants are made of. */
const typings: Readonly<Record<string, Typing>> = {
  'a keystroke in a tag': (text, stroke) => text.replace(/(?<="|:)(?=1\.\d|\$\{tag\})/, '1'.repeat(stroke)),
  'a keystroke in the name of an identity': (text, stroke) => text.replace('id-app-', `id-app-${'x'.repeat(stroke)}-`),
};

type Both = readonly [without: number, withWorlds: number];

function* noWorlds(): ReturnType<Workspace['deployments']['worlds']> {
  yield;
  return [];
}

/** With and without worlds take turns, so that both meet the same machine. */
function measured(files: readonly GeneratedFile[]): ReadonlyMap<string, Both> {
  const workspaces: Workspace[] = [];
  const costs = new Map<string, Both>();
  const scans = [false, true].map(hasWorlds => {
    const started = performance.now();
    const workspace = opened(files, hasWorlds);
    settle(workspace);
    workspaces.push(workspace);
    return performance.now() - started;
  });
  costs.set('reading and judging all', [scans[0] ?? Number.NaN, scans[1] ?? Number.NaN]);
  for (const [what, typed] of Object.entries(typings)) {
    const strokes = workspaces.map((): number[] => []);
    for (let edit = 0; edit < EDITS; edit++) {
      const file = files[1 + edit * 5];
      if (file === undefined) continue;
      const text = typed(file.text, edit + 1);
      if (text === file.text) throw new Error(`${file.name}: nothing to type`);
      for (const [at, workspace] of workspaces.entries()) {
        const started = performance.now();
        take(workspace, { ...file, text });
        settle(workspace);
        strokes[at]?.push(performance.now() - started);
      }
    }
    const [without = [], withWorlds = []] = strokes;
    costs.set(what, [quantile(without, 0.5), quantile(withWorlds, 0.5)]);
  }
  return costs;
}

function compare(what: string, files: readonly GeneratedFile[]): void {
  const rounds = Array.from({ length: ROUNDS }, () => measured(files));
  for (const name of rounds[0]?.keys() ?? []) {
    const [before = Number.NaN, now = Number.NaN] = [0, 1].map(at =>
      quantile(
        rounds.map(round => round.get(name)?.[at] ?? Number.NaN),
        0.5,
      ),
    );
    const said = `${now.toFixed(1)} ms, without worlds ${before.toFixed(1)} ms`;
    report(`${what}: ${name}`, said, atMost(now / before, 1.2, ' ×'));
  }
}

for (const file of [...terraform, ...bicep]) await prepareReader(file, readResource);
measured(terraform.slice(0, 50)); // warms up
compare(`Terraform folder of ${FILES} files`, terraform);
compare(`Bicep tree of ${MODULES} modules`, bicep);
