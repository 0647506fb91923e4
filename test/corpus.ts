// Scores reading and building against a folder of real files with expected references (`expected.jsonl`):
//   node test/corpus.ts FOLDER [FORMAT…]
// Each file is a workspace of its own: what is shown in it, once it is built, is compared. A reference counts as found
// only at the expected line and column with the expected text.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import './read/readers.ts';
import { BuiltFiles } from './build/builtFiles.ts';

interface Row {
  readonly file: string;
  readonly format: string;
  readonly expected: readonly Expected[];
  readonly nonimages: readonly { readonly line: number; readonly tolerate: boolean }[];
}

interface Expected {
  readonly line: number;
  readonly column: number;
  readonly text: string;
  readonly optional?: boolean;
}

interface Score {
  expected: number;
  found: number;
  reported: number;
  wrong: number;
  readonly notes: string[];
}

const [folder, ...only] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node test/corpus.ts FOLDER [FORMAT…]');

/** The images of a kustomization are those of its build, and the corpus has none of the bases. */
const BUILT_FROM_OTHERS = 'kustomization';

const scores = new Map<string, Score>();
for (const line of readFileSync(path.join(folder, 'expected.jsonl'), 'utf8').split('\n')) {
  if (line === '') continue;
  const row: Row = JSON.parse(line);
  if (row.format === BUILT_FROM_OTHERS || (only.length > 0 && !only.includes(row.format))) continue;
  score(row, folder);
}

for (const [format, { expected, found, reported, wrong, notes }] of scores) {
  const recall = expected === 0 ? 1 : found / expected;
  const precision = reported === 0 ? 1 : 1 - wrong / reported;
  console.log(
    `${format.padEnd(20)} recall ${recall.toFixed(3)} (${found}/${expected})  precision ${precision.toFixed(3)}`,
  );
  for (const note of notes) console.log(`    ${note}`);
}
const all = [...scores.values()];
const sum = (pick: (score: Score) => number) => all.reduce((total, each) => total + pick(each), 0);
console.log(
  `all: ${sum(s => s.found)}/${sum(s => s.expected)} found, ${sum(s => s.wrong)} wrong of ${sum(s => s.reported)}`,
);

function score({ file, format, expected, nonimages }: Row, base: string): void {
  const text = readFileSync(path.join(base, file), 'utf8').replace(/^\uFEFF/, '');
  const entry = scores.get(format) ?? { expected: 0, found: 0, reported: 0, wrong: 0, notes: [] };
  scores.set(format, entry);
  const positions = new Map<string, string>();
  for (const { span } of BuiltFiles.of({ [file]: text }).references(file)) {
    positions.set(position(text, span.start), text.slice(span.start, span.end));
  }
  for (const want of expected) {
    const key = `${want.line}:${want.column}`;
    const got = positions.get(key);
    positions.delete(key);
    if (want.optional !== true) entry.expected++;
    if (got === want.text) {
      if (want.optional !== true) entry.found++;
      entry.reported++;
    } else if (want.optional !== true) {
      entry.notes.push(`missed ${file}:${key} ${want.text}${got === undefined ? '' : ` (got ${got})`}`);
    }
  }
  for (const [key, got] of positions) {
    const tolerated = nonimages.some(({ line, tolerate }) => tolerate && key.startsWith(`${line}:`));
    entry.reported++;
    if (!tolerated) entry.wrong++;
    entry.notes.push(`${tolerated ? 'tolerated' : 'wrong'} ${file}:${key} ${got}`);
  }
}

/** Line and column, 1-based, in code points. */
function position(text: string, offset: number): string {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return `${before.split('\n').length}:${[...before.slice(lineStart)].length + 1}`;
}
