// docs/formats.md is made of the notes of the formats: `ACR_PULL_UPDATE=1` writes it.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { formats } from '../../src/read/index.ts';
import { fixturesOf } from './fixture.ts';

const page = path.join(import.meta.dirname, '../../docs/formats.md');

function row({ id, about }: (typeof formats)[number]): string {
  const fixtures = fixturesOf(id).map(name => `[${path.posix.basename(name)}](../test/read/fixtures/${name})`);
  return `| ${id} | ${about.files} | ${about.reads} | ${about.leavesOut} | ${fixtures.join(', ')} |`;
}

function pageText(): string {
  return `# Formats

What is read of each format, and what is left out. The fixtures show it: their comments say which references must be
found. A file is read by the first format of the list that recognises it.

| format | files | read | left out | fixtures |
| --- | --- | --- | --- | --- |
${[...new Map(formats.map(format => [format.id, row(format)])).values()].join('\n')}

Everywhere: several documents in a file, any line ends, comments, quotes and escapes, blocks, flow style, anchors,
aliases and merge keys. Placeholders of all usual tools leave open only the part of a name that they are in, unless
the file itself gives a plain value. Files above 20 MB and documents above 4 MB are listed as not read.
`;
}

test('each format has a folder of fixtures, and each folder one format', () => {
  assert.deepEqual(
    [...new Set(fixturesOf('*').map(name => name.split('/')[0]))].sort(),
    [...new Set(formats.map(({ id }) => id))].sort(),
    '+ only in test/read/fixtures, - only in `formats` of src/read/index.ts',
  );
});

test('docs/formats.md is up to date', () => {
  if (process.env['ACR_PULL_UPDATE'] !== undefined) writeFileSync(page, pageText());
  else
    assert.equal(
      readFileSync(page, 'utf8'),
      pageText(),
      'run `ACR_PULL_UPDATE=1 node --test test/read/formatsPage.test.ts`',
    );
});
