/**
 * How fast the images of a workspace of 10,000 manifests are found, beside others on the same files in the same run:
 * - `parseAllDocuments` of `yaml`, over the files that hold an image
 * - with `--with-renovate`, Renovate's Kubernetes manager (installed on request, see manifests/renovate.ts)
 * - the gate before the parse: files without an image, dropped or parsed
 */
import process from 'node:process';
import { parseAllDocuments } from 'yaml';
import { readManifest } from '../src/manifests/index.ts';
import { parseYaml, splitStream } from '../src/manifests/source/yaml/yaml.ts';
import { atLeast, atMost, medians, report } from './manifests/measure.ts';
import { loadRenovate } from './manifests/renovate.ts';
import { makeWorkspace } from './manifests/workspace.ts';

const ROUNDS = 5;
const files = makeWorkspace(10_000);
const references = files.map(file => readManifest(file).references.length);
const withImage = files.filter((_, index) => references[index] !== 0);
const documents = files.flatMap(({ text }) => splitStream(text).map(({ start, end }) => text.slice(start, end)));
const megabytes = files.reduce((sum, { text }) => sum + text.length, 0) / 1e6;
const share = documents.filter(text => /image['"]?\s*:/i.test(text)).length / documents.length;
console.log(
  `${files.length} files, ${megabytes.toFixed(1)} MB, ${documents.length} documents, of which ${(share * 100).toFixed(0)} % hold an image; ${references.reduce((sum, count) => sum + count, 0)} references in ${withImage.length} files`,
);

const extract = process.argv.includes('--with-renovate') ? await loadRenovate() : undefined;
const scan = medians(
  {
    ours: () => files.map(file => readManifest(file)),
    yaml: () => withImage.map(({ text }) => parseAllDocuments(text)),
    ...(extract && { renovate: () => files.map(({ text, name }) => extract(text, name)) }),
  },
  ROUNDS,
);
const ours = scan.get('ours') ?? Number.NaN;
const yaml = scan.get('yaml') ?? Number.NaN;
const renovate = scan.get('renovate');
report('all 10,000 files, read by us', `${ours.toFixed(0)} ms`);
report('files with an image, `parseAllDocuments` of yaml', `${yaml.toFixed(0)} ms`);
report('ours / yaml', (ours / yaml).toFixed(2), atMost(ours / yaml, 0.8, ''));
if (renovate === undefined) {
  report("Renovate's Kubernetes manager", '–', { text: 'run with --with-renovate', holds: true });
} else {
  report("all 10,000 files, Renovate's Kubernetes manager", `${renovate.toFixed(0)} ms`);
  report('Renovate / ours', `${(renovate / ours).toFixed(1)} ×`, atLeast(renovate / ours, 2, ' ×'));
}

// Whatever the gate lets through for another reason (service accounts, kustomizations) is no test of the gate.
const dropped = files.filter(
  ({ name, text }) => name.endsWith('.yaml') && !/image|account|kustomiz|containers|services|registry/i.test(text),
);
const REPEATS = 20;
const gate = medians(
  {
    gate: () => {
      for (let times = 0; times < REPEATS; times++) for (const file of dropped) readManifest(file);
    },
    yaml: () => dropped.map(({ text }) => parseAllDocuments(text)),
    ours: () => dropped.map(({ text }) => splitStream(text).map(({ start, end }) => parseYaml(text.slice(start, end)))),
  },
  ROUNDS,
);
const gated = (gate.get('gate') ?? Number.NaN) / REPEATS;
const parsed = gate.get('yaml') ?? Number.NaN;
const parsedByUs = gate.get('ours') ?? Number.NaN;
const each = (ms: number) => `${((ms * 1000) / dropped.length).toFixed(1)} µs`;
report(`${dropped.length} files without an image, dropped, each`, each(gated));
report('the same, parsed with `parseAllDocuments`, each', each(parsed));
report('parse / gate', `${(parsed / gated).toFixed(0)} ×`, atLeast(parsed / gated, 50, ' ×'));
report('our own parse / gate', `${(parsedByUs / gated).toFixed(0)} ×`);
process.exit(); // Renovate keeps timers
