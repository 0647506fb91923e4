import { isAzureHost, withoutPort } from '../model/host.ts';
import { append, largest } from '../model/lists.ts';
import type { WeighedMatch } from './text/evidence.ts';
import type { NamedImage } from './text/images.ts';
import type { Layout } from './text/layout.ts';
import type { Match } from './text/match.ts';

/** The failed pulls of one image, and its name as the text has it. Undefined where it has none. */
export interface ImageFailures {
  readonly named: NamedImage | undefined;
  readonly failures: readonly WeighedMatch[];
}

export type NamedBy = (match: Match) => NamedImage | undefined;

/** A failure belongs to the image that was named last before it ends, or to the next one that is named. */
export function groupFailures(failures: readonly WeighedMatch[], namedBy: NamedBy): readonly ImageFailures[] {
  const found = failures.toSorted((a, b) => a.start - b.start).map(failure => ({ failure, named: namedBy(failure) }));
  const byName = Map.groupBy(found, ({ named }) => named && nameOf(named));
  const all = [...byName.values()].map(ofOne => ({
    named: ofOne[0]?.named,
    failures: ofOne.map(({ failure }) => failure),
  }));
  // A message that names a host alone is about the image of that host, where the text names just one.
  return all.filter(group => {
    if (group.named?.image !== undefined) return true;
    const owners = all.filter(
      ({ named }) => named?.image !== undefined && (!group.named || named.host === group.named.host),
    );
    const [owner] = owners;
    if (!owner || owners.length > 1) return true;
    append(owner.failures, group.failures);
    return false;
  });
}

/** Images of one repository are one, whatever their tags. */
const nameOf = ({ host, repository }: NamedImage) => `${host ?? ''}/${repository ?? ''}`;

/** A match means the image named in its own section before one in another section. */
export function nearestIn(images: readonly NamedImage[], layout: Layout): NamedBy {
  return match => {
    const [from, to] = [layout.sectionStart(match.start), layout.sectionEnd(match.end)];
    const own = images.filter(({ start }) => start >= from && start <= to);
    return nearest(match, own.length > 0 ? own : images);
  };
}

function nearest({ start, end }: Match, images: readonly NamedImage[]): NamedImage | undefined {
  // `Failed to pull image "…`: the name follows the words at once.
  const upTo = images.findLastIndex(named => named.start < end + 12);
  const before = images.slice(Math.max(0, upTo - 40), upTo + 1).reverse();
  const close = before.filter(named => start - named.start < 4000);
  const next = images[upTo + 1];
  const candidates = [...close, ...(next && next.start - end < 400 ? [next] : []), ...images.slice(0, 40)];
  const [first] = candidates;
  // A host alone (`lookup shop.azurecr.io`) names less than the image of that host nearby. A full name counts more than
  // a bare one.
  const host = plain(first?.host);
  const sameHost = candidates.filter(named => plain(named.host) === host && named.image !== undefined);
  const withTag = sameHost.find(
    ({ image, repository }) => image?.includes(':', image.indexOf('/')) && repository === sameHost[0]?.repository,
  );
  return withTag ?? sameHost[0] ?? first;
}

/** A token is asked for at the host without the port that the reference has. */
const plain = (host: string | undefined) => host && withoutPort(host);

/**
 * Chooses a group of an Azure registry with a reason, since the product knows most of those. Else the most specific
 * one.
 */
export function chosen(groups: readonly ImageFailures[]): ImageFailures | undefined {
  const azure = groups.filter(({ named }) => named?.host !== undefined && isAzureHost(named.host));
  if (azure.length === 0) return [...groups].sort((a, b) => telling(b) - telling(a))[0];
  const main = azure.find(group => telling(group) >= saysWhy) ?? azure[0];
  if (main === undefined || telling(main) >= saysWhy) return main;
  // `Failed to pull image "shop.azurecr.io/web:1": GET https://mcr.microsoft.com/…: 403`: the reason names another
  // host.
  const reason = groups.find(group => telling(group) >= saysWhy && group.failures.some(each => follows(each, main)));
  return reason === undefined ? main : { named: main.named, failures: [...reason.failures, ...main.failures] };
}

const follows = ({ start }: Match, { failures }: ImageFailures) =>
  failures.some(failure => start >= failure.start && start - failure.end < 300);

/** Rows below this weight mean that a pull failed, without a reason. */
export const saysWhy = 25;

const telling = ({ failures }: ImageFailures) => largest(failures.map(({ row }) => row.weight));

/**
 * Sorts by weight. If own words give a reason anywhere, generic words count only in lines that have own words, too.
 */
export function mostTelling(failures: readonly WeighedMatch[], layout: Layout): readonly WeighedMatch[] {
  const own = failures.filter(({ isOwn }) => isOwn);
  const lines = new Set(own.map(({ start }) => layout.lineStart(start)));
  const isAnswered = own.some(({ row }) => row.weight >= saysWhy);
  return failures
    .filter(({ isOwn, start }) => isOwn || !isAnswered || lines.has(layout.lineStart(start)))
    .sort(byWeight);
}

/** The most telling first. */
export const byWeight = (a: Match, b: Match) => b.row.weight - a.row.weight || a.start - b.start;

/**
 * Returns whether the same image was pulled after its last failure. A pull that names no image heals the failures of
 * its section.
 */
export function isHealed(
  { named, failures }: ImageFailures,
  successes: readonly Match[],
  namedBy: NamedBy,
  layout: Layout,
): boolean {
  const last = largest(failures.map(failure => failure.end));
  return successes.some(success => {
    if (success.start < last) return false;
    const pulled = namedBy(success);
    if (named !== undefined && pulled !== undefined) return nameOf(named) === nameOf(pulled);
    return success.row.id !== 'present' && layout.sectionStart(success.start) <= last;
  });
}
