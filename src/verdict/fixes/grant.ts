import { acrPullGuid, repositoryReaderGuid } from '../../access/builtInRoles.ts';
import type { AccessMap, Registry } from '../../access/map.ts';
import type { AzureChange } from '../../model/fix.ts';
import type { GrantCondition } from '../conditions/index.ts';
import type { AccessMode } from '../roles/actions.ts';
import type { Command } from './shell.ts';

/** A role assignment to be made: always at the registry, never above it. */
export interface Grant {
  readonly registry: Registry;
  readonly principalId: string;
  readonly principalType: string;
  readonly roleName: string;
  readonly roleGuid: string;
  /** Undefined: it holds for the whole registry. */
  readonly condition: Extract<GrantCondition, { kind: 'condition' }> | undefined;
  /** Name of the assignment that this one replaces: Azure keeps one of a role for a principal at a scope. */
  readonly replaces: string | undefined;
}

/** The smallest role that pulls: AcrPull by actions, Container Registry Repository Reader by data actions. */
export function pullRole(mode: AccessMode): { readonly name: string; readonly guid: string } {
  return mode === 'legacy'
    ? { name: 'AcrPull', guid: acrPullGuid }
    : { name: 'Container Registry Repository Reader', guid: repositoryReaderGuid };
}

/** As an assignment of the same principal states it; what pulls is a service principal in nearly every case. */
export function principalTypeOf(principalId: string, map: AccessMap): string {
  const stated = map.assignmentsOf(principalId).find(({ principalType }) => principalType !== undefined);
  return stated?.principalType ?? 'ServicePrincipal';
}

export function changeOf({ registry, principalId, roleName }: Grant): AzureChange {
  return { subscription: registry.subscription, principal: principalId, role: roleName, scope: registry.id };
}

/**
 * The object id and the principal's type spare a look-up in the directory, which fails for an identity that is a minute
 * old; the role's GUID is the same whatever roles are called.
 * https://learn.microsoft.com/azure/role-based-access-control/role-assignments-cli
 */
export function assignCommand({ registry, principalId, principalType, roleGuid, condition, replaces }: Grant): Command {
  return {
    words: ['az', 'role', 'assignment', 'create'],
    options: [
      ...(replaces === undefined ? [] : [['--name', replaces] as const]),
      ['--assignee-object-id', principalId],
      ['--assignee-principal-type', principalType],
      ['--role', roleGuid],
      ['--scope', registry.id],
      ...(condition
        ? ([
            ['--condition-version', condition.version],
            ['--condition', condition.text],
          ] as const)
        : []),
    ],
  };
}

/** For a module that is deployed to the registry's resource group. */
export function bicepFor({ registry, principalId, principalType, roleGuid, condition, replaces }: Grant): string {
  const principal = bicepString(principalId);
  const role = bicepString(roleGuid);
  const name = replaces === undefined ? `guid(registry.id, ${principal}, ${role})` : bicepString(replaces);
  return [
    "resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' existing = {",
    `  name: ${bicepString(registry.name)}`,
    '}',
    '',
    "resource pull 'Microsoft.Authorization/roleAssignments@2022-04-01' = {",
    `  name: ${name}`,
    '  scope: registry',
    '  properties: {',
    `    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', ${role})`,
    `    principalId: ${principal}`,
    `    principalType: ${bicepString(principalType)}`,
    ...(condition
      ? [`    conditionVersion: ${bicepString(condition.version)}`, `    condition: ${bicepString(condition.text)}`]
      : []),
    '  }',
    '}',
    '',
  ].join('\n');
}

export function terraformFor(grant: Grant): string {
  const { registry, principalId, principalType, roleGuid, condition, replaces } = grant;
  const role = `/subscriptions/${registry.subscription}/providers/Microsoft.Authorization/roleDefinitions/${roleGuid}`;
  const rows: (readonly [name: string, value: string])[] = [
    ...(replaces === undefined ? [] : [['name', replaces] as const]),
    ['scope', registry.id],
    ['role_definition_id', role],
    ['principal_id', principalId],
    ['principal_type', principalType],
    ...(condition
      ? ([
          ['condition_version', condition.version],
          ['condition', condition.text],
        ] as const)
      : []),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return [
    `resource "azurerm_role_assignment" "pull_from_${registry.name.toLowerCase().replaceAll(/[^a-z0-9_]/g, '_')}" {`,
    ...rows.map(([name, value]) => `  ${name.padEnd(width)} = ${terraformString(value)}`),
    '}',
    '',
  ].join('\n');
}

/** https://learn.microsoft.com/azure/azure-resource-manager/bicep/data-types#strings */
export function bicepString(text: string): string {
  return `'${escaped(text, "'").replaceAll('${', '\\${')}'`;
}

/** https://developer.hashicorp.com/terraform/language/expressions/strings: templates begin with `${` and `%{`. */
export function terraformString(text: string): string {
  const inside = Array.from(text, character => {
    if (character === '"' || character === '\\') return `\\${character}`;
    return isControl(character) ? `\\u${codeOf(character).padStart(4, '0')}` : character;
  }).join('');
  return `"${inside.replaceAll(/[$%](?=\{)/g, mark => mark + mark)}"`;
}

function escaped(text: string, quote: string): string {
  return Array.from(text, character => {
    if (character === quote || character === '\\') return `\\${character}`;
    return isControl(character) ? `\\u{${codeOf(character)}}` : character;
  }).join('');
}

function isControl(character: string): boolean {
  return /[\p{Cc}\u2028\u2029]/u.test(character);
}

function codeOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16);
}
