import type { ProcessEnvironment } from './azureHost.ts';
import type { LiveMap } from './liveMap.ts';

/** The unit of all waiting. With the emulator, tests may make it shorter. */
export function minuteOf(environment: ProcessEnvironment): number {
  const short =
    environment['ACR_PULL_EMULATOR_PORT'] === undefined ? Number.NaN : Number(environment['ACR_PULL_MINUTE']);
  return short >= 50 ? short : 60_000;
}

/** Minutes after which what was read is read again. */
const old = 15;

/** All times are in milliseconds. */
export interface Standing extends Readonly<LiveMap['standing']> {
  readonly sinceLastAsked: number;
  /** The number of retries of temporary failures. */
  readonly askedInVain: number;
}

/**
 * Decides each minute what is due: reading again by age, and sooner after a failure, with pauses that grow up to the
 * same age. Where only a person can help, by signing in, nothing is tried.
 */
export function dueNow(standing: Standing, minute: number): 'read' | 'ask' | 'nothing' {
  const { state, age, sinceLastTry, failedInARow, maybeMended, sinceLastAsked, askedInVain } = standing;
  if (state === 'reading' || state === 'signedOut') return 'nothing';
  const isOld = Math.min(sinceLastTry, age ?? sinceLastTry) >= old * minute;
  if (state === 'offline' ? sinceLastTry >= pauseAfter(failedInARow) * minute : isOld) return 'read';
  return maybeMended && sinceLastAsked >= pauseAfter(askedInVain) * minute ? 'ask' : 'nothing';
}

/** In minutes. */
function pauseAfter(times: number): number {
  return Math.min(old, 2 ** Math.max(0, times - 1));
}
