import type { VerdictCause } from '../../causes/index.ts';
import type { Fix, NewAssignment } from '../../model/fix.ts';
import { folded } from '../../model/fold.ts';
import { inBackticks, t } from '../../model/l10n.ts';
import { once } from '../../model/memo.ts';
import type { Finding, Outcome } from '../../model/verdict.ts';
import { verdictReason } from '../messages.ts';

/**
 * Findings that one change settles. Denied and flawed pulls: one cause, registry, target, identity and fix. Unknown
 * pulls: one missing fact, of any registries and targets. Plainly allowed pulls: all of them.
 */
export interface FindingGroup<T> {
  readonly outcome: Outcome;
  /** Null for plainly allowed pulls. */
  readonly cause: VerdictCause | null;
  /** Hosts, each once. Hosts that no file settles are missing. */
  readonly registries: readonly string[];
  /** Names, each once. */
  readonly targets: readonly string[];
  /** Sentences, each once: whole messages, or the reason alone where several messages share one. */
  readonly reasons: readonly string[];
  /** Fixes of the group, the best first. */
  readonly fixes: readonly GroupFix[];
  readonly items: readonly T[];
}

export interface GroupFix {
  readonly title: string;
  /** Null: an edit of a manifest, or a grant that only `acr-pull fix` composes for all repositories. */
  readonly bash: string | null;
  /** The grant differs by repository: `acr-pull fix` makes one assignment for all. */
  readonly isMerged: boolean;
}

const rank = { denied: 0, unknown: 1, allowed: 2 } as const satisfies Record<Outcome, number>;

/**
 * Groups of findings: denied first, then unknown, then allowed. Within each outcome, the largest first, then in the
 * given order.
 */
export function groupFindings<T>(items: readonly T[], findingOf: (item: T) => Finding): readonly FindingGroup<T>[] {
  const groups = Map.groupBy(items, item => groupKey(findingOf(item)));
  return [...groups.values()]
    .map(group => groupOf(group, group.map(findingOf)))
    .toSorted((a, b) => rank[a.outcome] - rank[b.outcome] || flaw(a) - flaw(b) || b.items.length - a.items.length);
}

/** Plainly allowed ones are last. */
function flaw({ cause }: FindingGroup<unknown>): number {
  return cause === null ? 1 : 0;
}

function groupKey({ verdict, reference, target }: Finding): string {
  const { outcome, cause, puller, fixes, planned } = verdict;
  if (outcome === 'allowed' && cause === null) return outcome;
  if (outcome === 'unknown') return JSON.stringify([outcome, cause, verdictReason(verdict)]);
  const host = reference.image.kind === 'image' ? (reference.image.registry ?? null) : null;
  const to = target && folded(target.id ?? `${target.kind} ${target.name}`);
  const identity = puller && (puller.objectId ?? puller.name);
  return JSON.stringify([outcome, cause, host, to, identity, planned?.world, fixes.map(sameChange)]);
}

/**
 * The parts of a fix that are the same for each repository of a registry. A command is printed only if it has to be
 * compared.
 */
function sameChange(fix: Fix): readonly (string | null | undefined)[] {
  const { kind, title, grant } = fix;
  if (grant === null) return [title, fix.bash];
  return [kind, grant.principalId, grant.registry.id, grant.roleGuid, grant.replaces];
}

function groupOf<T>(items: readonly T[], findings: readonly Finding[]): FindingGroup<T> {
  const [first] = findings;
  if (first === undefined) throw new Error('a group has a finding');
  const { outcome, cause } = first.verdict;
  const messages = new Set(findings.map(({ verdict }) => verdict.message));
  const isPlain = outcome === 'allowed' && cause === null;
  // most groups of a large run are only counted
  const fixes = once(() => (isPlain ? [] : fixesOf(findings)));
  const reasons = messages.size === 1 ? messages : new Set(findings.map(({ verdict }) => verdictReason(verdict)));
  return {
    outcome,
    cause,
    registries: distinct(
      findings.flatMap(({ reference: { image } }) => (image.kind === 'image' && image.registry) || []),
    ),
    targets: distinct(findings.flatMap(({ target }) => target?.name ?? [])),
    reasons: isPlain ? [] : [...reasons],
    get fixes() {
      return fixes();
    },
    items,
  };
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}

/** Each fix of the findings once. A grant that differs by repository is one fix for all of them. */
function fixesOf(findings: readonly Finding[]): readonly GroupFix[] {
  const all = findings.flatMap(({ verdict }) => verdict.fixes);
  const alike = Map.groupBy(all, fix => JSON.stringify(sameChange(fix)));
  return [...alike.values()].flatMap(([first, ...others]): readonly GroupFix[] => {
    if (first === undefined) return [];
    const { grant, title } = first;
    const isMerged = others.some(other => other.grant?.condition?.text !== grant?.condition?.text);
    if (isMerged && grant !== null) return [{ title: mergedTitle(grant, findings), bash: null, isMerged }];
    return [{ title, bash: first.bash, isMerged: false }];
  });
}

function mergedTitle(
  { roleName, registry, principalId, replaces }: NewAssignment,
  findings: readonly Finding[],
): string {
  const puller = findings[0]?.verdict.puller;
  const who = puller?.objectId === principalId ? puller.name : inBackticks(principalId);
  const names = findings.map(({ reference: { image } }) => (image.kind === 'image' ? image.repository : undefined));
  const repositories = new Set(names).size;
  return replaces === undefined
    ? t('Give {0} {1} on `{2}` for {3} repositories', who, roleName, registry.name, repositories)
    : t('Let {0} also read {1} repositories of `{2}`', who, repositories, registry.name);
}
