/**
 * A Terraform folder of 200 files and a Bicep tree of 60 modules: reading them all, and a keystroke in one of them, until the
 * findings of that file are there again. Beside it, the same without the worlds that the code makes, as it was before there
 * were any. The median of several edits counts, since the machine may be busy with other things.
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
  if (!hasWorlds) Object.defineProperty(workspace.deployments, 'worlds', { value: () => [] });
  for (const file of files) take(workspace, file);
  return workspace;
}

interface Cost {
  readonly scan: number;
  readonly stroke: number;
}

function measured(files: readonly GeneratedFile[], hasWorlds: boolean): Cost {
  const started = performance.now();
  const workspace = opened(files, hasWorlds);
  settle(workspace);
  const scan = performance.now() - started;
  const strokes = Array.from({ length: EDITS }, (_, edit) => {
    const file = files[1 + edit * 5];
    if (file === undefined) return 0;
    const text = file.text.replace('app-', `app-${'x'.repeat(edit + 1)}-`);
    const at = performance.now();
    take(workspace, { ...file, text });
    settle(workspace);
    return performance.now() - at;
  });
  return { scan, stroke: quantile(strokes, 0.5) };
}

/** Rounds with and without take turns, so that both meet the same machine. */
function compare(what: string, files: readonly GeneratedFile[]): void {
  const rounds = Array.from({ length: ROUNDS }, () => [measured(files, false), measured(files, true)] as const);
  for (const part of ['scan', 'stroke'] as const) {
    const [before, now] = [0, 1].map(at =>
      quantile(
        rounds.map(round => round[at]?.[part] ?? Number.NaN),
        0.5,
      ),
    );
    if (before === undefined || now === undefined) continue;
    const factor = now / before;
    const name = part === 'scan' ? 'reading and judging all' : 'one keystroke';
    report(
      `${what}: ${name}`,
      `${now.toFixed(1)} ms, without worlds ${before.toFixed(1)} ms`,
      atMost(factor, 1.2, ' ×'),
    );
  }
}

for (const file of [...terraform, ...bicep]) await prepareReader(file, readResource);
measured(terraform.slice(0, 20), true); // warms up
compare(`Terraform folder of ${FILES} files`, terraform);
compare(`Bicep tree of ${MODULES} modules`, bicep);
