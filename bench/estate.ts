/**
 * `acr-pull check` over a synthetic estate of 20,000 manifests, 40 clusters, 200 registries and 3,000 pulls, as it ships: lines of
 * the text, sizes of the formats, time and memory. `node bench/estate.ts FORMER` measures a former gate (its `dist/gate.cjs`) in
 * turns with this one, and compares them: both have their turn in each round, since the machine may be busy.
 */
import path from 'node:path';
import process from 'node:process';
import { fortyClusters, makeEstate } from './shared/estate.ts';
import { gate, inFolder, type Run, run } from './shared/gate.ts';
import { atMost, quantile, report } from './shared/measure.ts';

const given = process.argv.slice(2).filter(word => !word.startsWith('-'));
const former = given[0] === undefined ? undefined : path.resolve(given[0]);
const ROUNDS = 5;
const MiB = 2 ** 20;

await inFolder(makeEstate(fortyClusters), measure);

function measure(folder: string): void {
  const check = (program: string, ...args: readonly string[]) => {
    const done = run([program, 'check', ...args], folder);
    if (done.code !== 2) throw new Error(`acr-pull check ended with ${done.code}: ${done.stderr.slice(0, 500)}`);
    return done;
  };
  const rounds = Array.from({ length: ROUNDS }, () => ({
    now: check(gate),
    before: former === undefined ? undefined : check(former),
  }));
  const [first] = rounds;
  if (first === undefined) return;
  const lines = first.now.stdout.trimEnd().split('\n');
  report('lines of text', String(lines.length), atMost(lines.length, 400, ''));
  if (first.before !== undefined) report('lines of the former text', String(linesOf(first.before)));
  const [sum = ''] = /^.* images, .* targets: .*$/m.exec(first.now.stdout) ?? [];
  console.log(sum);

  const keyed = check(gate, '--format', 'json', '--json-version', '2').stdout.length / MiB;
  const repeated = check(gate, '--format', 'json').stdout.length / MiB;
  const markdown = check(gate, '--format', 'markdown').stdout.length;
  report('JSON version 1', `${repeated.toFixed(1)} MB`);
  report('JSON version 2', `${keyed.toFixed(1)} MB`, atMost(keyed, 15, ' MB'));
  report('Markdown', `${markdown} characters`, atMost(markdown, 65_535, ''));

  const median = (of: (round: (typeof rounds)[number]) => number) => quantile(rounds.map(of), 0.5);
  report('time of the processor', `${median(({ now }) => now.cpu).toFixed(0)} ms`);
  report('memory', `${median(({ now }) => now.megabytes).toFixed(0)} MB`);
  if (former === undefined) return;
  const ratio = (of: (done: Run) => number) =>
    median(({ now, before }) => (before === undefined ? Number.NaN : of(now) / of(before)));
  for (const [what, of] of [
    ['time of the processor', ({ cpu }: Run) => cpu],
    ['memory', ({ megabytes }: Run) => megabytes],
  ] as const) {
    const figure = ratio(of);
    report(`${what}, this gate / the former one`, figure.toFixed(2), atMost(figure, 1.05, ''));
  }
}

function linesOf({ stdout }: Run): number {
  return stdout.trimEnd().split('\n').length;
}
