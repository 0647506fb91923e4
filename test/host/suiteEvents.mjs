// Reads what suite/index.cjs wrote, and turns it into counts that can't look good by accident.
import { existsSync, readFileSync } from 'node:fs';

/**
 * @typedef {{ title: string, state: 'passed' | 'failed' | 'skipped', ms?: number, error?: string, figures?: unknown }} TestResult
 * @typedef {{ passed: number, failed: number, skipped: number, ended: boolean, tests: TestResult[] }} SuiteResult
 * ended: the suite came to its end, whatever its tests did
 */

/**
 * @param {string} file
 * @param {string | undefined} trouble why the extension host's run as a whole is no success, if so
 * @param {{ mayBeEmpty?: boolean }} [options] mayBeEmpty: that no test ran is no failure
 * @returns {SuiteResult}
 */
export function readSuiteEvents(file, trouble, { mayBeEmpty = false } = {}) {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  const events = lines.map(line => JSON.parse(line));

  /** @type {TestResult[]} */
  const tests = events
    .filter(event => event.test !== undefined)
    .map(({ test, ...result }) => ({ title: test, ...result }));

  const failed = tests.some(test => test.state === 'failed');
  const ended = events.some(event => event.ended);
  const loadError = events.find(event => event.error && event.test === undefined)?.error;
  let why;
  if (!ended) why = trouble ?? 'the extension host ended before the suite did';
  else if (!failed) why = loadError ?? trouble ?? (tests.length > 0 || mayBeEmpty ? undefined : 'no test ran');
  if (why) tests.push({ title: interrupted(events), state: 'failed', error: why });

  const count = state => tests.filter(test => test.state === state).length;
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped'), ended, tests };
}

/** The test that was running when the suite stopped short. Else the suite itself. */
function interrupted(events) {
  const last = events.filter(event => event.started !== undefined || event.test !== undefined).at(-1);
  return last?.started ?? 'the suite as a whole';
}
