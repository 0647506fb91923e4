// The logs after a run: nothing of ours is a warning or an error, and nothing was left unhandled in the extension host.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The log level of a window whose logs are looked at: the extension's own at their finest. */
export const oursAtFinest = 'info,acr-pull-check.acr-pull-check=trace';

const ours = /acr-pull-check\.acr-pull-check[/\\][^/\\]+\.log$/;
/** Lines from our code, or from a promise without a handler. */
const hostTrouble = /acr-pull|unhandled|not handled|disposed/i;
/** A second window on a folder finds the lock of the first. The path has our name, since the test made it. */
const ofVsCode = /EEXIST: file already exists.*vscode\.lock/;
const host = /exthost\d+[/\\]remoteexthost\.log$/;

/** Lines of the extension's log, which is kept at its finest level, and of the extension host's. */
export function troublesIn(logs) {
  if (!existsSync(logs)) return [];
  const files = readdirSync(logs, { recursive: true }).map(String);
  const lines = (which, isTrouble) =>
    files
      .filter(file => which.test(file))
      .flatMap(file => readFileSync(path.join(logs, file), 'utf8').split('\n').filter(isTrouble));
  return [
    ...lines(ours, line => / \[(warning|error)\] /.test(line)),
    ...lines(host, line => / \[error\] /.test(line) && !ofVsCode.test(line) && hostTrouble.test(line)),
  ];
}

/** All that the extension logged, in every window of a server. */
export function logOfExtension(logs) {
  const files = readdirSync(logs, { recursive: true }).map(String);
  return files
    .filter(file => ours.test(file))
    .map(file => readFileSync(path.join(logs, file), 'utf8'))
    .join('\n');
}

/** The result of a suite, with one more test: that its logs are clean. */
export function withLogs(result, troubles) {
  if (!result.ended) return result;
  const test = cleanLogs(troubles);
  return { ...result, [test.state]: result[test.state] + 1, tests: [...result.tests, test] };
}

/** @returns {{ title: string, state: 'passed' | 'failed', error?: string }} */
export function cleanLogs(troubles) {
  const title = 'the logs at their finest level have no error and no warning';
  if (troubles.length > 0) return { title, state: 'failed', error: troubles.join('\n') };
  console.log(`  ✔ ${title}`);
  return { title, state: 'passed' };
}
