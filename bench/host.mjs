// Measures the extension in a real VS Code with a workspace of 10,000 manifests: activation, the time until it settles,
// how long it holds the extension host at a time, memory, and keystrokes in a file of 4,000 lines.
// `--profile FILE` keeps a CPU profile of the opening, or of `--phase typing`, `again` or `typingWithTree`.
// `--against FOLDER` measures another checkout of this repository, built, in turns with this one, and prints its figures
// beside ours. The machine should have nothing else to do: of several runs, the best counts.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { inBrowser } from '../test/host/inBrowser.mjs';
import { install } from '../test/host/install.mjs';
import { temporaryFolder } from '../test/host/lifetime.mjs';
import { requireBuilt, root } from '../test/host/locations.mjs';
import { runSuite } from '../test/host/runSuite.mjs';
import { atMost, quantile, report } from './shared/measure.ts';
import { makeStream, makeWorkspace } from './shared/workspace.ts';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    files: { type: 'string', default: '10000' },
    profile: { type: 'string' },
    phase: { type: 'string', default: 'opening' },
    against: { type: 'string' },
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

function writeWorkspace(folder, checkout, files) {
  for (const { name, text } of makeWorkspace(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  cpSync(path.join(checkout, 'samples/access.snapshot.json'), path.join(folder, 'access.snapshot.json'));
  writeFileSync(path.join(folder, '.acr-pull.yaml'), config);
  writeFileSync(path.join(folder, 'long.yaml'), makeStream(400).split('\n').slice(0, 4000).join('\n'));
}

/** The extension as built, but nothing starts it: VS Code would, before the clock runs, by a JSON document of its own. */
function copyExtension(folder, checkout) {
  for (const name of ['dist', 'media', 'package.nls.json', 'l10n'])
    if (existsSync(path.join(checkout, name)))
      cpSync(path.join(checkout, name), path.join(folder, name), { recursive: true });
  const manifest = JSON.parse(readFileSync(path.join(checkout, 'package.json'), 'utf8'));
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ ...manifest, activationEvents: [] }));
}

async function buildInside(folder, isWeb) {
  const outfile = path.join(folder, 'inside.cjs');
  const entryPoints = [path.join(root, isWeb ? 'bench/host/inside.web.ts' : 'bench/host/inside.ts')];
  const platform = isWeb ? 'browser' : 'node';
  await build({ entryPoints, outfile, bundle: true, platform, format: 'cjs', external: ['vscode'] });
  return outfile;
}

/** A checkout whose extension is measured, in Node or in a browser, with a workspace of its own. */
async function prepare(checkout, { files, isWeb = false }) {
  requireBuilt(checkout);
  const folder = path.join(temporary.folder, String(readdirSync(temporary.folder).length));
  const [workspace, extension] = [path.join(folder, 'workspace'), path.join(folder, 'extension')];
  writeWorkspace(workspace, checkout, files);
  copyExtension(extension, checkout);
  const settings = isWeb ? inBrowser : {};
  return { workspace, extension, settings, suite: await buildInside(extension, isWeb), runs: [] };
}

async function runOnce({ runs, ...subject }) {
  const env = options.profile ? { BENCH_PROFILE: path.resolve(options.profile), BENCH_PHASE: options.phase } : {};
  const { tests } = await runSuite({ ...subject, env, quiet: true });
  const trouble = tests.find(({ state }) => state === 'failed');
  if (trouble) throw new Error(trouble.error);
  runs.push(tests[0].figures);
}

/** Less than a browser reads over the network, and as many for Node beside it. */
const filesOfBoth = 2000;

await install();
const temporary = temporaryFolder('bench');
const files = Number(options.files);
const ours = await prepare(root, { files });
const other = options.against && (await prepare(path.resolve(options.against), { files }));
const node = await prepare(root, { files: filesOfBoth });
const web = await prepare(root, { files: filesOfBoth, isWeb: true });
for (let i = 0; i < Number(options.runs); i++) {
  for (const subject of [ours, other, node, web]) if (subject) await runOnce(subject);
}
temporary.remove();

const best = ({ runs }, figure) => Math.min(...runs.map(figure));
const median = times => quantile(times, 0.5);
const longest = blocks => Math.max(0, ...blocks.map(({ cpu }) => cpu));
const longestOnClock = blocks => Math.max(0, ...blocks.map(({ wall }) => wall));

/** The label, the figure of a run, and its limit, in milliseconds. */
const rows = [
  ['activation, until everything is wired', run => run.activation, 50],
  ['keystroke to diagnostics after the debounce, median', run => median(run.keystrokes), 50],
  ['  the slowest of 60', run => Math.max(...run.keystrokes)],
  ['  median with the tree in sight', run => median(run.keystrokesWithTree), 50],
  ['opening until settled', run => run.settle, 15_000],
  ['longest block before the extension starts', run => longest(run.idle)],
  ['longest block while it starts', run => longest(run.starting), 50],
  ['longest block while opening, after that', run => longest(run.opening), 16],
  ['longest block while typing', run => longest(run.typing), 16],
  ['longest block while everything is read again', run => longest(run.again), 16],
  ['longest block while typing, with the tree in sight', run => longest(run.typingWithTree), 16],
];

console.log(`the best of ${ours.runs.length} runs; ${options.files} manifests, ${problemsOf(ours)} problems`);
if (other) console.log(`against ${problemsOf(other)} problems of ${options.against}, in brackets`);
for (const [what, figureOf, limit] of rows) tell(what, figureOf, 'ms', limit);
tell('heap of the whole host after opening', run => run.heapMb, 'MB', 200);
tell('  of which grown since the start', run => run.grownMb, 'MB');
for (const subject of [ours, other].filter(Boolean)) tellBlocks(subject);
tellBoth();
process.exit();

function problemsOf({ runs }) {
  return runs[0].problems;
}

function tell(what, figureOf, unit, limit) {
  const rounded = figure => `${figure.toFixed(figure < 10 ? 1 : 0)} ${unit}`;
  const figure = best(ours, figureOf);
  const beside = other ? ` [${rounded(best(other, figureOf))}]` : '';
  report(what, rounded(figure) + beside, limit && atMost(figure, limit, ` ${unit}`));
}

function tellBlocks({ runs }) {
  for (const phase of ['idle', 'starting', 'opening', 'typing', 'again', 'typingWithTree']) {
    const blocks = runs.map(run =>
      run[phase]
        .slice(0, 6)
        .map(({ cpu, wall }) => `${cpu.toFixed(0)}/${wall.toFixed(0)}`)
        .join(' '),
    );
    console.log(`  longest blocks, ${phase} (CPU/clock in ms): ${blocks.join(' | ')}`);
  }
}

/** The extension in a browser beside that in Node, on as many files. Blocks are as long as on the clock, for both. */
function tellBoth() {
  console.log(
    `in a browser, and [in Node]; ${filesOfBoth} manifests, ${problemsOf(web)} and ${problemsOf(node)} problems`,
  );
  for (const [what, figureOf] of [
    ['activation', run => run.activation],
    ['keystroke to diagnostics, median', run => median(run.keystrokes)],
    ['opening until settled', run => run.settle],
    ['longest block while it starts', run => longestOnClock(run.starting)],
    ['longest block while opening', run => longestOnClock(run.opening)],
    ['longest block while typing', run => longestOnClock(run.typing)],
    ['longest block while everything is read again', run => longestOnClock(run.again)],
  ]) {
    const [inWeb, inNode] = [best(web, figureOf), best(node, figureOf)];
    const figures = `${inWeb.toFixed(1)} ms [${inNode.toFixed(1)} ms]`;
    report(`  ${what}`, figures, atMost(inWeb / Math.max(inNode, 1), 1.5, ' ×'));
  }
}
