import { idKey } from '../../access/ids.ts';
import { t } from '../../model/l10n.ts';
import type { Destination, Placement, SentTo, Target, TargetKind } from '../../model/target.ts';

/** Look-ups of destinations by name. Each returns undefined for an unknown name. */
export interface Lookup {
  named(name: string, kind: TargetKind, to: Extract<SentTo, { readonly kind: 'name' }>): Target | undefined;
  server(host: string): Target | undefined;
  /** The targets that the config has for a file. */
  configured(placement: Placement): readonly Target[];
}

/**
 * Returns the targets to which GitOps tools and pipelines of the repository send a file. Empty: none sends it, or none
 * of the senders can be followed. A destination that can't be followed, beside one that can, is an unknown target.
 * Without it, its pulls would be lost. An unknown cluster keeps its name, and never becomes another cluster.
 */
export function destinationTargets({ destinations = [] }: Placement, lookup: Lookup): readonly Target[] {
  const found = destinations.map(destination => ({ destination, targets: followed(destination, lookup) }));
  if (found.every(({ targets }) => targets === undefined)) return [];
  return distinct(found.flatMap(({ destination, targets }) => targets ?? [unknownTarget(destination)]));
}

/** The targets of a destination. Undefined: it can't be followed. */
function followed(destination: Destination, lookup: Lookup): readonly Target[] | undefined {
  const { sentTo, targetKind: kind } = destination;
  const why = whyOf(destination);
  const known = (target: Target | undefined, name: string, group?: string) => [
    target ? { ...target, why } : { name, kind, id: undefined, lookedUp: { group }, why },
  ];
  switch (sentTo.kind) {
    case 'name': {
      const target = sentTo.names.map(name => lookup.named(name, kind, sentTo)).find(each => each !== undefined);
      return known(target, sentTo.names[0] ?? '', sentTo.group);
    }
    case 'server':
      return known(lookup.server(sentTo.host), sentTo.host);
    case 'own': {
      const { declaredBy } = sentTo;
      const configured = lookup.configured(declaredBy);
      const above = configured.length > 0 ? configured : destinationTargets(declaredBy, lookup);
      return above.length === 0
        ? undefined
        : above.map(target => ({ ...target, why: t('{0}, and that file goes there: {1}', why, target.why) }));
    }
    case 'open':
      return undefined;
  }
}

function unknownTarget(destination: Destination): Target {
  const { sentTo, targetKind: kind, place } = destination;
  const name = sentTo.kind === 'open' ? sentTo.text : t('where {0} is deployed', place.file);
  return { name, kind, id: undefined, why: whyOf(destination) };
}

function whyOf({ by, place }: Destination): string {
  return t('{0} in {1}', by, place.file);
}

/** Keeps the first of equal targets, with its reason. */
function distinct(targets: readonly Target[]): readonly Target[] {
  return [
    ...new Map(
      targets.toReversed().map(target => [(target.id && idKey(target.id)) ?? `${target.kind} ${target.name}`, target]),
    ).values(),
  ].toReversed();
}

/** Returns the files that decide where a file goes: those that send it to their own destination, or the file itself. */
export function decidingFiles({ file, entry = file, destinations = [] }: Placement): readonly string[] {
  const above = destinations.flatMap(({ sentTo }) => (sentTo.kind === 'own' ? decidingFiles(sentTo.declaredBy) : []));
  return above.length === 0 ? [entry] : [...new Set(above)];
}
