import { idKey, lastSegment } from '../../access/ids.ts';
import type { AccessMap } from '../../access/map.ts';
import { t } from '../../model/l10n.ts';
import type { Target, TargetKind } from '../../model/target.ts';
import { kindInWords } from '../../model/target.ts';
import type { Config } from '../../workspace/config/config.ts';
import { candidateTargets, unknownTargets } from '../../workspace/targets/targets.ts';

export interface Candidate {
  readonly target: Target;
  /** What is remembered: the name that a config gives it, which may outlive the resource, or else its id. */
  readonly chosen: string;
  /** False: it was picked once, and nothing knows it now. */
  readonly isKnown: boolean;
  readonly isConfigured: boolean;
  readonly isCurrent: boolean;
}

export interface Group {
  readonly title: string;
  readonly candidates: readonly Candidate[];
}

/** Of all folders, each once; and what was picked and is not known any more, so that it can be let go. */
export function candidatesOf(
  folders: readonly { readonly map: AccessMap | undefined; readonly config: Config }[],
  picked: readonly string[],
): readonly Candidate[] {
  const byKey = new Map<string, Candidate>();
  for (const { map, config } of folders) {
    for (const target of candidateTargets(map, config)) {
      const isConfigured = config.targets.some(({ name }) => name === target.name);
      const chosen = isConfigured ? target.name : (target.id ?? target.name);
      const key = isConfigured ? `${target.name} ${target.id ?? ''}` : idKey(chosen);
      if (!byKey.has(key)) byKey.set(key, { target, chosen, isKnown: true, isConfigured, isCurrent: false });
    }
  }
  const known = [...byKey.values()];
  const gone = picked.filter(name =>
    folders.every(({ map, config }) => unknownTargets([name], map, config).length > 0),
  );
  const unknown = { isKnown: false, isConfigured: false, isCurrent: false };
  return [...known, ...gone.map(chosen => ({ target: nothing(chosen), chosen, ...unknown }))];
}

function nothing(chosen: string): Target {
  const id = chosen.startsWith('/') ? chosen : undefined;
  return { name: id ? lastSegment(id) : chosen, kind: 'aks', id, why: 'picked' };
}

/** What is configured first, then the cluster that kubectl is set to, then by kind; what is not known any more last. */
export function groupsOf(candidates: readonly Candidate[], currentIds: readonly string[]): readonly Group[] {
  const current = new Set(currentIds.map(idKey));
  const isCurrent = ({ target, isKnown }: Candidate) =>
    isKnown && target.id !== undefined && current.has(idKey(target.id));
  const others = candidates.filter(({ isConfigured }) => !isConfigured);
  const rest = others.filter(candidate => !isCurrent(candidate));
  const kinds = Object.keys(kindInWords) as readonly TargetKind[];
  const groups: readonly Group[] = [
    { title: t('in .acr-pull.yaml'), candidates: candidates.filter(({ isConfigured }) => isConfigured) },
    {
      title: t('current kubectl context'),
      candidates: others.filter(isCurrent).map(candidate => ({ ...candidate, isCurrent: true })),
    },
    ...kinds.map(kind => ({
      title: kindInWords[kind],
      candidates: rest.filter(({ target, isKnown }) => isKnown && target.kind === kind),
    })),
    { title: t('no longer found'), candidates: rest.filter(({ isKnown }) => !isKnown) },
  ];
  return groups.filter(group => group.candidates.length > 0);
}
