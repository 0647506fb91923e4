import { t } from '../../../../model/l10n.ts';
import { once } from '../../../../model/memo.ts';
import type { Span } from '../../../../model/place.ts';
import { endOfLine } from '../../lineStarts.ts';
import { type Definition, type Definitions, definedBy, type Expression } from '../expression.ts';
import type { Syntax } from '../grammars.ts';
import { ProgramText } from '../programText.ts';
import { BicepConverter, type BicepResource } from './expressions.ts';
import { mendBicep, missingBrackets, STATEMENT } from './mend.ts';

export interface BicepStatement {
  readonly keyword: 'param' | 'var' | 'resource' | 'module' | 'output';
  readonly name: string;
  /** The type of a resource without the version, or the path of a module. */
  readonly type: string;
  readonly isExisting: boolean;
  readonly text: string;
  /** Its first line. */
  readonly head: Span;
  /** Its value. Undefined for a parameter without a default, and for what can't be parsed. */
  value(): Expression | undefined;
  /** Resources declared within this one. */
  children(): readonly BicepResource[];
}

export interface BicepFile {
  readonly statements: readonly BicepStatement[];
  readonly definitions: Definitions;
  /** `resourceGroup` where the file sets none. */
  readonly targetScope: string;
}

const TARGET_SCOPE = /^[ \t]*targetScope[ \t]*=[ \t]*'(\w+)'/m;
const HEAD =
  /^(?:@[^\n]*?[ \t])?(param|var|resource|module|output)[ \t]+(\w+)(?:[ \t]+'([^'\n]*)'(?:[ \t]+(existing)\b)?)?/;

/** The text of a Bicep file. */
export class BicepText extends ProgramText<BicepFile> {
  constructor(text: string) {
    super(text, { grammar: 'bicep', mend: mendBicep, begins: STATEMENT, complete: completed });
  }

  protected fileAt(whole: string, offset: number): BicepFile {
    const statements: BicepStatement[] = [];
    const definitions = new Map<string, Definition>();
    for (const { start, end, parse } of this.statements) {
      const head = HEAD.exec(this.mended.slice(start, Math.min(end, start + 1000)));
      const keyword = keywordOf(head?.[1]);
      const name = head?.[2];
      if (keyword === undefined || name === undefined) continue;
      const type = (head?.[3] ?? '').replace(/@[^@/]*$/, '');
      const hasValue = keyword !== 'param' || valueIndex(this.mended.slice(start, end)) !== undefined;
      const content = once(() => {
        const converter = new BicepConverter(whole, offset + start);
        return { value: hasValue ? valueIn(parse(), converter, type) : undefined, children: converter.children };
      });
      const read = () => {
        if (hasValue) parse(); // kept content, too, is requested by this reading
        return content();
      };
      const statement: BicepStatement = {
        keyword,
        name,
        type,
        isExisting: head?.[4] !== undefined,
        text: this.text.slice(start, end),
        head: { start: offset + start, end: offset + Math.min(end, endOfLine(this.text, start)) },
        value: () => read().value,
        children: () => read().children,
      };
      statements.push(statement);
      if (keyword !== 'module' && keyword !== 'output')
        definitions.set(name, definedBy(ROLES[keyword](name), statement.value));
    }
    const targetScope = TARGET_SCOPE.exec(this.mended)?.[1] ?? 'resourceGroup';
    return { statements, definitions, targetScope };
  }
}

/**
 * Rewrites a parameter with a value to a variable, and a variable to one without a type. A type adds nothing to the
 * value, and the grammar does not know all of them: `var a string = …`, `param b resourceInput<'…'> = …`.
 */
function completed(statement: string): string {
  const value = valueIndex(statement);
  const [, , name = ''] = HEAD.exec(statement.slice(0, 1000)) ?? [];
  const untyped = value === undefined ? statement : `var ${name}`.padEnd(value) + statement.slice(value);
  return untyped + missingBrackets(untyped);
}

/** Finds the `=` of a parameter or a variable, behind a type whose texts may have others. */
function valueIndex(statement: string): number | undefined {
  const head = /^(?:@[^\n]*?[ \t])?(?:param|var)[ \t]+\w+/.exec(statement)?.[0];
  if (head === undefined) return undefined;
  let depth = 0;
  for (const { 0: token, index } of statement.slice(head.length).matchAll(TOKEN)) {
    if (depth === 0 && token === '=') return head.length + index;
    if (depth === 0 && token === '\n') return undefined;
    if ('{[('.includes(token)) depth++;
    else if ('}])'.includes(token)) depth--;
  }
  return undefined;
}

const TOKEN = /'(?:[^'\\\n]|\\.)*'?|[{}[\]()=\n]/g;

function keywordOf(word: string | undefined): BicepStatement['keyword'] | undefined {
  return KEYWORDS.find(keyword => keyword === word);
}

const KEYWORDS = ['param', 'var', 'resource', 'module', 'output'] as const;

const ROLES = {
  param: (name: string) => t('default of {0}', `param ${name}`),
  var: (name: string) => t('value of {0}', `var ${name}`),
  resource: (name: string) => t('resource {0}', name),
} as const;

function valueIn(root: Syntax | undefined, converter: BicepConverter, type: string): Expression | undefined {
  const declaration = root && findDeclaration(root);
  const value = declaration?.children.at(-1);
  return value && converter.expression(value, type);
}

const DECLARATIONS: readonly string[] = [
  'parameter_declaration',
  'variable_declaration',
  'resource_declaration',
  'module_declaration',
  'output_declaration',
];

function findDeclaration(root: Syntax): Syntax | undefined {
  if (DECLARATIONS.includes(root.type)) return root;
  for (const child of root.children) {
    const found = DECLARATIONS.includes(child.type) || child.type === 'ERROR' ? findDeclaration(child) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
