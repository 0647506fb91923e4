import { once, remembered } from '../../../model/memo.ts';
import {
  type DeploymentScope,
  isNullValue,
  joinedValue,
  openValue,
  type Presence,
  type PresenceCondition,
  plainText,
  termOf,
  textValue,
  type Value,
} from '../../../model/program.ts';
import { type Expression, type ExpressionOf, propertyOf } from '../../source/languages/expression.ts';
import {
  type EvaluationBudget,
  type EvaluationScope,
  evaluateExpression,
  type Locals,
  localsOf,
  memberValue,
  noLocals,
  turnsOver,
} from './evaluator.ts';
import { isMadeExpression } from './extendedType.ts';
import { exactFunction } from './functions.ts';
import type { ProgramBlock, ProgramModule, ProgramNotation } from './module.ts';
import { truthIn } from './operations.ts';
import { deploymentScope } from './scopes.ts';

/** One resource or call of a module: a block in one turn of its loop, in one instance of its module. */
export interface MadeBlock {
  readonly key: string;
  readonly address: string;
  readonly block: ProgramBlock;
  readonly instance: ModuleInstance;
  readonly locals: Locals;
  readonly presence: Presence;
  /** The expression in its braces. */
  readonly content: Expression;
  readonly parent: string | undefined;
}

/** The nodes of a block, as references to it see them. */
type Expansion =
  | { readonly kind: 'one'; readonly node: MadeBlock }
  | {
      readonly kind: 'several';
      readonly nodes: readonly (readonly [index: Value, node: MadeBlock])[];
      readonly byKey: boolean;
    }
  /** The count is unknown: one node represents all. */
  | { readonly kind: 'open'; readonly node: MadeBlock };

const MAX_EVALUATIONS = 400_000;
const MAX_INSTANCES = 2000;
const MAX_NESTED = 30;

/**
 * A program: modules that call each other, beginning with a root. Values are made when they are asked for, each once.
 */
export class Program {
  readonly notation: ProgramNotation;
  readonly work: EvaluationBudget = { left: MAX_EVALUATIONS, isCut: false };
  readonly #modules: ReadonlyMap<string, ProgramModule>;
  readonly #nodes = new Map<string, MadeBlock>();
  readonly #instances = new Map<string, ModuleInstance>();
  /** The dependencies of the value that is being made. */
  trace: Trace = newTrace();
  /** True if a definition needs itself: then it counts which of several is asked for first. */
  isCircular = false;

  constructor(modules: ReadonlyMap<string, ProgramModule>, notation: ProgramNotation) {
    this.#modules = modules;
    this.notation = notation;
  }

  /** The used part of the bound. */
  get spent(): number {
    return MAX_EVALUATIONS - this.work.left;
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
    return new ModuleInstance(
      this,
      id,
      module,
      { path: '', title: '', scope, conditions: [], defaults: [], used: new Set(), depth: 0 },
      values,
    );
  }

  add(node: MadeBlock): void {
    this.#nodes.set(node.key, node);
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
    if (depth > MAX_NESTED || (this.#instances.size >= MAX_INSTANCES && !this.#instances.has(node.key)))
      return undefined;
    const found = remembered(this.#instances, node.key, () => {
      const { value: scope, used } = instance.traced(() => instance.scopeOf(node));
      const at = {
        path: node.key,
        title: node.address,
        scope,
        conditions: presence.conditions,
        defaults: instance.defaultsOf(node),
        used: new Set([...instance.usedBy(node), ...used]),
        depth,
        shownAt: instance.place.shownAt ?? (module.isPublished === true ? node : undefined),
      };
      return new ModuleInstance(this, block.source ?? '', module, at, instance.passedTo(node));
    });
    use(this.trace, found.place.used);
    return found;
  }

  /** The value that code writes for an attribute, or an output of a module. Undefined: the deployment makes it. */
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

/** The member that a path leads to. The deployment may know more of a block than what code writes in it. */
function memberAt(expression: Expression, path: readonly string[]): Expression {
  const { span, source } = expression;
  return path.reduce<Expression>((of, name) => {
    const key: Expression = { kind: 'text', parts: [name], span, source: name };
    return { kind: 'member', of, key, span, source };
  }, expression);
}

/** The parts that a value is made of: definitions as objects, and names that were looked for and not found as texts. */
export type Used = ReadonlySet<object | string>;

/** In place of the parts of a value that has too many: it is never taken for the same again. */
export const anything: object = {};

interface Trace {
  /** Parameters of the root, by the defaults that have a part. */
  readonly defaults: Set<string>;
  readonly used: Set<object | string>;
}

function newTrace(): Trace {
  return { defaults: new Set(), used: new Set() };
}

const MAX_USED = 300;

function use({ used }: Trace, more: Iterable<object | string>): void {
  for (const each of more) used.add(each);
  if (used.size <= MAX_USED) return;
  used.clear();
  used.add(anything);
}

/** A name that a module does not have. */
function absent(module: string, key: string): string {
  return JSON.stringify([module, key]);
}

interface Passed {
  readonly isRoot: boolean;
  /** True if other values may be passed than are known. */
  readonly hasMore: boolean;
  /** By the key of references to the parameter. */
  value(key: string): Value | undefined;
}

interface InstancePlace {
  readonly path: string;
  readonly title: string;
  readonly scope: DeploymentScope;
  readonly conditions: readonly PresenceCondition[];
  /** Parameters of the root whose defaults decide whether it is made. */
  readonly defaults: readonly string[];
  /** The parts that its scope and its conditions are made of. */
  readonly used: Used;
  readonly depth: number;
  /** The call in this workspace, for a module from a public registry. */
  readonly shownAt?: MadeBlock | undefined;
}

interface Traced<T> {
  readonly value: T;
  readonly defaults: readonly string[];
  readonly used: Used;
}

/** An expression with the block that it is written in, and the path of its module. */
export interface WrittenIn {
  readonly expression: Expression;
  readonly module: string;
  readonly block: ProgramBlock;
}

/** A module with one set of parameters. */
export class ModuleInstance {
  readonly place: InstancePlace;
  readonly module: ProgramModule;
  readonly #program: Program;
  readonly #passed: Passed;
  readonly #id: string;
  readonly #memos = new Map<string, Traced<Value> | undefined>();
  readonly #expansions = new Map<string, Expansion | undefined>();
  /** By block: what decides whether and how often it is made. */
  readonly #expandedBy = new Map<string, Pick<Traced<unknown>, 'defaults' | 'used'>>();
  readonly #around: EvaluationScope;
  /** The blocks whose scope is being found. */
  readonly #scoping = new Set<string>();

  constructor(program: Program, id: string, module: ProgramModule, place: InstancePlace, passed: Passed) {
    this.#program = program;
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
      referred: (named, isFull) => (program.notation.name === 'terraform' ? undefined : this.referred(named, isFull)),
    };
  }

  /** All resources and calls that it makes, without those of modules that it calls. */
  nodes(): readonly MadeBlock[] {
    return [...this.module.blocks.keys()].flatMap(key => this.nodesOf(key));
  }

  /** Returns the resources and calls that one of its blocks makes. */
  nodesOf(key: string): readonly MadeBlock[] {
    const expansion = this.#expansion(key);
    if (expansion === undefined) return [];
    return expansion.kind === 'several' ? expansion.nodes.map(([, node]) => node) : [expansion.node];
  }

  evaluate(expression: Expression, locals: Locals = noLocals): Value {
    return evaluateExpression(expression, this.#around, locals);
  }

  /** The content of a block. */
  contentOf({ content, locals }: MadeBlock): Value {
    return this.evaluate(content, locals);
  }

  /** The defaults that have a part in fields of a block, or decide whether it is made. */
  defaultsIn(made: MadeBlock, paths: readonly (readonly string[])[]): readonly string[] {
    const inFields = paths.flatMap(path => this.traced(() => this.writtenIn(made, path)).defaults);
    return [...new Set([...inFields, ...this.defaultsOf(made)])];
  }

  /** Parameters of the root whose defaults decide whether a block is made. */
  defaultsOf({ block }: MadeBlock): readonly string[] {
    return [...(this.#expandedBy.get(block.key)?.defaults ?? []), ...this.place.defaults];
  }

  /** Returns the parts that decide whether a block is made, and where its module is deployed. */
  usedBy({ block }: MadeBlock): Used {
    return new Set([...this.place.used, ...(this.#expandedBy.get(block.key)?.used ?? [])]);
  }

  /** Makes a value, and returns it with all that it depends on. */
  traced<T>(make: () => T): Traced<T> {
    const outer = this.#program.trace;
    const trace = newTrace();
    this.#program.trace = trace;
    const value = make();
    this.#program.trace = outer;
    const traced = { value, defaults: [...trace.defaults], used: trace.used };
    this.#depend(traced);
    return traced;
  }

  #depend({ defaults, used }: Pick<Traced<unknown>, 'defaults' | 'used'>): void {
    const { trace } = this.#program;
    for (const each of defaults) trace.defaults.add(each);
    use(trace, used);
  }

  /** An output, or a member of it. */
  output(name: string, path: readonly string[]): Value | undefined {
    const expression = this.module.outputs.get(name);
    use(this.#program.trace, [expression ?? absent(this.#id, `output ${name}`)]);
    const key = `output ${[name, ...path].join('.')}`;
    return expression && this.#remembered(key, () => this.evaluate(memberAt(expression, path)));
  }

  /**
   * A field of a resource as it is written. Only what is on the way is evaluated, so that resources may refer to each
   * other.
   */
  writtenIn(node: MadeBlock, path: readonly string[]): Value | undefined {
    let expression: Expression | undefined = node.content;
    for (const [at, name] of path.entries()) {
      if (
        expression?.kind === 'list' &&
        /^\d+$/.test(name) &&
        !expression.items.some(({ kind }) => kind === 'spread')
      ) {
        expression = expression.items[Number(name)];
      } else if (expression?.kind === 'mapping' && expression.entries.every(isPlainEntry)) {
        expression = expression.entries.findLast(({ key }) => key?.kind === 'text' && key.parts[0] === name)?.value;
      } else if (expression !== undefined) {
        const rest = path.slice(at);
        const key = `${node.key} ${path.slice(0, at).join('.')}`;
        const from = expression;
        const value = this.#remembered(key, () => this.evaluate(from, node.locals));
        return value && this.#settled(writtenMember(value, rest));
      }
      if (expression === undefined) return undefined;
    }
    const whole = expression;
    return whole && this.#remembered(`${node.key} ${path.join('.')}`, () => this.evaluate(whole, node.locals));
  }

  /**
   * The expression of a field, and the path of the module that it is written in. Parameters are followed to the call.
   */
  expressionIn(node: MadeBlock, path: readonly string[]): WrittenIn | undefined {
    const expression = path.reduce<Expression | undefined>(memberIn, node.content);
    if (expression === undefined || isMadeExpression(expression)) return undefined;
    return this.#passedAs(expression, node.block);
  }

  #passedAs(expression: Expression, block: ProgramBlock): WrittenIn {
    const here = { expression, module: this.place.path, block };
    const caller = this.#program.node(this.place.path);
    if (expression.kind !== 'reference' || caller === undefined || !this.module.parameters.has(expression.key))
      return here;
    const { notation } = this.#program;
    const passed = notation.passedIn(caller.content);
    const entries = passed?.kind === 'mapping' ? passed.entries : [];
    const argument = entries.findLast(({ key }) => {
      const name = key?.kind === 'text' && typeof key.parts[0] === 'string' ? key.parts[0] : undefined;
      return name !== undefined && !notation.notPassed.has(name) && notation.keyOf(name) === expression.key;
    });
    return argument === undefined ? here : caller.instance.#passedAs(argument.value, caller.block);
  }

  #settled(value: Value | undefined): Value | undefined {
    if (value?.kind !== 'attribute' || value.path.length === 0) return value;
    return this.#program.written(value.of, value.path) ?? value;
  }

  /** The scope of a called module or a resource. Without one of its own, it has its module's. */
  scopeOf(node: MadeBlock): DeploymentScope {
    if (this.#scoping.has(node.key)) {
      this.#program.isCircular = true;
      return this.place.scope;
    }
    this.#scoping.add(node.key);
    const scope = this.#findScope(node);
    this.#scoping.delete(node.key);
    return scope;
  }

  #findScope(node: MadeBlock): DeploymentScope {
    const { scope } = this.place;
    if (this.#program.notation.name === 'arm') return this.#scopeByFields(node, scope);
    if (this.#program.notation.name !== 'bicep') return this.#scopeByProvider(node, scope);
    const written = this.writtenIn(node, ['scope']);
    if (written === undefined) return scope;
    if (written.kind === 'attribute' && written.path.length === 0) {
      const named = this.#program.node(written.of);
      const isGroup = /^microsoft\.resources\/resourcegroups$/i.test(named?.block.type ?? '');
      if (!isGroup || named === undefined) return scope;
      const name = named.instance.writtenIn(named, ['name']) ?? openScope(written, 'name');
      return { subscription: named.instance.scopeOf(named).subscription, resourceGroup: name };
    }
    return (
      deploymentScope(written) ?? {
        subscription: openScope(written, 'subscription'),
        resourceGroup: openScope(written, 'group'),
      }
    );
  }

  /** https://learn.microsoft.com/azure/azure-resource-manager/templates/deploy-to-resource-group#deployment-scopes */
  #scopeByFields(node: MadeBlock, scope: DeploymentScope): DeploymentScope {
    if (node.block.kind !== 'module') return scope;
    const subscription = this.writtenIn(node, ['subscriptionId']);
    const resourceGroup = this.writtenIn(node, ['resourceGroup']) ?? (subscription ? undefined : scope.resourceGroup);
    return { subscription: subscription ?? scope.subscription, resourceGroup };
  }

  /**
   * A resource of this template, by its symbol, its name or its id, as `reference` names it. Undefined: it is none of
   * these.
   * https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-resource#reference
   */
  referred(named: Value, isFull: boolean): Value | undefined {
    const [node, ...others] = this.nodesReferred(named);
    if (node === undefined || others.length > 0) return undefined;
    // outputs of a deployment are read as those of a module
    const isWhole = isFull || node.block.kind === 'module';
    return { kind: 'attribute', of: node.key, path: isWhole ? [] : ['properties'] };
  }

  /** The resources of this template that a symbol, a name or an id names. Bicep's own symbols are no texts. */
  nodesReferred(named: Value): readonly MadeBlock[] {
    if (this.#program.notation.name === 'bicep') return this.#nodesWithId(named);
    const symbol = plainText(named);
    const own = symbol === undefined || symbol.includes('/') ? [] : this.#nodesOf(symbol);
    return own.length > 0 ? own : [...new Set([...this.#nodesNamed(named), ...this.#nodesWithId(named)])];
  }

  #nodesOf(key: string): readonly MadeBlock[] {
    const expansion = this.module.blocks.has(key) ? this.#expansion(key) : undefined;
    if (expansion === undefined || expansion.kind === 'open') return [];
    return expansion.kind === 'one' ? [expansion.node] : expansion.nodes.map(([, node]) => node);
  }

  #nodesNamed(named: Value): readonly MadeBlock[] {
    const wanted = withoutCase(named);
    return this.#namedNodes().flatMap(([node, name]) => (withoutCase(name) === wanted ? [node] : []));
  }

  /** By a whole id, or by `Type/name`, which is the id within the scope of the deployment. */
  #nodesWithId(named: Value): readonly MadeBlock[] {
    const wanted = [named, joinedValue([textValue('/providers/'), named])].map(withoutCase);
    const { scope } = this.place;
    return this.#namedNodes().flatMap(([node, name]) => {
      if (this.writtenIn(node, ['scope']) !== undefined) return [];
      const ids = ['resourceId', 'tenantResourceId'].map(call =>
        exactFunction({ language: 'arm', name: call })?.([textValue(node.block.type), name], scope),
      );
      return ids.some((id, at) => id !== undefined && withoutCase(id) === wanted[at]) ? [node] : [];
    });
  }

  /** Resources and calls at the top of this module, with their names. */
  #namedNodes(): readonly (readonly [node: MadeBlock, name: Value])[] {
    use(this.#program.trace, [anything]); // another block may have the name
    const nodes = [...this.module.blocks.keys()].flatMap(key => this.#nodesOf(key));
    return nodes.flatMap(node => {
      const name = node.parent === undefined ? this.writtenIn(node, ['name']) : undefined;
      return name === undefined ? [] : [[node, name] as const];
    });
  }

  /** Terraform's providers have a subscription each, and a call may pass others than its own. */
  #scopeByProvider({ key, content }: MadeBlock, scope: DeploymentScope): DeploymentScope {
    const fields = content.kind === 'mapping' ? content.entries : [];
    const provider = fields.find(
      ({ key: name }) => name?.kind === 'text' && /^providers?$/.test(String(name.parts[0])),
    );
    if (provider === undefined || this.#program.notation.name !== 'terraform') return scope;
    const label = provider.value.source;
    const isOfCall = label.startsWith('{');
    const term = isOfCall ? `subscription of ${key}` : `subscription of provider ${this.place.path} ${label}`;
    return { ...scope, subscription: openValue(term, label) };
  }

  /** Returns the values that a call passes to its module. Each is evaluated here when it is asked for. */
  passedTo(node: MadeBlock): Passed {
    const { notation } = this.#program;
    const passed = notation.passedIn(node.content);
    if (passed === undefined) return { isRoot: false, hasMore: false, value: () => undefined };
    const known = (passed.kind === 'mapping' ? passed.entries : []).flatMap(({ key, value }) => {
      const name = key?.kind === 'text' && typeof key.parts[0] === 'string' ? key.parts[0] : undefined;
      if (name === undefined || notation.notPassed.has(name)) return [];
      return [[notation.keyOf(name), once(() => this.traced(() => this.evaluate(value, node.locals)))] as const];
    });
    const values = new Map(known);
    const isWhole = passed.kind === 'mapping' && passed.entries.every(isPlainEntry);
    return {
      isRoot: false,
      hasMore: !isWhole,
      value: key => {
        const found = values.get(key)?.();
        if (found !== undefined) this.#depend(found);
        return found?.value;
      },
    };
  }

  #lookUp(key: string): Value | undefined {
    const expansion = this.module.blocks.has(key) ? this.#expansion(key) : undefined;
    if (expansion !== undefined) return referredTo(expansion);
    const parameter = this.module.parameters.get(key);
    const local = this.module.locals.get(key);
    use(this.#program.trace, [parameter ?? local ?? absent(this.#id, key)]);
    if (parameter !== undefined)
      return this.#remembered(key, () => this.#parameter(key, parameter.name, parameter.initial));
    return local && this.#remembered(key, () => this.evaluate(local));
  }

  #parameter(key: string, name: string, initial: Expression | undefined): Value {
    const passed = this.#passed.value(key);
    const { isRoot, hasMore } = this.#passed;
    if (passed !== undefined && !(isNullValue(passed) && this.#program.notation.nullIsDefault)) return passed;
    const open = openValue(`parameter ${this.place.path} ${name}`, name);
    if (hasMore && passed === undefined) return open;
    if (initial === undefined) return passed ?? open;
    if (isRoot) this.#program.trace.defaults.add(name);
    return this.evaluate(initial);
  }

  /** A definition that needs itself finds an open value. */
  #remembered(key: string, make: () => Value): Value {
    if (!this.#memos.has(key)) {
      this.#memos.set(key, undefined);
      this.#memos.set(key, this.traced(make));
    }
    const memo = this.#memos.get(key);
    if (memo === undefined) {
      this.#program.isCircular = true;
      return openValue(`${this.place.path} ${key} by itself`, key);
    }
    this.#depend(memo);
    return memo.value;
  }

  /** Undefined while it is being made: a block whose loop needs itself. */
  #expansion(key: string): Expansion | undefined {
    if (!this.#expansions.has(key)) {
      this.#expansions.set(key, undefined);
      const block = this.module.blocks.get(key);
      if (block !== undefined) {
        const outer = this.#program.trace;
        this.#program.trace = newTrace(); // what a block is made by is no part of what refers to it
        const { value, defaults, used } = this.traced(() => this.#expand(block));
        this.#program.trace = outer;
        this.#expansions.set(key, value);
        this.#expandedBy.set(key, { defaults, used: new Set([block, ...used]) });
      }
    }
    const expansion = this.#expansions.get(key);
    if (expansion === undefined) this.#program.isCircular = true;
    use(this.#program.trace, this.#expandedBy.get(key)?.used ?? []);
    return expansion;
  }

  #expand(block: ProgramBlock): Expansion {
    const { body, repeat } = block;
    if (repeat?.kind === 'count') return this.#counted(block, repeat.count, repeat.indexes);
    if (repeat?.kind === 'each') {
      const { over, item, index } = repeat;
      return this.#looped(block, { over, item, indexes: [index], ofSet: true, body });
    }
    if (body.kind === 'loop') return this.#looped(block, body);
    return { kind: 'one', node: this.#node(block, body, noLocals, []) };
  }

  #looped(
    block: ProgramBlock,
    loop: Pick<ExpressionOf<'loop'>, 'over' | 'item' | 'indexes' | 'ofSet' | 'body'>,
  ): Expansion {
    const { item, indexes = [], body } = loop;
    const over = this.evaluate(loop.over);
    const turns = turnsOver(over, loop.ofSet === true);
    if (turns === undefined) {
      const condition = { term: `some of ${termOf(over)}`, label: loop.over.source };
      return { kind: 'open', node: this.#node(block, body, noLocals, [condition], '*') };
    }
    const nodes = turns.map(turn => {
      const locals = localsOf(turn, noLocals, item, indexes);
      return [turn.index, this.#node(block, body, locals, [], plainText(turn.index) ?? termOf(turn.index))] as const;
    });
    return { kind: 'several', nodes, byKey: over.kind === 'object' || loop.ofSet === true };
  }

  /** `count = var.enabled ? 1 : 0` is a condition. */
  #counted(block: ProgramBlock, count: Expression, indexes: readonly string[]): Expansion {
    const { body } = block;
    const number = Number(plainText(this.evaluate(count)));
    const at = (value: number): Locals => new Map(indexes.map(index => [index, { kind: 'plain', value }]));
    if (Number.isInteger(number) && number <= MAX_INSTANCES) {
      const numbers = [...Array(Math.max(0, number)).keys()];
      const nodes = numbers.map(
        each => [{ kind: 'plain', value: each }, this.#node(block, body, at(each), [], String(each))] as const,
      );
      if (nodes.length > 0) return { kind: 'several', nodes, byKey: false };
      // a count of nothing is kept, as a condition that does not hold
      const none = this.#node(block, body, at(0), [], '0', true);
      return { kind: 'several', nodes: [[{ kind: 'plain', value: 0 }, none]], byKey: false };
    }
    const condition = this.#conditionOfCount(count);
    if (condition === undefined) {
      const open = { term: `some of ${termOf(this.evaluate(count))}`, label: count.source };
      return { kind: 'open', node: this.#node(block, body, at(0), [open], '*') };
    }
    const node = this.#node(block, body, at(0), [condition], '0');
    return { kind: 'several', nodes: [[{ kind: 'plain', value: 0 }, node]], byKey: false };
  }

  #conditionOfCount(count: Expression): PresenceCondition | undefined {
    if (count.kind !== 'choice' || count.condition === undefined) return undefined;
    const [then, otherwise] = count.options.map(option => plainText(this.evaluate(option)));
    const label = count.condition.source;
    const term = termOf(this.evaluate(count.condition));
    if (then === '1' && otherwise === '0') return { term, label };
    return then === '0' && otherwise === '1' ? { term: `!(${term})`, label: `!(${label})` } : undefined;
  }

  #node(
    block: ProgramBlock,
    body: Expression,
    locals: Locals,
    conditions: readonly PresenceCondition[],
    index?: string,
    isOff = false,
  ): MadeBlock {
    const { path, title } = this.place;
    const suffix = index === undefined ? '' : `[${/^\d+$|^\*$/.test(index) ? index : JSON.stringify(index)}]`;
    const [content, presence] = this.#guarded(body, locals, conditions, isOff);
    const node: MadeBlock = {
      key: `${path}/${block.key}${suffix}`,
      address: `${title === '' ? '' : `${title}.`}${block.title}${suffix}`,
      block,
      instance: this,
      locals,
      presence,
      content,
      parent: block.parent === undefined ? undefined : `${path}/${block.parent}`,
    };
    this.#program.add(node);
    return node;
  }

  #guarded(
    body: Expression,
    locals: Locals,
    conditions: readonly PresenceCondition[],
    isOff: boolean,
  ): readonly [Expression, Presence] {
    const all = [...this.place.conditions, ...conditions];
    const no: Presence = { kind: 'no' };
    if (body.kind !== 'guarded') return [body, isOff ? no : { kind: 'where', conditions: all }];
    const value = this.evaluate(body.condition, locals);
    switch (truthIn(value)) {
      case 'yes':
        return [body.of, isOff ? no : { kind: 'where', conditions: all }];
      case 'no':
        return [body.of, no];
      case 'unknown': {
        const condition = { term: termOf(value), label: body.condition.source };
        return [body.of, { kind: 'where', conditions: [...all, condition] }];
      }
    }
  }
}

export function isPlainEntry({ key }: ExpressionOf<'mapping'>['entries'][number]): boolean {
  return key?.kind === 'text' && key.parts.length === 1 && typeof key.parts[0] === 'string';
}

/** A property, or an item of a list that is written out. */
function memberIn(of: Expression | undefined, name: string): Expression | undefined {
  if (of?.kind !== 'list') return propertyOf(of, name);
  return of.items.some(({ kind }) => kind === 'spread') ? undefined : of.items[Number(name)];
}

/** A member of a written value. What it does not hold, Azure may know. */
function writtenMember(value: Value, path: readonly string[]): Value | undefined {
  let found = value;
  for (const name of path) {
    const next = memberValue(found, { kind: 'text', text: name }, { source: name });
    if (next.kind === 'open' && found.kind !== 'open') return undefined;
    found = next;
  }
  return found;
}

/** The term of a name or an id. Names of Azure have no case. */
function withoutCase(value: Value): string {
  return termOf(
    exactFunction({ language: 'arm', name: 'toLower' })?.([value], {
      subscription: undefined,
      resourceGroup: undefined,
    }) ?? value,
  );
}

function openScope(value: Value, what: string): Value {
  return openValue(`${what} of ${termOf(value)}`, what);
}

function referredTo(expansion: Expansion): Value {
  const attribute = ({ key }: MadeBlock): Value => ({ kind: 'attribute', of: key, path: [] });
  switch (expansion.kind) {
    case 'one':
      return attribute(expansion.node);
    case 'open':
      return openValue(`one of ${expansion.node.key}`, expansion.node.address, [attribute(expansion.node)]);
    case 'several': {
      // a count of nothing makes nothing. In a loop, what is left out keeps its index
      const { nodes: all } = expansion;
      const nodes = all.filter(([, node]) => node.presence.kind !== 'no' || node.block.repeat?.kind !== 'count');
      const items = nodes.map(([, node]) => attribute(node));
      if (!expansion.byKey) return { kind: 'list', items, isWhole: true };
      return { kind: 'object', fields: nodes.map(([key, node]) => ({ key, value: attribute(node) })), isWhole: true };
    }
  }
}

/** Every node of an instance and of all that it calls. Bounded by the number of instances. */
export function allNodes(root: ModuleInstance, program: Program): readonly MadeBlock[] {
  const found: MadeBlock[] = [];
  const open = [root];
  for (let instance = open.pop(); instance !== undefined; instance = open.pop()) {
    for (const node of instance.nodes()) {
      found.push(node);
      const called = node.block.kind === 'module' ? program.called(node) : undefined;
      if (called !== undefined) open.push(called);
    }
  }
  return found;
}
