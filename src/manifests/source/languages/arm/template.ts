import { t } from '../../../../model/l10n.ts';
import { type Content, contents, entriesOf, type Mapping, type Node, type Scalar } from '../../tree.ts';
import {
  type Definition,
  type Definitions,
  type EntryExpression,
  type Expression,
  expressionOf,
  nothingAt,
} from '../expression.ts';
import { isArmExpression, readArmExpression } from './expression.ts';

/** Makes expressions of the JSON of an Azure template: of its texts in brackets, and of its loops. */
export function armExpression(node: Node | undefined): Expression {
  return expressionOf(node, { scalar, entry });
}

function scalar({ text, span, plain }: Scalar): Expression {
  if (plain) return { kind: 'literal', span, source: text };
  const expression = readArmExpression(text, span);
  if (expression !== undefined) return expression;
  // one that is not understood is a placeholder as a whole, which is how it is written
  if (isArmExpression(text)) return { kind: 'opaque', span, source: text.slice(1, -1) };
  return { kind: 'text', parts: [text.startsWith('[[') ? text.slice(1) : text], span, source: text };
}

/** `"copy": [{ "name": "containers", "count": …, "input": … }]` makes a property of its name. */
function entry(key: Scalar, value: Node | undefined): readonly EntryExpression[] {
  if (key.text.toLowerCase() === 'copy' && value?.kind === 'list') {
    return contents(value.items).flatMap(item => {
      const name = scalarUnder(item, 'name');
      const input = under(item, 'input');
      if (name === undefined || input === undefined) return [];
      const body = armExpression(input);
      return [{ key: textOf(name), value: copyLoop(name.text, under(item, 'count'), body) }];
    });
  }
  return [{ key: textOf(key), value: armExpression(value) }];
}

/** Keys may be expressions as well, such as the ids of identities. */
function textOf(key: Scalar): Expression {
  return scalar({ ...key, plain: false });
}

/** One turn for each element of the list whose length is the count; where it is a number, one for all. */
export function copyLoop(name: string, count: Node | undefined, body: Expression): Expression {
  const { span } = body;
  const counted = count === undefined ? undefined : armExpression(count);
  const over = counted?.kind === 'call' && counted.name.toLowerCase() === 'length' ? counted.arguments[0] : undefined;
  const indexes = [`copyindex.${name.toLowerCase()}`, 'copyindex.'];
  return {
    kind: 'loop',
    over: over ?? nothingAt(span),
    item: undefined,
    indexes,
    ofSet: false,
    body,
    span,
    source: '',
  };
}

/** The values of a template's parameters and variables, unless the deployment gives others. */
export function armDefinitions(template: Mapping): Definitions {
  const definitions = new Map<string, Definition>();
  for (const { key, value } of entriesOf(under(template, 'parameters'))) {
    const own = under(value, 'defaultValue');
    if (own !== undefined) {
      definitions.set(`parameters.${key.text.toLowerCase()}`, {
        value: armExpression(own),
        role: t('default of parameter {0}', key.text),
      });
    }
  }
  const variables = entriesOf(under(template, 'variables'));
  for (const { key, value } of variables.flatMap(written => entry(written.key, written.value))) {
    if (key?.kind !== 'text' || typeof key.parts[0] !== 'string') continue;
    const name = key.parts[0];
    definitions.set(`variables.${name.toLowerCase()}`, { value, role: t('value of variable {0}', name) });
  }
  return definitions;
}

/** A value by its key, without regard to case. */
export function under(from: Node | undefined, key: string): Content | undefined {
  const value = entriesOf(from).findLast(each => each.key.text.toLowerCase() === key.toLowerCase())?.value;
  return value?.kind === 'alias' ? undefined : value;
}

export function scalarUnder(from: Node | undefined, key: string): Scalar | undefined {
  const value = under(from, key);
  return value?.kind === 'scalar' ? value : undefined;
}
