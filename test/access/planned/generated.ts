// Programs that are generated, in Bicep or Terraform: registries, identities, apps that pull and grants.
import fc from 'fast-check';
import { roles } from '../../verdict/facts.ts';

export interface GeneratedGrant {
  /**
   * The identity by its number. `client`, `own`: an id that is the wrong one, or the system-assigned one of the app.
   */
  readonly to: number;
  readonly kind: 'principal' | 'client' | 'own';
  readonly scope: 'registry' | 'group' | 'environment';
  readonly registry: number;
  readonly role: 'AcrPull' | 'RepositoryReader' | 'Reader' | 'open';
  readonly made: 'always' | 'never' | 'open';
  /** True if it is in a module that gets the resources as inputs. */
  readonly inModule: boolean;
}

export interface GeneratedApp {
  readonly identity: number;
  readonly isSystem: boolean;
  /** The identity that its registry entry names. */
  readonly entry: number;
  readonly registry: number;
  readonly waits: boolean;
}

export interface Generated {
  readonly language: 'bicep' | 'terraform';
  readonly registries: readonly { readonly abac: boolean; readonly openName: boolean }[];
  readonly identities: number;
  readonly apps: readonly GeneratedApp[];
  readonly grants: readonly GeneratedGrant[];
}

const count = 2;
const index = fc.nat({ max: count - 1 });
/** The first is the usual one. */
const mostly = <T>(usual: T, ...others: readonly T[]) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constant(usual) },
    ...others.map(each => ({ weight: 1, arbitrary: fc.constant(each) })),
  );

export const grants: fc.Arbitrary<GeneratedGrant> = fc.record({
  to: index,
  kind: mostly<GeneratedGrant['kind']>('principal', 'client', 'own'),
  scope: mostly<GeneratedGrant['scope']>('registry', 'group', 'environment'),
  registry: index,
  role: mostly<GeneratedGrant['role']>('AcrPull', 'RepositoryReader', 'Reader', 'open'),
  made: mostly<GeneratedGrant['made']>('always', 'never', 'open'),
  inModule: fc.boolean(),
});

const apps: fc.Arbitrary<GeneratedApp> = fc
  .record({
    identity: index,
    isSystem: mostly(false, true),
    isOwn: mostly(true, false),
    registry: index,
    waits: fc.boolean(),
  })
  .map(({ isOwn, ...app }) => ({ ...app, entry: isOwn ? app.identity : 1 - app.identity }));

export const programs: fc.Arbitrary<Generated> = fc.record({
  language: fc.constantFrom('bicep', 'terraform'),
  registries: fc.array(fc.record({ abac: mostly(false, true, true), openName: fc.boolean() }), {
    minLength: count,
    maxLength: count,
  }),
  identities: fc.constant(count),
  apps: fc.array(apps, { minLength: 1, maxLength: 2 }),
  grants: fc.array(grants, { maxLength: 4 }),
});

/** The files of a program. `rename` gives its symbols other names. */
export function filesOf(program: Generated, rename = (name: string) => name): readonly (readonly [string, string])[] {
  return program.language === 'bicep' ? bicep(program, rename) : terraform(program, rename);
}

type Rename = (name: string) => string;

function bicep({ registries, identities, apps: all, grants: given }: Generated, rename: Rename) {
  const acr = (at: number) => rename(`acr${at}`);
  const id = (at: number) => rename(`identity${at}`);
  const app = (at: number) => rename(`app${at}`);
  const parts = [
    `param ${rename('openRole')} string`,
    `param ${rename('flag')} bool`,
    `param ${rename('registryName')} string`,
    `resource ${rename('environment')} 'Microsoft.App/managedEnvironments@2024-03-01' = {\n  name: 'env'\n  location: 'westeurope'\n  properties: {}\n}`,
  ];
  for (const [at, { abac, openName }] of registries.entries()) {
    const name = openName ? `'\${${rename('registryName')}}${at}'` : `'shop${at}'`;
    const mode = abac ? 'AbacRepositoryPermissions' : 'LegacyRegistryPermissions';
    parts.push(
      `resource ${acr(at)} 'Microsoft.ContainerRegistry/registries@2025-04-01' = {\n  name: ${name}\n  location: 'westeurope'\n  sku: { name: 'Premium' }\n  properties: { roleAssignmentMode: '${mode}' }\n}`,
    );
  }
  for (let at = 0; at < identities; at++) {
    parts.push(
      `resource ${id(at)} 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {\n  name: 'id-${at}'\n  location: 'westeurope'\n}`,
    );
  }
  for (const [at, { identity, isSystem, entry, registry, waits }] of all.entries()) {
    const held = isSystem
      ? "{ type: 'SystemAssigned' }"
      : `{ type: 'UserAssigned', userAssignedIdentities: { '\${${id(identity)}.id}': {} } }`;
    const names = given.map((_, grant) => rename(`grant${grant}`));
    const after = waits && names.length > 0 ? `\n  dependsOn: [ ${names.join(' ')} ]` : '';
    parts.push(
      `resource ${app(at)} 'Microsoft.App/containerApps@2024-03-01' = {\n  name: 'app-${at}'\n  location: 'westeurope'\n  identity: ${held}\n  properties: {\n    environmentId: ${rename('environment')}.id\n    configuration: { registries: [ { server: ${acr(registry)}.properties.loginServer, identity: ${isSystem ? "'system'" : `${id(entry)}.id`} } ] }\n    template: { containers: [ { name: 'app', image: '\${${acr(registry)}.properties.loginServer}/app${at}:1' } ] }\n  }${after}\n}`,
    );
  }
  for (const [at, grant] of given.entries()) parts.push(bicepGrant(grant, at, rename));
  const module = `param registry string\nparam principal string\nparam role string\nresource acr 'Microsoft.ContainerRegistry/registries@2025-04-01' existing = {\n  name: registry\n}\nresource grant 'Microsoft.Authorization/roleAssignments@2022-04-01' = {\n  name: guid(registry, principal)\n  scope: acr\n  properties: {\n    principalId: principal\n    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)\n  }\n}\n`;
  return [
    ['main.bicep', `${parts.join('\n')}\n`],
    ...(parts.some(part => part.startsWith('module')) ? [['grant.bicep', module] as const] : []),
  ] as const;
}

function bicepGrant(
  { to, kind, scope, registry, role, made, inModule }: GeneratedGrant,
  at: number,
  rename: Rename,
): string {
  const acr = rename(`acr${registry}`);
  const [open, flag] = [rename('openRole'), rename('flag')];
  const principal =
    kind === 'own'
      ? `${rename('app0')}.identity.principalId`
      : `${rename(`identity${to}`)}.properties.${kind === 'client' ? 'clientId' : 'principalId'}`;
  const when = { always: '', never: 'if (false) ', open: `if (${flag}) ` }[made];
  const guid = role === 'open' ? open : `'${roles[role]}'`;
  if (inModule && scope === 'registry') {
    return `module ${rename(`grant${at}`)} 'grant.bicep' = ${when}{\n  name: 'grant${at}'\n  params: { registry: ${acr}.name, principal: ${principal}, role: ${guid} }\n}`;
  }
  const where = {
    registry: `  scope: ${acr}\n`,
    group: '',
    environment: `  scope: ${rename('environment')}\n`,
  };
  return `resource ${rename(`grant${at}`)} 'Microsoft.Authorization/roleAssignments@2022-04-01' = ${when}{\n  name: guid('${at}')\n${where[scope]}  properties: {\n    principalId: ${principal}\n    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', ${guid})\n  }\n}`;
}

function terraform({ registries, identities, apps: all, grants: given }: Generated, rename: Rename) {
  const acr = (at: number) => `azurerm_container_registry.${rename(`acr${at}`)}`;
  const id = (at: number) => `azurerm_user_assigned_identity.${rename(`identity${at}`)}`;
  const place = 'resource_group_name = azurerm_resource_group.rg.name\n  location = "westeurope"';
  const parts = [
    `variable "${rename('open_role')}" {}`,
    `variable "${rename('flag')}" {}`,
    `variable "${rename('registry_name')}" {}`,
    `resource "azurerm_resource_group" "rg" {\n  name = "rg-shop"\n  location = "westeurope"\n}`,
    `resource "azurerm_container_app_environment" "env" {\n  name = "env"\n  ${place}\n}`,
  ];
  for (const [at, { abac, openName }] of registries.entries()) {
    const name = openName ? `\${var.${rename('registry_name')}}${at}` : `shop${at}`;
    const mode = abac ? 'AbacRepositoryPermissions' : 'LegacyRegistryPermissions';
    parts.push(
      `resource "azurerm_container_registry" "${rename(`acr${at}`)}" {\n  name = "${name}"\n  ${place}\n  sku = "Premium"\n  role_assignment_mode = "${mode}"\n}`,
    );
  }
  for (let at = 0; at < identities; at++) {
    parts.push(
      `resource "azurerm_user_assigned_identity" "${rename(`identity${at}`)}" {\n  name = "id-${at}"\n  ${place}\n}`,
    );
  }
  for (const [at, { identity, isSystem, entry, registry, waits }] of all.entries()) {
    const held = isSystem
      ? 'type = "SystemAssigned"'
      : `type = "UserAssigned"\n    identity_ids = [${id(identity)}.id]`;
    const names = given.map((each, grant) => `${addressOf(each)}.${rename(`grant${grant}`)}`);
    parts.push(
      `resource "azurerm_container_app" "${rename(`app${at}`)}" {\n  name = "app-${at}"\n  resource_group_name = azurerm_resource_group.rg.name\n  container_app_environment_id = azurerm_container_app_environment.env.id\n  revision_mode = "Single"\n${waits ? `  depends_on = [${names.join(', ')}]\n` : ''}  identity {\n    ${held}\n  }\n  registry {\n    server = ${acr(registry)}.login_server\n    identity = ${isSystem ? '"system"' : `${id(entry)}.id`}\n  }\n  template {\n    container {\n      name = "app"\n      image = "\${${acr(registry)}.login_server}/app${at}:1"\n    }\n  }\n}`,
    );
  }
  for (const [at, grant] of given.entries()) {
    const { to, kind, scope, registry, role, made, inModule } = grant;
    const principal =
      kind === 'own'
        ? `azurerm_container_app.${rename('app0')}.identity[0].principal_id`
        : `${id(to)}.${kind === 'client' ? 'client_id' : 'principal_id'}`;
    const where = {
      registry: `${acr(registry)}.id`,
      group: 'azurerm_resource_group.rg.id',
      environment: 'azurerm_container_app_environment.env.id',
    }[scope];
    const name =
      role === 'open'
        ? `var.${rename('open_role')}`
        : { AcrPull: '"AcrPull"', RepositoryReader: '"Container Registry Repository Reader"', Reader: '"Reader"' }[
            role
          ];
    const times = { always: '', never: '  count = 0\n', open: `  count = var.${rename('flag')} ? 1 : 0\n` }[made];
    parts.push(
      inModule
        ? `module "${rename(`grant${at}`)}" {\n  source = "./grant"\n${times}  scope = ${where}\n  principal = ${principal}\n  role = ${name}\n}`
        : `resource "azurerm_role_assignment" "${rename(`grant${at}`)}" {\n${times}  scope = ${where}\n  role_definition_name = ${name}\n  principal_id = ${principal}\n}`,
    );
  }
  const module = `variable "scope" {}\nvariable "principal" {}\nvariable "role" {}\nresource "azurerm_role_assignment" "grant" {\n  scope = var.scope\n  role_definition_name = var.role\n  principal_id = var.principal\n}\n`;
  return [
    ['main.tf', `${parts.join('\n')}\n`],
    ...(given.some(({ inModule }) => inModule) ? [['grant/main.tf', module] as const] : []),
  ] as const;
}

function addressOf({ inModule }: GeneratedGrant): string {
  return inModule ? 'module' : 'azurerm_role_assignment';
}
