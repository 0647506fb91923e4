import { isAzureHost, withoutPort } from '../manifests/image.ts';
import { bound } from './paste/bound.ts';
import { clean } from './paste/clean.ts';
import { completed, wordsOf } from './paste/cutOff.ts';
import { elsewhereIn } from './paste/elsewhere.ts';
import { unframed } from './paste/frame.ts';
import { type Mention, mentionsIn } from './paste/images.ts';
import { withoutNames } from './paste/names.ts';
import { originOf } from './paste/origin.ts';
import { pullingPlaces } from './paste/pulling.ts';
import { pushIn } from './paste/push.ts';
import { sectionEnd, sectionStart } from './paste/sections.ts';
import { squash } from './paste/squash.ts';
import { type Stated, statedIn } from './paste/stated.ts';
import { aboutPull, isSaidOfImage, speaksOfPull } from './paste/subject.ts';
import { toldIn } from './paste/told.ts';
import { masked } from './redact.ts';
import { type Match, matchesOf, type Origin, type Signature } from './signature.ts';
import { isSaidOfAnything, signatures } from './signatures/index.ts';
import { signIn } from './signatures/signIn.ts';
import { symptoms } from './signatures/symptoms.ts';

/** What a pasted text says, before anybody asks why. */
export interface Reading {
  readonly origin: Origin;
  /** The failed pulls of one image, the most telling first; empty: none failed. */
  readonly failures: readonly Match[];
  /** The failed pulls of other images in the same text. */
  readonly otherFailures: readonly Match[];
  /** A pull of the same image that succeeded afterwards. */
  readonly healed: boolean;
  /** What is no failed pull, the most telling first. */
  readonly others: readonly Match[];
  /** Failed pulls that turned out to be pushes. */
  readonly pushes: readonly Match[];
  readonly mention: Mention | undefined;
  readonly stated: Stated;
}

/** `table` is for tests: what the words that are nobody's in particular tell without the rows of known tools. */
export function readText(pasted: string, table: readonly Signature[] = signatures): Reading {
  // Escapes may hide line ends, and colours what stands before a line.
  const whole = unframed(clean(unframed(bound(pasted))));
  // Images and hosts are all that is ever repeated of a text, so they are looked for where no secret is left.
  const mentions = mentionsIn(masked(whole));
  const text = withoutNames(whole, mentions);
  const squashed = completed(squash(text), pullWords);
  const all = matchesOf(table, squashed).filter(m => sectionStart(text, m.end - 1) <= m.start);
  const places = pullingPlaces(text, squashed, all);
  const isSaidOfPull = speaksOfPull(text, places, all);
  const isElsewhere = elsewhereIn(text, squashed.text, mentions, isSaidOfPull);
  const isTold = toldIn(pasted, text, mentions);
  const isOfPull = (match: Match) => !isElsewhere(match) && !isTold(match);
  const isOfOthers = (match: Match) => match.isShared || isSaidOfAnything(match.signature);
  // Who says it of an image, or of a registry of Azure, needs no verb.
  const isOfImage = (match: Match) => match.isShared && isSaidOfImage(text, match, mentions);
  const rows = all.filter(match => isOfPull(match) && (!isOfOthers(match) || isSaidOfPull(match) || isOfImage(match)));
  const isPush = pushIn(text, squashed);
  const kindOf = (match: Match) => (match.signature.kind === 'pull' && isPush(match) ? 'push' : match.signature.kind);
  // Words that no row knows: only where none of the rows says why.
  const isAnswered = rows.some(match => kindOf(match) === 'pull' && match.signature.weight >= saysWhy);
  const isAboutPull = aboutPull(text, squashed, places, mentions, rows);
  const symptomsFound = isAnswered
    ? []
    : matchesOf(symptoms, squashed).filter(match => isOfPull(match) && isAboutPull(match));
  const matches = [...rows, ...symptomsFound];
  const failures = matches.filter(match => kindOf(match) === 'pull');
  const namedBy = nearestIn(mentions, text);
  const groups = byImage(failures, namedBy);
  const pulled = pulledFor(matches, text);
  const open = groups.filter(
    group => !isHealed(group, pulled, mentions, namedBy, (match, last) => sectionStart(text, match.start) <= last),
  );
  const group = chosen(open.length > 0 ? open : groups);
  const others = matches.filter(match => match.signature.kind !== 'pull');
  return {
    origin: originOf(squashed.text, text, sectionOf(mostTelling(group?.failures ?? []), text)),
    stated: statedIn(text, whole),
    failures: mostTelling(group?.failures ?? []),
    otherFailures: mostTelling(open.filter(other => other !== group).flatMap(other => other.failures)),
    healed: group !== undefined && open.length === 0,
    others: mostTelling(others),
    pushes: mostTelling(matches.filter(match => kindOf(match) === 'push')),
    mention: group ? group.mention : mainMention(mentions, others, namedBy),
  };
}

function sectionOf([main]: readonly Match[], text: string): string {
  return main === undefined ? '' : text.slice(sectionStart(text, main.start), sectionEnd(text, main.end, 2000));
}

const pullWords = wordsOf([...signatures, ...symptoms].filter(({ kind }) => kind === 'pull'));

function mostTelling(matches: readonly Match[]): readonly Match[] {
  return [...matches].sort((a, b) => b.signature.weight - a.signature.weight || a.start - b.start);
}

interface Group {
  readonly mention: Mention | undefined;
  readonly failures: Match[];
}

/** A failure belongs to the image that was named last before it ends, or to the next one that is named. */
function byImage(failures: readonly Match[], namedBy: NamedBy): readonly Group[] {
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

const nameOf = ({ host, repository }: Mention) => `${host ?? ''}/${repository ?? ''}`;

type NamedBy = (match: Match) => Mention | undefined;

/** What is named in the section of a match is meant before what stands in another one. */
function nearestIn(mentions: readonly Mention[], text: string): NamedBy {
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

/** A short name is looked for in one registry after the other, an image of a mirror in the registry behind it. */
const isTriedElsewhere = (named: Mention, mention: Mention | undefined) =>
  mention?.repository !== undefined && lastOf(named) === lastOf(mention);

const lastOf = ({ repository = '' }: Mention) => repository.slice(repository.lastIndexOf('/') + 1);

/** Who signs in to a registry names it alone. */
const isRegistryOf = (mention: Mention, named: Mention) =>
  mention.image === undefined && mention.host !== undefined && mention.host === named.host;

/** A token is asked for at the host without the port that the reference has. */
const plain = (host: string | undefined) => host && withoutPort(host);

function mainMention(mentions: readonly Mention[], others: readonly Match[], namedBy: NamedBy): Mention | undefined {
  const pulled = others.find(match => match.signature.kind === 'pulled');
  if (pulled) return namedBy(pulled);
  const images = mentions.filter(mention => mention.image !== undefined);
  return images.find(({ host }) => host !== undefined && isAzureHost(host)) ?? images[0] ?? mentions[0];
}

/** One that concerns a registry of Azure, whose message says why; the product knows most of those. Else what tells most. */
function chosen(groups: readonly Group[]): Group | undefined {
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
const saysWhy = 25;

const telling = ({ failures }: Group) => Math.max(...failures.map(({ signature }) => signature.weight));

const isSignIn = ({ signature }: Match) => signIn.includes(signature);

/** The pulls that succeeded, and behind which no list shows a pod that still waits for its image. */
function pulledFor(matches: readonly Match[], text: string): readonly Match[] {
  const waits = [...text.matchAll(waiting)].at(-1)?.index ?? 0;
  return matches.filter(({ signature, end }) => signature.kind === 'pulled' && end > waits);
}

/** A row of `kubectl get pods`: https://kubernetes.io/docs/reference/kubectl/generated/kubectl_get/ */
const waiting = /^\S+[ \t]+(?:\S+[ \t]+)?\d+\/\d+[ \t]+(?:Init:)?(?:ImagePullBackOff|ErrImagePull)\b/gm;

/** Whether the same image was pulled after its last failure. A pull that names no image settles a text about one. */
function isHealed(
  { mention, failures }: Group,
  pulled: readonly Match[],
  mentions: readonly Mention[],
  namedBy: NamedBy,
  isOfSection: (match: Match, last: number) => boolean,
): boolean {
  const last = Math.max(...failures.map(failure => failure.end));
  return pulled.some(match => {
    if (match.start < last) return false;
    const named = namedBy(match);
    // Who could not sign in to a registry has not done so by pulling what another one shows to everybody.
    const isUnnamed = mention === undefined || mention.start > last;
    if (isUnnamed && named?.host !== undefined && !isAzureHost(named.host) && failures.every(isSignIn)) return false;
    // An image that was there already may be any container's; it has to be the one that the failure was about.
    if (match.signature.id === 'present' && !mentions.some(({ start }) => start < last)) return false;
    if (isUnnamed && !isOfSection(match, last)) return false;
    // Who goes on to the next registry looks for the same image there.
    if (named !== undefined && isOfSection(match, last) && isTriedElsewhere(named, mention)) return true;
    return (
      mention === undefined || named === undefined || nameOf(named) === nameOf(mention) || isRegistryOf(mention, named)
    );
  });
}
