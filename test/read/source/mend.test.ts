import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mendBicep, missingBrackets, STATEMENT } from '../../../src/read/source/languages/bicep/mend.ts';
import { mendHcl } from '../../../src/read/source/languages/hcl/mend.ts';
import { splitStatements } from '../../../src/read/source/languages/statements.ts';

const bicep: readonly (readonly [string, string, string])[] = [
  ['a comment', "a // it's\nb", 'a        \nb'],
  ['a comment over lines', "a /* it's\n */ b", 'a             b'],
  ['a directive', '#disable-next-line no-x\na', '                       \na'],
  ['a string with a comment in it', "a: '//x' // y", "a: 'x/x'     "],
  ['an action of a template', '{{ if a }}\nb = {{ c }}', '          \nb = _______'],
  ['a multi-line string', "a = '''\n{ ' }'''", "a = 'xxxx x xxx'"],
  ['a multi-line string that ends with quotes', "'''a''''", "'xxaxxx'"],
  ['a string that is not closed', "a: 'bcd\nb: 1", "a: 'bc'\nb: 1"],
  ['a quote at the end of a line', "a: '\nb: 1", 'a: 0\nb: 1'],
  ['an interpolation', "'${a['b']}c'", "'${a['b']}c'"],
  ['an interpolation that is not closed', "a: '${bcd\nb: 1", "a: '${b}'\nb: 1"],
  ['an escaped quote', "'a\\'b' + c", "'a\\'b' + c"],
  ['a spread in an object', '{ ...a }', '{ _: a }'],
  ['a spread in a list', '[ ...a ]', '[    a ]'],
  ['a property without a value', '{\n  a:\n  b: 1\n}', '{\n  a:0  b: 1\n}'],
  ['safe access', 'a[?0]!.b != !c', 'a[ 0] .b != !c'],
  ['characters that the language does not have', 'a = "b" ; `', 'a =  b     '],
];

for (const [name, text, expected] of bicep) {
  test(`Bicep: ${name}`, () => {
    assert.equal(mendBicep(text).text, expected);
    assert.equal(expected.length, text.length);
  });
}

const hcl: readonly (readonly [string, string, string])[] = [
  ['a string that is not closed', 'a = "bcd\nb = 1', 'a = "bc"\nb = 1'],
  ['a quote at the end of a line', 'a = "\r\nb = 1', 'a = 0\r\nb = 1'],
  ['an attribute without a value', 'a =\nb = 1', 'a =0b = 1'],
  ['a string in an interpolation', 'a = "${b["c"]}d"\n', 'a = "${b["c"]}d"\n'],
  ['an interpolation over lines', 'a = "${b(\n1)}d"\n', 'a = "${b(\n1)}d"\n'],
  ['an interpolation that is none', 'a = "$${b"\nc = 1', 'a = "$${b"\nc = 1'],
  ['quotes in a heredoc', 'a = <<-E\n it"s\nE\nb = "c', 'a = <<-E\n it"s\nE\nb = ""'],
  ['quotes in comments', '# it"s\n// "\n/* " */ a = 1', '# it"s\n// "\n        a = 1'],
  ['a comment over lines', 'a = 1 /*\nb = 2\n*/\n', 'a = 1            \n'],
];

for (const [name, text, expected] of hcl) {
  test(`Terraform: ${name}`, () => assert.equal(mendHcl(text).text, expected));
}

test('brackets that are missing at the end are named', () => {
  assert.equal(missingBrackets("a = { b: [ '${c"), "}']}");
  assert.equal(missingBrackets("a = { b: '}' }"), '');
});

test('statements begin a line with a keyword and what comes after it, indented where no bracket is open', () => {
  const text =
    "param a object = {\n  param b string\ntype: 'x'\n}\n@secure()\n  param c string\nvar d = [\nvar e = 1\n";
  const statements = splitStatements(mendBicep(text), STATEMENT).map(({ start, end }) => text.slice(start, end));
  assert.deepEqual(statements, [
    "param a object = {\n  param b string\ntype: 'x'\n}\n",
    '@secure()\n  ',
    'param c string\n',
    'var d = [\n',
    'var e = 1\n',
  ]);
});
