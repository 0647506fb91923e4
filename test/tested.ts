// Modules that no test would miss: `npm run check:tested` prints them, and fails where there are any.
// A test misses what it imports, by whatever way, and what the programs hold that it starts: the gate, and the extension
// in the suite and the walks. What only these two bring in is printed with `--programs`: no unit test imports it.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const root = path.resolve(import.meta.dirname, '..');
const find = (...patterns: readonly string[]): readonly string[] =>
  globSync(patterns, { cwd: root, exclude: ['test/host/node_modules/**'] }).map(file => file.replaceAll('\\', '/'));

const modules = find('src/**/*.ts');
const known = new Set([...modules, ...find('test/**/*.ts', 'bench/**/*.ts', 'schemas/*')]);

/** The files of the repository that a file names in its imports, types included. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  return [...text.matchAll(/\b(?:from|import)\s*\(?\s*'(\.[^']+)'/g)]
    .map(match => path.posix.join(path.posix.dirname(file), match[1] ?? ''))
    .filter(name => known.has(name) && name.endsWith('.ts'));
}

/** The files that some files reach by imports, and these. */
function reachedFrom(files: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [...files];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    open.push(...importsOf(file));
  }
  return seen;
}

const byTests = reachedFrom(find('test/**/*.test.ts'));
const byPrograms = reachedFrom(['src/gate/main.ts', 'src/editor/extension.ts', 'src/editor/extension.web.ts']);
const unmissed = modules.filter(file => !byTests.has(file) && !byPrograms.has(file));
const onlyByPrograms = modules.filter(file => !byTests.has(file) && byPrograms.has(file));

if (process.argv.includes('--programs')) for (const file of onlyByPrograms) console.log(file);
console.log(
  `${modules.length} modules: ${modules.length - unmissed.length - onlyByPrograms.length} are imported by tests, ${onlyByPrograms.length} only by the programs that tests start`,
);
for (const file of unmissed) console.log(`no test would miss ${file}`);
console.log(`modules whose removal breaks no test: ${unmissed.length || 'none'}`);
if (unmissed.length > 0) process.exitCode = 1;
