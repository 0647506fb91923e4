import type { Knowledge } from './knowledge.ts';

type Lender = Pick<Knowledge, 'map' | 'snapshots' | 'config'>;

/**
 * The knowledge of documents that were never saved: the map of the workspace, and its targets for a person to choose.
 * Their globs count for no document without a place. Nothing is lent where several folders know something of their own.
 */
export function withLent(own: Knowledge, folders: readonly Lender[]): Knowledge {
  const [lender, ...others] = folders.filter(({ map, config }) => map ?? config.targets[0]);
  if (lender === undefined || others.length > 0) return own;
  const { map, snapshots } = lender;
  const targets = lender.config.targets.map(target => ({ ...target, manifests: [] }));
  const { hasUnreadTargets } = lender.config;
  return { ...own, map, snapshots, config: { ...own.config, targets, hasUnreadTargets } };
}
