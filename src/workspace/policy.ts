import { count } from '../model/count.ts';
import type { Finding, Outcome } from '../model/verdict.ts';
import type { Config, FailLevel, Severity } from './config/config.ts';
import { severityOf } from './severity.ts';

/** Why a finding does not count: a rule of the config, or the severity. Null: it counts. */
export function reasonToHide({ ignored, verdict }: Finding, config: Config): string | null {
  if (ignored !== null) return ignored;
  const isOff = verdict.outcome !== 'allowed' && severityOf(verdict, config) === 'off';
  return isOff ? `severity of ${verdict.cause} is off` : null;
}

/** Returns whether the gate fails on a finding that nothing hides. */
export function isFailing({ verdict, target }: Finding, config: Config, failOn: FailLevel | undefined): boolean {
  // an app may have the name of a cluster that the config lets fail
  const configured = config.targets.find(({ name, kind }) => name === target?.name && kind === target.kind);
  return fails(verdict.outcome, severityOf(verdict, config), failOn ?? configured?.fail ?? 'unknown');
}

function fails(outcome: Outcome, severity: Severity, failOn: FailLevel): boolean {
  if (failOn === 'never') return false;
  if (outcome === 'denied') return true;
  if (outcome === 'unknown') return failOn !== 'denied';
  return failOn === 'warning' && (severity === 'warning' || severity === 'error');
}

export interface Demands {
  /** For all findings. Undefined: the level of their targets in the config, or else `unknown`. */
  readonly failOn: FailLevel | undefined;
  /** True to fail if there is nothing to check. */
  readonly requireImages: boolean;
}

/** 1 is reserved for a command that could not do its work. */
export type ExitCode = 0 | 2 | 3 | 4;

export interface Conclusion {
  readonly exitCode: ExitCode;
  /** Why the exit code is not 0. Null: it is 0. */
  readonly reason: string | null;
}

/** A file that could not be read may hold anything. So it is never a success, even if all findings are excused. */
export function conclusionOf(
  images: number,
  unread: number,
  counting: readonly { readonly outcome: Outcome; readonly isFailure: boolean }[],
  { failOn, requireImages }: Demands,
): Conclusion {
  const because = (exitCode: ExitCode, ...reasons: readonly string[]) => ({
    exitCode,
    reason: `Failed with exit code ${exitCode}: ${reasons.filter(each => each !== '').join(', and ')}.`,
  });
  if (failOn === 'never') return { exitCode: 0, reason: null };
  const places = count(unread, 'file or folder', 'files or folders');
  const gaps = unread > 0 ? `${places} could not be read completely` : '';
  const failing = counting.filter(({ isFailure }) => isFailure);
  const of = (outcome: Outcome) => failing.filter(finding => finding.outcome === outcome).length;
  if (of('denied') > 0) return because(2, `${count(of('denied'), 'pull is', 'pulls are')} denied`, gaps);
  const asked = failOn === 'warning' ? '--fail-on warning' : 'fail: warning';
  if (of('allowed') > 0)
    return because(2, `${count(of('allowed'), 'pull works', 'pulls work')} with a warning (${asked})`, gaps);
  const open = of('unknown');
  const doubt = open > 0 ? `${count(open, 'pull is', 'pulls are')} unknown` : '';
  if (doubt !== '' || gaps !== '') return because(3, doubt, gaps);
  if (images === 0 && requireImages) return because(4, 'there is no image to check (--require-images)');
  return { exitCode: 0, reason: null };
}
