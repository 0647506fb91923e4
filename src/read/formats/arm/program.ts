import { memoized } from '../../../model/memo.ts';
import type { ProgramWorld } from '../../../model/program.ts';
import type { AroundPrograms, DeclaredInfrastructure } from '../../../model/reading.ts';
import { extendedType, madeEntry, withoutExtension } from '../../infrastructure/worlds/extendedType.ts';
import { parametersIn } from '../../infrastructure/worlds/jsonValues.ts';
import type { Parameter, ProgramBlock, ProgramModule, Repeat } from '../../infrastructure/worlds/module.ts';
import type { ValuesPart, WorldLanguage } from '../../infrastructure/worlds/worldLanguage.ts';
import { worldsOf } from '../../infrastructure/worlds/worlds.ts';
import { parseJson } from '../../source/json.ts';
import {
  armDefinitions,
  armExpression,
  armParameterKey,
  armResources,
  childResourceType,
  copyIndexKeys,
  hasInnerScope,
  scalarUnder,
  under,
} from '../../source/languages/arm.ts';
import {
  type EntryExpression,
  type Expression,
  type ExpressionOf,
  nothingAt,
  propertyOf,
} from '../../source/languages/expression.ts';
import { type Content, entriesOf, type Node } from '../../source/tree.ts';

// An Azure template as a module of a program, with its nested templates, and a file of parameters as its values.

export function armWorlds(files: readonly DeclaredInfrastructure[], around: AroundPrograms): readonly ProgramWorld[] {
  const language: WorldLanguage = {
    notation: {
      name: 'arm',
      passedIn: body => passedTo(propertyOf(propertyOf(body, 'properties'), 'parameters')),
      notPassed: new Set(),
      keyOf: armParameterKey,
      nullIsDefault: true,
      outputPath: ['outputs'],
    },
    part: file => {
      const { root, problems } = parseJson(file.text, 'one', true);
      const nested = new Map<string, ProgramModule>();
      const module = moduleOf(root, file.file, nested);
      return { ...module, nested, unread: problems.map(({ message, span }) => ({ message, start: span.start })) };
    },
    valuesPart: valuesOf,
    valuesBeside: valuesOf,
    overridden: (_, by) => by,
    published: () => undefined,
  };
  return worldsOf(files, around, language);
}

function valuesOf({ text }: Pick<DeclaredInfrastructure, 'text'>): ValuesPart {
  const { values, hasMore } = parametersIn(text);
  const named = new Map([...values].map(([name, value]) => [armParameterKey(name), value]));
  return { values: named, hasMore, locals: new Map(), isAlwaysLoaded: false };
}

/** `"parameters": { "name": { "value": … } }` of a nested deployment, by name. */
function passedTo(parameters: Expression | undefined): Expression | undefined {
  return parameters?.kind === 'mapping' ? passedIn(parameters) : parameters;
}

/** The same expressions for the same call. */
const passedIn = memoized((parameters: ExpressionOf<'mapping'>): Expression => {
  const entries = parameters.entries.map(({ key, value }): EntryExpression => {
    return { key, value: propertyOf(value, 'value') ?? nothingAt(value.span) };
  });
  return { ...parameters, entries };
});

type Nested = Map<string, ProgramModule>;

function moduleOf(template: Node | undefined, id: string, nested: Nested): ProgramModule {
  const parameters = new Map<string, Parameter>();
  for (const { key, value } of entriesOf(under(template, 'parameters'))) {
    const written = under(value, 'defaultValue');
    const isNullable = scalarUnder(value, 'nullable')?.text === 'true';
    const none: Expression | undefined = isNullable ? { kind: 'literal', span: key.span, source: 'null' } : undefined;
    parameters.set(armParameterKey(key.text), {
      name: key.text,
      initial: written === undefined ? none : armExpression(written),
    });
  }
  const definitions = template?.kind === 'mapping' ? [...armDefinitions(template)] : [];
  const variables = definitions.filter(([key]) => key.startsWith('variables.'));
  const outputs = entriesOf(under(template, 'outputs')).map(
    ({ key, value }) => [key.text, armExpression(value)] as const,
  );
  const blocks = new Map<string, ProgramBlock>();
  for (const block of blocksIn(template, { id, nested, parent: undefined, around: undefined, prefix: '' }))
    blocks.set(block.key, block);
  return {
    parameters,
    locals: new Map(variables.map(([key, { value }]) => [key, value])),
    blocks,
    outputs: new Map(outputs),
    targetScope: targetScopeOf(template),
  };
}

/** https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax#template-format */
function targetScopeOf(template: Node | undefined): string {
  const schema = scalarUnder(template, '$schema')?.text ?? '';
  const word = /\/(subscription|managementGroup|tenant)DeploymentTemplate\.json/i.exec(schema)?.[1]?.toLowerCase();
  return word === undefined ? 'resourceGroup' : word === 'subscription' ? 'subscription' : 'other';
}

interface Surrounding {
  /** The id of the module. */
  readonly id: string;
  readonly nested: Nested;
  readonly parent: { readonly key: string; readonly type: string } | undefined;
  /** The condition of the deployments around it. */
  readonly around: Expression | undefined;
  readonly prefix: string;
}

function blocksIn(from: Node | undefined, surrounding: Surrounding): readonly ProgramBlock[] {
  return armResources(from).flatMap(({ symbol, resource }, at) =>
    blocksOf(resource, `${surrounding.prefix}${symbol ?? `resources[${at}]`}`, surrounding),
  );
}

function blocksOf(resource: Content, key: string, surrounding: Surrounding): readonly ProgramBlock[] {
  const { parent, around } = surrounding;
  const type = childResourceType(parent?.type, scalarUnder(resource, 'type')?.text ?? '');
  const written = armExpression(resource);
  const condition = under(resource, 'condition');
  const guard = both(around, condition === undefined ? undefined : armExpression(condition));
  const extended = extendedType(type);
  const content =
    extended === undefined ? withScope(written) : withoutExtension(written, extended, parent !== undefined);
  const block: ProgramBlock = {
    key,
    title: titleOf(resource, key),
    kind: 'resource',
    type: extended?.type ?? type,
    source: undefined,
    isExisting: scalarUnder(resource, 'existing')?.text === 'true',
    body: guard === undefined ? content : { ...content, kind: 'guarded', condition: guard, of: content },
    repeat: repeatOf(resource),
    parent: parent?.key,
    head: { start: resource.span.start, end: resource.span.start + 1 },
  };
  if (/^microsoft\.resources\/deployments$/i.test(type)) return deployment(resource, block, guard, surrounding);
  const inner = { ...surrounding, parent: { key, type }, around: undefined, prefix: `${key}.` };
  return [block, ...blocksIn(resource, inner)];
}

/** A resource with `copy` is several. */
function repeatOf(resource: Content): Repeat | undefined {
  const copy = under(resource, 'copy');
  if (copy === undefined) return undefined;
  const written = under(copy, 'count');
  const count = written === undefined ? nothingAt(resource.span) : armExpression(written);
  return { kind: 'count', count, indexes: copyIndexKeys(scalarUnder(copy, 'name')?.text ?? '') };
}

/** For people: the symbol, or the name as it is written. */
function titleOf(resource: Content, key: string): string {
  const name = scalarUnder(resource, 'name')?.text;
  return key.includes('resources[') && name !== undefined ? name.slice(0, 100) : key;
}

function both(one: Expression | undefined, other: Expression | undefined): Expression | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return { kind: 'operation', operator: '&&', operands: [one, other], span: other.span, source: other.source };
}

/**
 * A nested template. Its resources are those of the outer one, unless it is a module of its own. Where it is not
 * evaluated, it may change what it names.
 */
function deployment(
  resource: Content,
  block: ProgramBlock,
  guard: Expression | undefined,
  surrounding: Surrounding,
): readonly ProgramBlock[] {
  const properties = under(resource, 'properties');
  const template = under(properties, 'template');
  if (template === undefined) return [block];
  const source = `${surrounding.id}#${block.key}`;
  if (hasInnerScope(properties)) {
    surrounding.nested.set(source, moduleOf(template, source, surrounding.nested));
    return [{ ...block, kind: 'module', source }];
  }
  // elsewhere, or several times, its resources are not those of the outer template
  const isHere = ['resourceGroup', 'subscriptionId', 'copy', 'scope'].every(
    each => under(resource, each) === undefined,
  );
  if (!isHere) return [block];
  return blocksIn(template, { ...surrounding, parent: undefined, around: guard, prefix: `${block.key}.` });
}

/** The scope as an id, whatever way it is written. */
function withScope(written: Expression): Expression {
  const scope = propertyOf(written, 'scope');
  if (written.kind !== 'mapping' || scope === undefined) return written;
  const entries = written.entries.filter(({ key }) => key?.kind !== 'text' || key.parts[0] !== 'scope');
  return { ...written, entries: [...entries, madeEntry(written, 'scope', '$scope', scope)] };
}
