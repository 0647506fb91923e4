import type { Fix, NewAssignment } from '../../model/fix.ts';
import { t, uncapitalised } from '../../model/l10n.ts';
import { visible } from '../../model/quote.ts';
import type { Finding } from '../../model/verdict.ts';
import { plain } from '../page/markdown.ts';

/** A fix of one finding. The menu of quick fixes has one entry for it. */
export interface FixEntry {
  readonly title: string;
  readonly finding: Finding;
  readonly fix: Fix;
}

/** More entries than these push the rest of the lightbulb's menu out of sight. */
export const mostEntries = 5;

/**
 * Returns the fixes of one reference for the menu, best first: the first of each target, then others while there is
 * room. A fix that is the same for several targets appears once. Two different ones never look the same. Fixes without
 * an entry of their own are behind the entry of their target.
 */
export function fixEntries(findings: readonly Finding[]): readonly FixEntry[] {
  const ranked = findings.flatMap(finding => finding.verdict.fixes.map((fix, rank) => ({ finding, fix, rank })));
  const byContent = Map.groupBy(ranked, ({ fix }) => contentOf(fix));
  const distinct = [...byContent.values()]
    .flatMap(([first]) => first ?? [])
    .sort((one, other) => one.rank - other.rank);
  const named = Map.groupBy(distinct, ({ fix }) => plain(fix.title));
  return distinct.slice(0, mostEntries).map(({ finding, fix }) => {
    const title = plain(fix.title);
    const isAlone = named.get(title)?.length === 1;
    return { title: isAlone || !finding.target ? title : t('{0} (for {1})', title, finding.target.name), finding, fix };
  });
}

/**
 * The entry that makes one script for all targets of an image, `findings` being those of one image. It leads where more
 * than two are blocked: their fixes would fill the menu. Undefined where a command fixes one of them at most.
 */
export function fixOfAll(
  findings: readonly Finding[],
): { readonly title: string; readonly comesFirst: boolean } | undefined {
  const blocked = findings.filter(({ verdict, ignored }) => verdict.outcome === 'denied' && ignored === null);
  const fixed = blocked.filter(({ verdict }) => verdict.fixes.some(hasCommand)).length;
  if (fixed < 2) return undefined;
  const title =
    fixed === blocked.length
      ? t('Fix on all {0} targets (one script)…', fixed)
      : t('Fix on {0} of {1} targets (one script)…', fixed, blocked.length);
  return { title, comesFirst: blocked.length > 2 };
}

export function hasCommand({ bash, powershell }: Pick<Fix, 'bash' | 'powershell'>): boolean {
  return bash !== null || powershell !== null;
}

function contentOf({ edit, bash, powershell, title }: Fix): string {
  return edit ? JSON.stringify(edit) : (bash ?? powershell ?? title);
}

/** The question before a command runs: the sentence first, then the ids and the command. */
export function confirmation(
  finding: Finding,
  fix: Fix,
  command: string,
): { readonly question: string; readonly detail: string } | undefined {
  // A command whose principal, role and scope aren't known is never run from here.
  const { grant } = fix;
  if (!grant) return undefined;
  const { target, verdict } = finding;
  const name = verdict.puller ? ` (${plain(verdict.puller.name)})` : '';
  const detail = [...linesOf(grant, name), ...(target ? [t('For: {0}', target.name)] : []), '', command];
  return { question: `${plain(fix.title)}?`, detail: detail.join('\n') };
}

/** The principal, the role and the scope of a fix. */
function linesOf({ principalId, roleName, registry }: NewAssignment, name = ''): readonly string[] {
  return [
    t('Principal: {0}', `${principalId}${name}`),
    t('Role: {0}', roleName),
    t('Scope: {0}', registry.id),
    t('Subscription: {0}', registry.subscription),
  ];
}

/** A request to an administrator: all they need to decide about it and to do it. Plain text. */
export function handOffText(finding: Finding, fix: Fix): string {
  const { reference, target, verdict } = finding;
  const { grant, bash, powershell } = fix;
  const lines = [
    t('Could you please {0}?', uncapitalised(inOneLine(fix.title))),
    '',
    t('Why: {0}', inOneLine(verdict.message)),
    t('Image: {0} ({1})', inOneLine(reference.text), reference.file),
    ...(target ? [t('Target: {0}', target.id ?? target.name)] : []),
    ...(verdict.puller ? [t('Who pulls: {0}', inOneLine(verdict.puller.name))] : []),
    ...(grant ? linesOf(grant) : []),
    ...(bash === null ? [] : ['', bash === powershell ? t('Command:') : 'bash:', bash]),
    ...(powershell === null || powershell === bash ? [] : ['', 'PowerShell:', powershell]),
    '',
  ];
  return lines.join('\n');
}

/** Pasted into a ticket, a value can't look like another line. */
function inOneLine(text: string): string {
  return visible(plain(text));
}
