import { idKey } from '../../../access/ids.ts';
import { folded } from '../../../model/fold.ts';
import { quoteForBicep } from '../../../model/quote.ts';
import {
  azurermOfConditions,
  bicepAssignment,
  bicepRegistry,
  commandFor,
  terraformFor,
} from '../../../verdict/fixes/print.ts';
import { commented, type FixReport, headOf, leftToAPerson, type PlannedAssignment, titleOf } from './fixReport.ts';

/**
 * One module for the resource group of the registries. Where they lie in several, it is deployed to each, and makes there
 * what belongs there: a file can assign roles only in the group that it is deployed to.
 */
export function bicepModule(report: FixReport): string {
  const { assignments } = report;
  const byGroup = Map.groupBy(assignments, groupOf);
  const byRegistry = Map.groupBy(assignments, ({ grant }) => idKey(grant.registry.id));
  const symbolOf = symbols();
  const registries = new Map<string, string>();
  const how = [
    'It can be deployed again: the assignments have fixed names.',
    ...[...byGroup.values()].map(([first]) => (first ? `  ${deployment(first)}` : '')),
  ];
  return [
    ...commented('//', headOf(report, how)),
    ...[...byRegistry].flatMap(([id, [first]]) => {
      if (first === undefined) return [];
      const symbol = symbolOf('registry', first.grant.registry.name);
      const text = bicepRegistry(symbol, first.grant);
      if (text !== null) registries.set(id, symbol);
      return ['', ...linesIn(text, '//')];
    }),
    ...assignments.flatMap(each => {
      const { grant, name } = each;
      const symbol = symbolOf('pull', grant.registry.name);
      const registry = registries.get(idKey(grant.registry.id));
      const group = quoteForBicep(groupOf(each));
      const when = byGroup.size > 1 ? { when: `if (toLower(resourceGroup().id) == ${group}) ` } : {};
      const isSayable = group !== null && registry !== undefined;
      const text = isSayable ? bicepAssignment(grant, { symbol, registry, name, ...when }) : null;
      return ['', `// ${titleOf(each)}`, ...linesIn(text, '//')];
    }),
    ...leftToAPerson(report, 'bicep'),
    '',
  ].join('\n');
}

/** People copy it, so names are quoted for the shell also in a comment. */
function deployment({ grant: { registry } }: PlannedAssignment): string {
  const command = commandFor('bash', {
    words: ['az', 'deployment', 'group', 'create'],
    options: [
      ['--subscription', registry.subscription],
      ['--resource-group', registry.resourceGroup],
      ['--template-file', 'THIS-FILE'],
    ],
  });
  return command ?? "Deploy it by hand: the name of its resource group can't be passed to a shell safely.";
}

function groupOf({ grant: { registry } }: PlannedAssignment): string {
  return folded(`/subscriptions/${registry.subscription}/resourceGroups/${registry.resourceGroup}`);
}

function linesIn(text: string | null, mark: string): readonly string[] {
  return text?.trimEnd().split('\n') ?? [`${mark} left out: its names cannot be written in this language`];
}

const terraformHow = [
  'It can be applied again, like any Terraform file. An existing assignment that only gets a wider condition is',
  'taken over by an import block, which needs Terraform 1.5.',
];

export function terraformFile(report: FixReport): string {
  const symbolOf = symbols();
  const hasCondition = report.assignments.some(({ grant }) => grant.condition !== undefined);
  return [
    ...commented('#', headOf(report, terraformHow)),
    '',
    'terraform {',
    '  required_providers {',
    '    azurerm = {',
    `      source ${hasCondition ? ' ' : ''}= "hashicorp/azurerm"`,
    ...(hasCondition ? [`      version = "${azurermOfConditions}"`] : []),
    '    }',
    '  }',
    '}',
    ...report.assignments.flatMap(each => {
      const { grant, name } = each;
      const symbol = symbolOf('pull', grant.registry.name);
      return ['', `# ${titleOf(each)}`, ...linesIn(terraformFor(grant, { symbol, name, isImported: true }), '#')];
    }),
    ...leftToAPerson(report, 'terraform'),
    '',
  ].join('\n');
}

/** Names for a file's resources, each once: letters and digits of what they are called, with a number if need be. */
function symbols(): (what: string, name: string) => string {
  const taken = new Set<string>();
  return (what, name) => {
    const base = `${what}_${name}`
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '_')
      .replace(/_$/, '');
    let symbol = base;
    for (let number = 2; taken.has(symbol); number++) symbol = `${base}_${number}`;
    taken.add(symbol);
    return symbol;
  };
}
