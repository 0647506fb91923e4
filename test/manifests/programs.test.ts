// Infrastructure code whose files give each other values: each folder below `programs/LANGUAGE/` is a workspace, and its
// files say in comments what is found in them (see fixture.ts). An image is spoken of once, where a person changes it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import './readers.ts';
import { readManifest } from '../../src/manifests/index.ts';
import { ManifestIndex } from '../../src/manifests/join/manifestIndex.ts';
import { checkReferences, programs } from './fixture.ts';

function indexOf(files: Iterable<readonly [string, string]>): ManifestIndex {
  const index = new ManifestIndex();
  for (const [name, text] of files) index.update(readManifest({ name, text }));
  return index;
}

function windows(text: string): string {
  return text.replaceAll('\n', '\r\n');
}

for (const [name, files] of programs()) {
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
