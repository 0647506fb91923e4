import type { Finding, Outcome } from '../model/verdict.ts';
import type { Config, Failure, Severity } from '../workspace/config/config.ts';
import { severityOf } from '../workspace/severity.ts';

/** Why a finding does not count: a rule of the config, or the severity; null for one that counts. */
export function reasonToHide({ ignored, verdict }: Finding, config: Config): string | null {
  if (ignored !== null) return ignored;
  const isOff = verdict.outcome !== 'allowed' && severityOf(verdict, config) === 'off';
  return isOff ? `severity of ${verdict.cause} is off` : null;
}

/** Tells whether the gate fails on a finding that nothing hides. */
export function isFailing({ verdict, target }: Finding, config: Config, failOn: Failure | undefined): boolean {
  // an app may be called like a cluster that the config lets fail
  const configured = config.targets.find(({ name, kind }) => name === target?.name && kind === target.kind);
  return fails(verdict.outcome, severityOf(verdict, config), failOn ?? configured?.fail ?? 'unknown');
}

function fails(outcome: Outcome, severity: Severity, failOn: Failure): boolean {
  if (failOn === 'never') return false;
  if (outcome === 'denied') return true;
  if (outcome === 'unknown') return failOn !== 'denied';
  return failOn === 'warning' && (severity === 'warning' || severity === 'error');
}
