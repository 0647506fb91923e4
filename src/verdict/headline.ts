// The headline of an image, everywhere: the whole image, its puller, the reason. Lists cut the end off.
import { causes } from '../causes/index.ts';
import { inBackticks, t } from '../model/l10n.ts';
import { wholeImage } from '../model/reference.ts';
import type { Finding, Outcome, Verdict } from '../model/verdict.ts';

/** More names than these are harder to read than their number. */
const MOST_NAMES = 3;

/** A target's findings of one image: several deployments may go there. */
interface OnTarget {
  readonly name: string;
  readonly outcome: Outcome;
  readonly reasons: readonly string[];
}

/**
 * One image on all of its targets in a line, without a full stop: "shopprod.azurecr.io/checkout:2.4.0: aks-eu can't
 * pull it (not attached)". Empty without findings. `more`: the number of further images with the same result.
 */
export function headlineOf(findings: readonly Finding[], more = 0): string {
  const [first] = findings;
  if (first === undefined) return '';
  const targets = onTargets(findings);
  const [only, ...others] = targets;
  const said = only === undefined ? saidWithoutTarget(first) : others.length === 0 ? saidOf(only) : saidOfAll(targets);
  const image = wholeImage(first.reference);
  return `${more === 0 ? image : t('{0} and {1} more', image, more)}: ${said}`;
}

/** The targets of an image, each with the worst outcome there. */
function onTargets(findings: readonly Finding[]): readonly OnTarget[] {
  const byTarget = Map.groupBy(
    findings.filter(({ target }) => target !== null),
    ({ target }) => target?.id ?? target?.name ?? '',
  );
  return [...byTarget.values()].flatMap(ofOne => {
    const outcome = worst.find(each => ofOne.some(({ verdict }) => verdict.outcome === each));
    if (outcome === undefined) return [];
    const deciding = ofOne.filter(({ verdict }) => verdict.outcome === outcome);
    return { name: ofOne[0]?.target?.name ?? '', outcome, reasons: reasonsOf(deciding) };
  });
}

const worst: readonly Outcome[] = ['denied', 'unknown', 'allowed'];

function reasonsOf(findings: readonly Finding[]): readonly string[] {
  return [...new Set(findings.map(({ verdict }) => shortReason(verdict)))].filter(Boolean);
}

/**
 * The reason in a few words: the title of its cause, or a plain statement of what is missing. Empty without a cause.
 */
export function shortReason({ cause, puller }: Pick<Verdict, 'cause' | 'puller'>): string {
  if (cause === 'not-readable' && puller?.isToCome) return t('identity may not exist yet');
  return cause === null ? '' : causes[cause].title;
}

function saidWithoutTarget(finding: Finding): string {
  const { outcome, cause } = finding.verdict;
  if (cause === 'no-target') return causes[cause].title;
  const says = {
    denied: t("it can't be pulled"),
    unknown: t("can't tell whether it can be pulled"),
    allowed: t('it can be pulled'),
  }[outcome];
  return says + inParentheses(reasonsOf([finding]));
}

function saidOf({ name, outcome, reasons }: OnTarget): string {
  const who = inBackticks(name);
  const says = {
    denied: t("{0} can't pull it", who),
    unknown: t("can't tell whether {0} can pull it", who),
    allowed: t('{0} can pull it', who),
  }[outcome];
  return says + inParentheses(reasons);
}

function inParentheses(reasons: readonly string[]): string {
  return reasons.length === 0 ? '' : ` (${reasons.join(', ')})`;
}

/** `✗ 2 of 5 targets can't pull it (aks-prod: not attached, aks-eu: registry firewall); ? 1 unknown (…)`. */
function saidOfAll(targets: readonly OnTarget[]): string {
  const of = (outcome: Outcome) => targets.filter(each => each.outcome === outcome);
  const [denied, unknown, allowed] = [of('denied'), of('unknown'), of('allowed')];
  const all = targets.length;
  const parts = [
    ...(denied.length > 0 ? [t("✗ {0} of {1} targets can't pull it", denied.length, all) + namesOf(denied)] : []),
    ...(unknown.length > 0 ? [t("? can't tell for {0} of {1} targets", unknown.length, all) + namesOf(unknown)] : []),
  ];
  const reviewed = allowed.filter(({ reasons }) => reasons.length > 0);
  if (parts.length === 0 || reviewed.length > 0)
    parts.push(t('✓ {0} of {1} targets can pull it', allowed.length, all) + namesOf(reviewed));
  return parts.join('; ');
}

/** ` (aks-prod: not attached, aks-eu and aks-us: registry firewall, 4 more)`. Targets of one reason are together. */
function namesOf(targets: readonly OnTarget[]): string {
  if (targets.length === 0) return '';
  const byReason = Map.groupBy(targets.slice(0, MOST_NAMES), ({ reasons }) => reasons.join(', '));
  const groups = [...byReason].map(([reason, together]) =>
    t('{0}: {1}', together.map(({ name }) => inBackticks(name)).join(', '), reason),
  );
  const rest = targets.length - MOST_NAMES;
  return ` (${[...groups, ...(rest > 0 ? [t('{0} more', rest)] : [])].join('; ')})`;
}
