import { idKey, lastSegment, resourceGroupOf, sameId, subscriptionOf } from '../../access/ids.ts';
import type { AccessMap } from '../../access/map.ts';
import { t } from '../../model/l10n.ts';
import { kindInWords, type Target } from '../../model/target.ts';
import type { Config } from '../../workspace/config/config.ts';
import { candidateTargets, unknownTargets } from '../../workspace/targets/targets.ts';

/**
 * The groups by their titles, in order: what is configured, the cluster that kubectl is set to, the others by kind, and
 * last what was picked once and nothing knows now.
 */
const titles = {
  configured: t('in .acr-pull.yaml'),
  current: t('current kubectl context'),
  ...kindInWords,
  gone: t('no longer found'),
} as const;

export interface Candidate {
  readonly target: Target;
  /** The remembered key: the name that a config gives it, which may outlive the resource, or else its id. */
  readonly chosen: string;
  readonly group: keyof typeof titles;
}

/** The candidates of all folders, each once, and picks that are not known any more, so that a person can drop them. */
export function candidatesOf(
  folders: readonly { readonly map: AccessMap | undefined; readonly config: Config }[],
  picked: readonly string[],
  currentIds: readonly string[] = [],
): readonly Candidate[] {
  const byKey = new Map<string, Candidate>();
  for (const { map, config } of folders) {
    for (const target of candidateTargets(map, config)) {
      const { name, kind, id } = target;
      const isConfigured = config.targets.some(each => each.name === name);
      const isCurrent = id !== undefined && currentIds.some(each => sameId(each, id));
      const group = isConfigured ? 'configured' : isCurrent ? 'current' : kind;
      const chosen = isConfigured ? name : (id ?? name);
      const key = isConfigured ? `${name} ${id ?? ''}` : idKey(chosen);
      if (!byKey.has(key)) byKey.set(key, { target, chosen, group });
    }
  }
  const gone = picked.filter(name =>
    folders.every(({ map, config }) => unknownTargets([name], map, config).length > 0),
  );
  return [...byKey.values(), ...gone.map(chosen => ({ target: nothing(chosen), chosen, group: 'gone' as const }))];
}

function nothing(chosen: string): Target {
  const id = chosen.startsWith('/') ? chosen : undefined;
  return { name: id ? lastSegment(id) : chosen, kind: 'aks', id, why: t('chosen') };
}

export function groupCandidates(
  candidates: readonly Candidate[],
): readonly { readonly title: string; readonly candidates: readonly Candidate[] }[] {
  return Object.entries(titles).flatMap(([group, title]) => {
    const own = candidates.filter(candidate => candidate.group === group);
    return own.length > 0 ? [{ title, candidates: own }] : [];
  });
}

/** Rows in their order, those of the present targets first and marked: a list preselects its first row. */
export function presentFirst<T>(
  rows: readonly T[],
  idOf: (row: T) => string | undefined,
  presentIds: readonly string[],
): readonly { readonly row: T; readonly isPresent: boolean }[] {
  const marked = rows.map(row => {
    const id = idOf(row);
    return { row, isPresent: id !== undefined && presentIds.some(each => sameId(each, id)) };
  });
  return marked.sort((one, other) => Number(other.isPresent) - Number(one.isPresent));
}

/** Distinguishes namesakes. An id is too long for a row. */
export function whereabouts(id: string): string {
  const group = resourceGroupOf(id);
  return group === undefined ? id : t('resource group {0}, subscription {1}', group, subscriptionOf(id) ?? '');
}
