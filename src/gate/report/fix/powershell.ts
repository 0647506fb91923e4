import { quoteForPowerShell } from '../../../verdict/fixes/shell.ts';
import { byHand, isGuid } from './bash.ts';
import { commented, headOf, linesOf, titleOf } from './comments.ts';
import type { FixReport, PlannedAssignment, PlannedChange } from './fixReport.ts';
import { leftBecause, leftOver } from './leftOver.ts';

const how = [
  'It can be run again: an assignment that is there is left alone. The CLI cannot be relied on for that, since some of',
  'its versions fail on an assignment that exists (https://github.com/Azure/azure-cli/issues/31995), so each is looked',
  'for first, and made under a name that follows from scope, principal and role. A condition that somebody has changed',
  'since Azure was read is not overwritten. It needs the Azure CLI, signed in, with the right to assign roles.',
];

const assign = `\
$ErrorActionPreference = 'Stop'
$failed = 0

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

const allowAddress = `\
function Allow-Address($Subscription, $Registry, $Address) {
  $rules = @(az acr network-rule list $Subscription $Registry '--query=ipRules[].ipAddressOrRange' --output=tsv)
  if ($rules -contains ($Address -replace '^--ip-address=')) { return }
  az acr network-rule add $Subscription $Registry $Address --output=none
  if ($LASTEXITCODE -ne 0) { $script:failed = 1 }
}`;

const addRule = 'az acr network-rule add ';

export function powershellScript(report: FixReport): string {
  const { assignments, others } = report;
  const commands = others.filter(change => leftBecause(change, 'powershell') === null);
  const hasRules = commands.some(({ kind }) => kind === 'networkRule');
  return [
    ...commented('#', headOf(report, how)),
    assign,
    ...(hasRules ? ['', allowAddress] : []),
    ...assignments.flatMap(each => ['', `# ${titleOf(each)}`, callOf(each)]),
    ...commands.flatMap(each => ['', ...commented('#', linesOf(each)), ...linesToRun(each)]),
    ...leftOver(report, 'powershell').flatMap(({ change, reason }) => [
      '',
      ...commented('#', [`To be done by hand, as ${reason}:`, ...linesOf(change), ...byHand(change.powershell)]),
    ]),
    '',
    'exit $failed',
    '',
  ].join('\n');
}

function callOf(assignment: PlannedAssignment): string {
  const { name, principalId, principalType, roleGuid, scope, condition = '', before = '' } = assignment;
  const words = [name, principalId, principalType, roleGuid, scope, condition].map(quoteForPowerShell);
  // What was there before is compared here and goes nowhere; one that can't be quoted is never equal.
  const until = quoteForPowerShell(before) ?? `'?'`;
  if (words.includes(null) || !isGuid(principalId)) {
    return '# left out: its names cannot be handed to the CLI by PowerShell';
  }
  return ['Assign-Pull', ...words, until].join(' ');
}

function linesToRun({ kind, powershell }: PlannedChange): readonly string[] {
  return (powershell ?? '')
    .split('\n')
    .flatMap(line =>
      kind === 'networkRule' && line.startsWith(addRule)
        ? [`Allow-Address ${line.slice(addRule.length)}`]
        : [`${line} --output=none`, 'if ($LASTEXITCODE -ne 0) { $failed = 1 }'],
    );
}
