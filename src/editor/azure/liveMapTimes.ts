import type { LiveState } from './liveMap.ts';

/** The unit of all waiting; with the emulator, tests may make it shorter. */
export function minuteOf(environment: Readonly<Record<string, string | undefined>>): number {
  const short =
    environment['ACR_PULL_EMULATOR_PORT'] === undefined ? Number.NaN : Number(environment['ACR_PULL_MINUTE']);
  return short >= 50 ? short : 60_000;
}

/** Minutes after which what was read is read again. */
const old = 15;

export interface Standing {
  /** Azure was asked for, and the window is in front. */
  readonly awaited: boolean;
  readonly state: LiveState;
  /** Times are in minutes; undefined where there is no map. */
  readonly age: number | undefined;
  readonly sinceLastTry: number;
  readonly failedInARow: number;
  readonly sinceLastAsked: number;
  /** How often what failed, and may have passed, was asked again; undefined: nothing is of that kind. */
  readonly askedInVain: number | undefined;
}

/**
 * What the minute's hand brings up: reading again by age, and sooner after a failure, with pauses that grow up to the
 * same age. Where only a person can help, by signing in, nothing is tried.
 */
export function dueNow(standing: Standing): 'read' | 'ask' | 'nothing' {
  const { awaited, state, age = old, sinceLastTry, failedInARow, sinceLastAsked, askedInVain } = standing;
  if (!awaited || state === 'reading' || state === 'signedOut') return 'nothing';
  if (state === 'offline' ? sinceLastTry >= pauseAfter(failedInARow) : sinceLastTry >= old && age >= old) return 'read';
  return askedInVain !== undefined && sinceLastAsked >= pauseAfter(askedInVain) ? 'ask' : 'nothing';
}

function pauseAfter(times: number): number {
  return Math.min(old, 2 ** Math.max(0, times - 1));
}
