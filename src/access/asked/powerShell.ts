import { queries } from '../estate/tenant.ts';
import { columns } from '../estate/trimmed.ts';
import {
  graphBody,
  graphPath,
  type Question,
  type QuestionSubject,
  subjects,
  subscriptionList,
  tenantList,
  variants,
} from './questions.ts';

/**
 * The script for PowerShell, Windows' own included. It needs az. It is one block, which runs where it is pasted,
 * regardless of the policy for files. It prints and writes the same as the one for bash (bash.ts).
 */
export function powerShellScript(version: string): string {
  return `& {
# Writes access.snapshot.json: who can pull from which Azure Container Registry, as this account sees it.
# It needs az, signed in with the Reader role. It only reads, and it asks for no secret: no keys, no passwords, no app settings.
$ErrorActionPreference = 'Continue'
$onWindows = $env:OS -eq 'Windows_NT'
$out = Join-Path (Get-Location).ProviderPath 'access.snapshot.json'
$bodyFile = [IO.Path]::GetTempFileName()
$answers = New-Object 'System.Collections.Generic.List[string]'

function Read-Setting([string[]] $Words) {
  $text = & az @Words -o tsv --only-show-errors 2>$null
  "$text".Trim().TrimEnd('/')
}
$tenant = Read-Setting 'account', 'show', '--query', 'tenantId'
if (-not $tenant) { Write-Host 'Run az login first.'; return }
$cloud = Read-Setting 'cloud', 'show', '--query', 'name'
$arm = Read-Setting 'cloud', 'show', '--query', 'endpoints.resourceManager'
$graph = Read-Setting 'cloud', 'show', '--query', 'endpoints.microsoftGraphResourceId'
$readAt = [DateTime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ssZ', [Globalization.CultureInfo]::InvariantCulture)

# One answer as text, or why there is none
function Send-Request([string] $Url, [string] $Keep, [string] $Body) {
  # On Windows az is a batch file, and cmd.exe takes & and ( ) for its own unless they are in double quotes.
  $address = if ($onWindows) { '"' + $Url + '"' } else { $Url }
  $words = @('rest', '--method', 'get', '--url', $address, '-o', 'json', '--only-show-errors')
  if ($Keep) { $words += '--query', $Keep }
  if ($Body) {
    [IO.File]::WriteAllText($bodyFile, $Body)
    $words[2] = 'post'
    $words += '--body', "@$bodyFile"
  }
  $text = ''
  $why = ''
  foreach ($try in 1..3) {
    $all = @(& az @words 2>&1)
    $isDone = $LASTEXITCODE -eq 0
    $text = @($all | Where-Object { $_ -is [string] }) -join "\`n"
    $why = @($all | Where-Object { $_ -isnot [string] } | ForEach-Object { "$_" }) -join ' '
    if ($isDone -and $text.Trim()) { return @{ Text = $text; Why = $null } }
    if ($why -notmatch 'Too Many Requests|RateLimit|Timeout|Connection') { break }
    Start-Sleep -Seconds 10
  }
  @{ Text = $null; Why = "$why " }
}

function Add-Answer([string] $Question, [string] $Text) {
  $answers.Add('{"asked": "' + $Question + '", "answer": ' + $Text + '}')
}
function Add-Failure([string] $Question, [string] $Why) {
  $status = [regex]::Match($Why, 'ERROR: *([A-Z][A-Za-z -]*)[(]').Groups[1].Value
  $code = [regex]::Match($Why, '(?s).*"code": *"([A-Za-z_]*)"').Groups[1].Value
  $short = "$status $code".Trim()
  if (-not $short) {
    $short = [regex]::Replace($Why, '[^A-Za-z0-9.:_-]+', ' ').Trim()
    $short = 'no response ' + $short.Substring(0, [Math]::Min(200, $short.Length))
  }
  $answers.Add('{"asked": "' + $Question + '", "failed": "' + $short + '"}')
  Write-Host "  not read: $Question ($short)"
}

# All pages of a list, or the one answer; their text, or $null where a page is missing
function Read-Pages([string] $Root, [string] $Question, [string] $Keep, [string] $Body) {
  $next = $Root + $Question
  $pages = ''
  while ($next) {
    if (-not $next.StartsWith("$Root/")) {
      Add-Failure $Question 'the next page is on another host'
      return $null
    }
    $answer = Send-Request $next $Keep $Body
    if ($answer.Why) {
      Add-Failure $Question $answer.Why
      return $null
    }
    Add-Answer $Question $answer.Text
    $pages += $answer.Text
    $next = [regex]::Match($answer.Text, '(?m)^ *"nextLink": "(.*)",?\\r?$').Groups[1].Value
  }
  $pages
}

# The first version of a question that is answered
function Read-First([string] $Root, [string[]] $Questions, [string] $Keep, [string] $Body) {
  foreach ($question in $Questions) {
    if ($null -ne (Read-Pages $Root $question $Keep $Body)) { return }
  }
}

# All pages of a query of Resource Graph, in smaller pages where one is too large
function Read-Table([string] $Name, [string] $Body) {
  Write-Host "Reading $Name"
  $top = 1000
  $more = ''
  $rows = ''
  $first = $answers.Count
  while ($true) {
    $answer = Send-Request ($arm + ${single(graphPath)}) '' ($Body + $top + $more + '}}')
    if ($answer.Why -match 'ResponsePayloadTooLarge' -and $top -gt 10) {
      $answers.RemoveRange($first, $answers.Count - $first)
      $top = [Math]::Floor($top / 4)
      $more = ''
      $rows = ''
      continue
    }
    if ($answer.Why) {
      Add-Failure $Name $answer.Why
      return $rows
    }
    Add-Answer $Name $answer.Text
    $rows += $answer.Text
    $token = [regex]::Match($answer.Text, '(?m)^ *"[$]skipToken": "(.*)",?\\r?$').Groups[1].Value
    if (-not $token) { return $rows }
    $more = ', "$skipToken": "' + $token + '"'
  }
}

# Each id once
function Find-Id([string] $Key, [string] $Id, [string] $Text) {
  [regex]::Matches($Text, "(?i)(?<=$Key)$Id(?="")") | ForEach-Object { $_.Value } | Sort-Object -Unique
}

$answers.Add('{"asked": "script", "answer": {"version": ' + ${single(`"${version}"`)} + '}}')
$within = @{ subscriptions = ''; resources = '' }
Read-First $arm @(${single(tenantList)}) '' ''
$within.subscriptions = Read-Pages $arm ${single(subscriptionList)} '' ''
${Object.entries(queries).map(tableOf).join('\n')}

${subjects.map(subjectOf).join('\n\n')}

$head = '{"version": 1, "readAt": "' + $readAt + '", "cloud": "' + $cloud + '", "tenant": "' + $tenant + '",'
$columns = ${single(JSON.stringify(columns))}
$text = $head + "\`n" + '"columns": ' + $columns + ",\`n" + '"answers": [' + "\`n" + ($answers -join ",\`n") + "\`n]}\`n"
[IO.File]::WriteAllText($out, $text)
Remove-Item $bodyFile
Write-Host "Wrote $out. Send it back."
}
`;
}

function tableOf([name, query]: readonly [string, string]): string {
  const call = `Read-Table ${single(name)} ${single(graphBody(query))}`;
  return name === 'resources' ? `$within.resources = ${call}` : `[void](${call})`;
}

function subjectOf({ name, within, key, id, questions }: QuestionSubject): string {
  return [
    `Write-Host ${single(`Reading ${name}`)}`,
    `foreach ($id in @(Find-Id ${single(key)} ${single(id)} $within.${within})) {`,
    ...questions.map(question => `  ${asked(question)}`),
    '}',
  ].join('\n');
}

function asked(question: Question): string {
  const { host, path, keep = '', body = '' } = question;
  const [before = '', after = ''] = path.includes('{id}') ? path.split('{id}') : ['', path];
  const address = [...(before === '' ? [] : [single(before)]), '$id'].join(' + ');
  const all = variants(question).map(variant => `(${address} + ${single(after + variant)})`);
  return `Read-First $${host} @(${all.join(', ')}) ${single(keep)} ${single(body)}`;
}

/** A constant text of PowerShell. */
function single(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
