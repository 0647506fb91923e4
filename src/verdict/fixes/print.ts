import type { Command, NewAssignment } from '../../model/fix.ts';
import { largest } from '../../model/lists.ts';
import { quoteForBash, quoteForBicep, quoteForPowerShell, quoteForTerraform } from '../../model/quote.ts';

// Commands and grants as text: for bash and PowerShell, Bicep and Terraform. The gate's files, the editor's files and
// the texts of a fix are all printed here, from data. Nothing parses them again.

export type Shell = 'bash' | 'powershell';

/**
 * A command's words for a shell: the program's own words as one, then one for each option. Options are single words
 * (`--scope=…`): a value with a leading dash stays a value. Null: a value would not arrive as it is.
 */
export function wordsFor(shell: Shell, { words, options, takes }: Command): readonly string[] | null {
  const parts = options.map(([name, value]) => (value === undefined ? name : optionFor(shell, name, value)));
  const taken = takes ? [`${takes[0]}="$${takes[1]}"`] : [];
  return parts.includes(null) ? null : [words.join(' '), ...parts.filter(part => part !== null), ...taken];
}

/** Null: a value would not arrive as it is. */
export function commandFor(shell: Shell, command: Command): string | null {
  const words = wordsFor(shell, command);
  return words && framed(shell, command, words.join(' '));
}

/** Several commands, one a line. Null: one of them can't be written. */
export function shellLines(shell: Shell, commands: readonly Command[]): string | null {
  const lines = commands.map(command => commandFor(shell, command));
  return lines.length === 0 || lines.includes(null) ? null : lines.join('\n');
}

/** A command with the text around it: the variable that keeps its output, the question before it. */
export function framed(shell: Shell, { keep, unless }: Command, text: string): string | null {
  if (keep !== undefined) return shell === 'bash' ? `${keep}=$(${text})` : `$${keep} = ${text}`;
  if (unless === undefined) return text;
  const question = commandFor(shell, unless);
  if (question === null) return null;
  return shell === 'bash' ? `[[ -n $(${question}) ]] || ${text}` : `if (-not (${question})) { ${text} }`;
}

/** Text that needs no quotes in either shell: nothing in it is expanded, split or taken as an operator. */
const plain = /^[A-Za-z0-9_./:-]+$/;

function optionFor(shell: Shell, name: string, value: string): string | null {
  // The CLI replaces a value that starts with @ by the contents of that file, and knows no escape for it:
  // azure.cli.core.commands, _expand_file_prefixed_files.
  if (value.startsWith('@')) return null;
  const before = name === '' ? '' : `${name}=`;
  if (plain.test(value)) return before + value;
  if (shell === 'powershell') return quoteForPowerShell(before + value);
  const quoted = quoteForBash(value);
  return quoted === null ? null : before + quoted;
}

/** A grant for a module that is deployed to the registry's resource group. Null: a name can't be written in Bicep. */
export function bicepFor(grant: NewAssignment): string | null {
  const registry = bicepRegistry('registry', grant);
  const assignment = bicepAssignment(grant, { symbol: 'pull', registry: 'registry' });
  return registry && assignment && `${registry}\n${assignment}`;
}

/** The registry as an existing resource. */
export function bicepRegistry(symbol: string, { registry }: Pick<NewAssignment, 'registry'>): string | null {
  const name = quoteForBicep(registry.name);
  const head = `resource ${symbol} 'Microsoft.ContainerRegistry/registries@2025-11-01' existing = {`;
  return name && `${head}\n  name: ${name}\n}\n`;
}

/** Symbols of the file, and the assignment's name if it already has one. */
export interface BicepPlace {
  readonly symbol: string;
  readonly registry: string;
  readonly name?: string;
  /** A condition of the deployment, with a blank after it: `if (…) `. */
  readonly when?: string;
}

export function bicepAssignment(grant: NewAssignment, place: BicepPlace): string | null {
  const { principalId, principalType, roleGuid, condition, replaces } = grant;
  const { symbol, registry, when = '', name = replaces } = place;
  const [principal, type, role] = [principalId, principalType, roleGuid].map(quoteForBicep);
  const called = name === undefined ? `guid(${registry}.id, ${principal}, ${role})` : quoteForBicep(name);
  const text = condition && quoteForBicep(condition.text);
  if (!principal || !type || !role || !called || text === null) return null;
  return [
    `resource ${symbol} 'Microsoft.Authorization/roleAssignments@2022-04-01' = ${when}{`,
    `  name: ${called}`,
    `  scope: ${registry}`,
    '  properties: {',
    `    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', ${role})`,
    `    principalId: ${principal}`,
    `    principalType: ${type}`,
    ...(condition ? [`    conditionVersion: '${condition.version}'`, `    condition: ${text}`] : []),
    '  }',
    '}',
    '',
  ].join('\n');
}

/** The grant's name in Terraform files, as long as it is free there. */
export function terraformSymbol({ registry }: NewAssignment): string {
  return `pull_from_${registry.name.toLowerCase().replaceAll(/[^a-z0-9_]/g, '_')}`;
}

/**
 * Before this version, the provider answered a changed condition by deleting and recreating the assignment. In between,
 * nothing could be pulled. https://github.com/hashicorp/terraform-provider-azurerm/pull/32714
 */
export const azurermOfConditions = '>= 5.2';

export interface TerraformPlace {
  readonly symbol?: string;
  readonly name?: string;
  /** An expression of the file for the registry's id. */
  readonly scope?: string;
  /**
   * True in a file of its own, which names the provider's version. An import block then takes over the assignment that
   * the grant replaces.
   */
  readonly isImported?: boolean;
}

/** Null: a name can't be written in Terraform. */
export function terraformFor(grant: NewAssignment, place: TerraformPlace = {}): string | null {
  const { registry, principalId, principalType, roleGuid, condition, replaces } = grant;
  const { symbol = terraformSymbol(grant), name = replaces, scope, isImported = false } = place;
  const role = `/subscriptions/${registry.subscription}/providers/Microsoft.Authorization/roleDefinitions/${roleGuid}`;
  const rows: readonly (readonly [name: string, value: string | null])[] = [
    ...(name === undefined ? [] : [['name', quoteForTerraform(name)] as const]),
    ['scope', scope ?? quoteForTerraform(registry.id)],
    ['role_definition_id', quoteForTerraform(role)],
    ['principal_id', quoteForTerraform(principalId)],
    ['principal_type', quoteForTerraform(principalType)],
    ...(condition
      ? ([
          ['condition_version', quoteForTerraform(condition.version)],
          ['condition', quoteForTerraform(condition.text)],
        ] as const)
      : []),
  ];
  if (rows.some(([, value]) => value === null)) return null;
  const width = largest(rows.map(([key]) => key.length));
  const id = quoteForTerraform(`${registry.id}/providers/Microsoft.Authorization/roleAssignments/${name}`);
  const takeOver = ['import {', `  to = azurerm_role_assignment.${symbol}`, `  id = ${id}`, '}', ''];
  return [
    ...(condition && !isImported
      ? [`# needs azurerm ${azurermOfConditions}: older ones replace the assignment when its condition changes`]
      : []),
    ...(isImported && replaces !== undefined ? takeOver : []),
    `resource "azurerm_role_assignment" "${symbol}" {`,
    ...rows.map(([key, value]) => `  ${key.padEnd(width)} = ${value}`),
    '}',
    '',
  ].join('\n');
}
