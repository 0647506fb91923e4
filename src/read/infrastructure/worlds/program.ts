// Evaluates programs of Bicep, ARM templates and Terraform. A program makes instances of its modules, and nodes of their
// blocks:
//
//   // main.bicep                                        // app.bicep
//   param stage string = 'test'                          param name string
//   module apps 'app.bicep' = [for n in ['a', 'b']: {    resource app '…' = { name: name }
//     params: { name: '${stage}-${n}' }
//   }]
//
// `root` makes the instance of main.bicep, with `stage` as a file or a command gives it. Its nodes are `/apps[0]` and
// `/apps[1]`, each with its own `n`. `called` makes an instance of app.bicep for `/apps[0]`. Its node is `/apps[0]/app`
// with the content `{ name: 'test-a' }`, which depends on the default of `stage`.
import { remembered } from '../../../model/memo.ts';
import type { DeploymentScope, Value } from '../../../model/program.ts';
import { DependencyTracker } from './dependencies.ts';
import { DeploymentScopes } from './deploymentScopes.ts';
import type { EvaluationBudget } from './evaluator.ts';
import type { ProgramModule, ProgramNotation } from './module.ts';
import { ModuleInstance } from './moduleInstance.ts';
import {
  type EvaluatedProgram,
  type Instance,
  type InstancePlace,
  MAX_INSTANCES,
  type MadeBlock,
  type Passed,
} from './nodes.ts';

const MAX_EVALUATIONS = 400_000;
const MAX_NESTED = 30;

/**
 * A program: modules that call each other, beginning with a root. Values are made when they are asked for, each once.
 */
export class Program implements EvaluatedProgram {
  readonly notation: ProgramNotation;
  readonly work: EvaluationBudget = { left: MAX_EVALUATIONS, isCut: false };
  readonly dependencies = new DependencyTracker();
  readonly #scopes = new DeploymentScopes(this);
  readonly #modules: ReadonlyMap<string, ProgramModule>;
  readonly #nodes = new Map<string, MadeBlock>();
  readonly #instances = new Map<string, ModuleInstance>();
  #isCircular = false;

  constructor(modules: ReadonlyMap<string, ProgramModule>, notation: ProgramNotation) {
    this.#modules = modules;
    this.notation = notation;
  }

  /** The used part of the bound. */
  get spent(): number {
    return MAX_EVALUATIONS - this.work.left;
  }

  /** True if a definition needs itself. */
  get isCircular(): boolean {
    return this.#isCircular;
  }

  markCircular(): void {
    this.#isCircular = true;
  }

  get isFull(): boolean {
    return this.#instances.size >= MAX_INSTANCES;
  }

  /** The root instance. `given` are the values of files and commands. */
  root(
    id: string,
    scope: DeploymentScope,
    given: ReadonlyMap<string, Value>,
    hasMore: boolean,
  ): ModuleInstance | undefined {
    const module = this.#modules.get(id);
    if (module === undefined) return undefined;
    const values: Passed = { isRoot: true, hasMore, value: key => given.get(key) };
    const place: InstancePlace = {
      path: '',
      title: '',
      scope,
      conditions: [],
      defaults: [],
      used: new Set(),
      depth: 0,
    };
    return new ModuleInstance(this, id, module, place, values);
  }

  add(nodes: readonly MadeBlock[]): void {
    for (const node of nodes) this.#nodes.set(node.key, node);
  }

  node(key: string): MadeBlock | undefined {
    return this.#nodes.get(key);
  }

  /** The module that a call makes. Undefined for one from elsewhere, and where there are too many. */
  called(node: MadeBlock): ModuleInstance | undefined {
    const { block, instance, presence } = node;
    const module = block.source === undefined ? undefined : this.#modules.get(block.source);
    if (module === undefined || presence.kind === 'no') return undefined;
    const depth = instance.place.depth + 1;
    if (depth > MAX_NESTED || (this.isFull && !this.#instances.has(node.key))) return undefined;
    const found = remembered(this.#instances, node.key, () => {
      const scope = this.dependencies.traced(() => this.scopeOf(node));
      const place: InstancePlace = {
        path: node.key,
        title: node.address,
        scope: scope.value,
        conditions: presence.conditions,
        defaults: instance.defaultsOf(node),
        used: new Set([...instance.usedBy(node), ...scope.used]),
        depth,
        shownAt: instance.place.shownAt ?? (module.isPublished === true ? node : undefined),
      };
      return new ModuleInstance(this, block.source ?? '', module, place, instance.passedTo(node));
    });
    this.dependencies.use(found.place.used);
    return found;
  }

  /** The scope that a block is deployed to. */
  scopeOf(node: MadeBlock): DeploymentScope {
    return this.#scopes.scopeOf(node);
  }

  written(of: string, path: readonly string[]): Value | undefined {
    const node = this.node(of);
    if (node === undefined) return undefined;
    if (node.block.kind === 'resource') return node.instance.writtenIn(node, path);
    const { outputPath } = this.notation;
    const [name, ...rest] = outputPath.every((step, at) => path[at] === step) ? path.slice(outputPath.length) : [];
    if (name === undefined || node.block.source === undefined) return undefined;
    return this.called(node)?.output(name, rest);
  }
}

/** Every node of an instance and of all that it calls. Bounded by the number of instances. */
export function allNodes(root: Instance, program: Program): readonly MadeBlock[] {
  const found: MadeBlock[] = [];
  const open: Instance[] = [root];
  for (let instance = open.pop(); instance !== undefined; instance = open.pop()) {
    for (const node of instance.nodes()) {
      found.push(node);
      const called = node.block.kind === 'module' ? program.called(node) : undefined;
      if (called !== undefined) open.push(called);
    }
  }
  return found;
}
