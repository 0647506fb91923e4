import { t } from '../../../model/l10n.ts';
import { remembered } from '../../../model/memo.ts';
import type { AskedValues, ProgramWorld } from '../../../model/program.ts';
import type { AroundPrograms, DeclaredInfrastructure } from '../../../model/reading.ts';
import { rootScope } from './deploymentScopes.ts';
import { type GatheredModule, gatherModules } from './gatheredModules.ts';
import { Declarations, KeptWorld, shownOf } from './kept.ts';
import type { MadeBlock } from './nodes.ts';
import { orderOf } from './order.ts';
import { allNodes, Program } from './program.ts';
import { ProgramMemory } from './programMemory.ts';
import { lackingIn, undeclaredIn } from './refused.ts';
import { givenValues, rootValues, statedValues, type ValueSet } from './valueSets.ts';
import type { WorldLanguage } from './worldLanguage.ts';

const memories = new WeakMap<object, ProgramMemory>();

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
  const memory = remembered(memories, of, () => new ProgramMemory());
  const modules = gatherModules(declared, { beside, addressOf }, language, memory);
  const together: Together = { modules, language, declarations: new Declarations(modules), asked, memory };
  const made = rootsOf(modules).flatMap(([id, module]) => {
    const { sets, opened } = rootValues(module, elsewhere, asked, each =>
      memory.valuesPart(each, () => language.valuesBeside(each)),
    );
    return sets.map(set => worldOf(id, module, set, opened, together));
  });
  memory.worlds = new Map(made.map(({ world, kept }) => [world.id, kept]));
  const worlds = made.map(({ world }) => world);
  if (worlds.length <= MAX_WORLDS) return worlds;
  const why = t('more than {0} sets of values', MAX_WORLDS);
  return worlds
    .slice(0, MAX_WORLDS)
    .map(world => ({ ...world, unread: [...world.unread, unreadAt(world.program, why)] }));
}

function rootsOf(
  modules: ReadonlyMap<string, GatheredModule>,
): readonly (readonly [id: string, module: GatheredModule])[] {
  const all = [...modules];
  const called = new Set(all.flatMap(([, { blocks }]) => [...blocks.values()].flatMap(each => each.source ?? [])));
  return all.filter(
    ([id, { isRoot, values, files }]) => files.length > 0 && (!called.has(id) || isRoot || values.length > 0),
  );
}

function unreadAt(file: string, why: string): ProgramWorld['unread'][number] {
  return { file, span: { start: 0, end: 0 }, why };
}

interface Together {
  readonly modules: ReadonlyMap<string, GatheredModule>;
  readonly language: WorldLanguage;
  readonly declarations: Declarations;
  readonly asked: AskedValues;
  readonly memory: ProgramMemory;
}

function worldOf(
  id: string,
  module: GatheredModule,
  values: ValueSet,
  opened: ReadonlySet<string>,
  together: Together,
): { readonly world: ProgramWorld; readonly kept: KeptWorld } {
  const { modules, language, declarations, asked, memory } = together;
  const { notation } = language;
  const hasMore = module.hasMore || values.some(({ part }) => part.hasMore === true);
  const stated = statedValues(module, asked);
  const given = givenValues(module, { set: values, opened, stated }, notation, memory);
  const told = [...values.map(({ file }) => file), ...stated.map(({ name }) => `--set ${name}`)];
  const worldId = [id, ...told].join(' ');
  const evaluated = (before: KeptWorld | undefined) => {
    const program = new Program(modules, notation);
    const root = program.root(id, rootScope(notation, module.targetScope), given, hasMore);
    const nodes = root === undefined ? [] : allNodes(root, program);
    const by = [module.targetScope, hasMore, [...opened].join(' '), asked, ...values.map(({ part }) => part)];
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
      ...(program.work.left < 0 ? [unreadAt(module.files[0] ?? id, t('too many values'))] : []),
    ],
    refused: [...undeclaredIn(usedBy(id, nodes, modules), notation), ...lackingIn(nodes, modules, notation)],
    isUnordered: orderOf(program, nodes),
  };
  return { world, kept };
}

/** The modules that have a part in a world. */
function usedBy(root: string, nodes: readonly MadeBlock[], modules: Together['modules']): readonly GatheredModule[] {
  const used = new Set([root, ...nodes.flatMap(({ block }) => block.source ?? [])]);
  return [...used].flatMap(id => modules.get(id) ?? []);
}
