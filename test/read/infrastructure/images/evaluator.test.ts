import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Evaluator } from '../../../../src/read/infrastructure/images/evaluator.ts';
import { readArmExpression } from '../../../../src/read/source/languages/arm.ts';
import type { Definition, Expression } from '../../../../src/read/source/languages/expression.ts';
import { bracketPlaceholder, placeholder } from '../../../../src/read/source/placeholders.ts';

const span = { start: 0, end: 1 };

/** Expressions are written as Azure's templates have them, without the brackets. */
function expression(text: string): Expression {
  const made = readArmExpression(`[${text}]`, span);
  assert.ok(made, `${text} is an expression`);
  return made;
}

function evaluate(text: string, variables: Readonly<Record<string, string>> = {}): unknown {
  const definitions = new Map<string, Definition>();
  for (const [name, value] of Object.entries(variables)) {
    definitions.set(`variables.${name}`, { value: expression(value), role: `value of ${name}` });
  }
  return plain(new Evaluator(definitions, bracketPlaceholder).evaluate(expression(text)));
}

function plain(content: ReturnType<Evaluator['evaluate']>): unknown {
  if (content.kind === 'scalar') return content.text;
  if (content.kind === 'mapping') return Object.fromEntries(content.entries.map(({ key }) => [key.text, '…']));
  return content.items.map(item => (item === undefined || item.kind === 'alias' ? undefined : plain(item)));
}

for (const [text, expected] of [
  ["'it''s'", "it's"],
  ['42', '42'],
  ["concat('a', 'b')", 'ab'],
  ["concat('a', reference('b'))", "a[reference('b')]"],
  ["concat(createArray('a'), createArray('b', 'c'))", ['a', 'b', 'c']],
  ["concat(createArray('a'), parameters('b'))", ['a', "[parameters('b')]"]],
  ["flatten(createArray(createArray('a'), createArray('b')))", ['a', 'b']],
  ["format('{1}{0}', 'a', 'b')", 'ba'],
  ["format('{0}/b', parameters('a'))", "[parameters('a')]/b"],
  // Azure refuses a number without a value, and formats a value in ways that are not calculated here
  ...["format('{1}{0}{2}', 'a', 'b')", "format('a:{0:N}', 1)", "format('a:{0,5}', 1)", "format('{{a}}:{0}', 1)"].map(
    text => [text, bracketPlaceholder(text)] as const,
  ),
  ["join(createArray('a', 'b'), '/')", 'a/b'],
  ["join('/', createArray('a', 'b'))", "[join('/', createArray('a', 'b'))]"],
  ["join(createArray('a', reference('b')), '/')", "a/[reference('b')]"],
  ["createArray('a', 'b')[1]", 'b'],
  ["createArray('a', 'b')[2]", "[createArray('a', 'b')[2]]"],
  ["toLower('ABC')", 'abc'],
  ["toLower(parameters('A'))", "[toLower(parameters('A'))]"],
  ["toLower(concat('SHOP/', parameters('A')))", "shop/[parameters('A')]"],
  ["TOLOWER('ABC')", 'abc'],
  // functions of Bicep and of Terraform
  ...['any', 'lower', 'toString', 'toSet', 'sprintf', 'merge'].map(name => [`${name}('A')`, `[${name}('A')]`] as const),
  ["uniqueString('a')", "[uniqueString('a')]"],
  ["if(true, createArray('a'), createArray('b'))", ['a', 'b']],
] as const) {
  test(`${text} is ${JSON.stringify(expected)}`, () => assert.deepEqual(evaluate(text), expected));
}

test('a variable is settled once, however often it is used', () => {
  const variables = { a: "'x'", b: "concat(variables('a'), variables('a'))" };
  assert.equal(evaluate("concat(variables('b'), variables('b'))", variables), 'xxxx');
});

test('variables that go in circles stay open', () => {
  const variables = { a: "variables('b')", b: "concat('x', variables('a'))" };
  assert.equal(evaluate("variables('a')", variables), "x[variables('a')]");
});

test('what doubles again and again ends', () => {
  const variables = Object.fromEntries(
    Array.from({ length: 60 }, (_, n) => [`v${n}`, `concat(variables('v${n + 1}'), variables('v${n + 1}'))`]),
  );
  const start = performance.now();
  const text = evaluate("concat(variables('v0'), 'x')", { ...variables, v60: "'abcdefgh'" });
  assert.ok(typeof text === 'string' && text.length < 100_000);
  assert.ok(performance.now() - start < 1000);
});

test('lists that double again and again end', () => {
  const variables = Object.fromEntries(
    Array.from({ length: 60 }, (_, n) => [`v${n}`, `concat(variables('v${n + 1}'), variables('v${n + 1}'))`]),
  );
  const start = performance.now();
  evaluate("variables('v0')", { ...variables, v60: "createArray('a', 'b')" });
  assert.ok(performance.now() - start < 2000);
});

test('collections of collections of themselves end', () => {
  const variables = Object.fromEntries(
    Array.from({ length: 60 }, (_, n) => [`v${n}`, `createArray(variables('v${n + 1}'), variables('v${n + 1}'))`]),
  );
  const count = (value: unknown): number =>
    Array.isArray(value) ? value.reduce((sum, item) => sum + count(item), 1) : 1;
  assert.ok(count(evaluate("variables('v0')", { ...variables, v60: "createArray('a')" })) <= 100_000);
});

test('both branches of a condition are kept', () => {
  const evaluator = new Evaluator(new Map(), bracketPlaceholder);
  const content = evaluator.evaluate(expression("if(a(), 'x', if(b(), 'y', 'z'))"));
  assert.deepEqual(evaluator.provenance.choices(content).map(plain), ['x', 'y', 'z']);
});

test('a placeholder is short, on one line, and has no brackets within', () => {
  assert.equal(placeholder('a(\n  b)'), '${a( b)}');
  assert.match(placeholder('{ a: ${b} }.c'), /^\$\{[^{}]*\.c\}$/);
  assert.ok(placeholder('x'.repeat(5000)).length < 200);
});

for (const text of ['[', '[]', '[[a]]', '[a]', "[a(']", '[a(]', "[a('b') c]", '[a(1,)]', `[${'a('.repeat(500)}]`]) {
  test(`${text.slice(0, 20)} is no expression`, () => assert.equal(readArmExpression(text, span), undefined));
}
