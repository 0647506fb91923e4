// How the extension does in a real VS Code with a workspace of 10,000 manifests: activation, the time until it settles,
// how long it holds the extension host at a time, memory, and keystrokes in a file of 4,000 lines.
// `--profile FILE` keeps a CPU profile of the opening, or of `--phase typing`, `again` or `typingWithTree`. The machine
// should have nothing else to do: of several runs, the best counts.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { install } from '../test/host/install.mjs';
import { temporaryFolder } from '../test/host/lifetime.mjs';
import { requireBuilt, root, samples } from '../test/host/locations.mjs';
import { runSuite } from '../test/host/runSuite.mjs';
import { atMost, quantile, report } from './shared/measure.ts';
import { makeStream, makeWorkspace } from './shared/workspace.ts';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    files: { type: 'string', default: '10000' },
    profile: { type: 'string' },
    phase: { type: 'string', default: 'opening' },
  },
});

const config = `version: 1
snapshot: access.snapshot.json
targets:
  - name: aks-prod
    kind: aks
    id: /subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/shop-aks/providers/Microsoft.ContainerService/managedClusters/aks-prod
    manifests: ['**']
`;

function writeWorkspace(folder) {
  for (const { name, text } of makeWorkspace(Number(options.files))) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  cpSync(path.join(samples, 'access.snapshot.json'), path.join(folder, 'access.snapshot.json'));
  writeFileSync(path.join(folder, '.acr-pull.yaml'), config);
  writeFileSync(path.join(folder, 'long.yaml'), makeStream(400).split('\n').slice(0, 4000).join('\n'));
}

/** The extension as built, but nothing starts it: VS Code would, before the clock runs, by a JSON document of its own. */
function copyExtension(folder) {
  for (const name of ['dist', 'media', 'package.nls.json'])
    cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ ...manifest, activationEvents: [] }));
}

async function buildInside(folder) {
  const outfile = path.join(folder, 'inside.cjs');
  const entryPoints = [path.join(root, 'bench/host/inside.ts')];
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'cjs', external: ['vscode'] });
  return outfile;
}

async function runOnce() {
  const file = path.join(temporary.folder, 'figures.json');
  const env = {
    BENCH_FIGURES: file,
    ...(options.profile ? { BENCH_PROFILE: path.resolve(options.profile), BENCH_PHASE: options.phase } : {}),
  };
  const { tests } = await runSuite({ extension, suite, workspace, env, quiet: true });
  const trouble = tests.find(({ state }) => state === 'failed');
  if (trouble) throw new Error(trouble.error);
  return JSON.parse(readFileSync(file, 'utf8'));
}

requireBuilt(root);
await install();
const temporary = temporaryFolder('bench');
const workspace = path.join(temporary.folder, 'workspace');
writeWorkspace(workspace);
const extension = path.join(temporary.folder, 'extension');
copyExtension(extension);
const suite = await buildInside(extension);
const runs = [];
for (let i = 0; i < Number(options.runs); i++) runs.push(await runOnce());
temporary.remove();

const best = figure => Math.min(...runs.map(figure));
const median = times => quantile(times, 0.5);
const longest = blocks => Math.max(0, ...blocks.map(({ cpu }) => cpu));

/** What is told, the figure of a run, and its limit, in milliseconds. */
const rows = [
  ['activation, until everything is wired', run => run.activation, 50],
  ['keystroke to diagnostics after the debounce, median', run => median(run.keystrokes), 50],
  ['  the slowest of 20', run => Math.max(...run.keystrokes)],
  ['  median with the tree in sight', run => median(run.keystrokesWithTree), 50],
  ['opening until settled', run => run.settle, 15_000],
  ['longest block before the extension starts', run => longest(run.idle)],
  ['longest block while it starts', run => longest(run.starting), 50],
  ['longest block while opening, after that', run => longest(run.opening), 16],
  ['longest block while typing', run => longest(run.typing), 16],
  ['longest block while everything is read again', run => longest(run.again), 16],
  ['longest block while typing, with the tree in sight', run => longest(run.typingWithTree), 16],
];

console.log(`the best of ${runs.length} runs; ${options.files} manifests, ${runs[0].problems} problems`);
for (const [what, figureOf, limit] of rows) {
  const figure = best(figureOf);
  report(what, `${figure.toFixed(figure < 10 ? 1 : 0)} ms`, limit && atMost(figure, limit, ' ms'));
}
const heap = best(run => run.heapMb);
report('heap of the whole host after opening', `${heap.toFixed(0)} MB`, atMost(heap, 200, ' MB'));
report('  of which grown since the start', `${best(run => run.grownMb).toFixed(0)} MB`);
for (const phase of ['idle', 'starting', 'opening', 'typing', 'again', 'typingWithTree']) {
  const blocks = runs.map(run =>
    run[phase]
      .slice(0, 6)
      .map(({ cpu, wall }) => `${cpu.toFixed(0)}/${wall.toFixed(0)}`)
      .join(' '),
  );
  console.log(`  longest blocks, ${phase} (CPU/clock in ms): ${blocks.join(' | ')}`);
}
process.exit();
