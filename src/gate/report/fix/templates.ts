import { idKey } from '../../../access/ids.ts';
import { folded } from '../../../model/fold.ts';
import { append } from '../../../model/lists.ts';
import { quoteForBicep } from '../../../model/quote.ts';
import {
  azurermOfConditions,
  bicepAssignment,
  bicepRegistry,
  commandFor,
  terraformFor,
} from '../../../verdict/fixes/print.ts';
import {
  assignmentTitle,
  commented,
  type FixReport,
  headOf,
  leftToAPerson,
  type PlannedAssignment,
} from './fixReport.ts';

/**
 * Limits of a template: 800 resources, and 4 MB with all values in place. A compiled assignment is at most twice as
 * long as its Bicep, which leaves room to spare. Existing resources (`existing`) are counted as well, to be sure.
 * https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices#template-limits
 */
const mostResources = 800;
const mostCharacters = 1_000_000;

/** Modules to deploy separately. One, unless it would exceed the limits of a template. */
export function bicepModules(report: FixReport): readonly string[] {
  const parts = partsOf(report.assignments);
  return parts.map((assignments, i) => {
    const own = { ...report, assignments: [...assignments] };
    const part = i === 0 ? own : { ...own, made: [], left: [] };
    return bicepModule(part, parts.length > 1 ? `Part ${i + 1} of ${parts.length}. Deploy each part by itself.` : '');
  });
}

/** Keeps resource groups whole if they fit. */
function partsOf(assignments: readonly PlannedAssignment[]): readonly (readonly PlannedAssignment[])[] {
  if (fitting(assignments) === assignments.length) return [assignments];
  const parts: PlannedAssignment[][] = [];
  for (const group of Map.groupBy(assignments, groupOf).values()) {
    const last = parts.at(-1);
    if (last !== undefined && fitting([...last, ...group]) === last.length + group.length) append(last, group);
    else append(parts, chunks(group));
  }
  return parts;
}

function chunks(group: readonly PlannedAssignment[]): readonly PlannedAssignment[][] {
  if (group.length === 0) return [];
  const length = Math.max(1, fitting(group)); // a single one is far below the limits
  return [group.slice(0, length), ...chunks(group.slice(length))];
}

/** Returns the number of these, from the first on, that fit into a template. */
function fitting(assignments: readonly PlannedAssignment[]): number {
  const registries = new Set<string>();
  let characters = 0;
  const end = assignments.findIndex(({ grant }, i) => {
    registries.add(idKey(grant.registry.id));
    characters += 1000 + grant.registry.id.length + (grant.condition?.text.length ?? 0) * 2;
    return i + 1 + registries.size > mostResources || characters > mostCharacters;
  });
  return end < 0 ? assignments.length : end;
}

/**
 * A module for the resource group of the registries. With several groups, it is deployed to each, and makes only that
 * group's assignments: a file can assign roles only in the group to which it is deployed.
 */
function bicepModule(report: FixReport, part: string): string {
  const { assignments } = report;
  const byGroup = Map.groupBy(assignments, groupOf);
  const byRegistry = Map.groupBy(assignments, ({ grant }) => idKey(grant.registry.id));
  const symbolOf = symbols();
  const registries = new Map<string, string>();
  const how = [
    ...(part === '' ? [] : [part]),
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
      return ['', `// ${assignmentTitle(each)}`, ...linesIn(text, '//')];
    }),
    ...leftToAPerson(report, 'bicep'),
    '',
  ].join('\n');
}

/** People copy it, so names are quoted for the shell even in a comment. */
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
      return [
        '',
        `# ${assignmentTitle(each)}`,
        ...linesIn(terraformFor(grant, { symbol, name, isImported: true }), '#'),
      ];
    }),
    ...leftToAPerson(report, 'terraform'),
    '',
  ].join('\n');
}

/** Names for a file's resources, each once: the letters and digits of their own names, with a number if necessary. */
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
