import type { OutlineNode } from './outline.ts';
import { hasCommand } from './outline.ts';

/** What the menu of a node can offer; when-clauses look for these words in `viewItem`. */
export const menuWords = ['hasResource', 'hasPrincipal', 'hasPortal', 'hasFix', 'hasLine', 'hasPick'] as const;

/** The kind of a node, then what its menu offers: `registry hasResource hasPortal`. */
export function menuOf({ kind, subject }: OutlineNode): string {
  const { resourceId, principalId, portal, fixOf, line, command } = subject;
  const isMendable = (fixOf?.finding.verdict.fixes ?? []).some(hasCommand) || command !== undefined;
  const offered: Readonly<Record<(typeof menuWords)[number], boolean>> = {
    hasResource: resourceId !== undefined,
    hasPrincipal: principalId !== undefined,
    hasPortal: portal !== undefined,
    hasFix: isMendable,
    hasLine: line !== undefined,
    hasPick: kind === 'pick',
  };
  return [kind, ...menuWords.filter(word => offered[word])].join(' ');
}
