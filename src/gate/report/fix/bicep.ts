import { bicepString } from '../../../verdict/fixes/grant.ts';
import { byHand } from './bash.ts';
import { commented, headOf, linesOf, titleOf } from './comments.ts';
import type { FixReport, PlannedAssignment } from './fixReport.ts';
import { leftOver } from './leftOver.ts';
import { Symbols } from './symbols.ts';

/**
 * One module for the resource group of the registries. Where they lie in several, it is deployed to each, and makes there
 * what belongs there: a file can assign roles only in the group that it is deployed to.
 */
export function bicepModule(report: FixReport): string {
  const { assignments } = report;
  const groups = [...new Set(assignments.map(groupOf))];
  const symbols = new Symbols();
  const registries = new Map<string, { readonly symbol: string; readonly first: PlannedAssignment }>();
  for (const each of assignments) {
    const key = each.scope.toLowerCase();
    if (!registries.has(key)) registries.set(key, { symbol: symbols.of('registry', each.registryName), first: each });
  }
  const how = [
    'It can be deployed again: the assignments have fixed names.',
    ...groups.map(group => {
      const [, , subscription, , name] = group.split('/');
      return `  az deployment group create --subscription ${subscription} --resource-group ${name} --template-file THIS-FILE`;
    }),
  ];
  return [
    ...commented('//', headOf(report, how)),
    ...[...registries.values()].flatMap(({ symbol, first }) => [
      '',
      `resource ${symbol} 'Microsoft.ContainerRegistry/registries@2025-11-01' existing = {`,
      `  name: ${bicepString(first.registryName)}`,
      '}',
    ]),
    ...assignments.flatMap(each => {
      const registry = registries.get(each.scope.toLowerCase())?.symbol ?? '';
      return ['', ...resourceOf(each, symbols.of('pull', each.registryName), registry, groups.length > 1)];
    }),
    ...leftOver(report, 'bicep').flatMap(({ change, reason }) => [
      '',
      ...commented('//', [`Not in this file, as ${reason}:`, ...linesOf(change), ...byHand(change.bash)]),
    ]),
    '',
  ].join('\n');
}

function groupOf({ subscription, resourceGroup }: PlannedAssignment): string {
  return `/subscriptions/${subscription}/resourceGroups/${resourceGroup}`.toLowerCase();
}

function resourceOf(each: PlannedAssignment, symbol: string, registry: string, isConditional: boolean) {
  const when = isConditional ? `if (toLower(resourceGroup().id) == ${bicepString(groupOf(each))}) ` : '';
  const role = bicepString(each.roleGuid);
  return [
    `// ${titleOf(each)}`,
    `resource ${symbol} 'Microsoft.Authorization/roleAssignments@2022-04-01' = ${when}{`,
    `  name: ${bicepString(each.name)}`,
    `  scope: ${registry}`,
    '  properties: {',
    `    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', ${role})`,
    `    principalId: ${bicepString(each.principalId)}`,
    `    principalType: ${bicepString(each.principalType)}`,
    ...(each.condition === undefined
      ? []
      : [`    conditionVersion: '2.0'`, `    condition: ${bicepString(each.condition)}`]),
    '  }',
    '}',
  ];
}
