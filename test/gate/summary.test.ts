// Markdown that a page of a CI system takes: below its limit whatever is found, and with the number of what was cut.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { comment, fitPage, stepSummary } from '../../src/gate/report/room.ts';
import { folder, gate, pod, snapshot } from './gate.ts';
import { manyFindings } from './manyFindings.ts';

const MIB = 2 ** 20;

/** Pulls in the heads of sections, and those that the last line counts. */
function pullsIn(page: string) {
  const said = [...page.matchAll(/^#### .*\((\d+) images?\)$/gm)].map(([, number]) => Number(number));
  const [, causes = 0, pulls = 0] = /^… and (\d+) more groups? \((\d+) pulls?\)/m.exec(page) ?? [];
  return { shown: said.reduce((sum, each) => sum + each, 0), cut: Number(pulls), causesCut: Number(causes) };
}

test('--summary writes a page beside any format, and the report stays as it is', async t => {
  const cwd = folder(t, { 'a.yaml': pod('shop.azurecr.io/app:1'), 'access.json': snapshot() });
  const args = ['check', '--snapshot', 'access.json', '--target', 'aks-no', '--format'];
  for (const format of ['text', 'json', 'github']) {
    const plain = await gate([...args, format], { cwd });
    const run = await gate([...args, format, '--summary', 'summary.md'], { cwd });
    assert.deepEqual([run.code, run.stdout], [2, plain.stdout], format);
    const page = readFileSync(path.join(cwd, 'summary.md'), 'utf8');
    assert.equal(page, (await gate([...args, 'markdown'], { cwd })).stdout, 'what is short is the same page');
    assert.match(page, /^### ❌ ACR Pull Check\n\n\*\*Failed with exit code 2/);
  }
  const refused = await gate([...args, 'text', '--summary', '-'], { cwd });
  assert.deepEqual([refused.code, refused.stdout], [1, '']);
});

test('a summary of thousands is below 1 MiB, and a comment below 65,536 characters: both count what was cut', async t => {
  const cwd = folder(t, manyFindings({ clusters: 60, registries: 50, imagesOfEach: 2 }));
  const { stdout } = await gate(['check', '--format', 'markdown', '--summary', 'summary.md'], { cwd });
  assert.ok(stdout.length < 65_536 && stdout.length > 60_000, String(stdout.length));
  const inComment = pullsIn(stdout);
  assert.equal(inComment.shown + inComment.cut, 6000);
  assert.equal(inComment.causesCut, inComment.cut / 2);
  const page = readFileSync(path.join(cwd, 'summary.md'));
  assert.ok(page.length < MIB && page.length > MIB - 5000, String(page.length));
  const inSummary = pullsIn(page.toString());
  assert.ok(inSummary.cut > 0 && inSummary.shown > inComment.shown);
  assert.equal(inSummary.shown + inSummary.cut, 6000);
});

test('what annotations leave out is in the summary, and they say so', async t => {
  const cwd = folder(t, manyFindings({ clusters: 10, registries: 5, imagesOfEach: 1 }));
  const { stdout } = await gate(['check', '--format', 'github', '--summary', 'summary.md'], { cwd });
  assert.match(stdout, /^Not annotated: 41 causes of 41 pulls; the summary lists them$/m);
  assert.equal(pullsIn(readFileSync(path.join(cwd, 'summary.md'), 'utf8')).shown, 50);
});

test('thousands of files that were not read fit, and are counted', async t => {
  const long = 'x'.repeat(200);
  const broken = Array.from({ length: 2000 }, (_, i) => [`${long}/${i}.yaml`, `${pod('nginx:1')}zz: [\n`] as const);
  const cwd = folder(t, {
    ...Object.fromEntries(broken),
    'access.json': snapshot(),
    'a.yaml': pod('shop.azurecr.io/app:1'),
  });
  const { stdout } = await gate(['check', '--snapshot', 'access.json', '--target', 'aks-no', '--format', 'markdown'], {
    cwd,
  });
  assert.ok(stdout.length < 65_536, String(stdout.length));
  assert.match(stdout, /2000 files or folders could not be read completely/);
  assert.match(stdout, /… and 1900 more\n/);
  assert.equal(pullsIn(stdout).shown, 1);
});

test('a part that is too long alone is cut, and the others stay', () => {
  const noteOf = (cut: readonly unknown[]) => `${cut.length} cut`;
  const long = 'é'.repeat(MIB / 2);
  const parts = [{ forms: ['first'] }, { forms: [long, long] }, { forms: [`${'x'.repeat(70_000)}`, 'brief'] }];
  assert.equal(fitPage(parts, comment, noteOf), 'first\n\nbrief\n\n1 cut\n');
  const page = fitPage(parts, stepSummary, noteOf);
  assert.ok(Buffer.byteLength(page) < MIB);
  assert.match(page, /^first\n\nx+\n\n1 cut\n$/);
  assert.equal(fitPage([{ forms: ['first'] }, { forms: ['other'] }], comment, noteOf), 'first\n\nother\n');
});
