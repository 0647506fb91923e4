import { isAzureHost } from '../model/host.ts';
import { byImage, byWeight, chosen, isHealed, mostTelling, type NamedBy, nearestIn } from './group.ts';
import type { Origin } from './rows/row.ts';
import { clean } from './text/clean.ts';
import { type Evidence, weigh } from './text/evidence.ts';
import { type Facts, factsIn } from './text/facts.ts';
import { imagesIn, type Named } from './text/images.ts';
import { layoutOf } from './text/layout.ts';
import type { Match } from './text/match.ts';
import { withoutNames } from './text/names.ts';
import { originOf } from './text/origin.ts';
import { masked } from './text/redact.ts';
import { squash } from './text/squash.ts';

/** The content of a pasted text, before its causes are ranked. */
export interface Reading {
  readonly origin: Origin;
  /** The failed pulls of one image, the most telling first; empty: none failed. */
  readonly failures: readonly Evidence[];
  /** The failed pulls of other images in the same text. */
  readonly otherFailures: readonly Evidence[];
  readonly isUncertain: boolean;
  /** True if each image was pulled after it failed. */
  readonly healed: boolean;
  /** Pulls that succeeded, and failures of another kind, the most telling first. */
  readonly others: readonly Match[];
  readonly named: Named | undefined;
  readonly facts: Facts;
  /** The text that was read, without secrets. */
  readonly text: string;
}

export function readText(pasted: string): Reading {
  // Images, hosts and pods are all that is ever repeated of a text, so they are looked for where no secret is left.
  const whole = clean(pasted);
  const safe = masked(whole);
  const images = imagesIn(safe);
  const text = withoutNames(whole, images);
  const layout = layoutOf(text);
  const squashed = squash(text);
  const { failures, isUncertain, successes, others } = weigh(squashed, images, layout);
  const namedBy = nearestIn(images, layout);
  const groups = byImage(failures, namedBy);
  const open = groups.filter(group => !isHealed(group, successes, namedBy, layout));
  const group = chosen(open.length > 0 ? open : groups);
  const main = mostTelling(group?.failures ?? [], layout);
  const elsewhere = open.filter(each => each !== group).flatMap(each => each.failures);
  const rest = [...successes, ...others].sort(byWeight);
  const [first] = main;
  const section = first ? text.slice(layout.sectionStart(first.start), layout.sectionEnd(first.end)) : '';
  return {
    origin: originOf(squashed.text, text, section),
    failures: main,
    otherFailures: mostTelling(elsewhere, layout),
    isUncertain,
    healed: group !== undefined && open.length === 0,
    others: rest,
    named: group ? group.named : mainImage(images, successes, namedBy),
    facts: factsIn(whole),
    text: safe,
  };
}

function mainImage(images: readonly Named[], successes: readonly Match[], namedBy: NamedBy): Named | undefined {
  const [pulled] = successes;
  if (pulled) return namedBy(pulled);
  const whole = images.filter(({ image }) => image !== undefined);
  return whole.find(({ host }) => host !== undefined && isAzureHost(host)) ?? whole[0] ?? images[0];
}
