// Finds resources of a template by what `reference`, `dependsOn` and their like name: a symbol, a name or an id.
// https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-resource#reference
import { joinedValue, plainText, termOf, textValue, type Value } from '../../../model/program.ts';
import { anything } from './dependencies.ts';
import { exactFunction } from './functions.ts';
import type { Instance, MadeBlock } from './nodes.ts';

/** The value of `reference(named)`. Undefined: it names no resource of this template, or several. */
export function referredTo(named: Value, isFull: boolean, instance: Instance): Value | undefined {
  if (instance.program.notation.name === 'terraform') return undefined;
  const [node, ...others] = nodesReferred(named, instance);
  if (node === undefined || others.length > 0) return undefined;
  // outputs of a deployment are read as those of a module
  const isWhole = isFull || node.block.kind === 'module';
  return { kind: 'attribute', of: node.key, path: isWhole ? [] : ['properties'] };
}

/** The resources of this template that a symbol, a name or an id names. Bicep's own symbols are no texts. */
export function nodesReferred(named: Value, instance: Instance): readonly MadeBlock[] {
  if (instance.program.notation.name === 'bicep') return nodesWithId(named, instance);
  const symbol = plainText(named);
  const own = symbol === undefined || symbol.includes('/') ? [] : instance.countedNodesOf(symbol);
  return own.length > 0 ? own : [...new Set([...nodesNamed(named, instance), ...nodesWithId(named, instance)])];
}

function nodesNamed(named: Value, instance: Instance): readonly MadeBlock[] {
  const wanted = withoutCase(named);
  return namesOfNodes(instance).flatMap(([node, name]) => (withoutCase(name) === wanted ? [node] : []));
}

/** By a whole id, or by `Type/name`, which is the id within the scope of the deployment. */
function nodesWithId(named: Value, instance: Instance): readonly MadeBlock[] {
  const wanted = [named, joinedValue([textValue('/providers/'), named])].map(withoutCase);
  const { scope } = instance.place;
  return namesOfNodes(instance).flatMap(([node, name]) => {
    if (instance.writtenIn(node, ['scope']) !== undefined) return [];
    const ids = ['resourceId', 'tenantResourceId'].map(call =>
      exactFunction({ language: 'arm', name: call })?.([textValue(node.block.type), name], scope),
    );
    return ids.some((id, at) => id !== undefined && withoutCase(id) === wanted[at]) ? [node] : [];
  });
}

/** Resources and calls at the top of a module, with their names. */
function namesOfNodes(instance: Instance): readonly (readonly [node: MadeBlock, name: Value])[] {
  instance.program.dependencies.use([anything]); // another block may have the name
  const nodes = [...instance.module.blocks.keys()].flatMap(key => instance.countedNodesOf(key));
  return nodes.flatMap(node => {
    const name = node.parent === undefined ? instance.writtenIn(node, ['name']) : undefined;
    return name === undefined ? [] : [[node, name] as const];
  });
}

/** The term of a name or an id. Names of Azure have no case. */
function withoutCase(value: Value): string {
  const nowhere = { subscription: undefined, resourceGroup: undefined };
  return termOf(exactFunction({ language: 'arm', name: 'toLower' })?.([value], nowhere) ?? value);
}
