import { folderOf, fromRoot } from '../../../model/place.ts';
import type { ProgramWorld } from '../../../model/program.ts';
import type { AroundPrograms, DeclaredInfrastructure } from '../../../model/reading.ts';
import { extendedType, withoutExtension } from '../../infrastructure/worlds/extendedType.ts';
import { parametersIn } from '../../infrastructure/worlds/jsonValues.ts';
import type { Parameter, ProgramBlock, ProgramModule } from '../../infrastructure/worlds/module.ts';
import type { ProgramPart, ValuesPart, WorldLanguage } from '../../infrastructure/worlds/worldLanguage.ts';
import { worldsOf } from '../../infrastructure/worlds/worlds.ts';
import { type BicepStatement, BicepText } from '../../source/languages/bicep/file.ts';
import { type Expression, propertyOf } from '../../source/languages/expression.ts';
import { publishedBicep } from './published/index.ts';

// A Bicep file as a module of a program, and a .bicepparam file as its values.

export function bicepWorlds(
  files: readonly DeclaredInfrastructure[],
  around: AroundPrograms,
  open: (file: DeclaredInfrastructure) => BicepText,
): readonly ProgramWorld[] {
  const language: WorldLanguage = {
    notation: {
      name: 'bicep',
      passedIn: body => propertyOf(body, 'params'),
      notPassed: new Set(),
      keyOf: name => name,
      nullIsDefault: true,
      outputPath: ['outputs'],
    },
    part: file => partOf(open(file), file.file),
    valuesPart: file => valuesOf(open(file)),
    valuesBeside: ({ text }) => ({ ...parametersIn(text), locals: new Map(), isAlwaysLoaded: false }),
    overridden: (_, by) => by,
    published: call => publishedBicep(call, moduleOf),
  };
  return worldsOf(files, around, language);
}

function moduleOf(code: string, id: string): ProgramModule {
  return partOf(new BicepText(code), id);
}

function partOf(bicep: BicepText, file: string): ProgramModule & Pick<ProgramPart, 'unread'> {
  const { statements, targetScope } = bicep.file();
  const parameters = new Map<string, Parameter>();
  const locals = new Map<string, Expression>();
  const outputs = new Map<string, Expression>();
  const blocks = new Map<string, ProgramBlock>();
  for (const statement of statements) {
    const { keyword, name } = statement;
    switch (keyword) {
      case 'param':
        parameters.set(name, parameterOf(statement));
        break;
      case 'var':
        set(locals, name, statement.value());
        break;
      case 'output':
        set(outputs, name, statement.value());
        break;
      case 'resource':
      case 'module':
        for (const block of blocksOf(statement, file)) blocks.set(block.key, block);
    }
  }
  return { parameters, locals, outputs, blocks, targetScope, unread: bicep.unreadOrBroken };
}

function set(map: Map<string, Expression>, name: string, value: Expression | undefined): void {
  if (value !== undefined) map.set(name, value);
}

/** `param name string?` is null where nothing is passed. A type of the file's own may allow that as well. */
function parameterOf(statement: BicepStatement): Parameter {
  const { name, text, head } = statement;
  const written = /^param[ \t]+\w+[ \t]+([^\n=]*)/m.exec(text)?.[1];
  const type = written?.replace(/\/\/.*/, '').trim() ?? '';
  const value = statement.value();
  if (value !== undefined) return { name, initial: value };
  if (type.endsWith('?')) return { name, initial: { kind: 'literal', span: head, source: 'null' } };
  return { name, initial: undefined, isRequired: PLAIN_TYPE.test(type) && !/=/.test(text) };
}

const PLAIN_TYPE = /^(?:string|int|bool|object|array)(?:\[\])?$/;

function blocksOf(statement: BicepStatement, file: string): readonly ProgramBlock[] {
  const { keyword, name, type, isExisting, head } = statement;
  const body = statement.value();
  if (body === undefined) return [];
  const block: ProgramBlock = {
    key: name,
    title: name,
    kind: keyword === 'module' ? 'module' : 'resource',
    type,
    source: keyword === 'module' && LOCAL.test(type) ? fromRoot(folderOf(file), type) : undefined,
    isExisting,
    body,
    repeat: undefined,
    parent: undefined,
    head,
  };
  const children = statement.children().map(
    (child): ProgramBlock => ({
      ...block,
      key: `${name}::${child.name}`,
      title: `${name}::${child.name}`,
      kind: 'resource',
      type: child.type,
      source: undefined,
      isExisting: false,
      body: child.value,
      parent: name,
      head: { start: child.value.span.start, end: child.value.span.start },
    }),
  );
  return [block, ...children].map(withOwnType);
}

function withOwnType(block: ProgramBlock): ProgramBlock {
  const extended = block.kind === 'resource' ? extendedType(block.type) : undefined;
  if (extended === undefined) return block;
  return { ...block, type: extended.type, body: withoutExtension(block.body, extended, block.parent !== undefined) };
}

const LOCAL = /^[^:]+\.(?:bicep|json)$/;

function valuesOf(bicep: BicepText): ValuesPart {
  const { statements } = bicep.file();
  const values = new Map<string, Expression>();
  const locals = new Map<string, Expression>();
  for (const statement of statements) {
    if (statement.keyword === 'param') set(values, statement.name, statement.value());
    if (statement.keyword === 'var') set(locals, statement.name, statement.value());
  }
  // https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-parameters-file#extendable-bicep-parameter-files
  const hasMore = /^[ \t]*extends\b/m.test(bicep.text) || bicep.unreadOrBroken.length > 0;
  // a parameter of the file may be made of others
  return { values, locals: new Map([...values, ...locals]), isAlwaysLoaded: false, hasMore };
}
