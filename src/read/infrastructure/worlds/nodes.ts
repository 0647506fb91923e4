// The nodes and instances of a program, as the files that evaluate it know each other.
import type { DeploymentScope, Presence, PresenceCondition, Value } from '../../../model/program.ts';
import type { Expression } from '../../source/languages/expression.ts';
import type { DependencyTracker, Used } from './dependencies.ts';
import type { EvaluationBudget, Locals } from './evaluator.ts';
import type { ProgramBlock, ProgramModule, ProgramNotation } from './module.ts';

/** More than this number of instances of a block, or of modules in a program, are not made. */
export const MAX_INSTANCES = 2000;

/** One resource or call of a module: a block in one turn of its loop, in one instance of its module. */
export interface MadeBlock {
  /** The path of its instance with its own key: `/apps[0]/app`. */
  readonly key: string;
  /** For people. */
  readonly address: string;
  readonly block: ProgramBlock;
  readonly instance: Instance;
  readonly locals: Locals;
  readonly presence: Presence;
  /** The expression in its braces. */
  readonly content: Expression;
  readonly parent: string | undefined;
}

/** The place of an instance in its program, and the conditions under which it is made. */
export interface InstancePlace {
  /** The key of the call that makes it. Empty for the root. */
  readonly path: string;
  readonly title: string;
  readonly scope: DeploymentScope;
  readonly conditions: readonly PresenceCondition[];
  /** Parameters of the root whose defaults decide whether it is made. */
  readonly defaults: readonly string[];
  /** The parts that its scope and its conditions are made of. */
  readonly used: Used;
  /** The number of calls around it. */
  readonly depth: number;
  /** The call in this workspace, for a module from a public registry. */
  readonly shownAt?: MadeBlock | undefined;
}

/** The values that are passed to an instance of a module. */
export interface Passed {
  readonly isRoot: boolean;
  /** True if other values may be passed than are known. */
  readonly hasMore: boolean;
  /** By the key of references to the parameter. */
  value(key: string): Value | undefined;
}

/** An expression with the block that it is written in, and the path of its module. */
export interface WrittenIn {
  readonly expression: Expression;
  readonly module: string;
  readonly block: ProgramBlock;
}

/** A module with one set of parameters. */
export interface Instance {
  readonly place: InstancePlace;
  readonly module: ProgramModule;
  readonly program: EvaluatedProgram;

  /** All resources and calls that it makes, without those of modules that it calls. */
  nodes(): readonly MadeBlock[];

  /** Returns the resources and calls that one of its blocks makes. */
  nodesOf(key: string): readonly MadeBlock[];

  /** The same, if the block exists and its number of nodes is known. */
  countedNodesOf(key: string): readonly MadeBlock[];

  evaluate(expression: Expression, locals?: Locals): Value;

  /** The content of a block. */
  contentOf(node: MadeBlock): Value;

  /** An output, or a member of it. */
  output(name: string, path: readonly string[]): Value | undefined;

  /**
   * A field of a resource as it is written. Only what is on the way is evaluated, so that resources may refer to each
   * other.
   */
  writtenIn(node: MadeBlock, path: readonly string[]): Value | undefined;

  /** The expression of a field, and the path of the module that it is written in. Parameters are followed to the call. */
  expressionIn(node: MadeBlock, path: readonly string[]): WrittenIn | undefined;

  /** Returns the values that a call passes to its module. Each is evaluated here when it is asked for. */
  passedTo(node: MadeBlock): Passed;

  /** The defaults that have a part in fields of a block, or decide whether it is made. */
  defaultsIn(node: MadeBlock, paths: readonly (readonly string[])[]): readonly string[];

  /** Parameters of the root whose defaults decide whether a block is made. */
  defaultsOf(node: MadeBlock): readonly string[];

  /** Returns the parts that decide whether a block is made, and where its module is deployed. */
  usedBy(node: MadeBlock): Used;
}

/** A program while it is evaluated. */
export interface EvaluatedProgram {
  readonly notation: ProgramNotation;
  readonly work: EvaluationBudget;
  readonly dependencies: DependencyTracker;

  add(nodes: readonly MadeBlock[]): void;

  node(key: string): MadeBlock | undefined;

  /** The value that code writes for an attribute, or an output of a module. Undefined: the deployment makes it. */
  written(of: string, path: readonly string[]): Value | undefined;

  /** Notes that a definition needs itself. Then it counts which of several is asked for first. */
  markCircular(): void;
}
