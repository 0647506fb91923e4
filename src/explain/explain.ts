import type { CauseId } from '../model/cause.ts';
import { adviceOn } from './advice/advice.ts';
import type { ExplainContext, ExplainedCause, Explanation, Stage } from './explanation.ts';
import { refusesWith403, saying403 } from './foreign.ts';
import { type Known, knownOf } from './known.ts';
import { causesOf, distinct, rankedCauses } from './rank.ts';
import { type Reading, readText } from './reading.ts';
import { settle } from './settle.ts';
import { shownBy } from './statedCauses.ts';

/**
 * What a pasted text says of a pull: whether one failed, of which image, where it stopped and why, best first.
 *
 * Pure, total and synchronous; any text of any size will do. Where the text alone can't decide, several causes are
 * named, and `context.examine`, the engine's verdict on the same image, puts the right one first.
 * A text without a failed pull has the one cause `not-a-pull-error`, which says what it is instead; with `transient`
 * before it where a pull failed and then succeeded.
 */
export function explain(text: string, context: ExplainContext = {}): Explanation {
  const reading = readText(text);
  const { mention, failures, healed, origin } = reading;
  const registryId = mention?.host === undefined ? undefined : context.registryId?.(mention.host);
  const known = knownOf(mention, origin, registryId);
  const named = { image: mention?.image ?? null, registry: mention?.host ?? null };
  if (failures.length > 0 && !healed) {
    const ranked = rankedCauses(reading);
    const shown = ranked[0] && shownBy(ranked[0], reading);
    const causes = withReason(ranked, known, [saying(reading, known), shown].filter(Boolean).join(' '));
    const stage = failures.find(({ signature }) => signature.stage !== null)?.signature.stage ?? null;
    return settle({ pullError: true, ...named, stage, causes, reference: null }, mention, known, context);
  }
  return settle({ pullError: false, ...named, ...instead(reading, known), reference: null }, mention, known, {
    ...context,
    examine: () => [],
  });
}

function withReason(causes: readonly CauseId[], known: Known, says: string): readonly ExplainedCause[] {
  return causes.map((cause, i) => {
    const advice = adviceOn(cause, known);
    return i === 0 ? { ...advice, why: `${says} ${advice.why}`.trim() } : advice;
  });
}

function saying({ failures }: Reading, { host, isAzure }: Known): string {
  const says = failures[0]?.signature.says ?? '';
  if (refusesWith403(host, failures)) return saying403;
  return isAzure ? says : `\`${host}\` is not a registry of Azure, so no Azure role decides here. ${says}`;
}

/** What a text is that tells of no failed pull. */
function instead(
  { healed, others, pushes }: Reading,
  known: Known,
): { readonly stage: Stage | null; readonly causes: readonly ExplainedCause[] } {
  if (healed) {
    const says = 'A try failed, and a later one pulled the image.';
    return { stage: 'after the pull', causes: withReason(['transient', 'not-a-pull-error'], known, says) };
  }
  const [main] = others;
  if (!main) {
    const push = pushes[0];
    const says = push ? 'This is no pull.' : 'The text says nothing of an image that could not be pulled.';
    return { stage: null, causes: withReason(['not-a-pull-error'], known, says) };
  }
  // What keeps a push from reaching the registry keeps a pull from it just as well.
  const reached = pushes
    .filter(({ signature }) => signature.stage === 'reach')
    .flatMap(match => causesOf(match, known.origin));
  const causes = distinct([...causesOf(main, known.origin), ...reached]);
  return { stage: main.signature.stage, causes: withReason(causes, known, main.signature.says) };
}
