import { t } from '../../../../model/l10n.ts';
import { once } from '../../../../model/memo.ts';
import { emptyAt, type Span } from '../../../../model/place.ts';
import { endOfLine } from '../../lineStarts.ts';
import { entriesOf, type Node, type Scalar } from '../../tree.ts';
import {
  type Definition,
  type Definitions,
  definedBy,
  type EntryExpression,
  type Expression,
  type ExpressionOf,
  expressionOf,
  propertyOf,
} from '../expression.ts';
import type { Syntax } from '../grammars.ts';
import { ProgramText } from '../programText.ts';
import { HclConverter } from './expressions.ts';
import { BLOCK, mendHcl } from './mend.ts';

/** A block of a Terraform file: `resource "type" "name" { … }`. */
export interface HclStatement {
  readonly keyword: string;
  readonly labels: readonly string[];
  readonly text: string;
  /** Its first line. */
  readonly head: Span;
  /** Attributes by name. Nested blocks as lists under their type. Undefined for what can't be parsed. */
  body(): ExpressionOf<'mapping'> | undefined;
}

export interface HclFile {
  readonly statements: readonly HclStatement[];
  readonly definitions: Definitions;
}

/** Labels have quotes, or none. https://developer.hashicorp.com/terraform/language/syntax/configuration#blocks */
const HEAD = /^(\w+)(?:[ \t]+(?:"([^"\n]*)"|([\w-]+)))?(?:[ \t]+(?:"([^"\n]*)"|([\w-]+)))?/;

/** The text of a Terraform file. Its blocks are its statements. */
export class HclText extends ProgramText<HclFile> {
  constructor(text: string) {
    super(text, { grammar: 'hcl', mend: mendHcl, begins: BLOCK });
  }

  protected fileAt(whole: string, offset: number): HclFile {
    const statements = this.statements.map(({ start, end, parse }): HclStatement => {
      const text = this.text.slice(start, end);
      const [, keyword = '', ...labels] = HEAD.exec(this.mended.slice(start, Math.min(end, start + 1000))) ?? [];
      const content = once(() => bodyOf(parse(), whole, offset + start));
      const body = () => {
        parse(); // a kept body, too, is requested by this reading
        return content();
      };
      const head = { start: offset + start, end: offset + Math.min(end, endOfLine(this.text, start)) };
      return { keyword, labels: labels.filter(label => label !== undefined), text, head, body };
    });
    return { statements, definitions: definitionsOf(statements) };
  }

  /** The attributes of a file of values (`*.tfvars`), which has no blocks. */
  values(whole = this.text, offset = 0): ExpressionOf<'mapping'> | undefined {
    return bodyOf(this.parse({ start: 0, end: this.text.length }), whole, offset);
  }
}

function bodyOf(root: Syntax | undefined, text: string, start: number): ExpressionOf<'mapping'> | undefined {
  return root && new HclConverter(text, start).file(root);
}

/** Defaults of variables, local values, and the attributes of resources as they are written, by name. */
function definitionsOf(statements: readonly HclStatement[]): Definitions {
  const definitions = new Map<string, Definition>();
  for (const statement of statements) {
    const { keyword, labels } = statement;
    const [first = '', second = ''] = labels;
    if (keyword === 'variable') {
      const find = () => propertyOf(statement.body(), 'default');
      definitions.set(`var.${first}`, definedBy(t('default of {0}', `var.${first}`), find));
    } else if (keyword === 'locals') {
      for (const name of attributeNames(statement.text)) {
        const find = () => propertyOf(statement.body(), name);
        definitions.set(`local.${name}`, definedBy(t('value of {0}', `local.${name}`), find));
      }
    } else if (keyword === 'resource' || keyword === 'data') {
      const key = `${keyword === 'data' ? 'data.' : ''}${first}.${second}`;
      definitions.set(key, definedBy(key, statement.body));
    }
  }
  return definitions;
}

/** Names that may be attributes. The parser decides when one of them is requested. */
function attributeNames(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/(?<![\w-])([\w-]+)[ \t]*=/g)].flatMap(match => match[1] ?? []));
}

/**
 * Terraform in JSON: types and names of blocks are keys, and texts are templates. The content of a placeholder is
 * taken for a name, which most are.
 * https://developer.hashicorp.com/terraform/language/syntax/json
 */
export function readTerraformJson(root: Node | undefined): HclFile {
  const statements = entriesOf(root).flatMap(({ key, value }) => {
    const labels = LABELS.get(key.text);
    return labels === undefined ? [] : blocksIn(value, key.text, [], labels);
  });
  return { statements, definitions: definitionsOf(statements) };
}

/** The number of labels of each block that is read. */
const LABELS: ReadonlyMap<string, number> = new Map([
  ['resource', 2],
  ['data', 2],
  ['variable', 1],
  ['locals', 0],
]);

/** A block that comes once, or a list of blocks. JSON has both for most. */
function blocksIn(node: Node | undefined, keyword: string, labels: readonly string[], more: number): HclStatement[] {
  if (node?.kind === 'list') return node.items.flatMap(item => blocksIn(item, keyword, labels, more));
  if (node?.kind !== 'mapping') return [];
  if (more > 0) {
    return node.entries.flatMap(({ key, value }) => blocksIn(value, keyword, [...labels, key.text], more - 1));
  }
  const body = once((): ExpressionOf<'mapping'> => {
    const entries = node.entries.flatMap(({ key, value }) => entry(key, value));
    return { kind: 'mapping', entries, span: node.span, source: '' };
  });
  // as the names of its attributes would be written in the other notation
  const text = node.entries.map(({ key }) => `${key.text} =`).join('\n');
  return [{ keyword, labels, text, head: emptyAt(node.span.start), body }];
}

function entry(key: Scalar, value: Node | undefined): readonly EntryExpression[] {
  return value === undefined ? [] : [{ key: scalar(key), value: expressionOf(value, { scalar, entry }) }];
}

function scalar({ text, span, plain }: Scalar): Expression {
  if (plain) return { kind: 'literal', span, source: text };
  const parts = text.split(/(\$\{[^{}]*\})/).flatMap((part): readonly (string | Expression)[] => {
    if (part === '') return [];
    const name = /^\$\{\s*((?:var|local|each)\.[\w-]+)\s*\}$/.exec(part)?.[1];
    return [name === undefined ? part : { kind: 'reference', key: name, span, source: name }];
  });
  return { kind: 'text', parts, span, source: text };
}
