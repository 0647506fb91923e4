import { quoteForPowerShell } from '../../../model/quote.ts';
import { commandFor, wordsFor } from '../../../verdict/fixes/print.ts';
import { how, isGuid, quiet } from './bash.ts';
import { commented, headOf, leftToAPerson, linesOf, titleOf } from './comments.ts';
import { type FixReport, leftBecause, type PlannedAssignment, type PlannedChange } from './fixReport.ts';

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

export function powershellScript(report: FixReport): string {
  const { assignments, others } = report;
  const commands = others.filter(change => leftBecause(change, 'powershell') === null);
  const hasRules = commands.some(({ fix }) => fix?.kind === 'networkRule');
  return [
    ...commented('#', headOf(report, how)),
    assign,
    ...(hasRules ? ['', allowAddress] : []),
    ...assignments.flatMap(each => ['', `# ${titleOf(each)}`, callOf(each)]),
    ...commands.flatMap(each => ['', ...commented('#', linesOf(each)), ...linesToRun(each)]),
    ...leftToAPerson(report, 'powershell'),
    '',
    'exit $failed',
    '',
  ].join('\n');
}

function callOf({ name, grant, before = '' }: PlannedAssignment): string {
  const { principalId, principalType, roleGuid, registry } = grant;
  const condition = grant.condition?.text ?? '';
  const words = [name, principalId, principalType, roleGuid, registry.id, condition].map(quoteForPowerShell);
  // What was there before is compared here and goes nowhere; one that can't be quoted is never equal.
  const until = quoteForPowerShell(before) ?? `'?'`;
  if (words.includes(null) || !isGuid(principalId)) {
    return '# left out: its names cannot be handed to the CLI by PowerShell';
  }
  return ['Assign-Pull', ...words, until].join(' ');
}

function linesToRun({ fix }: PlannedChange): readonly string[] {
  return (fix?.commands ?? []).flatMap(command => {
    if (fix?.kind === 'networkRule')
      return [['Allow-Address', ...(wordsFor('powershell', command)?.slice(1) ?? [])].join(' ')];
    return [commandFor('powershell', quiet(command)) ?? '', 'if ($LASTEXITCODE -ne 0) { $failed = 1 }'];
  });
}
