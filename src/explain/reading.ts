import { isAzureHost } from '../manifests/image.ts';
import { bound } from './paste/bound.ts';
import { clean } from './paste/clean.ts';
import { type Mention, mentionsIn } from './paste/images.ts';
import { originOf } from './paste/origin.ts';
import { squash, squashWords } from './paste/squash.ts';
import { masked } from './redact.ts';
import { type Match, matchesOf, type Origin } from './signature.ts';
import { signatures } from './signatures/index.ts';

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
}

export function readText(pasted: string): Reading {
  const text = clean(bound(pasted));
  const squashed = squash(text);
  const matches = matchesOf(signatures, squashed).filter(match => !isElsewhere(match, text));
  // Images and hosts are all that is ever repeated of a text, so they are looked for where no secret is left.
  const mentions = mentionsIn(masked(text));
  const isPush = pushIn(squashed.text, squashed.at);
  const kindOf = (match: Match) => (match.signature.kind === 'pull' && isPush(match) ? 'push' : match.signature.kind);
  const failures = matches.filter(match => kindOf(match) === 'pull');
  const groups = byImage(failures, mentions);
  const open = groups.filter(group => !isHealed(group, matches, mentions));
  const group = chosen(open.length > 0 ? open : groups);
  const others = matches.filter(match => match.signature.kind !== 'pull');
  return {
    origin: originOf(squashed.text),
    failures: mostTelling(group?.failures ?? []),
    otherFailures: mostTelling(open.filter(other => other !== group).flatMap(other => other.failures)),
    healed: group !== undefined && open.length === 0,
    others: mostTelling(others),
    pushes: mostTelling(matches.filter(match => kindOf(match) === 'push')),
    mention: group ? group.mention : mainMention(mentions, others),
  };
}

function mostTelling(matches: readonly Match[]): readonly Match[] {
  return [...matches].sort((a, b) => b.signature.weight - a.signature.weight || a.start - b.start);
}

interface Group {
  readonly mention: Mention | undefined;
  readonly failures: Match[];
}

/** A failure belongs to the image that was named last before it ends, or to the next one that is named. */
function byImage(failures: readonly Match[], mentions: readonly Mention[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const failure of [...failures].sort((a, b) => a.start - b.start)) {
    const mention = nearest(failure, mentions);
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

function nearest({ start, end }: Match, mentions: readonly Mention[]): Mention | undefined {
  // `Failed to pull image "…`: the name stands right behind the words.
  const upTo = mentions.findLastIndex(mention => mention.start < end + 4);
  const before = mentions.slice(Math.max(0, upTo - 40), upTo + 1).reverse();
  const close = before.filter(mention => start - mention.start < 4000);
  const next = mentions[upTo + 1];
  const candidates = [...close, ...(next && next.start - end < 400 ? [next] : []), ...mentions.slice(0, 40)];
  const [first] = candidates;
  // A host alone (`lookup shop.azurecr.io`) says less than the image of that host nearby; a full name more than a bare one.
  const sameHost = candidates.filter(mention => mention.host === first?.host && mention.image !== undefined);
  const withTag = sameHost.find(
    ({ image, repository }) => image?.includes(':', image.indexOf('/')) && repository === sameHost[0]?.repository,
  );
  return withTag ?? sameHost[0] ?? first;
}

function mainMention(mentions: readonly Mention[], others: readonly Match[]): Mention | undefined {
  const pulled = others.find(match => match.signature.kind === 'pulled');
  if (pulled) return nearest(pulled, mentions);
  const images = mentions.filter(mention => mention.image !== undefined);
  return images.find(({ host }) => host !== undefined && isAzureHost(host)) ?? images[0] ?? mentions[0];
}

/** One that concerns a registry of Azure; the product knows most of those. Then the one whose message tells most. */
function chosen(groups: readonly Group[]): Group | undefined {
  const azure = groups.filter(({ mention }) => mention?.host !== undefined && isAzureHost(mention.host));
  const [first] = azure.length > 0 ? azure : [...groups].sort((a, b) => telling(b) - telling(a));
  return first;
}

const telling = ({ failures }: Group) => Math.max(...failures.map(({ signature }) => signature.weight));

/** Timeouts and certificates are everywhere; these are of a probe, of the API server, or of a URL that is no registry's. */
function isElsewhere({ signature, start, end }: Match, text: string): boolean {
  if (signature.kind !== 'pull' || signature.stage !== 'reach') return false;
  const before = text.slice(Math.max(0, start - 300), end).toLowerCase();
  if (/probe\s+(?:failed|errored)|unable to connect to the server/.test(before)) return true;
  const url = before.lastIndexOf('http');
  if (url < 0 || !/^https?:\/\//.test(before.slice(url, url + 8))) return false;
  return !registryUrl.test(before.slice(url));
}

const registryUrl =
  /azurecr|\/v2\/|\*\*\*v2\/|oauth2\/|\/token|docker\.(?:io|com)|blob\.core|mcr\.microsoft|ghcr\.io|aka\.ms\/acr/;

/** Whether the same image was pulled after its last failure. A pull that names no image settles a text about one. */
function isHealed({ mention, failures }: Group, matches: readonly Match[], mentions: readonly Mention[]): boolean {
  const last = Math.max(...failures.map(failure => failure.end));
  return matches.some(match => {
    if (match.signature.kind !== 'pulled' || match.start < last) return false;
    const named = nearest(match, mentions);
    return mention === undefined || named === undefined || nameOf(named) === nameOf(mention);
  });
}

const pushWords = [
  'the push refers to',
  'docker push',
  'image push',
  'podman push',
  'buildah push',
  'helm push',
  'oras push',
  'crane push',
  'failed to push',
  'pushing',
  'push access',
  'trying to push',
  'pull,push',
  'push,pull',
  'writing blob',
  'blobs/uploads',
  'layer upload',
  'error uploading',
];
const pullWords = [
  'failed to pull',
  'errimagepull',
  'pull access denied',
  'load metadata',
  'docker pull',
  'podman pull',
  'pulling',
  'unable to pull',
  'imagepull',
  'initializing source',
  'failed to resolve',
];

/**
 * The same words are said to who pushes and who pulls; what was begun last before them decides, or else what follows
 * close by.
 */
function pushIn(text: string, at: (index: number) => number): (match: Match) => boolean {
  const marks = [
    ...positions(text, pushWords).map(index => ({ at: at(index), push: true })),
    ...positions(text, pullWords).map(index => ({ at: at(index), push: false })),
  ].sort((a, b) => a.at - b.at);
  return ({ start, end, signature }) => {
    // A tag that can't be parsed belongs to a build, which is no pull either.
    if (signature.id === 'invalid-reference' && /invalidtag|-t,--tagflag/.test(text)) return true;
    const before = marks.findLast(mark => mark.at <= end);
    if (before) return before.push && start - before.at < 20_000;
    const next = marks.find(mark => mark.at > end);
    return next?.push === true && next.at - end < 600;
  };
}

function positions(text: string, words: readonly string[]): readonly number[] {
  return words.map(squashWords).flatMap(word => {
    const found: number[] = [];
    for (let i = text.indexOf(word); i >= 0 && found.length < 2000; i = text.indexOf(word, i + word.length))
      found.push(i);
    return found;
  });
}
