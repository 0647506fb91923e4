import { t } from '../../../model/l10n.ts';
import { memoized } from '../../../model/memo.ts';
import type { Expression } from '../../source/languages/expression.ts';
import { isPlainEntry } from './callArguments.ts';
import type { ProgramModule, ProgramNotation } from './module.ts';
import type { MadeBlock } from './nodes.ts';
import { subexpressions } from './order.ts';

// Code that its own tool refuses: nothing of it is deployed, so that nothing of it is settled.

/** The variables that modules of Terraform use and do not declare. `terraform plan` stops at them. */
export function undeclaredIn(modules: readonly ProgramModule[], { name }: ProgramNotation): readonly string[] {
  if (name !== 'terraform') return [];
  const undeclared = modules.flatMap(({ isPublished, blocks, locals, outputs, parameters }) => {
    if (isPublished === true) return [];
    const written = [...[...blocks.values()].map(({ body }) => body), ...locals.values(), ...outputs.values()];
    return written.flatMap(each => variablesIn(each).filter(key => !parameters.has(key)));
  });
  return [...new Set(undeclared)].map(key => t('`{0}` is not declared', key));
}

const variablesIn = memoized((root: Expression): readonly string[] => {
  const found = new Set<string>();
  const open = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.kind === 'reference' && next.key.startsWith('var.')) found.add(next.key);
    for (const part of subexpressions(next)) open.push(part);
  }
  return [...found];
});

/** The parameters that calls leave out though their modules need them. */
export function lackingIn(
  nodes: readonly MadeBlock[],
  modules: ReadonlyMap<string, ProgramModule>,
  notation: ProgramNotation,
): readonly string[] {
  const lacking = nodes.flatMap(({ block, content, address }) => {
    const called = block.source === undefined ? undefined : modules.get(block.source);
    const passed = notation.passedIn(content);
    if (called === undefined || called.isPublished === true || content.kind !== 'mapping') return [];
    const entries = passed === undefined ? content.entries : passed.kind === 'mapping' ? passed.entries : undefined;
    if (entries === undefined || !entries.every(isPlainEntry)) return [];
    const own = passed === undefined ? [] : entries;
    const names = new Set(own.map(({ key }) => (key?.kind === 'text' ? notation.keyOf(String(key.parts[0])) : '')));
    return [...called.parameters].flatMap(([key, { name, initial, isRequired }]) =>
      isRequired === true && initial === undefined && !names.has(key)
        ? [t('`{0}` lacks a value for `{1}`', address, name)]
        : [],
    );
  });
  return [...new Set(lacking)];
}
