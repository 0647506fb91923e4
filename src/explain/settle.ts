import { type CauseId, causes as causesById, type VerdictCause } from '../causes/index.ts';
import { allOf, inBackticks, t, uncapitalised } from '../model/l10n.ts';
import type { Finding } from '../model/verdict.ts';
import { adviceOn } from './advice/advice.ts';
import type { AdviceContext } from './advice/known.ts';
import type { ExplainedCause } from './explanation.ts';
import { isOnMap, readAlike } from './rows/traits.ts';

/** The causes that the words of a text allow, best first. */
interface CausesOfText {
  readonly causes: readonly CauseId[];
  /** True if the words mean the first cause and no other. */
  readonly isSure: boolean;
  /** True if the words give no reason for the failed pull. */
  readonly isUnsaid: boolean;
}

/** The verdicts of the map on the image, and the age of the map in words. */
interface FactsOfMap {
  readonly findings: readonly Finding[];
  /** Undefined: the time of reading is not known. */
  readonly mapAge: string | undefined;
}

/** The causes in their order, and sentences about what the map shows. */
interface Settled {
  readonly known: readonly string[];
  readonly causes: readonly ExplainedCause[];
}

/**
 * Lets the map decide between causes that read alike. Words that mean one thing only stay first whatever it holds.
 * A denied verdict names the cause and its fix. An allowed one rules out the causes that the map can see.
 */
export function settleCauses(text: CausesOfText, map: FactsOfMap, known: AdviceContext): Settled {
  const possible = text.causes.map((cause, i) => adviceOn(cause, known, text.isSure && i === 0 ? 'text' : 'possible'));
  const denied = map.findings.find(({ verdict }) => verdict.outcome === 'denied');
  if (denied?.verdict.cause) return settledByDenial(text, possible, denied, denied.verdict.cause, map, known);
  const isAllowed = map.findings.length > 0 && map.findings.every(({ verdict }) => verdict.outcome === 'allowed');
  if (isAllowed && !text.isSure && possible.some(({ cause }) => isOnMap(cause)))
    return settledByPermission(text, possible, map, known);
  return { known: [], causes: possible };
}

/** The cause in the map is first if the words allow it, or give no reason. Otherwise it follows the words' own. */
function settledByDenial(
  { causes, isSure, isUnsaid }: CausesOfText,
  possible: readonly ExplainedCause[],
  denied: Finding,
  cause: VerdictCause,
  { findings }: FactsOfMap,
  known: AdviceContext,
): Settled {
  const [first] = causes;
  if (isSure && wasLetIn(first) && !isOfImage(cause)) {
    const says = t('The registry let this caller in, so the refusal in the map is out of date or of another caller.');
    return { known: [says], causes: possible };
  }
  const fromMap = explained(denied, cause, known);
  const about = whichOf(findings, denied);
  const [said, ...more] = possible.filter(each => each.cause !== cause);
  if (said === undefined) return { known: about, causes: [fromMap] };
  const isAllowedByWords = causes.includes(cause) || (first !== undefined && readAlike(first, cause));
  const isFirst = isSure ? cause === first : isUnsaid || isAllowedByWords;
  return { known: about, causes: isFirst ? [fromMap, said, ...more] : [said, fromMap, ...more] };
}

/** Causes that the map can see come last. A role that is on its way comes first: it reads like a missing one. */
function settledByPermission(
  { causes: [first] }: CausesOfText,
  possible: readonly ExplainedCause[],
  { findings, mapAge }: FactsOfMap,
  known: AdviceContext,
): Settled {
  const target = findings[0]?.target ? nameOfTarget(findings[0]) : t('this target');
  const map = mapAge === undefined ? t('the map') : t('the map (read {0})', mapAge);
  const says = t("In {0}, {1} can pull this image. The map is out of date or can't show the cause.", map, target);
  const rest = possible.filter(({ cause }) => cause !== 'propagating');
  const ruledOut = rest.filter(({ cause }) => isOnMap(cause));
  const open = rest.filter(({ cause }) => !isOnMap(cause));
  const propagating =
    first !== undefined && readAlike(first, 'propagating') ? [adviceOn('propagating', known, 'possible')] : [];
  return { known: [says], causes: [...propagating, ...open, ...ruledOut] };
}

/** A registry answers 401 or 403 to a caller that it refuses. Only the others get a 404 for a missing image. */
const wasLetIn = (cause: CauseId | undefined) => cause === 'image-not-found' || cause === 'platform-mismatch';

function isOfImage(cause: CauseId): boolean {
  const { step } = causesById[cause];
  return step === 'image' || step === 'registry';
}

/** Names the targets that the cause and the commands are about, if the image goes to several. */
function whichOf(findings: readonly Finding[], denied: Finding): readonly string[] {
  const names = [...new Set(findings.map(nameOfTarget))];
  if (names.length < 2) return [];
  if (names.length > 3)
    return [t('{0} targets use this image. The cause from the map is for {1}.', names.length, nameOfTarget(denied))];
  return [t('{0} use this image. The cause from the map is for {1}.', allOf(names), nameOfTarget(denied))];
}

const nameOfTarget = ({ target }: Finding) => (target ? inBackticks(target.name) : t('an unknown target'));

/** The verdict's own sentence and its fix, in place of the general ones. */
function explained({ verdict }: Finding, cause: CauseId, known: AdviceContext): ExplainedCause {
  const advice = adviceOn(cause, known, 'map');
  const [fix] = verdict.fixes;
  if (!fix) return { ...advice, why: verdict.message };
  const purpose = fix.bash === null ? null : uncapitalised(fix.title.replaceAll('`', ''));
  const purposes = { ...advice.purposes, fix: purpose };
  return { ...advice, why: verdict.message, fix: fix.bash ?? fix.title, purposes };
}
