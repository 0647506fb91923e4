// The rules of a `.gitignore`, held against git itself; and the rules that a stranger writes to keep a reader busy.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { IgnoreRules } from '../../src/workspace/ignoreRules.ts';
import { temporaryFolder } from '../temporary.ts';

const rules = [
  '# a comment',
  '\\#file',
  '\\!file',
  'dist',
  'build/',
  '/root.yaml',
  'a/b.yaml',
  '/a/c',
  '*.log',
  '!keep.log',
  'logs/**',
  '!logs/**/keep.yaml',
  '**/deep',
  'x/**/y.yaml',
  'v?.yaml',
  '[a-c]at.yaml',
  '[!a-c]ot.yaml',
  'trail   ',
  'blank\\ ',
  'foo*bar*.yaml',
  'nested/*',
  '!nested/in.yaml',
  'over.yaml',
  '!over.yaml',
  'over.yaml',
  '**/*.tmp.yaml',
];

const files = [
  '#file',
  '!file',
  'dist/app.yaml',
  'sub/dist',
  'build/app.yaml',
  'sub/build/app.yaml',
  'sub/other/build',
  'root.yaml',
  'sub/root.yaml',
  'a/b.yaml',
  'sub/a/b.yaml',
  'a/c/d.yaml',
  'sub/a/c/d.yaml',
  'x.log',
  'keep.log',
  'sub/keep.log',
  'logs/one.yaml',
  'logs/two/keep.yaml',
  'logs2/one.yaml',
  'some/deep/file.yaml',
  'deep/file.yaml',
  'x/y.yaml',
  'x/1/2/y.yaml',
  'z/x/1/y.yaml',
  'v1.yaml',
  'v12.yaml',
  'cat.yaml',
  'dat.yaml',
  'dot.yaml',
  'cot.yaml',
  'trail',
  'blank ',
  'blank',
  'foo1bar2.yaml',
  'foobar.yaml',
  'fobar.yaml',
  'nested/in.yaml',
  'nested/out.yaml',
  'over.yaml',
  'some/x.tmp.yaml',
  'plain.yaml',
];

test('rules mean what they mean to git', t => {
  const folder = temporaryFolder(t);
  execFileSync('git', ['init', '-q', folder]);
  writeFileSync(path.join(folder, '.gitignore'), rules.join('\n'));
  for (const file of files) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), '');
  }
  const { stdout } = spawnSync('git', ['check-ignore', '--no-index', '-z', '--stdin'], {
    cwd: folder,
    input: files.join('\0'),
    encoding: 'utf8',
  });
  const own = IgnoreRules.of(rules.join('\n'), false);
  assert.deepEqual(
    files.filter(file => own?.rulingOn(file) === 'ignored'),
    stdout.split('\0').filter(Boolean),
  );
});

test('case counts where the file system has it', () => {
  assert.equal(IgnoreRules.of('Dist/\n*.LOG', false)?.rulingOn('dist/a'), undefined);
  assert.equal(IgnoreRules.of('Dist/\n*.LOG', true)?.rulingOn('dist/a'), 'ignored');
  assert.equal(IgnoreRules.of('Dist/\n*.LOG', true)?.rulingOn('a.log'), 'ignored');
});

test('12: a hundred thousand names are looked up, and wildcards without end are not used', () => {
  const many = IgnoreRules.of(Array.from({ length: 100_000 }, (_, i) => `x${i}/y.yaml`).join('\n'), false);
  for (let i = 0; i < 10_000; i++) assert.equal(many?.rulingOn(`a/f${i}.yaml`), undefined);
  assert.equal(many?.rulingOn('x99999/y.yaml'), 'ignored');
  assert.equal(IgnoreRules.of('*x\n'.repeat(2001), false), undefined);
});

test('12: a rule of many stars ends, whatever the name', () => {
  const own = IgnoreRules.of(`${'*a'.repeat(400)}*b`, false);
  assert.equal(own?.rulingOn('a'.repeat(250)), undefined);
  assert.equal(own?.rulingOn(`${'a'.repeat(250)}/b`), undefined);
  const most = IgnoreRules.of('*a*a*a*a*a*a*a*b', false);
  assert.equal(most?.rulingOn('a'.repeat(250)), undefined);
});
