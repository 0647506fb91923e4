import { causes } from '../../causes/index.ts';
import type { VerdictCause } from '../../model/cause.ts';
import type { Finding } from '../../model/verdict.ts';
import type { Config, Severity } from '../../workspace/config/config.ts';

/** Severities as a person set them, by cause. */
export type Severities = Readonly<Partial<Record<VerdictCause, Severity>>>;

/**
 * How loudly a finding is shown: the team's config decides, then the person's settings, then the cause's own default.
 * Whatever they say, what can't be told is information at most: a squiggle must not claim more than is known.
 */
export function severityOf(finding: Finding, config: Config, settings: Severities): Severity {
  const { cause, outcome } = finding.verdict;
  if (cause === null || finding.ignored !== null) return 'off';
  const severity = config.severity[cause] ?? settings[cause] ?? quietHere[cause] ?? causes[cause].severity;
  return outcome === 'unknown' && isLouder(severity, 'information') ? 'information' : severity;
}

/** What holds of everything is said once, by the view in the side bar, and not again on every line. */
const quietHere: Severities = { 'not-signed-in': 'off' };

const byLoudness: readonly Severity[] = ['off', 'hint', 'information', 'warning', 'error'];

export function isLouder(one: Severity, other: Severity): boolean {
  return byLoudness.indexOf(one) > byLoudness.indexOf(other);
}
