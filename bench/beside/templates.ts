/**
 * Compares our rendering of charts with Go's own templates with sprig (Debian's packages `golang-go`,
 * `golang-github-masterminds-sprig-dev` and `golang-github-ghodss-yaml-dev`). Takes every chart below each folder, with
 * its own values and with each file of values beside it: `node bench/beside/templates.ts FOLDER…`.
 *
 * Go renders each chart several times, since we leave open what a cluster answers. Lines with `-` are images that only
 * Go renders, with `+` that only we have. `same`: equal sets. `open`: only Go has some, where a value is open for us.
 * `other`: all else. What Go can't render is counted and left out.
 */
import { spawn, spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { isChartFolder, valuesFilesBeside } from '../../src/build/helm/chart.ts';
import { renderChart } from '../../src/build/helm/renderChart.ts';
import { readBuilt } from '../../src/build/pulls.ts';
import { documentsIn, WorkspaceInputs } from '../../src/build/workspaceInputs.ts';
import type { ImageReference } from '../../src/model/reference.ts';
import { manifestNames } from '../../src/read/names.ts';
import '../../test/read/readers.ts';

interface RenderedByGo {
  readonly error?: string;
  readonly rendered: Readonly<Record<string, string>> | null;
}

/** Answers that a cluster may give. */
const CLUSTERS = [
  { HasAll: false, Minor: '33', Install: true },
  { HasAll: true, Minor: '33', Install: false },
  { HasAll: true, Minor: '18', Install: true },
];

const isVerbose = process.argv.includes('--verbose');
const only = process.argv.find(arg => arg.startsWith('--only='))?.slice(7);
const folders = process.argv.slice(2).filter(arg => !arg.startsWith('--'));
const bin = mkdtempSync(path.join(tmpdir(), 'beside-'));
const program = path.join(bin, 'render');
const made = spawnSync('go', ['build', '-o', program, path.join(import.meta.dirname, 'templates.go')], {
  env: {
    ...process.env,
    GOPATH: '/usr/share/gocode',
    GO111MODULE: 'off',
    GOFLAGS: '',
    GOCACHE: path.join(tmpdir(), 'beside-go'),
  },
  encoding: 'utf8',
});
if (made.status !== 0 || folders.length === 0) {
  console.log('skipped: give folders with charts in them; needs golang-go, golang-github-masterminds-sprig-dev,');
  console.log('golang-github-ghodss-yaml-dev (apt-get install)');
  if (made.status !== 0 && made.error === undefined) console.log(made.stderr);
} else {
  const go = spawn(program, [], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: go.stdout })[Symbol.asyncIterator]();
  const ask = async (job: object): Promise<RenderedByGo> => {
    go.stdin.write(`${JSON.stringify(job)}\n`);
    const { value } = await lines.next();
    return JSON.parse(String(value));
  };
  const total = { same: 0, open: 0, other: 0, unrendered: 0 };
  for (const folder of folders) {
    const counts = await compareFolder(path.resolve(folder), ask);
    for (const key of ['same', 'open', 'other', 'unrendered'] as const) total[key] += counts[key];
    console.log(`${path.basename(folder)} ${JSON.stringify(counts)}`);
  }
  console.log(`all ${JSON.stringify(total)}`);
  go.stdin.end();
}
rmSync(bin, { recursive: true });

async function compareFolder(folder: string, ask: (job: object) => Promise<RenderedByGo>) {
  const counts = { same: 0, open: 0, other: 0, unrendered: 0 };
  const inputs = inputsOf(folder);
  for (const file of globSync('**/Chart.yaml', { cwd: folder }).sort()) {
    const chart = path.posix.dirname(file.replaceAll('\\', '/')).replace(/^\.$/, '');
    if (!isChartFolder(chart, inputs) || (only !== undefined && chart !== only)) continue;
    for (const values of [[], ...valuesFilesBeside(chart, inputs).map(each => [each])]) {
      const theirs = await imagesOfGo(folder, chart, values, ask);
      if (typeof theirs === 'string') {
        counts.unrendered++;
        if (isVerbose) console.log(`unrendered ${chart} ${values}: ${theirs.slice(0, 300)}`);
        continue;
      }
      counts[compareSets(`${chart} ${values}`, ourImages(chart, values, inputs), theirs)]++;
    }
  }
  return counts;
}

function inputsOf(folder: string): WorkspaceInputs {
  const names = manifestNames.map(name => `**/${name}`);
  const files = new Map<string, { readonly text: string }>();
  for (const file of globSync(names, { cwd: folder, exclude: name => name === 'node_modules' || name === '.git' })) {
    try {
      const text = readFileSync(path.join(folder, file), 'utf8').replace(/^\uFEFF/, '');
      files.set(file.replaceAll('\\', '/'), { text });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EISDIR')) throw error;
    }
  }
  return new WorkspaceInputs(files);
}

function ourImages(chart: string, values: readonly string[], inputs: WorkspaceInputs): ReadonlySet<string> {
  const release = {
    name: 'release',
    namespace: 'default',
    values: values.map(file => ({ kind: 'file', file, isOptional: false }) as const),
  };
  const { objects, problems } = renderChart(chart, release, inputs);
  if (isVerbose) for (const problem of problems) console.log(`problem ${problem.file}: ${problem.message}`);
  return namesIn(readBuilt(objects, []).references);
}

/** The images by each answer. An error where no answer lets the chart be rendered. */
async function imagesOfGo(
  folder: string,
  chart: string,
  values: readonly string[],
  ask: (job: object) => Promise<RenderedByGo>,
): Promise<ReadonlySet<string> | string> {
  const found = new Set<string>();
  let error: string | undefined;
  let isRendered = false;
  for (const cluster of CLUSTERS) {
    const job = { Folder: path.join(folder, chart), Values: values.map(file => path.join(folder, file)), ...cluster };
    const result = await ask(job);
    error ??= result.error;
    if (result.rendered === null) continue;
    isRendered = true;
    const objects = Object.entries(result.rendered)
      .flatMap(([name, text]) => documentsIn(`${name}.yaml`, text))
      .filter(object => object.kind === 'mapping');
    for (const name of namesIn(readBuilt(objects, []).references)) found.add(name);
  }
  return isRendered ? found : (error ?? '');
}

function namesIn(references: readonly ImageReference[]): ReadonlySet<string> {
  return new Set(references.map(imageName));
}

function imageName({ image, text }: ImageReference): string {
  if (image.kind !== 'image') return 'malformed';
  const { registry, repository, tag, digest, unresolved } = image;
  if (unresolved !== undefined) return `open: ${image.name ?? text}`;
  return `${registry}/${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

function compareSets(title: string, ours: ReadonlySet<string>, theirs: ReadonlySet<string>): 'same' | 'open' | 'other' {
  const lost = [...theirs].filter(image => !ours.has(image));
  const more = [...ours].filter(image => !theirs.has(image));
  const open = more.filter(image => image.startsWith('open: '));
  if (lost.length === 0 && more.length === 0) return 'same';
  const isOpen = open.length === more.length && open.length > 0;
  console.log(`${isOpen ? 'open' : 'other'} ${title}`);
  for (const image of lost) console.log(`    - ${image}`);
  for (const image of more) console.log(`    + ${image}`);
  return isOpen ? 'open' : 'other';
}
