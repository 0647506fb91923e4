import { isGuid } from '../../../access/ids.ts';
import type { Command } from '../../../model/fix.ts';
import { quoteForBash, quoteForPowerShell } from '../../../model/quote.ts';
import { commandFor, type Shell, wordsFor } from '../../../verdict/fixes/print.ts';
import {
  assignmentTitle,
  changeLines,
  commented,
  type FixReport,
  headOf,
  leftToAPerson,
  type PlannedAssignment,
  type PlannedChange,
} from './fixReport.ts';

/** Differences between the shells. */
interface Dialect {
  readonly first: readonly string[];
  readonly second: readonly string[];
  /**
   * Defines a function that assigns a role. Arguments: name, principal, its type, role, scope, condition, present
   * condition.
   */
  readonly assign: string;
  /** Defines a function that allows an address. */
  readonly allow: string;
  readonly calls: { readonly assign: string; readonly allow: string };
  quote(text: string): string | null;
  /** A command whose failure is remembered. */
  tried(command: string | null): readonly string[];
  readonly exit: string;
}

export function fixScript(shell: Shell, report: FixReport): string {
  const { assignments, made } = report;
  const { first, second, assign, allow, exit } = dialects[shell];
  const hasRules = made.some(({ fix }) => fix?.kind === 'networkRule');
  return [
    ...first,
    ...commented('#', headOf(report, how)),
    ...second,
    assign,
    ...(hasRules ? ['', allow] : []),
    ...assignments.flatMap(each => ['', `# ${assignmentTitle(each)}`, callOf(each, shell)]),
    ...made.flatMap(each => ['', ...commented('#', changeLines(each)), ...linesToRun(each, shell)]),
    ...leftToAPerson(report, shell),
    '',
    exit,
    '',
  ].join('\n');
}

function callOf({ name, grant, before = '' }: PlannedAssignment, shell: Shell): string {
  const { principalId, principalType, roleGuid, registry, condition } = grant;
  const { quote, calls } = dialects[shell];
  const words = [name, principalId, principalType, roleGuid, registry.id, condition?.text ?? ''].map(quote);
  // The principal's id is part of a query. One that is not a GUID is none of Azure's.
  if (words.includes(null) || !isGuid(principalId))
    return '# left out: this shell cannot pass its names to the CLI safely';
  // The present condition is only compared. One that can't be quoted is never equal.
  return [calls.assign, ...words, quote(before) ?? "'?'"].join(' ');
}

function linesToRun({ fix }: PlannedChange, shell: Shell): readonly string[] {
  const { calls, tried } = dialects[shell];
  return (fix?.commands ?? []).flatMap(command => {
    if (fix?.kind === 'networkRule') return [calls.allow, ...(wordsFor(shell, command)?.slice(1) ?? [])].join(' ');
    return tried(commandFor(shell, quiet(command)));
  });
}

/** A script prints its own messages, and nothing of Azure's answers. */
function quiet(command: Command): Command {
  return { ...command, options: [...command.options, ['--output', 'none']] };
}

/** Comment lines that explain both scripts. */
const how = [
  'It can be run again: an assignment that is there is left alone. The CLI cannot be relied on for that, since some of',
  'its versions fail on an assignment that exists (https://github.com/Azure/azure-cli/issues/31995), so each is looked',
  'for first, and made under a name that follows from scope, principal and role. A condition that was changed',
  'after Azure was read is not overwritten. It needs the Azure CLI, signed in, with the right to assign roles.',
];

const bashAssign = `\
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

const bashAllow = `\
# allow_address --subscription=… --name=… --ip-address=…
allow_address() {
  local rules
  rules=$(az acr network-rule list "$1" "$2" --query='ipRules[].ipAddressOrRange' --output=tsv)
  case $'\\n'"$rules"$'\\n' in
    *$'\\n'"\${3#--ip-address=}"$'\\n'*) echo "is there: \${3#--ip-address=}" ;;
    *) az acr network-rule add "$@" --output=none || failed=1 ;;
  esac
}`;

const powershellAssign = `\
function Assign-Pull($Name, $Principal, $Type, $Role, $Scope, $Condition, $Until) {
  $list = az role assignment list "--scope=$Scope" --output=json
  if ($LASTEXITCODE -ne 0) { throw 'the role assignments could not be listed' }
  $there = @(($list | Out-String | ConvertFrom-Json) | Where-Object {
    $_.principalId -eq $Principal -and "$($_.roleDefinitionId)".EndsWith("/$Role")
  })[0]
  $has = "$($there.condition)" -replace '\\s'
  if ($there -and ($has -eq '' -or $has -eq ($Condition -replace '\\s'))) {
    Write-Output "is there: $($there.name)"
    return
  }
  if ($there -and $has -ne ($Until -replace '\\s')) {
    Write-Warning "left alone, its condition is not the one that was read: $($there.name)"
    $script:failed = 1
    return
  }
  if ($there) { $Name = $there.name }
  $words = @("--name=$Name", "--assignee-object-id=$Principal", "--assignee-principal-type=$Type", "--role=$Role", "--scope=$Scope")
  if ($Condition) { $words += @('--condition-version=2.0', "--condition=$Condition") }
  az role assignment create @words --output=none
  if ($LASTEXITCODE -ne 0) { $script:failed = 1 }
}`;

const powershellAllow = `\
function Allow-Address($Subscription, $Registry, $Address) {
  $rules = @(az acr network-rule list $Subscription $Registry '--query=ipRules[].ipAddressOrRange' --output=tsv)
  if ($rules -contains ($Address -replace '^--ip-address=')) { return }
  az acr network-rule add $Subscription $Registry $Address --output=none
  if ($LASTEXITCODE -ne 0) { $script:failed = 1 }
}`;

const dialects: Readonly<Record<Shell, Dialect>> = {
  bash: {
    first: ['#!/usr/bin/env bash'],
    second: ['set -euo pipefail', 'failed=0', ''],
    assign: bashAssign,
    allow: bashAllow,
    calls: { assign: 'assign', allow: 'allow_address' },
    quote: quoteForBash,
    tried: command => [`${command} || failed=1`],
    exit: 'exit "$failed"',
  },
  powershell: {
    first: [],
    second: ["$ErrorActionPreference = 'Stop'", '$failed = 0', ''],
    assign: powershellAssign,
    allow: powershellAllow,
    calls: { assign: 'Assign-Pull', allow: 'Allow-Address' },
    quote: quoteForPowerShell,
    tried: command => [command ?? '', 'if ($LASTEXITCODE -ne 0) { $failed = 1 }'],
    exit: 'exit $failed',
  },
};
