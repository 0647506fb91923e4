// The prover of `npm run check`, held against what is known of patterns, and against the clock of a real engine: it
// must be right if it calls a pattern linear.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prove } from './linear.ts';
import { patternsIn } from './patterns.ts';

const rows: readonly (readonly [pattern: string, flags: string, kind: string])[] = [
  // one loop can take a text in two ways
  ['^(a+)+$', '', 'exponential'],
  ['^(a|a)*$', '', 'exponential'],
  ['^(a|ab|b)*$', '', 'exponential'],
  ['^(a*)*$', '', 'exponential'],
  ['^([a-z]+)*$', 'i', 'exponential'],
  ['^(\\w|_)*$', '', 'exponential'],
  ['^(a?a?)*$', '', 'exponential'],
  ['^(?:.|\\n|\\s)*x', '', 'exponential'],
  // https://nvd.nist.gov/vuln/detail/CVE-2017-16137 and the like
  ['^(([a-z])+.)+[A-Z]([a-z])+$', '', 'exponential'],
  // two loops hand the same text to each other
  ['^a*a*$', '', 'polynomial'],
  ['^\\s*x?\\s*$', '', 'polynomial'],
  ['^(.*)-(.*)$', '', 'polynomial'],
  ['^\\d+[a-z\\d]*!', '', 'polynomial'],
  // each place of the text is a loop before the pattern
  ['\\s+$', '', 'polynomial'],
  ['/+$', '', 'polynomial'],
  ['[^/]*$', '', 'polynomial'],
  ['\\[[^\\]]*\\]', '', 'polynomial'],
  ['"(?:[^"\\\\]|\\\\.)*"', '', 'polynomial'],
  ['(?=.*x)y', '', 'polynomial'],
  ['^(a+)\\1$', '', 'polynomial'],
  // alike, and linear
  ['^\\s+$', '', 'linear'],
  ['(?<!\\s)\\s+$', '', 'linear'],
  ['^([a-z]+\\.)+$', '', 'linear'],
  ['^[^-]*-(.*)$', '', 'linear'],
  ['/[^/]*$', '', 'linear'],
  ['\\[[^[\\]]*\\]', '', 'linear'],
  ['^#.*$', 'm', 'linear'],
  ['\\bname\\b', 'i', 'linear'],
  ['x.*', 's', 'linear'],
  ['\\s+', 'y', 'linear'],
  ['x{0,200}y', '', 'linear'],
  ['^(?:"[^"]*"|[^"])*$', '', 'linear'],
  // counted loops that multiply, and what the prover does not follow
  ['x{0,100}x{0,100}y', '', 'unproven'],
  ['(?<=a.*)b', '', 'unproven'],
];

for (const [pattern, flags, kind] of rows) {
  test(`/${pattern}/${flags} is ${kind}`, () => assert.equal(prove(pattern, flags).kind, kind));
}

test('patterns that hung the program are refused', () => {
  for (const pattern of [
    "'*$",
    '\\\\*"$',
    '^v?\\d+\\.\\d+\\.\\d+[\\w.+-]*$',
    `^${Array.from({ length: 12 }, () => 'a').join('[a-z0-9_.-]+')} $`,
  ]) {
    assert.notEqual(prove(pattern, '').kind, 'linear', pattern);
  }
});

test('literals and constructors of a text are found, wherever they stand', () => {
  const { literals, made } = patternsIn(
    'a.ts',
    'const a = /x+/g;\nf(() => RegExp(b), new RegExp(`^${c}$`, "i"), [/y/]);\n',
  );
  assert.deepEqual(
    literals.map(({ source, at }) => [source, at]),
    [
      ['x+', 'a.ts:1'],
      ['y', 'a.ts:2'],
    ],
  );
  assert.deepEqual(made, ['a.ts:2', 'a.ts:2']);
});
