// The rules of a `.gitignore`, held against git itself. And the rules that a stranger writes to keep a reader busy.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
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

/** A repository with these files, and what git ignores of them by a rule. */
function repository(t: TestContext, names: readonly string[], ignoreCase = false): (text: string) => readonly string[] {
  const cwd = temporaryFolder(t);
  execFileSync('git', ['init', '-q', cwd]);
  for (const name of names) {
    mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
    writeFileSync(path.join(cwd, name), '');
  }
  return text => {
    writeFileSync(path.join(cwd, '.gitignore'), text);
    const args = ['-c', `core.ignoreCase=${ignoreCase}`, 'check-ignore', '--no-index', '-z', '--stdin'];
    const { stdout } = spawnSync('git', args, { cwd, input: names.join('\0'), encoding: 'utf8' });
    return stdout.split('\0').filter(Boolean);
  };
}

const ignoredBy = (text: string, names: readonly string[], ignoreCase = false) =>
  names.filter(name => IgnoreRules.of(text, ignoreCase)?.rulingOn(name) === 'ignored');

test('rules mean what they mean to git', t => {
  assert.deepEqual(ignoredBy(rules.join('\n'), files), repository(t, files)(rules.join('\n')));
});

const oddNames = [
  ...[
    'a.yaml',
    'b.yaml',
    'x y.yaml',
    '!bang.yaml',
    '#hash.yaml',
    '[a].yaml',
    'sub/a.yaml',
    'sub/deep/a.yaml',
    ']a.yaml',
  ],
  ...['caf\u00e9.yaml', 'UPPER.yaml', '7.yaml', '{a,b}.yaml', 'trail .yaml', '-dash.yaml', '$dollar.yaml', '(p).yaml'],
];
const oddRules = [
  ...[
    '**/*',
    '/a.yaml',
    'a**.yaml',
    '[ab].yaml',
    '[!a].yaml',
    '[^a].yaml',
    '[]a]*',
    '[]a].yaml',
    '[!]a].yaml',
    '[z-a].yaml',
  ],
  ...[
    '[[:upper:]]*.yaml',
    '[![:alpha:]]*',
    '[[:digit:][:punct:]]*',
    '[[:space:]a].yaml',
    '\\!bang.yaml',
    '\\#hash.yaml',
  ],
  ...[
    'a.yaml   ',
    'trail\\ .yaml',
    'a.yaml/',
    '*\n!b.yaml',
    'sub/\n!sub/a.yaml',
    'sub/**\n!sub/deep/',
    'a.yaml\r\nb.yaml\r',
  ],
  ...[
    'a.yaml\0x\nb.yaml',
    'sub*a.yaml',
    'sub/**/a.yaml',
    '{a,b}.yaml',
    '(p).yaml',
    '.*\\.yaml$',
    '$dollar.yaml',
    'upper.yaml',
  ],
  ...[
    '***/a.yaml',
    'sub/***',
    './a.yaml',
    '../a.yaml',
    '/',
    '!',
    '   ',
    'a.yaml\f',
    'a.yaml\t',
    '[\\]a].yaml',
    '[-a]dash.yaml',
    '[a-]*',
  ],
];

test('odd rules, each alone, mean what they mean to git', t => {
  const ignored = repository(t, oddNames);
  for (const rule of oddRules) assert.deepEqual(ignoredBy(rule, oddNames), ignored(rule), JSON.stringify(rule));
});

const wideNames = [
  'é.yaml',
  'É.yaml',
  'éé.yaml',
  'café.yaml',
  'CAFÉ.yaml',
  '日本/語.yaml',
  '😀.yaml',
  'a.yaml',
  'A.yaml',
];
const wideRules = [
  ...['?.yaml', '??.yaml', '???.yaml', '????.yaml', '*.yaml', 'caf?.yaml', 'caf??.yaml', '日*/*', '日?/*', '??????/*'],
  ...[
    '[!a].yaml',
    '[^a].yaml',
    '[!a][!a].yaml',
    '[é].yaml',
    '[é][é].yaml',
    '[é]*',
    '[à-ü]*.yaml',
    '[😀][😀][😀][😀].yaml',
  ],
  ...[
    '[[:alpha:]].yaml',
    '[![:alpha:]][![:alpha:]].yaml',
    'é.yaml',
    '\\é.yaml',
    'É.yaml',
    'É*.yaml',
    'É/\n😀.yaml',
    'A?.yaml',
  ],
];

for (const ignoreCase of [false, true]) {
  test(`a letter of several bytes is several letters to a rule${ignoreCase ? ' without case' : ''}`, t => {
    const ignored = repository(t, wideNames, ignoreCase);
    for (const rule of wideRules) {
      assert.deepEqual(ignoredBy(rule, wideNames, ignoreCase), ignored(rule), JSON.stringify(rule));
    }
  });
}

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
