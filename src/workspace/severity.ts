import { causes } from '../causes/index.ts';
import type { Finding, Verdict } from '../model/verdict.ts';
import type { Config, Severity } from './config/config.ts';

/** Severities by cause, as a config or a person sets them. */
export type Severities = Config['severity'];

/**
 * How loud a verdict is: as the team's config says, then the person's settings, or else by the cause's own default. Whatever
 * they say, an unknown verdict is information at most: nothing may claim more than is known. Off: there is nothing to say.
 */
export function severityOf(
  { cause, outcome }: Pick<Verdict, 'cause' | 'outcome'>,
  config: Pick<Config, 'severity'>,
  personal: Severities = {},
): Severity {
  if (cause === null) return 'off';
  const severity = config.severity[cause] ?? personal[cause] ?? causes[cause].severity;
  return outcome === 'unknown' && isLouder(severity, 'information') ? 'information' : severity;
}

/** Off for a finding that is ignored. */
export function severityOfFinding({ verdict, ignored }: Finding, config: Config, personal?: Severities): Severity {
  return ignored === null ? severityOf(verdict, config, personal) : 'off';
}

/** A pull that works, for a cause that is switched off, plainly works. */
export function plainly(verdict: Verdict, config: Config, personal?: Severities): Verdict {
  const { cause, outcome } = verdict;
  if (outcome !== 'allowed' || cause === null || severityOf(verdict, config, personal) !== 'off') return verdict;
  return { ...verdict, cause: null, fixes: [] };
}

const byLoudness: readonly Severity[] = ['off', 'hint', 'information', 'warning', 'error'];

export function isLouder(one: Severity, other: Severity): boolean {
  return byLoudness.indexOf(one) > byLoudness.indexOf(other);
}

/** For sorting: refused, then unknown, then allowed, then ignored. */
export function byNeed(one: Finding, other: Finding): number {
  return needOf(one) - needOf(other);
}

function needOf({ verdict, ignored }: Finding): number {
  return ignored === null ? { denied: 0, unknown: 1, allowed: 2 }[verdict.outcome] : 3;
}
