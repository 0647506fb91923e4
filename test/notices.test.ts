// The notices name what the bundles contain, and nothing else. The evidence is in the bundles: the comments that esbuild
// puts before each file where nothing is minified, and in their source maps.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { packageOf } from '../notices.ts';

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

/** The files that a bundle lists as its sources. */
function sourcesOf(bundle: string): readonly string[] {
  const text = read(bundle);
  const commented = [...text.matchAll(/^ *\/\/ (\S*node_modules\/\S+)$/gm)].map(match => match[1] ?? '');
  const map = /sourceMappingURL=data:application\/json;base64,(\S+)\s*$/.exec(text)?.[1];
  const mapped = map === undefined ? [] : JSON.parse(Buffer.from(map, 'base64').toString()).sources;
  return [...commented, ...mapped];
}

test('the notices hold each bundled package with the text of its licence, and no other', () => {
  const bundles = globSync(['dist/*.cjs', 'dist/web/*.cjs', 'dist/editor/*.cjs'], { cwd: root });
  assert.ok(bundles.length > 10, 'run `npm run build` first');
  const contained = bundles.flatMap(sourcesOf).flatMap(source => packageOf(source) ?? []);
  // Copied as they are.
  const copied = ['web-tree-sitter', '@tree-sitter-grammars/tree-sitter-hcl', 'tree-sitter-bicep'];
  const names = [...contained.map(folder => folder.replace(/^.*node_modules\//, '')), ...copied];
  const notices = read('dist/THIRD-PARTY-NOTICES.txt');
  const parts = notices.split(/^=+\n(?=\S+ \d\S* \()/m).slice(1);
  assert.deepEqual([...new Set(parts.map(part => part.replace(/ \d[\s\S]*$/, '')))].sort(), [...new Set(names)].sort());
  for (const part of parts) assert.match(part, /permi(?:ssion|tted)|Redistribution|Licensed under/i);
});

test('only licences that allow to be passed on with the product', () => {
  const licences = new Set(
    [...read('dist/THIRD-PARTY-NOTICES.txt').matchAll(/^\S+ \d\S* \((.*)\)$/gm)].map(match => match[1]),
  );
  assert.deepEqual([...licences].sort(), ['Apache-2.0', 'BSD-3-Clause', 'ISC', 'MIT']);
});
