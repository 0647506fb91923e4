// The trial: inputs of a careless or hostile user, with the answer that each must get. The built gate takes each in a
// process of its own. The bounds that bring them to an end count steps. The clock only ends the trial where one is
// missing.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { describe, type TestContext, test } from 'node:test';
import { folder, type GateRun, program } from '../gate/gate.ts';
import type { WrittenList } from './lists.ts';

/**
 * - `said`: what was not read, or not taken, is named, and the exit code is no success
 * - bounded: it would never end without a bound. It ends, and what the bound left out is named
 * - harmless: it is read as it is meant, or is a text like any other
 */
export type Answer = 'said' | 'bounded' | 'harmless';

export interface Input {
  readonly category: string;
  readonly what: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** Makes things that are no files: pipes, devices, links. */
  readonly prepare?: (cwd: string) => void;
  /** `scan --format json` unless set otherwise. */
  readonly args?: readonly string[];
  readonly input?: Uint8Array;
  /** The number of references that a scan finds. */
  readonly images?: number;
  /** The message that standard error must have. Absent: none. */
  readonly says?: RegExp;
  readonly code: 0 | 1 | 2 | 3;
  readonly answer: Answer;
}

const answers = new Map<string, Record<Answer, number>>();

/** Counts an answer that was as it must be. */
export function count(category: string, answer: Answer, times = 1): void {
  const row = answers.get(category) ?? { said: 0, bounded: 0, harmless: 0 };
  answers.set(category, row);
  row[answer] += times;
}

export function table(): string {
  const columns = ['said', 'bounded', 'harmless'] as const;
  const line = (name: string, cells: readonly (string | number)[]) =>
    `${name.padEnd(46)}${cells.map(cell => String(cell).padStart(10)).join('')}\n`;
  const rows = [...answers].map(([name, row]) => [name, columns.map(column => row[column])] as const);
  const sums = columns.map((_, i) => rows.reduce((sum, [, cells]) => sum + (cells[i] ?? 0), 0));
  return [line('', columns), ...rows.map(([name, cells]) => line(name, cells)), line('together', sums)].join('');
}

/** In a process of its own, which is ended if it doesn't end. */
export function bounded(args: readonly string[], cwd: string, input: Uint8Array = new Uint8Array()): Promise<GateRun> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [program, ...args], { cwd, timeout: 60_000, killSignal: 'SIGKILL' });
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', text => {
        texts[name] += text;
      });
    child.on('error', fail);
    child.on('close', (code, signal) =>
      signal === null ? done({ code, ...texts }) : fail(new Error(`it hangs: ended by ${signal}\n${texts.stderr}`)),
    );
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

async function trial(t: TestContext, input: Input): Promise<void> {
  const { category, files, prepare, args = ['scan', '--format', 'json'], images, says, code, answer } = input;
  const cwd = folder(t, files);
  prepare?.(cwd);
  const run = await bounded(args, cwd, input.input);
  const shown = `exit code ${run.code}\n${run.stderr.slice(0, 2000)}`;
  assert.doesNotMatch(run.stderr, /bug in acr-pull|\n\s+at .*:\d+:\d+/, shown);
  if (images !== undefined) assert.equal(JSON.parse(run.stdout).references.length, images, shown);
  if (says) assert.match(run.stderr, says);
  else assert.equal(run.stderr, '');
  assert.equal(run.code, code, shown);
  count(category, answer);
}

/** A test for each input, a few at a time. */
export function tryAll(what: string, inputs: readonly Input[]): void {
  describe(what, { concurrency: availableParallelism() }, () => {
    for (const input of inputs) test(`${input.category}: ${input.what}`, t => trial(t, input));
  });
}

/** Longer than anybody writes, and as long as bench/growth.ts makes it. */
const LONG = 32;

/** Lists that are far too long: each ends, and what a bound left out is listed. */
export function tryLists(part: string, lists: readonly WrittenList[]): void {
  describe(`lists: ${part}`, { concurrency: availableParallelism() }, () => {
    for (const { what, make, args = ['scan', '--format', 'json'], from = 100, says } of lists)
      test(what, async t => {
        const run = await bounded(args, folder(t, make(from * LONG)));
        const shown = `exit code ${run.code}\n${run.stderr.slice(0, 2000)}`;
        assert.doesNotMatch(run.stderr, /bug in acr-pull|\n\s+at .*:\d+:\d+/, shown);
        assert.notEqual(run.code, null, shown);
        if (says !== undefined) {
          assert.match(run.stderr, says);
          assert.notEqual(run.code, 0, shown);
        }
        count(`lists: ${part}`, says === undefined ? 'harmless' : 'bounded');
      });
  });
}
