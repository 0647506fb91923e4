import type { Fix } from '../../model/fix.ts';
import type { Finding } from '../../model/verdict.ts';

/** What is asked before a command runs: who gets what, where; then the command itself. */
export function confirmation(
  { target, verdict }: Finding,
  { title, change }: Fix,
  command: string,
): { readonly question: string; readonly detail: string } | undefined {
  // Nothing is run that can't be named.
  if (!change) return undefined;
  const name = verdict.puller ? ` (${plain(verdict.puller.name)})` : '';
  const detail = [
    `Subscription: ${change.subscription}`,
    `Principal: ${change.principal}${name}`,
    `Role: ${change.role}`,
    `Scope: ${change.scope}`,
    ...(target ? [`For: ${target.name}`] : []),
    '',
    command,
  ];
  return { question: `${plain(title)}?`, detail: detail.join('\n') };
}

function plain(text: string): string {
  return text.replaceAll('`', '');
}

/** The language that a terminal's shell reads, by the path of its program; undefined: neither of the two. */
export function shellLanguage(program: string): 'bash' | 'powershell' | undefined {
  const name = program
    .slice(Math.max(program.lastIndexOf('/'), program.lastIndexOf('\\')) + 1)
    .toLowerCase()
    .replace(/\.exe$/, '');
  if (name === 'pwsh' || name === 'powershell') return 'powershell';
  // The commands' quoting is bash's own ($'…'), which zsh shares and a plain sh does not.
  return name === 'bash' || name === 'zsh' ? 'bash' : undefined;
}
