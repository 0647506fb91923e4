import { fromRoot } from '../../../model/place.ts';
import type { ProgramWorld } from '../../../model/program.ts';
import type { AroundPrograms, DeclaredInfrastructure, InfrastructureBeside } from '../../../model/reading.ts';
import { variablesIn } from '../../infrastructure/worlds/jsonValues.ts';
import type { Parameter, ProgramBlock, ProgramModule, Repeat } from '../../infrastructure/worlds/module.ts';
import type { ProgramPart, ValuesPart, WorldLanguage } from '../../infrastructure/worlds/worldLanguage.ts';
import { worldsOf } from '../../infrastructure/worlds/worlds.ts';
import { type Expression, propertyOf } from '../../source/languages/expression.ts';
import { type HclStatement, HclText } from '../../source/languages/hcl/file.ts';
import { isAlwaysLoaded, isOverrideFile, valuesPrecedence } from './fileNames.ts';
import { publishedTerraform } from './published/index.ts';

// A Terraform file as a part of its folder's module, and a file of values as those of its root.

export function terraformWorlds(
  files: readonly DeclaredInfrastructure[],
  around: AroundPrograms,
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
    part: file => partOf(open(file), file),
    valuesPart: file => valuesOf(open(file), file),
    valuesBeside: each => (each.file.endsWith('.json') ? valuesInJson(each) : valuesOf(new HclText(each.text), each)),
    overridden,
    published: call => publishedTerraform(call, META, moduleOf),
  };
  return worldsOf(files, around, language);
}

/** https://developer.hashicorp.com/terraform/language/meta-arguments */
const META: ReadonlySet<string> = new Set(['source', 'version', 'providers', 'count', 'for_each', 'depends_on']);

function moduleOf(code: string, id: string): ProgramModule {
  return partOf(new HclText(code), { file: id, module: id });
}

function partOf(
  hcl: HclText,
  { file, module }: Pick<DeclaredInfrastructure, 'file' | 'module'>,
): ProgramModule & ProgramPart {
  const { statements } = hcl.file();
  const parameters = new Map<string, Parameter>();
  const locals = new Map<string, Expression>();
  const outputs = new Map<string, Expression>();
  const blocks = new Map<string, ProgramBlock>();
  for (const statement of statements) {
    const [first = ''] = statement.labels;
    const body = statement.body();
    switch (statement.keyword) {
      case 'variable':
        parameters.set(`var.${first}`, variableOf(first, body));
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
        const block = blockOf(statement, module);
        if (block !== undefined) blocks.set(block.key, block);
      }
    }
  }
  const isRoot = statements.some(({ keyword }) => keyword === 'provider');
  return {
    parameters,
    locals,
    outputs,
    blocks,
    targetScope: 'subscription',
    isRoot,
    isOverride: isOverrideFile(file),
    unread: hcl.unreadOrBroken,
  };
}

function variableOf(name: string, body: Expression | undefined): Parameter {
  const initial = propertyOf(body, 'default');
  return { name, initial, isRequired: body !== undefined && initial === undefined };
}

/**
 * Attributes of the later block replace those of the first, and nested blocks all those of their type.
 * https://developer.hashicorp.com/terraform/language/files/override
 */
function overridden(block: ProgramBlock, by: ProgramBlock): ProgramBlock {
  if (block.body.kind !== 'mapping' || by.body.kind !== 'mapping') return by;
  const body: Expression = { ...block.body, entries: [...block.body.entries, ...by.body.entries] };
  const { type, source } = propertyOf(by.body, 'source') === undefined ? block : by;
  const overrides = [...(block.overrides ?? []), by];
  return { ...block, body, type, source, repeat: repeatOf(body), overrides };
}

function blockOf({ keyword, labels, text, head, body }: HclStatement, folder: string): ProgramBlock | undefined {
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
  return count === undefined ? undefined : { kind: 'count', count, indexes: ['count.index'] };
}

function valuesOf(hcl: HclText, { file, module }: Pick<DeclaredInfrastructure, 'file' | 'module'>): ValuesPart {
  const body = hcl.values();
  const values = new Map<string, Expression>();
  for (const { key, value } of body?.kind === 'mapping' ? body.entries : []) {
    if (key?.kind === 'text') values.set(`var.${String(key.parts[0])}`, value);
  }
  const hasMore = body === undefined || hcl.unreadOrBroken.length > 0;
  return { values, locals: new Map(), hasMore, ...loading(file, module) };
}

function valuesInJson({ file, module, text }: InfrastructureBeside): ValuesPart {
  const { values, hasMore } = variablesIn(text);
  const named = new Map([...values].map(([name, value]) => [`var.${name}`, value]));
  return { values: named, locals: new Map(), hasMore, ...loading(file, module) };
}

function loading(file: string, module: string): Pick<ValuesPart, 'isAlwaysLoaded' | 'rank'> {
  return { isAlwaysLoaded: isAlwaysLoaded(file, module), rank: valuesPrecedence(file) };
}
