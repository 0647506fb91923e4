import type { Fix } from '../../model/fix.ts';
import type { Finding } from '../../model/verdict.ts';

/** One entry of the menu of quick fixes. */
export type FixChoice =
  | { readonly kind: 'copy'; readonly title: string; readonly fix: Fix; readonly command: string }
  | { readonly kind: 'edit'; readonly title: string; readonly fix: Fix; readonly edit: NonNullable<Fix['edit']> };

/**
 * What can be done about the findings of one reference, best first: edits and commands for the shell that one uses, then
 * the commands for the other one. What would be the same for several targets appears once.
 */
export function choicesFor(findings: readonly Finding[], shell: Shell = 'bash'): readonly FixChoice[] {
  const fixes = findings.flatMap(({ verdict }) => verdict.fixes);
  const choices = [
    ...fixes.flatMap(fix => [...editOf(fix), ...copyOf(fix, shell)]),
    ...fixes.flatMap(fix => copyOf(fix, shell === 'bash' ? 'powershell' : 'bash')),
  ];
  const byContent = new Map<string, FixChoice>();
  for (const choice of choices) {
    const content = choice.kind === 'edit' ? JSON.stringify(choice.edit) : choice.command;
    if (!byContent.has(content)) byContent.set(content, choice); // a command that reads alike in both shells: once
  }
  return [...byContent.values()];
}

function editOf(fix: Fix): readonly FixChoice[] {
  return fix.edit ? [{ kind: 'edit', title: plain(fix.title), fix, edit: fix.edit }] : [];
}

function copyOf(fix: Fix, shell: Shell): readonly FixChoice[] {
  const command = fix[shell];
  if (command === null) return [];
  const anyShell = fix.bash === fix.powershell;
  const title = `${plain(fix.title)}: copy the command${anyShell ? '' : ` for ${shellNames[shell]}`}`;
  return [{ kind: 'copy', title, fix, command }];
}

type Shell = 'bash' | 'powershell';
const shellNames = { bash: 'bash', powershell: 'PowerShell' } as const;

/** Menus show backticks as they are. */
export function plain(title: string): string {
  return title.replaceAll('`', '');
}
