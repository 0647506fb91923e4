import { type DeploymentScope, openValue, termOf, type Value } from '../../../model/program.ts';
import type { ProgramNotation } from './module.ts';
import type { EvaluatedProgram, MadeBlock } from './nodes.ts';
import { deploymentScope } from './scopes.ts';

/** Finds the subscription and the resource group that the blocks of a program are deployed to. */
export class DeploymentScopes {
  readonly #program: EvaluatedProgram;
  /** The blocks whose scope is being found. */
  readonly #finding = new Set<string>();

  constructor(program: EvaluatedProgram) {
    this.#program = program;
  }

  /** The scope of a called module or a resource. Without one of its own, it has its module's. */
  scopeOf(node: MadeBlock): DeploymentScope {
    if (this.#finding.has(node.key)) {
      this.#program.markCircular();
      return node.instance.place.scope;
    }
    this.#finding.add(node.key);
    const scope = this.#findScope(node);
    this.#finding.delete(node.key);
    return scope;
  }

  #findScope(node: MadeBlock): DeploymentScope {
    switch (this.#program.notation.name) {
      case 'arm':
        return scopeByFields(node);
      case 'bicep':
        return this.#scopeByProperty(node);
      default:
        return scopeByProvider(node);
    }
  }

  /** Bicep's `scope:` takes a resource group of the program, or what `resourceGroup()` and its like return. */
  #scopeByProperty(node: MadeBlock): DeploymentScope {
    const { scope } = node.instance.place;
    const written = node.instance.writtenIn(node, ['scope']);
    if (written === undefined) return scope;
    if (written.kind === 'attribute' && written.path.length === 0) {
      const named = this.#program.node(written.of);
      const isGroup = /^microsoft\.resources\/resourcegroups$/i.test(named?.block.type ?? '');
      if (!isGroup || named === undefined) return scope;
      const name = named.instance.writtenIn(named, ['name']) ?? openScope(written, 'name');
      return { subscription: this.scopeOf(named).subscription, resourceGroup: name };
    }
    return (
      deploymentScope(written) ?? {
        subscription: openScope(written, 'subscription'),
        resourceGroup: openScope(written, 'group'),
      }
    );
  }
}

/** The scope of a root. Only its kind is known: which one it is, is stated when it is deployed. */
export function rootScope({ name }: ProgramNotation, targetScope: string): DeploymentScope {
  const subscription = openValue('subscription of the deployment', 'subscription');
  if (name === 'terraform' || targetScope === 'subscription') return { subscription, resourceGroup: undefined };
  if (targetScope !== 'resourceGroup') return { subscription: undefined, resourceGroup: undefined };
  return { subscription, resourceGroup: openValue('resource group of the deployment', 'resource group') };
}

function openScope(value: Value, what: string): Value {
  return openValue(`${what} of ${termOf(value)}`, what);
}

/** https://learn.microsoft.com/azure/azure-resource-manager/templates/deploy-to-resource-group#deployment-scopes */
function scopeByFields(node: MadeBlock): DeploymentScope {
  const { instance, block } = node;
  const { scope } = instance.place;
  if (block.kind !== 'module') return scope;
  const subscription = instance.writtenIn(node, ['subscriptionId']);
  const resourceGroup = instance.writtenIn(node, ['resourceGroup']) ?? (subscription ? undefined : scope.resourceGroup);
  return { subscription: subscription ?? scope.subscription, resourceGroup };
}

/** Terraform's providers have a subscription each, and a call may pass others than its own. */
function scopeByProvider({ key, content, instance }: MadeBlock): DeploymentScope {
  const { scope, path } = instance.place;
  const fields = content.kind === 'mapping' ? content.entries : [];
  const provider = fields.find(({ key: name }) => name?.kind === 'text' && /^providers?$/.test(String(name.parts[0])));
  if (provider === undefined) return scope;
  const label = provider.value.source;
  const isOfCall = label.startsWith('{');
  const term = isOfCall ? `subscription of ${key}` : `subscription of provider ${path} ${label}`;
  return { ...scope, subscription: openValue(term, label) };
}
