import { contents, type Node, type Scalar } from '../../tree.ts';
import { CutText } from '../cutText.ts';
import type { Definition, Definitions, Expression, MappingExpression } from '../expression.ts';
import type { Syntax } from '../grammars.ts';
import { type OnUnread, once } from '../statements.ts';
import { HclConverter } from './expressions.ts';
import { mendHcl } from './mend.ts';

/** A block of a Terraform file: `resource "type" "name" { … }`. */
export interface HclStatement {
  readonly keyword: string;
  readonly labels: readonly string[];
  readonly text: string;
  /** Attributes by name; nested blocks as lists under their type. Undefined for what can't be parsed. */
  body(): MappingExpression | undefined;
}

export interface HclFile {
  readonly statements: readonly HclStatement[];
  readonly definitions: Definitions;
}

const BEGINS =
  /(?:resource|data|variable|locals|module|provider|terraform|output|moved|removed|import|check|ephemeral|run)\b[ \t]*["{]/y;
const HEAD = /^(\w+)(?:[ \t]+"([^"\n]*)")?(?:[ \t]+"([^"\n]*)")?/;

/** A Terraform file, cut into its blocks. */
export class HclText extends CutText {
  constructor(text: string, onUnread: OnUnread = () => {}) {
    super(text, { grammar: 'hcl', mend: mendHcl, begins: BEGINS }, onUnread);
  }

  /** Its blocks, with places in a larger text of which it is a part from an offset on. */
  file(whole = this.text, offset = 0): HclFile {
    const statements = this.statements.map(({ start, end, parse }): HclStatement => {
      const text = this.text.slice(start, end);
      const [, keyword = '', ...labels] = HEAD.exec(text.slice(0, 1000)) ?? [];
      const body = once(() => bodyOf(parse(), whole, offset + start));
      return { keyword, labels: labels.filter(label => label !== undefined), text, body };
    });
    return { statements, definitions: definitionsOf(statements) };
  }

  /** The attributes of a file of values (`*.tfvars`), which has no blocks. */
  values(whole = this.text, offset = 0): MappingExpression | undefined {
    return bodyOf(this.parse({ start: 0, end: this.text.length }), whole, offset);
  }
}

function bodyOf(root: Syntax | undefined, text: string, start: number): MappingExpression | undefined {
  return root && new HclConverter(text, start).file(root);
}

/** Defaults of variables, local values, and the attributes of resources as they are written, by name. */
function definitionsOf(statements: readonly HclStatement[]): Definitions {
  const definitions = new Map<string, Definition>();
  for (const statement of statements) {
    const { keyword, labels } = statement;
    const [first = '', second = ''] = labels;
    if (keyword === 'variable') {
      define(definitions, `var.${first}`, `default of var.${first}`, () => attribute(statement.body(), 'default'));
    } else if (keyword === 'locals') {
      for (const name of attributeNames(statement.text)) {
        define(definitions, `local.${name}`, `value of local.${name}`, () => attribute(statement.body(), name));
      }
    } else if (keyword === 'resource' || keyword === 'data') {
      const key = `${keyword === 'data' ? 'data.' : ''}${first}.${second}`;
      define(definitions, key, key, () => statement.body());
    }
  }
  return definitions;
}

function define(
  definitions: Map<string, Definition>,
  key: string,
  role: string,
  find: () => Expression | undefined,
): void {
  definitions.set(key, {
    get value() {
      return find() ?? { kind: 'opaque', span: { start: 0, end: 0 }, source: '' };
    },
    role,
  });
}

function attribute(body: MappingExpression | undefined, name: string): Expression | undefined {
  return body?.entries.findLast(({ key }) => key?.kind === 'text' && key.parts[0] === name)?.value;
}

/** Names that may be attributes; which are, the parser says when one of them is asked for. */
function attributeNames(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/(?<![\w-])([\w-]+)[ \t]*=/g)].flatMap(match => match[1] ?? []));
}

/**
 * Terraform in JSON: types and names of blocks are keys, and texts are templates. The content of a placeholder is
 * taken for a name, which most are.
 * https://developer.hashicorp.com/terraform/language/syntax/json
 */
export function readTerraformJson(root: Node | undefined, text: string): HclFile {
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

function scalar({ text, span, plain }: Scalar, source: string): Expression {
  if (plain) return { kind: 'literal', span, source };
  const parts = text.split(/(\$\{[^{}]*\})/).flatMap((part): readonly (string | Expression)[] => {
    if (part === '') return [];
    const name = /^\$\{\s*((?:var|local|each)\.[\w-]+)\s*\}$/.exec(part)?.[1];
    return [name === undefined ? part : { kind: 'reference', key: name, span, source: name }];
  });
  return { kind: 'text', parts, span, source };
}
