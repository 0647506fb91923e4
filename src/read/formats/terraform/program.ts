import { folderOf, fromRoot } from '../../../model/place.ts';
import type { ProgramWorld } from '../../../model/program.ts';
import type { DeclaredInfrastructure } from '../../../model/reading.ts';
import type { Block, Parameter, Repeat } from '../../infrastructure/exact/module.ts';
import { type ProgramPart, type ValuesPart, type WorldLanguage, worldsOf } from '../../infrastructure/exact/worlds.ts';
import { type Expression, propertyOf } from '../../source/languages/expression.ts';
import type { HclFile, HclStatement, HclText } from '../../source/languages/hcl/file.ts';

// A Terraform file as a part of its folder's module, and a file of values as those of its root.

export function terraformWorlds(
  files: readonly DeclaredInfrastructure[],
  open: (file: DeclaredInfrastructure) => HclText,
): readonly ProgramWorld[] {
  const language: WorldLanguage = {
    notation: {
      name: 'terraform',
      passedIn: body => body,
      notPassed: META,
      keyOf: name => `var.${name}`,
      nullIsDefault: false,
      outputPath: [],
    },
    part: (file, whole, start) => partOf(open(file).file(whole, start), file.module),
    valuesPart: (file, whole, start) => valuesOf(open(file).values(whole, start), file),
  };
  return worldsOf(files, language);
}

/** https://developer.hashicorp.com/terraform/language/meta-arguments */
const META: ReadonlySet<string> = new Set(['source', 'version', 'providers', 'count', 'for_each', 'depends_on']);

function partOf({ statements }: HclFile, folder: string): ProgramPart {
  const parameters = new Map<string, Parameter>();
  const locals = new Map<string, Expression>();
  const outputs = new Map<string, Expression>();
  const blocks = new Map<string, Block>();
  for (const statement of statements) {
    const [first = ''] = statement.labels;
    const body = statement.body();
    switch (statement.keyword) {
      case 'variable':
        parameters.set(`var.${first}`, { name: first, initial: propertyOf(body, 'default') });
        break;
      case 'locals':
        for (const { key, value } of body?.entries ?? []) {
          if (key?.kind === 'text') locals.set(`local.${String(key.parts[0])}`, value);
        }
        break;
      case 'output': {
        const value = propertyOf(body, 'value');
        if (value !== undefined) outputs.set(first, value);
        break;
      }
      case 'resource':
      case 'data':
      case 'module': {
        const block = blockOf(statement, folder);
        if (block !== undefined) blocks.set(block.key, block);
      }
    }
  }
  const isRoot = statements.some(({ keyword }) => keyword === 'provider');
  return { parameters, locals, outputs, blocks, targetScope: 'subscription', isRoot };
}

function blockOf({ keyword, labels, text, head, body }: HclStatement, folder: string): Block | undefined {
  const [first = '', second = ''] = labels;
  const content = body();
  if (content === undefined) return undefined;
  const isModule = keyword === 'module';
  const key = isModule ? `module.${first}` : `${keyword === 'data' ? 'data.' : ''}${first}.${second}`;
  const source = isModule ? (/^[ \t]*source\s*=\s*"([^"\n]*)"/m.exec(text)?.[1] ?? '') : undefined;
  const isLocal = source !== undefined && /^\.\.?(?:\/|$)/.test(source);
  return {
    key,
    title: key,
    kind: isModule ? 'module' : 'resource',
    type: source ?? first,
    source: isLocal ? fromRoot(folder, source) : undefined,
    isExisting: keyword === 'data',
    body: content,
    repeat: repeatOf(content),
    parent: undefined,
    head,
  };
}

function repeatOf(body: Expression): Repeat | undefined {
  const over = propertyOf(body, 'for_each');
  if (over !== undefined) return { kind: 'each', over, item: 'each.value', index: 'each.key' };
  const count = propertyOf(body, 'count');
  return count === undefined ? undefined : { kind: 'count', count, index: 'count.index' };
}

function valuesOf(body: Expression | undefined, { file, module }: DeclaredInfrastructure): ValuesPart {
  const values = new Map<string, Expression>();
  for (const { key, value } of body?.kind === 'mapping' ? body.entries : []) {
    if (key?.kind === 'text') values.set(`var.${String(key.parts[0])}`, value);
  }
  const isAlwaysLoaded = folderOf(file) === module && /(?:^|\/)terraform\.tfvars$|\.auto\.tfvars$/.test(file);
  return { values, locals: new Map(), isAlwaysLoaded };
}
