import { isAzureHost } from '../model/host.ts';
import { byImage, chosen, type NamedBy, nearestIn, saysWhy } from './groups.ts';
import { healedIn } from './healing.ts';
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
import { symptoms } from './signatures/symptoms.ts';

/** What a pasted text says, before anybody asks why. */
export interface Reading {
  readonly origin: Origin;
  /** The failed pulls of one image, the most telling first; empty: none failed. */
  readonly failures: readonly Match[];
  /** The failed pulls of other images in the same text. */
  readonly otherFailures: readonly Match[];
  /** Whether each image was pulled after it failed, from its registry or the next one that was asked. */
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
  // Words of two sections make no message.
  const all = matchesOf(table, squashed).filter(({ start, end }) => sectionStart(text, end - 1) <= start);
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
  const isHealed = healedIn(text, matches, mentions, namedBy);
  const open = groups.filter(group => !isHealed(group));
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

function mainMention(mentions: readonly Mention[], others: readonly Match[], namedBy: NamedBy): Mention | undefined {
  const pulled = others.find(match => match.signature.kind === 'pulled');
  if (pulled) return namedBy(pulled);
  const images = mentions.filter(mention => mention.image !== undefined);
  return images.find(({ host }) => host !== undefined && isAzureHost(host)) ?? images[0] ?? mentions[0];
}
