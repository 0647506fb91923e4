import { isAzureHost } from '../model/host.ts';
import { byWeight, chosen, groupFailures, isHealed, mostTelling, type NamedBy, nearestIn } from './group.ts';
import type { PullerKind } from './rows/row.ts';
import { type Sign, signsIn } from './rows/signs.ts';
import { clean } from './text/clean.ts';
import { type WeighedMatch, weigh } from './text/evidence.ts';
import { imagesIn, type NamedImage } from './text/images.ts';
import { layoutOf } from './text/layout.ts';
import type { Match } from './text/match.ts';
import { withoutNames } from './text/names.ts';
import { originOf } from './text/origin.ts';
import { masked } from './text/redact.ts';
import { squash } from './text/squash.ts';

/** The content of a pasted text, before its causes are ranked. */
export interface TextReading {
  readonly origin: PullerKind;
  /** The failed pulls of one image, the most telling first. Empty: none failed. */
  readonly failures: readonly WeighedMatch[];
  /** The failed pulls of other images in the same text. */
  readonly otherFailures: readonly WeighedMatch[];
  readonly isUncertain: boolean;
  /** True if each image was pulled after it failed. */
  readonly healed: boolean;
  /** Pulls that succeeded, and failures of another kind, the most telling first. */
  readonly others: readonly Match[];
  readonly named: NamedImage | undefined;
  readonly signs: readonly Sign[];
  /** The text that was read, without secrets. */
  readonly text: string;
}

export function readPasted(pasted: string): TextReading {
  // Images, hosts and pods are all that is ever repeated of a text, so they are looked for where no secret is left.
  const whole = clean(pasted);
  const safe = masked(whole);
  const images = imagesIn(safe);
  const text = withoutNames(whole, images);
  const layout = layoutOf(text);
  const squashed = squash(text);
  const { failures, isUncertain, successes, others } = weigh(squashed, images, layout);
  const namedBy = nearestIn(images, layout);
  const groups = groupFailures(failures, namedBy);
  const open = groups.filter(group => !isHealed(group, successes, namedBy, layout));
  const group = chosen(open.length > 0 ? open : groups);
  const main = mostTelling(group?.failures ?? [], layout);
  const elsewhere = open.filter(each => each !== group).flatMap(each => each.failures);
  const rest = [...successes, ...others].sort(byWeight);
  const named = group ? group.named : mainImage(images, successes, namedBy);
  const [first] = main;
  const section = first ? text.slice(layout.sectionStart(first.start), layout.sectionEnd(first.end)) : '';
  return {
    origin: originOf(squashed.text, text, section),
    failures: main,
    otherFailures: mostTelling(elsewhere, layout),
    isUncertain,
    healed: group !== undefined && open.length === 0,
    others: rest,
    named,
    signs: signsIn(whole, named?.host),
    text: safe,
  };
}

function mainImage(
  images: readonly NamedImage[],
  successes: readonly Match[],
  namedBy: NamedBy,
): NamedImage | undefined {
  const [pulled] = successes;
  if (pulled) return namedBy(pulled);
  const whole = images.filter(({ image }) => image !== undefined);
  return whole.find(({ host }) => host !== undefined && isAzureHost(host)) ?? whole[0] ?? images[0];
}
