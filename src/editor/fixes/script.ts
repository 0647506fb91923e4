import type { AccessMap } from '../../access/map.ts';
import type { Command, Fix } from '../../model/fix.ts';
import { t } from '../../model/l10n.ts';
import { visible } from '../../model/quote.ts';
import type { Finding } from '../../model/verdict.ts';
import { mergedRoleFixes, needsOf } from '../../verdict/fixes/merge.ts';
import { framed, type Shell, shellLines, wordsFor } from '../../verdict/fixes/print.ts';
import { plain } from '../page/markdown.ts';

/**
 * One script for many findings, each change in it once: what a role cures is merged by identity and registry, of the
 * rest the best way out of each finding is taken. It is a text to be read. Nothing runs it.
 */
export function fileScript(
  parts: readonly { readonly findings: readonly Finding[]; readonly map: AccessMap | undefined }[],
  shell: Shell,
): string | undefined {
  const byCommand = new Map<string, { readonly fix: Fix; readonly title: string; readonly images: Set<string> }>();
  const manual = new Set<string>();
  for (const { findings, map } of parts) {
    const open = findings.filter(({ verdict, ignored }) => verdict.outcome === 'denied' && ignored === null);
    for (const fix of map ? mergedRoleFixes(needsOf(open, map), map) : []) {
      take(fix, plain(fix.title), []);
    }
    for (const finding of open) {
      if (map && needsOf([finding], map).length > 0) continue;
      const best = finding.verdict.fixes.find(fix => fix[shell] !== null);
      if (best) take(best, plain(best.title), [finding.reference.text]);
      else manual.add(comment(`${finding.reference.file}: ${plain(finding.verdict.message)}`));
    }
  }
  if (byCommand.size + manual.size === 0) return undefined;
  const steps = [...byCommand.values()].map(({ fix, title, images }) =>
    [
      comment(title),
      ...[...images].map(image => comment(`  ${image}`)),
      ...fix.commands.map(command => inLines(command, shell)),
      '',
    ].join('\n'),
  );
  const head = [comment(t('Fixes denied pulls. Review it before you run it; it changes access in Azure.')), ''];
  const lead =
    shell === 'bash'
      ? ['#!/usr/bin/env bash', ...head, 'set -eu', '']
      : [...head, "$ErrorActionPreference = 'Stop'", ''];
  const rest = manual.size > 0 ? [comment(t('No command fixes these:')), ...manual, ''] : [];
  return [...lead, ...steps, ...rest].join('\n');

  function take(fix: Fix, title: string, images: readonly string[]): void {
    const command = fix[shell];
    if (command === null) return;
    const known = byCommand.get(command) ?? { fix, title, images: new Set() };
    byCommand.set(command, known);
    for (const image of images) known.images.add(image);
  }
}

/** A long command has one option a line, since it is to be read before it is run. */
function inLines(command: Command, shell: Shell): string {
  const words = wordsFor(shell, command) ?? [];
  const line = words.join(' ');
  const text = line.length <= 100 ? line : words.join(shell === 'bash' ? ' \\\n  ' : ' `\n  ');
  return framed(shell, command, text) ?? '';
}

/** Names from manifests stay within their comment. */
function comment(text: string): string {
  return `# ${visible(text)}`;
}

/**
 * The command that takes a broad role away, for when a narrow one is there. Null where the role is not the identity's
 * own: that of a group is for others, too.
 * https://learn.microsoft.com/cli/azure/role/assignment#az-role-assignment-delete
 */
export function removalOf({ verdict }: Finding, map: AccessMap | undefined, shell: Shell): string | null {
  if (verdict.cause !== 'broad-grant') return null;
  const granting = verdict.evidence.filter(({ step, effect }) => step === 'role' && effect === 'grants');
  const own = (map?.roleAssignments ?? []).filter(({ id, principalId }) => {
    return principalId === verdict.puller?.objectId && granting.some(fact => fact.id === id);
  });
  if (own.length < granting.length) return null;
  return shellLines(
    shell,
    own.map(({ id }) => ({ words: ['az', 'role', 'assignment', 'delete'], options: [['--ids', id]] })),
  );
}
