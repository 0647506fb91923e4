import type { LeftOut } from '../../workspace/walk.ts';
import { count } from '../report/style.ts';
import { note, type Terminal } from '../terminal/terminal.ts';
import type { GateWorkspace } from './gateWorkspace.ts';
import type { ReadingFaults } from './workspaceReader.ts';

/** Notes files that deployments use and no build holds. They change no exit code. */
export function noteNotBuilt(workspaces: readonly GateWorkspace[], isVerbose: boolean, terminal: Terminal): void {
  const all = workspaces.flatMap(each => each.notBuilt);
  if (isVerbose) {
    for (const { file, line, column, what, why } of all)
      note(
        terminal,
        `${file}:${line}:${column}: not built: ${what}${why === null ? ', outside of this tree' : ` (${why})`}`,
      );
    return;
  }
  const outside = all.filter(({ why }) => why === null).length;
  const open = all.length - outside;
  if (outside > 0) {
    const counted = count(
      outside,
      'base or chart outside of this tree was',
      'bases and charts outside of this tree were',
    );
    note(terminal, `${counted} not built (--verbose lists them)`);
  }
  if (open > 0) {
    const counted = count(open, 'deployment that no file settles was', 'deployments that no file settles were');
    note(terminal, `${counted} not built (--verbose lists them)`);
  }
}

/** More links than these are counted. */
const mostLinks = 5;

/** Manifests may be behind links. So links are named in every format. */
export function noteLinks(leftOut: readonly LeftOut[], terminal: Terminal): void {
  const links = leftOut.filter(({ why }) => why === 'link').map(({ name }) => name);
  if (links.length === 0) return;
  const more = links.length > mostLinks ? `, and ${links.length - mostLinks} more` : '';
  const names = `${links.slice(0, mostLinks).join(', ')}${more}`;
  note(terminal, `not followed, as they lead out of the workspace: ${names} (--follow-links follows such links)`);
}

/** Notes each file and folder that is left out, with the reason. */
export function noteLeftOut(leftOut: readonly LeftOut[], terminal: Terminal): void {
  for (const { name, why } of leftOut) note(terminal, `left out ${name}: ${reasons[why].why}`);
}

/** One line that counts files left out. Empty: there are none. */
export function leftOutLine({ leftOut }: { readonly leftOut: readonly LeftOut[] }): string {
  const parts = Object.entries(reasons).flatMap(([each, { counted }]) => {
    const number = leftOut.filter(({ why }) => why === each).length;
    return number === 0 ? [] : [`${number} ${counted}`];
  });
  return parts.length === 0 ? '' : `left out: ${parts.join(', ')} (--verbose lists them)\n`;
}

const reasons: Readonly<Record<LeftOut['why'], { readonly why: string; readonly counted: string }>> = {
  gitignore: { why: 'ignored by .gitignore, and not tracked by git', counted: 'by .gitignore' },
  tool: { why: 'a folder of packages or a tool', counted: 'in tool folders' },
  settings: { why: 'excluded', counted: 'excluded' },
  rules: { why: 'larger than 1 MiB: its rules exclude nothing', counted: 'too large for rules' },
  link: {
    why: 'a link that leads out of the workspace; --follow-links follows it',
    counted: 'behind links that lead out',
  },
  binary: { why: 'a binary file', counted: 'binary' },
  size: { why: 'larger than 16 MiB; pass its path to read it anyway', counted: 'too large' },
};

/** More files in doubt than these are counted: a tool with such an option is run for many files. */
const mostInDoubt = 5;

/** Notes the faults of reported manifests, but not all of those in doubt. */
export function noteFaults({ partlyRead, inDoubt }: ReadingFaults, isVerbose: boolean, terminal: Terminal): void {
  for (const { message } of partlyRead) note(terminal, message);
  const shown = isVerbose ? inDoubt : inDoubt.slice(0, mostInDoubt);
  for (const { message } of shown) note(terminal, message);
  const left = inDoubt.length - shown.length;
  if (left > 0) note(terminal, `${count(left, 'more file is', 'more files are')} in doubt (--verbose lists them)`);
}
