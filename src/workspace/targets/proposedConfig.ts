import { Document, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Proposal } from './proposal.ts';

/** The proposal as the text of a config. Manifests without a target are in a comment, for a person to decide. */
export function proposedConfig({ targets, open }: Proposal, snapshots: readonly string[]): string {
  const document = new Document({
    version: 1,
    ...(snapshots.length === 0 ? {} : { snapshot: snapshots.length === 1 ? snapshots[0] : snapshots }),
    ...(targets.length === 0 ? {} : { targets: targets.map(({ why: _, ...target }) => target) }),
  });
  document.commentBefore = ' Where these manifests are deployed. Check each target before you save.';
  const list = document.get('targets') as YAMLSeq<YAMLMap> | undefined;
  list?.items.forEach((item, i) => {
    item.commentBefore = ` ${targets[i]?.why ?? ''}`;
  });
  if (open.length > 0) {
    const lines = open.map(({ folder, why }) => `   ${folder}: ${why}`);
    document.comment = ` No target yet:\n${lines.join('\n')}`;
  }
  return document.toString({ lineWidth: 0, singleQuote: true });
}
