// Infrastructure code whose files give each other values: each folder below `programs/LANGUAGE` is a workspace, and its
// files say in comments what is found in them (see fixture.ts). An image is spoken of once, where a person changes it.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import './readers.ts';
import { readManifest } from '../../src/manifests/index.ts';
import { ManifestIndex } from '../../src/manifests/join/manifestIndex.ts';
import { checkReferences } from './fixture.ts';

const folder = path.join(import.meta.dirname, 'programs');

function workspaceOf(name: string): ReadonlyMap<string, string> {
  const top = path.join(folder, name);
  const files = readdirSync(top, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  const paths = files.map(entry => path.join(entry.parentPath, entry.name)).sort();
  return new Map(paths.map(file => [path.relative(top, file).replaceAll('\\', '/'), readFileSync(file, 'utf8')]));
}

function indexOf(files: Iterable<readonly [string, string]>): ManifestIndex {
  const index = new ManifestIndex();
  for (const [name, text] of files) index.update(readManifest({ name, text }));
  return index;
}

function windows(text: string): string {
  return text.replaceAll('\n', '\r\n');
}

for (const name of ['terraform/siblings', 'terraform/modules', 'terraform/each', 'bicep']) {
  const files = workspaceOf(name);
  for (const [order, index] of [
    ['', indexOf(files)],
    [' in another order', indexOf([...files].reverse())],
    [' with Windows line ends', indexOf([...files].map(([file, text]) => [file, windows(text)]))],
  ] as const) {
    const textOf = (file: string) => {
      const text = files.get(file) ?? '';
      return order.includes('Windows') ? windows(text) : text;
    };
    for (const file of files.keys()) {
      test(`${name}: ${file} is read with the others${order}`, () => {
        checkReferences(`${name}/${file}`, textOf(file), index.references(file), textOf);
        assert.deepEqual(index.problems(file), []);
      });
    }
  }
}
