import { parseJson } from '../../source/json.ts';
import { under } from '../../source/languages/arm.ts';
import { type Expression, expressionOf, nothingAt } from '../../source/languages/expression.ts';
import { entriesOf, type Node, type Scalar } from '../../source/tree.ts';

/** Values for a program that are written in JSON. */
export interface JsonValues {
  readonly values: ReadonlyMap<string, Expression>;
  /** True if there may be more values than are known. */
  readonly hasMore: boolean;
}

/** The values of a `*.tfvars.json`, by name. */
export function variablesIn(text: string): JsonValues {
  const { root, problems } = parseJson(text);
  const values = entriesOf(root).map(({ key, value }) => [key.text, jsonExpression(value)] as const);
  return { values: new Map(values), hasMore: problems.length > 0 || root?.kind !== 'mapping' };
}

/**
 * The values of a file of parameters, by name. Of one in a key vault only the deployment knows.
 * https://learn.microsoft.com/azure/azure-resource-manager/templates/parameter-files
 */
export function parametersIn(text: string): JsonValues {
  const { root, problems } = parseJson(text, 'one', true);
  const written = under(root, 'parameters');
  const values = entriesOf(written).map(({ key, value }) => {
    const own = under(value, 'value');
    return [key.text, own === undefined ? nothingAt(key.span) : jsonExpression(own)] as const;
  });
  return { values: new Map(values), hasMore: problems.length > 0 || written?.kind !== 'mapping' };
}

/** azd puts variables of its environment in for `${NAME}`. */
function jsonExpression(node: Node | undefined): Expression {
  const scalar = ({ text, plain, span }: Scalar): Expression => {
    if (plain) return { kind: 'literal', span, source: text };
    if (text.includes('${') || text.includes('%{')) return { kind: 'opaque', span, source: text };
    return { kind: 'text', parts: [text], span, source: text };
  };
  return expressionOf(node, {
    scalar,
    entry: (key, value) => [{ key: scalar({ ...key, plain: false }), value: jsonExpression(value) }],
  });
}
