import type { Definition, Expression, MappingExpression } from '../expression.ts';
import { parseJson } from '../json.ts';
import type { Content, Node, Scalar } from '../tree.ts';
import type { HclFile, HclStatement } from './file.ts';

/**
 * Terraform in JSON: types and names of blocks are keys, and texts are templates. What stands in their placeholders is
 * taken for a name, which most are.
 * https://developer.hashicorp.com/terraform/language/syntax/json
 */
export function readTerraformJson(text: string, onProblem: (problem: string) => void): HclFile {
  const { root, problems } = parseJson(text);
  for (const { message } of problems) onProblem(message);
  const statements: HclStatement[] = [];
  const definitions = new Map<string, Definition>();
  const define = (key: string, role: string, value: Node | undefined) => {
    if (value !== undefined) definitions.set(key, { value: expression(value, text), role });
  };
  for (const keyword of ['resource', 'data']) {
    for (const [type, named] of members(member(root, keyword))) {
      for (const [name, body] of members(named)) {
        const made = mappingOf(body, text);
        if (made === undefined) continue;
        statements.push({ keyword, labels: [type, name], text: 'image', body: () => made });
        const key = `${keyword === 'data' ? 'data.' : ''}${type}.${name}`;
        define(key, key, body);
      }
    }
  }
  for (const [name, body] of members(member(root, 'variable'))) {
    define(`var.${name}`, `default of var.${name}`, member(body, 'default'));
  }
  for (const [name, value] of members(member(root, 'locals'))) {
    define(`local.${name}`, `value of local.${name}`, value);
  }
  return { statements, definitions };
}

/** A block that comes once, or a list of blocks; JSON has both for most. */
function members(node: Node | undefined): readonly (readonly [string, Node])[] {
  if (node?.kind === 'list') return node.items.flatMap(item => members(item));
  if (node?.kind !== 'mapping') return [];
  return node.entries.flatMap(({ key, value }) => (value === undefined ? [] : [[key.text, value] as const]));
}

function member(node: Node | undefined, key: string): Node | undefined {
  return members(node).find(([name]) => name === key)?.[1];
}

function mappingOf(node: Node, text: string): MappingExpression | undefined {
  const own = node.kind === 'list' ? node.items[0] : node;
  const made = own === undefined ? undefined : expression(own, text);
  return made?.kind === 'mapping' ? made : undefined;
}

function expression(node: Node, text: string): Expression {
  const { span } = node;
  const source = text.slice(span.start, span.end);
  switch (node.kind) {
    case 'scalar':
      return scalar(node, source);
    case 'list':
      return { kind: 'list', items: contents(node.items).map(item => expression(item, text)), span, source };
    case 'mapping': {
      const entries = node.entries.flatMap(({ key, value }) =>
        value === undefined ? [] : [{ key: scalar(key, key.text), value: expression(value, text) }],
      );
      return { kind: 'mapping', entries, span, source };
    }
    case 'alias':
      return { kind: 'opaque', span, source };
  }
}

function contents(nodes: readonly (Node | undefined)[]): readonly Content[] {
  return nodes.filter(node => node !== undefined && node.kind !== 'alias');
}

function scalar({ text, span, plain }: Scalar, source: string): Expression {
  if (plain) return { kind: 'literal', span, source };
  const parts = text.split(/(\$\{[^{}]*\})/).flatMap((part): readonly (string | Expression)[] => {
    if (part === '') return [];
    const name = /^\$\{\s*((?:var|local|each)\.[\w-]+)\s*\}$/.exec(part)?.[1];
    return [name === undefined ? part : { kind: 'reference', key: name, span, source: name }];
  });
  return { kind: 'text', parts, span, source };
}
