/**
 * `acr-pull scan` of 10,000 manifests, as it ships and from start to end: time and memory. The measure of time is another
 * process that has the files with an image in memory and parses them with `yaml`: of that one, only the parse counts.
 * `--documents FILE` is that process: it parses the texts of a JSON file.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { parseAllDocuments } from 'yaml';
import { readManifest } from '../src/read/index.ts';
import { gate, inFolder, run } from './shared/gate.ts';
import { atMost, quantile, report } from './shared/measure.ts';
import { makeWorkspace } from './shared/workspace.ts';

const ROUNDS = 5;
const [, self = '', option, given = ''] = process.argv;

if (option === '--documents') parse(given);
else await inFolder(makeWorkspace(10_000), measure);

function parse(file: string): void {
  const texts: readonly string[] = JSON.parse(readFileSync(file, 'utf8'));
  const before = process.cpuUsage();
  for (const text of texts) parseAllDocuments(text);
  const { user, system } = process.cpuUsage(before);
  process.stdout.write(String((user + system) / 1000));
}

function measure(folder: string): void {
  const files = makeWorkspace(10_000);
  const references = files.map(file => readManifest(file).references.length);
  const withImage = files.filter((_, index) => references[index] !== 0).map(({ text }) => text);
  const texts = path.join(folder, '.texts'); // no name of a manifest
  writeFileSync(texts, JSON.stringify(withImage));
  // Each side has its turn in each round, since the machine may be busy with other things for a while.
  const rounds = Array.from({ length: ROUNDS }, () => {
    const scan = run([gate, 'scan', '.', '--format', 'json'], folder);
    // 3: some of the fixtures among the files are broken on purpose
    if (scan.code !== 0 && scan.code !== 3)
      throw new Error(`acr-pull scan ended with ${scan.code}: ${scan.stderr.slice(0, 500)}`);
    if (!scan.stdout.includes('"endColumn"')) throw new Error('acr-pull scan found nothing');
    return { scan, yaml: Number(run([self, '--documents', texts], folder).stdout) };
  });
  const median = (of: (round: (typeof rounds)[number]) => number) => quantile(rounds.map(of), 0.5);
  const scan = median(round => round.scan.cpu);
  const yaml = median(round => round.yaml);
  const ratio = median(round => round.scan.cpu / round.yaml);
  const megabytes = median(round => round.scan.megabytes);
  report(`acr-pull scan, ${files.length} files`, `${scan.toFixed(0)} ms`);
  report(`parseAllDocuments of yaml, the ${withImage.length} with an image`, `${yaml.toFixed(0)} ms`);
  report('scan / parse', ratio.toFixed(2), atMost(ratio, 1.1, ''));
  report('memory of acr-pull scan', `${megabytes.toFixed(0)} MB`, atMost(megabytes, 200, ' MB'));
}
