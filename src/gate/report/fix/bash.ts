import type { Command } from '../../../model/fix.ts';
import { quoteForBash } from '../../../model/quote.ts';
import { commandFor, wordsFor } from '../../../verdict/fixes/print.ts';
import { commented, headOf, leftToAPerson, linesOf, titleOf } from './comments.ts';
import { type FixReport, leftBecause, type PlannedAssignment, type PlannedChange } from './fixReport.ts';

/** How both scripts work. */
export const how = [
  'It can be run again: an assignment that is there is left alone. The CLI cannot be relied on for that, since some of',
  'its versions fail on an assignment that exists (https://github.com/Azure/azure-cli/issues/31995), so each is looked',
  'for first, and made under a name that follows from scope, principal and role. A condition that somebody has changed',
  'since Azure was read is not overwritten. It needs the Azure CLI, signed in, with the right to assign roles.',
];

const assign = `\
failed=0

# assign NAME PRINCIPAL TYPE ROLE SCOPE [CONDITION [CONDITION UNTIL NOW]]
assign() {
  local there name has
  there=$(az role assignment list --scope="$5" --output=tsv \\
    --query="[?principalId=='$2' && ends_with(roleDefinitionId, '/$4')].join(' ', [name, condition || ''])")
  there=\${there%%$'\\n'*} name=\${there%% *} has=\${there#* }
  if [[ -n $there && ( -z \${has//[[:space:]]/} || "\${has//[[:space:]]/}" == "\${6//[[:space:]]/}" ) ]]; then
    echo "is there: $name"
  elif [[ -n $there && "\${has//[[:space:]]/}" != "\${7//[[:space:]]/}" ]]; then
    echo "left alone, its condition is not the one that was read: $name" >&2
    failed=1
  elif [[ -z $6 ]]; then
    az role assignment create --name="\${name:-$1}" --assignee-object-id="$2" --assignee-principal-type="$3" \\
      --role="$4" --scope="$5" --output=none || failed=1
  else
    az role assignment create --name="\${name:-$1}" --assignee-object-id="$2" --assignee-principal-type="$3" \\
      --role="$4" --scope="$5" --condition-version=2.0 --condition="$6" --output=none || failed=1
  fi
}`;

const allowAddress = `\
# allow_address --subscription=… --name=… --ip-address=…
allow_address() {
  local rules
  rules=$(az acr network-rule list "$1" "$2" --query='ipRules[].ipAddressOrRange' --output=tsv)
  case $'\\n'"$rules"$'\\n' in
    *$'\\n'"\${3#--ip-address=}"$'\\n'*) echo "is there: \${3#--ip-address=}" ;;
    *) az acr network-rule add "$@" --output=none || failed=1 ;;
  esac
}`;

export function bashScript(report: FixReport): string {
  const { assignments, others } = report;
  const commands = others.filter(change => leftBecause(change, 'bash') === null);
  const hasRules = commands.some(({ fix }) => fix?.kind === 'networkRule');
  return [
    '#!/usr/bin/env bash',
    ...commented('#', headOf(report, how)),
    'set -euo pipefail',
    assign,
    ...(hasRules ? ['', allowAddress] : []),
    ...assignments.flatMap(each => ['', `# ${titleOf(each)}`, callOf(each)]),
    ...commands.flatMap(each => ['', ...commented('#', linesOf(each)), ...linesToRun(each)]),
    ...leftToAPerson(report, 'bash'),
    '',
    'exit "$failed"',
    '',
  ].join('\n');
}

function callOf({ name, grant, before = '' }: PlannedAssignment): string {
  const { principalId, principalType, roleGuid, registry } = grant;
  const condition = grant.condition?.text ?? '';
  const words = [name, principalId, principalType, roleGuid, registry.id, condition, before].map(quoteForBash);
  // The principal's id stands in a query; one that is not a GUID is none of Azure's.
  if (words.includes(null) || !isGuid(principalId)) return '# left out: its names cannot be handed to a shell';
  return ['assign', ...words].join(' ');
}

export function isGuid(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** A script prints what it has to say, and nothing of Azure's answers. */
export function quiet(command: Command): Command {
  return { ...command, options: [...command.options, ['--output', 'none']] };
}

function linesToRun({ fix }: PlannedChange): readonly string[] {
  return (fix?.commands ?? []).map(command => {
    if (fix?.kind !== 'networkRule') return `${commandFor('bash', quiet(command))} || failed=1`;
    return ['allow_address', ...(wordsFor('bash', command)?.slice(1) ?? [])].join(' ');
  });
}
