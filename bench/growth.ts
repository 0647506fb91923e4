// Doubles each list that a stranger writes, five times: the time of a run may at most double with it, and a third of that again
// for noise. Run by hand, with parts of names to run only some: `node bench/growth.ts [WORDS]`.
//
// It counts the processor's time, in which a machine that others use is still half as slow again for a while. So a length and its
// double are run one after the other, forth and back, and what counts is their proportion. Rounds go on until one side of the limit leads
// by three, whichever it is. Each list has a process of its own, with a heap of one size and a collector in the only thread: no list
// warms up or burdens another.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../src/gate/program.ts';
import { type WrittenList, writtenLists } from '../test/hostile/lists.ts';

const DOUBLINGS = 5;
const MOST = 2 * 1.3;
/** Below this, in milliseconds, a run is the cost of starting. */
const LEAST = 150;
/** Rounds by which one side of the limit has to lead, and how many there are at most: odd, so that one of them does. */
const LEAD = 3;
const ROUNDS = 15;
const FLAGS = ['--expose-gc', '--single-threaded-gc', '--min-semi-space-size=16', '--max-semi-space-size=16'];

interface Round {
  readonly single: number;
  readonly double: number;
}

async function roundsOf(list: WrittenList, length: number): Promise<readonly Round[]> {
  const rounds: Round[] = [];
  let lead = 0;
  while (Math.abs(lead) < LEAD && rounds.length < ROUNDS) {
    const isForth = rounds.length % 2 === 0;
    const first = await timeOf(list, isForth ? length : 2 * length);
    const second = await timeOf(list, isForth ? 2 * length : length);
    const round = isForth ? { single: first, double: second } : { single: second, double: first };
    rounds.push(round);
    lead += growthIn(round) > MOST ? 1 : -1;
  }
  return rounds;
}

function growthIn({ single, double }: Round): number {
  return double / Math.max(LEAST, single);
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

async function timeOf({ make, args = ['scan', '--format', 'json'] }: WrittenList, length: number): Promise<number> {
  const cwd = mkdtempSync(path.join(tmpdir(), 'acr-pull-growth-'));
  try {
    for (const [name, text] of Object.entries(make(length))) {
      mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
      writeFileSync(path.join(cwd, name), text);
    }
    const nothing = () => {};
    const terminal = {
      cwd,
      color: false,
      now: () => new Date(),
      input: async () => new Uint8Array(),
      out: nothing,
      err: nothing,
    };
    globalThis.gc?.();
    const before = process.cpuUsage();
    await run(args, terminal);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

/** Prints the row of a list. Returns false where it grows too fast. */
async function measured(part: string, list: WrittenList): Promise<boolean> {
  const { what, from = 100 } = list;
  await timeOf(list, 2); // to load what it needs
  const doublings: (readonly Round[])[] = [];
  for (let i = 0; i < DOUBLINGS; i++) doublings.push(await roundsOf(list, from * 2 ** i));
  const growths = doublings.map(rounds => median(rounds.map(growthIn)));
  const worst = growths.reduce((most, growth) => Math.max(most, growth), 0);
  const isGood = worst <= MOST;
  const times = [
    ...doublings.slice(0, 1).map(rounds => rounds.map(({ single }) => single)),
    ...doublings.map(rounds => rounds.map(({ double }) => double)),
  ];
  const shown = times.map(each => median(each).toFixed(0).padStart(6)).join('');
  console.log(
    `${isGood ? ' ' : '✗'} ${`${part}: ${what}`.padEnd(58)}${String(from).padStart(6)} ×2⁵ ${shown} ms  ×${worst.toFixed(2)}`,
  );
  return isGood;
}

const all = Object.entries(writtenLists).flatMap(([part, lists]) => lists.map(list => ({ part, list })));
const [only, number, ...none] = process.argv.slice(2);
const one = only === '--row' && none.length === 0 ? all[Number(number)] : undefined;
if (one !== undefined) {
  if (!(await measured(one.part, one.list))) process.exitCode = 1;
} else {
  const words = process.argv.slice(2).join(' ').toLowerCase();
  let failed = 0;
  for (const [row, { part, list }] of all.entries()) {
    if (!`${part} ${list.what}`.toLowerCase().includes(words)) continue;
    const own = [import.meta.filename, '--row', String(row)];
    const { status } = spawnSync(process.execPath, [...FLAGS, ...own], { stdio: 'inherit' });
    if (status !== 0) failed += 1;
  }
  if (failed > 0) {
    console.log(`${failed} more than double with their list`);
    process.exitCode = 1;
  }
}
