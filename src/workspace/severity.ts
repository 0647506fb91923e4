import { causes, type VerdictCause } from '../causes/index.ts';
import type { Finding, Outcome, Planned, Verdict } from '../model/verdict.ts';
import type { Config, Severity } from './config/config.ts';

/** Severities by cause, as a config or a person sets them. */
export type Severities = Config['severity'];

/** The parts of a verdict, or of a report of one, that decide how loud it is. */
interface Said extends Pick<Verdict, 'cause' | 'outcome'> {
  readonly planned?: Pick<Planned, 'isRegistryOutside'> | undefined;
}

/**
 * Returns the severity of a verdict: the team's config, then the person's settings, or else the cause's default. An
 * unknown verdict is information at most: nothing may claim more than is known. One exception is a warning: code that
 * makes the registry and the identity, but no grant, is a fact. Off: there is nothing to report.
 */
export function severityOf(
  { cause, outcome, planned }: Said,
  config: Pick<Config, 'severity'>,
  personal: Severities = {},
): Severity {
  if (cause === null) return 'off';
  const severity = config.severity[cause] ?? personal[cause] ?? causes[cause].severity;
  const most = mostOf(cause, outcome, planned?.isRegistryOutside === true);
  return isLouder(severity, most) ? most : severity;
}

function mostOf(cause: VerdictCause, outcome: Outcome, isRegistryOutside: boolean): Severity {
  if (outcome === 'unknown') return cause === 'no-grant-in-code' && !isRegistryOutside ? 'warning' : 'information';
  // a pull that works despite a flaw that refuses others
  return outcome === 'allowed' && causes[cause].outcome === 'denied' ? 'warning' : 'error';
}

/** Off for a finding that is ignored. */
export function severityOfFinding({ verdict, ignored }: Finding, config: Config, personal?: Severities): Severity {
  return ignored === null ? severityOf(verdict, config, personal) : 'off';
}

/** Drops a switched-off cause from a pull that works: then it plainly works. */
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
