import type { Fix } from '../../model/fix.ts';
import { visible } from '../../model/quote.ts';
import type { Finding } from '../../model/verdict.ts';

/** What somebody who may assign roles has to know to do it, and to judge whether it should be done. Plain text. */
export function handOffText({ reference, target, verdict }: Finding, fix: Fix): string {
  const { change, bash, powershell } = fix;
  const lines = [
    `${plain(fix.title)}, please.`,
    '',
    `Why:          ${plain(verdict.message)}`,
    `Image:        ${plain(reference.text)} (${reference.file})`,
    ...(target ? [`Target:       ${target.id ?? target.name}`] : []),
    ...(verdict.puller ? [`Who pulls:    ${plain(verdict.puller.name)}`] : []),
    ...(change
      ? [
          `Principal:    ${change.principal}`,
          `Role:         ${change.role}`,
          `Scope:        ${change.scope}`,
          `Subscription: ${change.subscription}`,
        ]
      : []),
    ...(bash === null ? [] : ['', bash === powershell ? 'Command:' : 'bash:', bash]),
    ...(powershell === null || powershell === bash ? [] : ['', 'PowerShell:', powershell]),
    '',
  ];
  return lines.join('\n');
}

/** Pasted into a ticket, a text keeps its lines: what is in it can't look like another line. */
function plain(text: string): string {
  return visible(text.replaceAll('`', ''));
}
