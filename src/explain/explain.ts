import type { CauseId } from '../causes/index.ts';
import { inBackticks, t } from '../model/l10n.ts';
import { versionOf } from '../model/reference.ts';
import { adviceOn } from './advice/advice.ts';
import { type AdviceContext, knownOf, showsReason } from './advice/known.ts';
import type { ExplainContext, Explanation, PullStage } from './explanation.ts';
import { saysWhy } from './group.ts';
import { commandsAreFor, type LookedUp, lookUpImage } from './lookUp.ts';
import { causesOf, is403, rank } from './rank.ts';
import { readPasted, type TextReading } from './reading.ts';
import { settleCauses } from './settle.ts';
import { imagesIn, type NamedImage } from './text/images.ts';
import { podIn } from './text/pod.ts';

/**
 * Explains a pasted text: the image whose pull failed, the stage that it reached, and the causes, best first.
 *
 * Pure, total and synchronous. Takes any text of any size. If the text allows several causes, `context.examine`, the
 * engine's verdict on the same image, puts the right one first. A text without a failed pull has one cause,
 * `not-a-pull-error`, and a sentence about what it is instead. If a pull failed and then succeeded, `transient`
 * precedes it. A text without any failure has no cause.
 */
export function explain(text: string, context: ExplainContext = {}): Explanation {
  const reading = readPasted(text);
  const { origin, failures, healed } = reading;
  const pod = podIn(reading.text);
  const looked = lookUpImage(reading.named, pod, origin, context);
  const named = reading.named ?? (looked.reference ? imagesIn(looked.reference.text)[0] : undefined);
  const lookedUp = /: lookup ([a-z0-9][\w.-]{0,252}\w)(?: on |: )/i.exec(reading.text)?.[1];
  const known = knownOf({ ...looked, ...pod, origin, named, lookedUp });
  const { reference } = looked;
  const about = { image: named?.image ?? null, registry: named?.host ?? null, reference };
  if (failures.length === 0 || healed)
    return { ...about, pullError: false, isUncertain: false, ...instead(reading, known) };
  const ranked = rank(reading);
  const [main] = failures;
  const { causes, shows } = ranked;
  const isUnsaid = main === undefined || main.row.weight < saysWhy;
  const isSure = main?.row.sure === true && !reading.isUncertain;
  const ofMap = { findings: looked.findings, mapAge: context.mapAge };
  const settled = settleCauses({ causes, isSure, isUnsaid }, ofMap, known);
  return {
    ...about,
    pullError: true,
    stage: failures.find(({ row }) => row.stage !== null)?.row.stage ?? null,
    isUncertain: reading.isUncertain,
    known: [
      ...sayings(reading, known),
      ...shows,
      ...settled.known,
      ...writtenOtherwise(reading.named, looked),
      ...commandsAreFor(looked),
    ],
    causes: settled.causes,
    next: isUnsaid ? showsReason(known) : null,
  };
}

/** Returns a sentence if the workspace has another version of the image than the text: the tag may be wrong. */
function writtenOtherwise(named: NamedImage | undefined, { reference }: LookedUp): readonly string[] {
  if (named?.image === undefined || reference?.image.kind !== 'image') return [];
  const { unresolved, registry, repository } = reference.image;
  const written = `${registry}/${repository}${versionOf(reference.image)}`;
  const isSame = unresolved !== undefined || readsAs(named.image, written) || reference.text === named.image;
  return isSame ? [] : [t('The manifest has another version of this image: {0}.', inBackticks(written))];
}

/** A text may leave out the tag, or have a digest behind it. */
function readsAs(image: string, written: string): boolean {
  return image === written || written.startsWith(`${image}:`) || written.startsWith(`${image}@`);
}

function sayings({ failures, isUncertain }: TextReading, { host, isAzure }: AdviceContext): readonly string[] {
  const [main] = failures;
  const says =
    !isAzure && is403(main?.row)
      ? t('The registry answered 403: it refuses this caller, or this network.')
      : main?.row.says;
  return [
    ...(isAzure ? [] : [t("`{0}` isn't an Azure registry, so Azure roles don't matter here.", host)]),
    says ?? '',
    ...(isUncertain ? [t("This is uncertain: the text doesn't say that it is about a pull.")] : []),
  ];
}

/** Explains a text without a failed pull. */
function instead({ healed, others, origin }: TextReading, known: AdviceContext) {
  const next = showsReason(origin === 'docker' ? { ...known, origin: 'kubernetes' } : known);
  const as = (stage: PullStage | null, says: string, causes: readonly CauseId[]) => ({
    stage,
    known: [says],
    causes: causes.map(cause => adviceOn(cause, known, 'text')),
    next,
  });
  const [main] = others;
  if (healed)
    return as('after the pull', t('One attempt failed, and a later one pulled the image.'), [
      'transient',
      'not-a-pull-error',
    ]);
  if (!main) return as(null, t('The text mentions neither a pull nor a known error.'), []);
  return as(main.row.stage, main.row.says, causesOf(main.row, origin));
}
