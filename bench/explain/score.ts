/**
 * Scores `explain` with real errors: `npm run eval:explain`, or with `wrong` behind it to list the errors of the half
 * that is open. The messages are from public threads, with made-up names. They are halved by a hash of their ids: rows
 * are designed by the one half, and the other half is only ever counted, so that its figures hold for new texts. Don't
 * look at it, and stop where its figures don't rise after two changes of design.
 *
 * A cause of null: a failed pull whose text has no reason. Right is to show that, with the command that finds the
 * reason.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { explain } from '../../src/explain/explain.ts';

interface Message {
  readonly id: string;
  readonly text: string;
  readonly pullError: boolean;
  readonly cause: string | null;
  readonly source: string;
}

const file = path.join(import.meta.dirname, 'messages.jsonl.gz');
const messages: readonly Message[] = gunzipSync(readFileSync(file))
  .toString('utf8')
  .split('\n')
  .filter(line => line !== '')
  .map(line => JSON.parse(line));

type Result = 'right' | 'wrong cause' | 'missed' | 'other, left alone' | 'other, called a pull';

function resultOf({ text, pullError, cause }: Message): Result {
  const explanation = explain(text);
  if (!pullError) return explanation.pullError ? 'other, called a pull' : 'other, left alone';
  if (!explanation.pullError) return 'missed';
  const isRight =
    cause === null ? explanation.next !== null : explanation.causes.slice(0, 2).some(each => each.cause === cause);
  return isRight ? 'right' : 'wrong cause';
}

const isUnseen = ({ id }: Message) => (createHash('sha256').update(id).digest().at(-1) ?? 0) % 2 === 1;
const results = messages.map(message => ({ message, result: resultOf(message) }));

for (const [name, half] of [
  ['design', results.filter(({ message }) => !isUnseen(message))],
  ['unseen', results.filter(({ message }) => isUnseen(message))],
  ['all', results],
] as const) {
  const count = (result: Result) => half.filter(each => each.result === result).length;
  const pulls = half.filter(({ message }) => message.pullError).length;
  const share = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;
  console.log(
    `${name.padEnd(8)} ${pulls} pulls: right cause among the first two ${share(count('right'), pulls)}, missed ${share(count('missed'), pulls)};` +
      ` ${half.length - pulls} others: called a pull ${share(count('other, called a pull'), half.length - pulls)}`,
  );
}

if (process.argv[2] === 'wrong')
  for (const { message, result } of results)
    if (!isUnseen(message) && result !== 'right' && result !== 'other, left alone')
      console.log(`\n--- ${message.id}: ${result}, ${message.cause}\n${message.text.slice(0, 600)}`);
