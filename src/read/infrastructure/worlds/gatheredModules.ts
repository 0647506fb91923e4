// Joins the files of a program to its modules: a Terraform folder is one module of all its files.
import { t } from '../../../model/l10n.ts';
import { remembered } from '../../../model/memo.ts';
import type { ProgramWorld } from '../../../model/program.ts';
import type { AroundPrograms, DeclaredInfrastructure, InfrastructureBeside } from '../../../model/reading.ts';
import type { Expression } from '../../source/languages/expression.ts';
import type { Parameter, ProgramBlock, ProgramModule } from './module.ts';
import type { ProgramMemory } from './programMemory.ts';
import type { ProgramPart, ValuesPart, WorldLanguage } from './worldLanguage.ts';

/** A file that gives values to a module. */
export interface ValuesFile {
  readonly file: string;
  readonly part: ValuesPart;
}

/** A module as its files make it together. */
export interface GatheredModule {
  readonly parameters: Map<string, Parameter>;
  readonly locals: Map<string, Expression>;
  readonly blocks: Map<string, ProgramBlock>;
  readonly outputs: Map<string, Expression>;
  targetScope: string;
  readonly isPublished?: boolean;
  isRoot: boolean;
  readonly values: ValuesFile[];
  readonly files: string[];
  readonly unread: ProgramWorld['unread'][number][];
  /** True if values are passed to it that are not known. */
  hasMore: boolean;
}

/** Gathers the modules of files that belong together, with those of public registries that they call. By their ids. */
export function gatherModules(
  declared: readonly DeclaredInfrastructure[],
  { beside, addressOf }: Pick<AroundPrograms, 'beside' | 'addressOf'>,
  language: WorldLanguage,
  memory: ProgramMemory,
): ReadonlyMap<string, GatheredModule> {
  const modules = new Map<string, GatheredModule>();
  const moduleOf = (id: string) => remembered(modules, id, emptyModule);
  // overrides go over the blocks of all other files
  const overrides: (() => void)[] = [];
  for (const each of declared) {
    const module = moduleOf(each.module);
    if (each.isValues) {
      module.values.push({ file: each.file, part: memory.valuesPart(each, () => language.valuesPart(each)) });
      continue;
    }
    const part = memory.part(each, () => placedIn(each, language.part(each)));
    for (const [id, nested] of part.nested ?? []) modules.set(id, gathered(nested));
    if (part.isOverride === true) overrides.push(() => addPart(module, each.file, part, language));
    else addPart(module, each.file, part, language);
  }
  for (const add of overrides) add();
  for (const each of beside) addBeside(moduleOf(each.module), each, memory, language);
  addPublished(modules, language, addressOf);
  return modules;
}

/** With the file in each block, and its text. */
function placedIn({ file, text }: DeclaredInfrastructure, part: ProgramPart): ProgramPart {
  const placed = (blocks: ProgramModule['blocks']) =>
    new Map([...blocks].map(([key, block]) => [key, { ...block, file, text }] as const));
  const nested = [...(part.nested ?? [])].map(([id, each]) => [id, { ...each, blocks: placed(each.blocks) }] as const);
  return { ...part, blocks: placed(part.blocks ?? new Map()), nested: new Map(nested) };
}

function emptyModule(): GatheredModule {
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
  };
}

/** Adds the modules of public registries that are called, and those that they call. */
function addPublished(
  modules: Map<string, GatheredModule>,
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

function gathered({ parameters, locals, blocks, outputs, targetScope }: ProgramModule): GatheredModule {
  return {
    ...emptyModule(),
    parameters: new Map(parameters),
    locals: new Map(locals),
    blocks: new Map(blocks),
    outputs: new Map(outputs),
    targetScope,
  };
}

function addBeside(
  module: GatheredModule,
  beside: InfrastructureBeside,
  memory: ProgramMemory,
  language: WorldLanguage,
): void {
  const { file, role } = beside;
  if (role === 'values')
    module.values.push({ file, part: memory.valuesPart(beside, () => language.valuesBeside(beside)) });
  else if (role === 'open') module.hasMore = true;
  else module.unread.push({ file, span: { start: 0, end: 0 }, why: t('`{0}` is not read', file) });
}

function addPart(module: GatheredModule, file: string, part: ProgramPart, language: WorldLanguage): void {
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
