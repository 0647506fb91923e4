// Doubles each list that a stranger writes, five times: the time of a run may at most double with it, and a third of that again
// for noise. Run by hand, with parts of names to run only some: `node bench/growth.ts [WORDS]`.
//
// It counts the processor's time, which another program on the machine still stretches. A short run finds a quiet moment, and a long
// one does not. So a short one is repeated until it is as exposed, all lengths take turns, and of each the least counts. Each list
// has a process of its own, with a heap of one size and a collector in the only thread: no list warms up or burdens another.
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
/** Runs of one length are repeated for as long, in milliseconds: the mean of them is its time in a turn. */
const WINDOW = 300;
/** A length is measured in three turns, and until its two least times are this close. What they show has no part in it. */
const CLOSE = 1.1;
const TURNS = 5;
const FLAGS = ['--expose-gc', '--single-threaded-gc', '--min-semi-space-size=16', '--max-semi-space-size=16'];

/** The least time of each length. */
async function timesOf(list: WrittenList): Promise<readonly number[]> {
  const { from = 100 } = list;
  const lengths = Array.from({ length: DOUBLINGS + 1 }, (_, doubling) => from * 2 ** doubling);
  await timeOf(list, 2); // to load what it needs
  const times = lengths.map((): number[] => []);
  for (let turn = 0; turn < TURNS; turn++) {
    for (const [i, length] of lengths.entries()) {
      const known = times[i] ?? [];
      if (!isMeasured(known)) known.push(await meanTimeOf(list, length));
    }
  }
  return times.map(each => Math.min(...each));
}

function isMeasured(times: readonly number[]): boolean {
  const [first, second, third] = times.toSorted((one, other) => one - other);
  if (first === undefined || second === undefined) return false;
  return isShort(first) || (third !== undefined && second <= first * CLOSE);
}

/** No noise makes it a time that counts. */
function isShort(time: number): boolean {
  return time < LEAST / 2;
}

async function meanTimeOf(list: WrittenList, length: number): Promise<number> {
  let [total, runs] = [0, 0];
  do {
    total += await timeOf(list, length);
    runs += 1;
  } while (total < WINDOW && !isShort(total));
  return total / runs;
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

/** Prints the row of a list; false where it grows too fast. */
async function measured(part: string, list: WrittenList): Promise<boolean> {
  const times = await timesOf(list);
  const growths = times.slice(1).map((time, i) => time / Math.max(LEAST, times[i] ?? 0));
  const worst = growths.reduce((most, growth) => Math.max(most, growth), 0);
  const isGood = worst <= MOST;
  const shown = times.map(time => time.toFixed(0).padStart(6)).join('');
  const { what, from = 100 } = list;
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
