// Doubles each list that a stranger writes, five times: the time of a run may at most double with it, and a third of that again
// for noise. Run by hand, with parts of names to run only some: `node bench/growth.ts [WORDS]`. It counts the
// processor's time, in this process, so that a busy machine shows the same.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../src/gate/program.ts';
import { type WrittenList, writtenLists } from '../test/hostile/lists.ts';

const DOUBLINGS = 5;
const MOST = 2 * 1.3;
/** Below this, in milliseconds, a run is the cost of starting. */
const LEAST = 150;

const words = process.argv.slice(2).join(' ').toLowerCase();

/** The least of three: what the machine did meanwhile is not of the list. */
async function leastTimeOf(list: WrittenList, length: number): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 3; run++) times.push(await timeOf(list, length));
  return Math.min(...times);
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
    const before = process.cpuUsage();
    await run(args, terminal);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

let failed = 0;
for (const [part, lists] of Object.entries(writtenLists)) {
  for (const list of lists) {
    const { what, from = 100 } = list;
    if (!`${part} ${what}`.toLowerCase().includes(words)) continue;
    await timeOf(list, 2); // to load what it needs
    const times: number[] = [];
    for (let doubling = 0; doubling <= DOUBLINGS; doubling++) times.push(await leastTimeOf(list, from * 2 ** doubling));
    const growths = times.slice(1).map((time, i) => time / Math.max(LEAST, times[i] ?? 0));
    const worst = growths.reduce((most, growth) => Math.max(most, growth), 0);
    const isBad = worst > MOST;
    if (isBad) failed += 1;
    const shown = times.map(time => time.toFixed(0).padStart(6)).join('');
    console.log(
      `${isBad ? '✗' : ' '} ${`${part}: ${what}`.padEnd(58)}${String(from).padStart(6)} ×2⁵ ${shown} ms  ×${worst.toFixed(2)}`,
    );
  }
}
if (failed > 0) {
  console.log(`${failed} more than double with their list`);
  process.exitCode = 1;
}
