import { t } from '../../../model/l10n.ts';
import { remembered } from '../../../model/memo.ts';
import {
  type AskedValues,
  type DeploymentScope,
  openValue,
  type ProgramWorld,
  type Value,
} from '../../../model/program.ts';
import type { AroundPrograms, DeclaredInfrastructure, InfrastructureBeside } from '../../../model/reading.ts';
import type { Expression } from '../../source/languages/expression.ts';
import { Declarations, KeptWorld, shownOf } from './kept.ts';
import type { Parameter, ProgramBlock, ProgramModule, ProgramNotation } from './module.ts';
import type { MadeBlock } from './nodes.ts';
import { orderOf } from './order.ts';
import { allNodes, Program } from './program.ts';
import { lackingIn, undeclaredIn } from './refused.ts';

/** One file of a program, with places in its text. It is kept for as long as the file is as it was read. */
export interface ProgramPart extends Partial<ProgramModule> {
  /** True if its module is a root, even if others call it. */
  readonly isRoot?: boolean;
  /** True if its blocks go over those of the other files of its module, attribute by attribute. */
  readonly isOverride?: boolean;
  /** Modules that are written within it, by their ids. */
  readonly nested?: ReadonlyMap<string, ProgramModule>;
  /** The start of parts that can't be parsed, with the reason. */
  readonly unread?: readonly { readonly message: string; readonly start: number }[];
}

/** A file that gives values to a program. */
export interface ValuesPart {
  /** By the key of references to the parameter. */
  readonly values: ReadonlyMap<string, Expression>;
  /** Variables of the file itself. */
  readonly locals: ReadonlyMap<string, Expression>;
  /** Its values hold even if no command names the file. */
  readonly isAlwaysLoaded: boolean;
  /** The rank among files that are always loaded: values of a higher one count over those of a lower one. */
  readonly rank?: number;
  /** True if there may be more values than these. */
  readonly hasMore?: boolean;
}

export interface WorldLanguage {
  readonly notation: ProgramNotation;
  part(file: DeclaredInfrastructure): ProgramPart;
  valuesPart(file: DeclaredInfrastructure): ValuesPart;
  /** Values of a file that is not read together with its program. */
  valuesBeside(file: InfrastructureBeside): ValuesPart;
  /** Puts a block over one of the same key. */
  overridden(block: ProgramBlock, by: ProgramBlock): ProgramBlock;
  /** The module of a public registry that a block calls, where all that it passes is known. */
  published(call: ProgramBlock): { readonly id: string; readonly module: ProgramModule } | undefined;
}

interface Gathered {
  readonly parameters: Map<string, Parameter>;
  readonly locals: Map<string, Expression>;
  readonly blocks: Map<string, ProgramBlock>;
  readonly outputs: Map<string, Expression>;
  targetScope: string;
  readonly isPublished?: boolean;
  isRoot: boolean;
  readonly values: { readonly file: string; readonly part: ValuesPart }[];
  readonly files: string[];
  readonly unread: ProgramWorld['unread'][number][];
  /** True if values are passed to it that are not known. */
  hasMore: boolean;
  /** Parameters for which a file elsewhere has a value. */
  readonly opened: Set<string>;
}

/** The parts of a program that are kept from one change of its files to the next. */
interface Memory {
  readonly parts: WeakMap<DeclaredInfrastructure, ProgramPart>;
  /** By file. */
  readonly values: Map<string, { readonly text: string; readonly module: string; readonly part: ValuesPart }>;
  /** The evaluated values of files with values. */
  readonly given: WeakMap<ValuesPart, readonly (readonly [key: string, value: Value])[]>;
  worlds: ReadonlyMap<string, KeptWorld>;
}

const memories = new WeakMap<object, Memory>();

function newMemory(): Memory {
  return { parts: new WeakMap(), values: new Map(), given: new WeakMap(), worlds: new Map() };
}

/** More sets of values than anyone has for one program. */
const MAX_WORLDS = 50;

/**
 * The worlds of files that belong together: each root with each set of values. A root is a module that no other one
 * calls, or that has values of its own. Where there are files with values, defaults alone are no world.
 */
export function worldsOf(
  declared: readonly DeclaredInfrastructure[],
  { beside, elsewhere, asked, addressOf, memory: of }: AroundPrograms,
  language: WorldLanguage,
): readonly ProgramWorld[] {
  const memory = remembered(memories, of, newMemory);
  const overrides: (() => void)[] = [];
  const modules = new Map<string, Gathered>();
  for (const each of declared) {
    const module = modules.get(each.module) ?? emptyModule();
    modules.set(each.module, module);
    if (each.isValues) {
      const part = valuesIn(each, memory, () => language.valuesPart(each));
      module.values.push({ file: each.file, part });
    } else {
      const part = remembered(memory.parts, each, () => placedIn(each, language.part(each)));
      for (const [id, nested] of part.nested ?? []) modules.set(id, gathered(nested));
      if (part.isOverride === true) overrides.push(() => addPart(module, each.file, part, language));
      else addPart(module, each.file, part, language);
    }
  }
  for (const add of overrides) add();
  for (const each of beside) {
    const module = modules.get(each.module) ?? emptyModule();
    modules.set(each.module, module);
    addBeside(module, each, memory, language);
  }
  addPublished(modules, language, addressOf);
  const called = new Set(
    [...modules.values()].flatMap(({ blocks }) => [...blocks.values()].flatMap(each => each.source ?? [])),
  );
  const declarations = new Declarations(modules);
  const roots = [...modules].filter(
    ([id, { isRoot, values, files }]) => files.length > 0 && (!called.has(id) || isRoot || values.length > 0),
  );
  for (const [, root] of roots)
    addElsewhere(root, elsewhere, asked, each => valuesIn(each, memory, () => language.valuesBeside(each)));
  const made = roots.flatMap(([id, module]) => {
    return setsOf(module, asked).map(set =>
      worldOf(id, module, set, { modules, language, declarations, asked, memory }),
    );
  });
  memory.worlds = new Map(made.map(({ world, kept }) => [world.id, kept]));
  const worlds = made.map(({ world }) => world);
  if (worlds.length <= MAX_WORLDS) return worlds;
  const why = t('more than {0} sets of values', MAX_WORLDS);
  return worlds.slice(0, MAX_WORLDS).map(world => {
    return { ...world, unread: [...world.unread, { file: world.program, span: { start: 0, end: 0 }, why }] };
  });
}

function valuesIn(
  { file, text, module }: Pick<InfrastructureBeside, 'file' | 'text' | 'module'>,
  { values }: Memory,
  make: () => ValuesPart,
): ValuesPart {
  const known = values.get(file);
  if (known?.text === text && known.module === module) return known.part;
  const part = make();
  values.set(file, { text, module, part });
  return part;
}

/** With the file in each block, and its text. */
function placedIn({ file, text }: DeclaredInfrastructure, part: ProgramPart): ProgramPart {
  const placed = (blocks: ProgramModule['blocks']) =>
    new Map([...blocks].map(([key, block]) => [key, { ...block, file, text }] as const));
  const nested = [...(part.nested ?? [])].map(([id, each]) => [id, { ...each, blocks: placed(each.blocks) }] as const);
  return { ...part, blocks: placed(part.blocks ?? new Map()), nested: new Map(nested) };
}

function emptyModule(): Gathered {
  return {
    parameters: new Map(),
    locals: new Map(),
    blocks: new Map(),
    outputs: new Map(),
    targetScope: 'resourceGroup',
    isRoot: false,
    values: [],
    files: [],
    unread: [],
    hasMore: false,
    opened: new Set(),
  };
}

/** Adds the modules of public registries that are called, and those that they call. */
function addPublished(
  modules: Map<string, Gathered>,
  language: WorldLanguage,
  addressOf: AroundPrograms['addressOf'],
): void {
  // it grows while it is gone through
  for (const [, { blocks }] of modules) {
    for (const [key, block] of blocks) {
      if (block.kind !== 'module' || block.source !== undefined) continue;
      const type = block.file === undefined ? block.type : addressOf(block.type, block.file);
      const found = language.published({ ...block, type });
      const calls = remembered(published, block, () => new Map<string, ProgramBlock>());
      const called = () => ({ ...block, type, source: found?.id });
      if (found !== undefined || type !== block.type)
        blocks.set(key, remembered(calls, `${type} ${found?.id}`, called));
      if (found === undefined || modules.has(found.id)) continue;
      modules.set(found.id, { ...gathered(found.module), isPublished: true });
    }
  }
}

/** Calls of modules of registries, by their addresses. */
const published = new WeakMap<ProgramBlock, Map<string, ProgramBlock>>();

function gathered({ parameters, locals, blocks, outputs, targetScope }: ProgramModule): Gathered {
  return {
    ...emptyModule(),
    parameters: new Map(parameters),
    locals: new Map(locals),
    blocks: new Map(blocks),
    outputs: new Map(outputs),
    targetScope,
  };
}

function addBeside(module: Gathered, beside: InfrastructureBeside, memory: Memory, language: WorldLanguage): void {
  const { file, role } = beside;
  if (role === 'values')
    module.values.push({ file, part: valuesIn(beside, memory, () => language.valuesBeside(beside)) });
  else if (role === 'open') module.hasMore = true;
  else module.unread.push({ file, span: { start: 0, end: 0 }, why: t('`{0}` is not read', file) });
}

/** A person may name a file of values from a folder beside the root, or a command that is not known. */
function addElsewhere(
  root: Gathered,
  elsewhere: readonly InfrastructureBeside[],
  { files }: AskedValues,
  partOf: (each: InfrastructureBeside) => ValuesPart,
): void {
  const fitting = elsewhere.flatMap(each => {
    const part = partOf(each);
    const keys = [...part.values.keys()].filter(key => root.parameters.has(key));
    return keys.length === 0 ? [] : [{ file: each.file, part, keys }];
  });
  for (const { file, part } of fitting) {
    if (files.includes(file)) root.values.push({ file, part });
  }
  if (root.values.some(({ file }) => files.includes(file))) return;
  for (const { keys } of fitting) for (const key of keys) root.opened.add(key);
}

function addPart(module: Gathered, file: string, part: ProgramPart, language: WorldLanguage): void {
  module.files.push(file);
  const isOver = part.isOverride === true;
  for (const [key, each] of part.parameters ?? []) {
    const before = isOver && each.initial === undefined ? module.parameters.get(key) : undefined;
    module.parameters.set(key, before === undefined ? each : { ...each, initial: before.initial });
  }
  for (const [key, each] of part.locals ?? []) module.locals.set(key, each);
  for (const [key, each] of part.blocks ?? []) {
    const before = isOver ? module.blocks.get(key) : undefined;
    module.blocks.set(key, before === undefined ? each : language.overridden(before, each));
  }
  for (const { message } of part.unread ?? [])
    module.unread.push({ file, span: { start: 0, end: 0 }, why: `${file}: ${message}` });
  for (const [key, each] of part.outputs ?? []) module.outputs.set(key, each);
  if (part.targetScope !== undefined) module.targetScope = part.targetScope;
  if (part.isRoot === true) module.isRoot = true;
}

type ValueSet = Gathered['values'];

/**
 * Returns the sets of values. Files that are always loaded count in each. Files that a person names are one set, and no
 * other counts.
 */
function setsOf({ values }: Gathered, { files }: AskedValues): readonly ValueSet[] {
  const always = values
    .filter(({ part }) => part.isAlwaysLoaded)
    .sort((one, other) => (one.part.rank ?? 0) - (other.part.rank ?? 0));
  const asked = values.filter(({ part }) => !part.isAlwaysLoaded);
  const named = files.flatMap(name => asked.find(({ file }) => file === name) ?? []);
  if (named.length > 0) return [[...always, ...named]];
  return asked.length === 0 ? [always] : asked.map(each => [...always, each]);
}

interface Together {
  readonly modules: ReadonlyMap<string, Gathered>;
  readonly language: WorldLanguage;
  readonly declarations: Declarations;
  readonly asked: AskedValues;
  readonly memory: Memory;
}

function worldOf(
  id: string,
  module: Gathered,
  values: ValueSet,
  together: Together,
): { readonly world: ProgramWorld; readonly kept: KeptWorld } {
  const { modules, language, declarations, asked, memory } = together;
  const { notation } = language;
  const hasMore = module.hasMore || values.some(({ part }) => part.hasMore === true);
  const set = valuesSet(module, asked);
  const given = new Map([
    ...givenBy(values, module, notation, memory),
    ...[...module.opened].map(key => [key, openValue(`value of ${key}`, key)] as const),
    ...set.map(({ key, value }) => [key, value] as const),
  ]);
  const told = [...values.map(({ file }) => file), ...set.map(({ name }) => `--set ${name}`)];
  const worldId = [id, ...told].join(' ');
  const evaluated = (before: KeptWorld | undefined) => {
    const program = new Program(modules, notation);
    const root = program.root(id, rootScope(notation, module.targetScope), given, hasMore);
    const nodes = root === undefined ? [] : allNodes(root, program);
    const by = [module.targetScope, hasMore, [...module.opened].join(' '), asked, ...values.map(({ part }) => part)];
    const kept = new KeptWorld(program, declarations, by, before);
    // a call of a module in this workspace is all that the module makes
    const own = nodes.filter(node => node.block.kind === 'resource' || program.called(node) === undefined);
    return { program, nodes, kept, resources: own.map(node => kept.declaredBy(node)) };
  };
  const before = memory.worlds.get(worldId);
  const found = evaluated(before);
  const { program, nodes, kept, resources } = found.kept.isWithin ? found : evaluated(undefined);
  kept.end();
  const files = new Set(nodes.map(node => shownOf(node).block.file ?? ''));
  const world: ProgramWorld = {
    id: worldId,
    language: notation.name,
    program: id === '' ? '.' : id,
    values: told,
    resources,
    files: [...new Set([...module.files, ...files, ...values.map(({ file }) => file)])],
    unread: [
      ...usedBy(id, nodes, modules).flatMap(({ unread }) => unread),
      ...(program.work.left < 0
        ? [{ file: module.files[0] ?? id, span: { start: 0, end: 0 }, why: t('too many values') }]
        : []),
    ],
    refused: [...undeclaredIn(usedBy(id, nodes, modules), notation), ...lackingIn(nodes, modules, notation)],
    isUnordered: orderOf(program, nodes),
  };
  return { world, kept };
}

/** The modules that have a part in a world. */
function usedBy(root: string, nodes: readonly MadeBlock[], modules: Together['modules']): readonly Gathered[] {
  const used = new Set([root, ...nodes.flatMap(({ block }) => block.source ?? [])]);
  return [...used].flatMap(id => modules.get(id) ?? []);
}

/** The values of files, the later ones over those before them. */
function givenBy(
  values: ValueSet,
  { parameters }: Gathered,
  notation: ProgramNotation,
  memory: Memory,
): ReadonlyMap<string, Value> {
  // Azure takes parameters in any case
  const keys = new Map([...parameters.keys()].map(key => [key.toLowerCase(), key]));
  const given = new Map<string, Value>();
  for (const { file, part } of values) {
    for (const [key, value] of remembered(memory.given, part, () => evaluatedValues(file, part, notation))) {
      const own = parameters.has(key) || notation.name === 'terraform' ? key : (keys.get(key.toLowerCase()) ?? key);
      given.set(own, value);
    }
  }
  return given;
}

function evaluatedValues(file: string, { values, locals }: ValuesPart, notation: ProgramNotation) {
  const module: ProgramModule = {
    parameters: new Map(),
    locals,
    blocks: new Map(),
    outputs: new Map(),
    targetScope: '',
  };
  const program = new Program(new Map([[file, module]]), notation);
  const instance = program.root(file, { subscription: undefined, resourceGroup: undefined }, new Map(), false);
  if (instance === undefined) return [];
  return [...values].map(([key, expression]) => [key, instance.evaluate(expression)] as const);
}

/**
 * The values that a person states for parameters of a program. Azure takes the names in any case, Terraform does not.
 */
function valuesSet({ parameters }: Gathered, { set }: AskedValues) {
  return [...parameters].flatMap(([key, { name }]) => {
    const isTerraform = key.startsWith('var.');
    const found = [...set].find(([each]) => (isTerraform ? each === name : each.toLowerCase() === name.toLowerCase()));
    return found === undefined ? [] : [{ key, name: found[0], value: found[1] }];
  });
}

function rootScope({ name }: ProgramNotation, targetScope: string): DeploymentScope {
  const subscription = openValue('subscription of the deployment', 'subscription');
  if (name === 'terraform' || targetScope === 'subscription') return { subscription, resourceGroup: undefined };
  if (targetScope !== 'resourceGroup') return { subscription: undefined, resourceGroup: undefined };
  return { subscription, resourceGroup: openValue('resource group of the deployment', 'resource group') };
}
