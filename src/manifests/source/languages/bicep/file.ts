import type { Definition, Definitions, Expression } from '../expression.ts';
import { LexerBudget, parseSyntax, type Syntax } from '../grammars.ts';
import { type OnUnread, once, splitStatements } from '../statements.ts';
import { BicepConverter, type BicepResource } from './expressions.ts';
import { mendBicep, missingBrackets, STATEMENT } from './mend.ts';

/** A statement of a Bicep file. */
export interface BicepStatement {
  readonly keyword: 'param' | 'var' | 'resource' | 'module';
  readonly name: string;
  /** Of a resource, its type without the version; of a module, its path. */
  readonly type: string;
  readonly isExisting: boolean;
  readonly text: string;
  /** Its value; undefined for a parameter without a default, and for what can't be parsed. */
  value(): Expression | undefined;
  /** Resources declared within this one. */
  children(): readonly BicepResource[];
}

export interface BicepFile {
  readonly statements: readonly BicepStatement[];
  readonly definitions: Definitions;
}

const HEAD = /^(?:@[^\n]*?[ \t])?(param|var|resource|module)[ \t]+(\w+)(?:[ \t]+'([^'\n]*)'(?:[ \t]+(existing)\b)?)?/;

/** Cuts a Bicep file into statements. Each is parsed when its content is asked for. */
export function readBicep(text: string, onUnread: OnUnread): BicepFile {
  const mended = mendBicep(text, onUnread);
  const budget = new LexerBudget();
  const statements: BicepStatement[] = [];
  const definitions = new Map<string, Definition>();
  for (const { start, end } of splitStatements(mended, STATEMENT)) {
    const head = HEAD.exec(mended.slice(start, Math.min(end, start + 1000)));
    const keyword = keywordOf(head?.[1]);
    const name = head?.[2];
    if (keyword === undefined || name === undefined) continue;
    const type = (head?.[3] ?? '').replace(/@[^@/]*$/, '');
    const read = once(() => readStatement({ text, start, mended: mended.slice(start, end), type, budget }, onUnread));
    const statement: BicepStatement = {
      keyword,
      name,
      type,
      isExisting: head?.[4] !== undefined,
      text: text.slice(start, end),
      value: () => read().value,
      children: () => read().children,
    };
    statements.push(statement);
    if (keyword !== 'module') definitions.set(name, definitionOf(statement));
  }
  return { statements, definitions };
}

function keywordOf(word: string | undefined): BicepStatement['keyword'] | undefined {
  return word === 'param' || word === 'var' || word === 'resource' || word === 'module' ? word : undefined;
}

const ROLES = { param: 'default of param', var: 'value of var', resource: 'resource', module: 'module' } as const;

function definitionOf(statement: BicepStatement): Definition {
  return {
    get value() {
      return statement.value() ?? NOTHING;
    },
    role: `${ROLES[statement.keyword]} ${statement.name}`,
  };
}

const NOTHING: Expression = { kind: 'opaque', span: { start: 0, end: 0 }, source: '' };

interface StatementContent {
  readonly value: Expression | undefined;
  readonly children: readonly BicepResource[];
}

interface StatementText {
  /** The whole file's. */
  readonly text: string;
  readonly start: number;
  readonly mended: string;
  readonly type: string;
  /** The file's. */
  readonly budget: LexerBudget;
}

const EMPTY: StatementContent = { value: undefined, children: [] };

function readStatement({ text, start, mended, type, budget }: StatementText, onUnread: OnUnread): StatementContent {
  // a parameter of a .bicepparam file has no type, and reads like a variable
  const untyped = mended.replace(/^param(?=[ \t]+\w+[ \t]*=)/, 'var  ');
  const parsed = parseSyntax('bicep', untyped + missingBrackets(untyped), budget);
  if ('problem' in parsed) {
    onUnread(parsed.problem, parsed.isOfFile ? 0 : start);
    return EMPTY;
  }
  const declaration = findDeclaration(parsed.root);
  const value = declaration?.children.at(-1);
  if (declaration === undefined || value === undefined) return EMPTY;
  // a parameter without a default ends with its type
  if (declaration.type === 'parameter_declaration' && declaration.children.length < 3) return EMPTY;
  const converter = new BicepConverter(text, start);
  return { value: converter.expression(value, type), children: converter.children };
}

const DECLARATIONS: readonly string[] = [
  'parameter_declaration',
  'variable_declaration',
  'resource_declaration',
  'module_declaration',
];

function findDeclaration(root: Syntax): Syntax | undefined {
  if (DECLARATIONS.includes(root.type)) return root;
  for (const child of root.children) {
    const found = DECLARATIONS.includes(child.type) || child.type === 'ERROR' ? findDeclaration(child) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
