import { once } from '../../../model/memo.ts';
import { isNullValue, openValue, type Value } from '../../../model/program.ts';
import type { Expression } from '../../source/languages/expression.ts';
import { callArguments, passedExpression } from './callArguments.ts';
import { absentName, type Dependencies, type Traced, type Used } from './dependencies.ts';
import { type EvaluationScope, evaluateExpression, type Locals, noLocals } from './evaluator.ts';
import { type Expansion, expandBlock, expandedNodes, referenceTo } from './expansion.ts';
import { isMadeExpression } from './extendedType.ts';
import type { Parameter, ProgramModule } from './module.ts';
import { referredTo } from './namedResources.ts';
import type { EvaluatedProgram, Instance, InstancePlace, MadeBlock, Passed, WrittenIn } from './nodes.ts';
import { memberExpression, writtenMember, writtenPart, writtenValue } from './writtenMembers.ts';

/** Evaluates a module with one set of parameters. Each value and each block is made when it is first asked for. */
export class ModuleInstance implements Instance {
  readonly place: InstancePlace;
  readonly module: ProgramModule;
  readonly program: EvaluatedProgram;
  readonly #passed: Passed;
  readonly #id: string;
  readonly #memos = new Map<string, Traced<Value> | undefined>();
  readonly #expansions = new Map<string, Expansion | undefined>();
  /** By block: what decides whether and how often it is made. */
  readonly #expandedBy = new Map<string, Dependencies>();
  readonly #around: EvaluationScope;

  constructor(program: EvaluatedProgram, id: string, module: ProgramModule, place: InstancePlace, passed: Passed) {
    this.program = program;
    this.#id = id;
    this.module = module;
    this.place = place;
    this.#passed = passed;
    this.#around = {
      path: place.path,
      language: program.notation.name,
      scope: place.scope,
      work: program.work,
      lookUp: key => this.#lookUp(key),
      written: ({ of, path }) => program.written(of, path),
      referred: (named, isFull) => referredTo(named, isFull, this),
    };
  }

  nodes(): readonly MadeBlock[] {
    return [...this.module.blocks.keys()].flatMap(key => this.nodesOf(key));
  }

  nodesOf(key: string): readonly MadeBlock[] {
    const expansion = this.#expansion(key);
    return expansion === undefined ? [] : expandedNodes(expansion);
  }

  countedNodesOf(key: string): readonly MadeBlock[] {
    const expansion = this.module.blocks.has(key) ? this.#expansion(key) : undefined;
    return expansion === undefined || expansion.kind === 'open' ? [] : expandedNodes(expansion);
  }

  evaluate(expression: Expression, locals: Locals = noLocals): Value {
    return evaluateExpression(expression, this.#around, locals);
  }

  contentOf({ content, locals }: MadeBlock): Value {
    return this.evaluate(content, locals);
  }

  defaultsIn(made: MadeBlock, paths: readonly (readonly string[])[]): readonly string[] {
    const inFields = paths.flatMap(path => this.program.dependencies.traced(() => this.writtenIn(made, path)).defaults);
    return [...new Set([...inFields, ...this.defaultsOf(made)])];
  }

  defaultsOf({ block }: MadeBlock): readonly string[] {
    return [...(this.#expandedBy.get(block.key)?.defaults ?? []), ...this.place.defaults];
  }

  usedBy({ block }: MadeBlock): Used {
    return new Set([...this.place.used, ...(this.#expandedBy.get(block.key)?.used ?? [])]);
  }

  output(name: string, path: readonly string[]): Value | undefined {
    const expression = this.module.outputs.get(name);
    this.program.dependencies.use([expression ?? absentName(this.#id, `output ${name}`)]);
    const key = `output ${[name, ...path].join('.')}`;
    return expression && this.#remembered(key, () => this.evaluate(memberExpression(expression, path)));
  }

  writtenIn(node: MadeBlock, path: readonly string[]): Value | undefined {
    const found = writtenPart(node.content, path);
    if (found === undefined) return undefined;
    const { part, rest } = found;
    const way = path.slice(0, path.length - rest.length).join('.');
    const value = this.#remembered(`${node.key} ${way}`, () => this.evaluate(part, node.locals));
    return rest.length === 0 ? value : this.#settled(writtenValue(value, rest));
  }

  #settled(value: Value | undefined): Value | undefined {
    if (value?.kind !== 'attribute' || value.path.length === 0) return value;
    return this.program.written(value.of, value.path) ?? value;
  }

  expressionIn(node: MadeBlock, path: readonly string[]): WrittenIn | undefined {
    const expression = path.reduce<Expression | undefined>(writtenMember, node.content);
    if (expression === undefined || isMadeExpression(expression)) return undefined;
    return passedExpression(expression, node.block, this);
  }

  passedTo({ content, locals }: MadeBlock): Passed {
    const { dependencies, notation } = this.program;
    const { values, isWhole } = callArguments(content, notation);
    const passed = new Map(
      [...values].map(([key, value]) => [key, once(() => dependencies.traced(() => this.evaluate(value, locals)))]),
    );
    return {
      isRoot: false,
      hasMore: !isWhole,
      value: key => {
        const found = passed.get(key)?.();
        if (found !== undefined) dependencies.depend(found);
        return found?.value;
      },
    };
  }

  /** The value of a name in its code: a block, a parameter, a variable or a local value. */
  #lookUp(key: string): Value | undefined {
    const expansion = this.module.blocks.has(key) ? this.#expansion(key) : undefined;
    if (expansion !== undefined) return referenceTo(expansion);
    const parameter = this.module.parameters.get(key);
    const local = this.module.locals.get(key);
    this.program.dependencies.use([parameter ?? local ?? absentName(this.#id, key)]);
    if (parameter !== undefined) return this.#remembered(key, () => this.#parameter(key, parameter));
    return local && this.#remembered(key, () => this.evaluate(local));
  }

  #parameter(key: string, { name, initial }: Parameter): Value {
    const passed = this.#passed.value(key);
    const { isRoot, hasMore } = this.#passed;
    if (passed !== undefined && !(isNullValue(passed) && this.program.notation.nullIsDefault)) return passed;
    const open = openValue(`parameter ${this.place.path} ${name}`, name);
    if (hasMore && passed === undefined) return open;
    if (initial === undefined) return passed ?? open;
    if (isRoot) this.program.dependencies.useDefault(name);
    return this.evaluate(initial);
  }

  /** A definition that needs itself finds an open value. */
  #remembered(key: string, make: () => Value): Value {
    const { dependencies } = this.program;
    if (!this.#memos.has(key)) {
      this.#memos.set(key, undefined);
      this.#memos.set(key, dependencies.traced(make));
    }
    const memo = this.#memos.get(key);
    if (memo === undefined) {
      this.program.markCircular();
      return openValue(`${this.place.path} ${key} by itself`, key);
    }
    dependencies.depend(memo);
    return memo.value;
  }

  /** Undefined while it is being made: a block whose loop needs itself. */
  #expansion(key: string): Expansion | undefined {
    const { dependencies } = this.program;
    if (!this.#expansions.has(key)) {
      this.#expansions.set(key, undefined);
      const block = this.module.blocks.get(key);
      if (block !== undefined) {
        // what a block is made by is no part of what refers to it
        const { value, defaults, used } = dependencies.tracedApart(() => expandBlock(block, this));
        this.program.add(expandedNodes(value));
        this.#expansions.set(key, value);
        this.#expandedBy.set(key, { defaults, used: new Set([block, ...used]) });
      }
    }
    const expansion = this.#expansions.get(key);
    if (expansion === undefined) this.program.markCircular();
    dependencies.use(this.#expandedBy.get(key)?.used ?? []);
    return expansion;
  }
}
