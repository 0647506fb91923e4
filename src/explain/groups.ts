import { isAzureHost, withoutPort } from '../model/host.ts';
import type { Mention } from './paste/images.ts';
import { sectionEnd, sectionStart } from './paste/sections.ts';
import type { Match } from './signature.ts';

/** The failed pulls of one image, and its name as the text has it; undefined where it has none. */
export interface Group {
  readonly mention: Mention | undefined;
  readonly failures: Match[];
}

/** A failure belongs to the image that was named last before it ends, or to the next one that is named. */
export function byImage(failures: readonly Match[], namedBy: NamedBy): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const failure of [...failures].sort((a, b) => a.start - b.start)) {
    const mention = namedBy(failure);
    const key = mention === undefined ? '' : nameOf(mention);
    const group = groups.get(key);
    if (group) group.failures.push(failure);
    else groups.set(key, { mention, failures: [failure] });
  }
  return withoutBareHosts([...groups.values()]);
}

/** A message that names a host alone is about the image of that host, where the text names just one. */
function withoutBareHosts(groups: readonly Group[]): readonly Group[] {
  const kept = groups.filter(group => {
    if (group.mention?.image !== undefined) return true;
    const owners = groups.filter(
      ({ mention }) => mention?.image !== undefined && (!group.mention || mention.host === group.mention.host),
    );
    const [owner] = owners;
    if (!owner || owners.length > 1) return true;
    owner.failures.push(...group.failures);
    return false;
  });
  return kept;
}

/** Images of one repository are one, whatever their tags. */
export const nameOf = ({ host, repository }: Mention) => `${host ?? ''}/${repository ?? ''}`;

export type NamedBy = (match: Match) => Mention | undefined;

/** What is named in the section of a match is meant before what stands in another one. */
export function nearestIn(mentions: readonly Mention[], text: string): NamedBy {
  return match => {
    const [from, to] = [sectionStart(text, match.start), sectionEnd(text, match.end, 400)];
    const own = mentions.filter(({ start }) => start >= from && start <= to);
    return nearest(match, own.length > 0 ? own : mentions);
  };
}

function nearest({ start, end }: Match, mentions: readonly Mention[]): Mention | undefined {
  // `Failed to pull image "…`: the name stands right behind the words.
  const upTo = mentions.findLastIndex(mention => mention.start < end + 4);
  const before = mentions.slice(Math.max(0, upTo - 40), upTo + 1).reverse();
  const close = before.filter(mention => start - mention.start < 4000);
  const next = mentions[upTo + 1];
  const candidates = [...close, ...(next && next.start - end < 400 ? [next] : []), ...mentions.slice(0, 40)];
  const [first] = candidates;
  // A host alone (`lookup shop.azurecr.io`) says less than the image of that host nearby; a full name more than a bare one.
  const host = plain(first?.host);
  const sameHost = candidates.filter(mention => plain(mention.host) === host && mention.image !== undefined);
  const withTag = sameHost.find(
    ({ image, repository }) => image?.includes(':', image.indexOf('/')) && repository === sameHost[0]?.repository,
  );
  return withTag ?? sameHost[0] ?? first;
}

/** A token is asked for at the host without the port that the reference has. */
const plain = (host: string | undefined) => host && withoutPort(host);

/** One that concerns a registry of Azure, whose message says why; the product knows most of those. Else what tells most. */
export function chosen(groups: readonly Group[]): Group | undefined {
  const azure = groups.filter(({ mention }) => mention?.host !== undefined && isAzureHost(mention.host));
  if (azure.length === 0) return [...groups].sort((a, b) => telling(b) - telling(a))[0];
  const main = azure.find(group => telling(group) >= saysWhy) ?? azure[0];
  if (main === undefined || telling(main) >= saysWhy) return main;
  // `Failed to pull image "shop.azurecr.io/web:1": GET https://mcr.microsoft.com/…: 403`: the reason names another host.
  const reason = groups.find(group => telling(group) >= saysWhy && group.failures.some(each => follows(each, main)));
  return reason === undefined ? main : { mention: main.mention, failures: [...reason.failures, ...main.failures] };
}

const follows = ({ start }: Match, { failures }: Group) =>
  failures.some(failure => start >= failure.start && start - failure.end < 300);

/** Rows below this weight say that a pull failed, and not why. */
export const saysWhy = 25;

const telling = ({ failures }: Group) => Math.max(...failures.map(({ signature }) => signature.weight));
