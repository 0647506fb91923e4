import { terraformString } from '../../../verdict/fixes/grant.ts';
import { byHand } from './bash.ts';
import { commented, headOf, linesOf, titleOf } from './comments.ts';
import type { FixReport, PlannedAssignment } from './fixReport.ts';
import { leftOver } from './leftOver.ts';
import { Symbols } from './symbols.ts';

const how = [
  'It can be applied again, as any Terraform file. An assignment that is there already and only gets a wider condition is',
  'taken over by an import block, which needs Terraform 1.5.',
];

export function terraformFile(report: FixReport): string {
  const symbols = new Symbols();
  return [
    ...commented('#', headOf(report, how)),
    '',
    'terraform {',
    '  required_providers {',
    '    azurerm = {',
    '      source = "hashicorp/azurerm"',
    '    }',
    '  }',
    '}',
    ...report.assignments.flatMap(each => ['', ...resourceOf(each, symbols.of('pull', each.registryName))]),
    ...leftOver(report, 'terraform').flatMap(({ change, reason }) => [
      '',
      ...commented('#', [`Not in this file, as ${reason}:`, ...linesOf(change), ...byHand(change.bash)]),
    ]),
    '',
  ].join('\n');
}

function resourceOf(each: PlannedAssignment, symbol: string): readonly string[] {
  const role = `/subscriptions/${each.subscription}/providers/Microsoft.Authorization/roleDefinitions/${each.roleGuid}`;
  const rows: readonly (readonly [name: string, value: string])[] = [
    ['name', each.name],
    ['scope', each.scope],
    ['role_definition_id', role],
    ['principal_id', each.principalId],
    ['principal_type', each.principalType],
    ...(each.condition === undefined
      ? []
      : ([
          ['condition_version', '2.0'],
          ['condition', each.condition],
        ] as const)),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const id = `${each.scope}/providers/Microsoft.Authorization/roleAssignments/${each.name}`;
  return [
    `# ${titleOf(each)}`,
    ...(each.replaces
      ? ['import {', `  to = azurerm_role_assignment.${symbol}`, `  id = ${terraformString(id)}`, '}', '']
      : []),
    `resource "azurerm_role_assignment" "${symbol}" {`,
    ...rows.map(([name, value]) => `  ${name.padEnd(width)} = ${terraformString(value)}`),
    '}',
  ];
}
