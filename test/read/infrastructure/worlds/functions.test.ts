// Results of functions, by the documentation of each language. `open`: only the deployment knows.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { objectValue, openValue, plainText, textValue, type Value } from '../../../../src/model/program.ts';
import { exactFunction } from '../../../../src/read/infrastructure/worlds/functions.ts';

type Plain = string | number | boolean | null | typeof open | readonly Plain[] | { readonly [key: string]: Plain };

const open = Symbol('open');

const rows: readonly (readonly [language: 'azure' | 'terraform', name: string, values: readonly Plain[], is: Plain])[] =
  [
    // a separator may be longer than a text: which argument is which depends on the language, not on the values
    ['terraform', 'split', [', ', 'a, b'], ['a', 'b']],
    ['terraform', 'split', ['--', 'a'], ['a']],
    ['azure', 'split', ['a-b', '-'], ['a', 'b']],
    ['azure', 'split', ['a', '-'], ['a']],
    ['azure', 'split', ['a', '--'], ['a']],
    ['azure', 'split', ['a-b_c', ['-', '_']], open],
    ['terraform', 'join', ['-', ['a'], ['b', 'c']], 'a-b-c'],
    ['terraform', 'join', [['a', 'b'], '-'], open],
    ['azure', 'join', [['a', 'b'], '-'], 'a-b'],
    ['azure', 'join', ['-', ['a', 'b']], open],

    // Azure ignores case in these, Terraform does not
    ['azure', 'startsWith', ['Shop', 's'], true],
    ['azure', 'endsWith', ['Shop', 'P'], true],
    ['terraform', 'startswith', ['Shop', 's'], false],
    ['terraform', 'endswith', ['Shop', 'P'], false],

    // for keys of objects Azure ignores case, in texts and lists it does not
    ['azure', 'contains', [{ Prod: 1 }, 'prod'], true],
    ['azure', 'contains', [{ Prod: 1 }, 'dev'], false],
    ['azure', 'contains', ['Shop', 's'], false],
    ['azure', 'contains', [['Shop'], 'shop'], false],
    ['azure', 'contains', [['Shop'], 'Shop'], true],
    ['terraform', 'contains', [['Shop'], 'Shop'], true],
    ['terraform', 'contains', ['Shop', 'S'], open],
    ['terraform', 'strcontains', ['Shop', 'Sh'], true],

    // a pattern between slashes is an expression of Terraform alone
    ['azure', 'replace', ['/a/b', '/a/', ''], 'b'],
    ['terraform', 'replace', ['/a/b', '/a/', ''], open],
    ['terraform', 'replace', ['a-b', '-', ''], 'ab'],

    ['azure', 'flatten', [[['a'], [['b']]]], ['a', ['b']]],
    ['terraform', 'flatten', [['a', ['b', ['c']]]], ['a', 'b', 'c']],

    ['azure', 'format', ['{1}-{0}', 'a', 'b'], 'b-a'],
    ['azure', 'format', ['{0:D3}', 1], open],
    ['azure', 'format', ['{{0}}', 1], open],
    ['azure', 'format', ['{1}', 'a'], open],
    ['terraform', 'format', ['%s-%d', 'a', 1], 'a-1'],
    ['terraform', 'format', ['%03d', 1], open],
    ['terraform', 'format', ['%q', 'a'], open],
    ['terraform', 'format', ['%[1]s', 'a'], open],
    ['terraform', 'format', ['100%% of %v', 'a'], '100% of a'],

    ['azure', 'array', ['a'], ['a']],
    ['azure', 'array', [['a']], ['a']],
    ['azure', 'string', [1], '1'],
    ['azure', 'string', [['a']], open],
    ['azure', 'string', [true], open],
    ['terraform', 'tostring', [true], 'true'],

    ['azure', 'take', ['shop', 2], 'sh'],
    ['azure', 'take', ['shop', -1], ''],
    ['azure', 'skip', [['a', 'b'], 1], ['b']],
    ['azure', 'skip', ['shop', -1], 'shop'],
    ['azure', 'substring', ['shop', 1, 2], 'ho'],
    ['azure', 'substring', ['shop', 1], 'hop'],
    ['terraform', 'substr', ['hello', -3, 3], 'llo'],
    ['terraform', 'substr', ['hello', 1, -1], 'ello'],

    [
      'azure',
      'union',
      [
        ['a', 'b'],
        ['b', 'c'],
      ],
      ['a', 'b', 'c'],
    ],
    ['azure', 'union', [{ a: { b: 1 } }, { a: { c: 2 } }], { a: { b: 1, c: 2 } }],
    ['terraform', 'merge', [{ a: { b: 1 } }, { a: { c: 2 } }], { a: { c: 2 } }],
    ['terraform', 'toset', [['a', 'a', 'b']], ['a', 'b']],
    ['terraform', 'element', [['a', 'b'], 3], 'b'],
    ['terraform', 'one', [[]], null],
    ['terraform', 'one', [['a']], 'a'],
    ['terraform', 'keys', [{ b: 1, a: 2 }], ['a', 'b']],
    ['terraform', 'lookup', [{ a: 1 }, 'b', 2], 2],
    ['azure', 'trim', [' a '], 'a'],
    ['terraform', 'trim', ['?a?', '?'], open],
    ['terraform', 'trimspace', [' a '], 'a'],

    // a language has no function of the other one
    ['terraform', 'toUpper', ['a'], open],
    ['azure', 'upper', ['a'], open],
    ['azure', 'TOUPPER', ['a'], 'A'],
    ['azure', 'equals', ['a', 'A'], false],

    // what is open stays open
    ['azure', 'contains', [[open], 'a'], open],
    ['terraform', 'startswith', [open, 'a'], open],
    ['azure', 'take', ['shop', open], open],
    ['azure', 'skip', ['shop', open], open],
    ['azure', 'substring', ['shop', 1, open], open],
    ['terraform', 'flatten', [[['a'], open]], open],
    ['terraform', 'join', ['-', open], open],
  ];

const scope = { subscription: undefined, resourceGroup: undefined };

for (const [language, name, values, expected] of rows) {
  const words = values.map(shown).join(', ');
  test(`${language} makes ${shown(expected)} of ${name}(${words})`, () => {
    const made = exactFunction({ language: language === 'azure' ? 'bicep' : 'terraform', name })?.(
      values.map(value),
      scope,
    );
    assert.deepEqual(made === undefined ? open : plain(made), expected);
  });
}

function shown(given: Plain): string {
  return JSON.stringify(given, (_, each: unknown) => (each === open ? '…' : each)) ?? '…';
}

function value(given: Plain): Value {
  if (given === open) return openValue('x', 'x');
  if (typeof given === 'string') return textValue(given);
  if (given === null || typeof given !== 'object') return { kind: 'plain', value: given };
  if (isList(given)) return { kind: 'list', items: given.map(value), isWhole: true };
  return objectValue(Object.fromEntries(Object.entries(given).map(([key, each]) => [key, value(each)])));
}

function isList(given: Plain): given is readonly Plain[] {
  return Array.isArray(given);
}

function plain(made: Value): Plain {
  switch (made.kind) {
    case 'text':
      return made.text;
    case 'plain':
      return made.value;
    case 'list':
      return made.isWhole ? made.items.map(plain) : open;
    case 'object':
      return Object.fromEntries(made.fields.map(({ key, value: each }) => [plainText(key) ?? '', plain(each)]));
    default:
      return open;
  }
}
