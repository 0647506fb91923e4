import { once } from '../../../model/memo.ts';
import type { Place, Span } from '../../../model/place.ts';
import { type DeclaredResource, hasNoUnequalTerm, type WrittenExpression } from '../../../model/program.ts';
import { anything } from './dependencies.ts';
import type { ProgramBlock, ProgramModule } from './module.ts';
import type { MadeBlock, WrittenIn } from './nodes.ts';
import { holds } from './order.ts';
import type { Program } from './program.ts';

// Keeps resources of a world from one change of a file to the next, while all definitions that they use exist. A change
// makes new definitions of its whole file, and leaves those of other files.

/** The definitions that a program has now. */
export class Declarations {
  readonly #modules: ReadonlyMap<string, ProgramModule>;
  readonly #all = once((): ReadonlySet<object> => {
    const all = new Set<object>();
    for (const { parameters, locals, blocks, outputs } of this.#modules.values())
      for (const definitions of [parameters, locals, blocks, outputs])
        for (const each of definitions.values()) all.add(each);
    return all;
  });

  constructor(modules: ReadonlyMap<string, ProgramModule>) {
    this.#modules = modules;
  }

  /** Returns whether a definition is there still, or a name is missing still. */
  stillHave(used: object | string): boolean {
    if (typeof used !== 'string') return this.#all().has(used);
    const [id = '', key = ''] = JSON.parse(used);
    const module = this.#modules.get(id);
    if (module === undefined) return true;
    if (key.startsWith('output ') && module.outputs.has(key.slice('output '.length))) return false;
    return ![module.parameters, module.locals, module.blocks].some(each => each.has(key));
  }
}

interface Kept {
  readonly declared: DeclaredResource;
  readonly block: ProgramBlock;
  readonly used: Set<object | string>;
  /** True if its content was evaluated: before, it is not known what it is made of. */
  isWhole: boolean;
}

/** Above this number of evaluations nothing is kept, so that a rebuilt world has the same bound. */
const MAX_SPENT = 100_000;
/** Kept resources hold the programs that made them. */
const MAX_AGE = 50;

/** The resources of a world, and what each is made of. */
export class KeptWorld {
  readonly #program: Program;
  readonly #declarations: Declarations;
  /** The inputs that the resources are made of, besides definitions. */
  readonly #by: readonly unknown[];
  #before: KeptWorld | undefined;
  readonly #resources = new Map<string, Kept>();
  readonly #age: number;
  readonly #spentBefore: number;

  constructor(program: Program, declarations: Declarations, by: readonly unknown[], before: KeptWorld | undefined) {
    this.#program = program;
    this.#declarations = declarations;
    this.#by = by;
    this.#before = before?.mayBeKept(by) === true ? before : undefined;
    this.#age = this.#before === undefined ? 0 : this.#before.#age + 1;
    this.#spentBefore = this.#before === undefined ? 0 : this.#before.#spent;
  }

  get #spent(): number {
    return this.#spentBefore + this.#program.spent;
  }

  /** All its resources are there: those that were before it may go. */
  end(): void {
    this.#before = undefined;
  }

  /** True if it surely equals a rebuilt world. */
  get isWithin(): boolean {
    return this.#age === 0 || (this.#program.spent <= MAX_SPENT && !this.#program.isFull && !this.#program.isCircular);
  }

  mayBeKept(by: readonly unknown[]): boolean {
    const { isCircular, isFull, work } = this.#program;
    const isSame = by.length === this.#by.length && by.every((each, at) => each === this.#by[at]);
    return isSame && !isCircular && !isFull && !work.isCut && this.#spent <= MAX_SPENT && this.#age < MAX_AGE;
  }

  kept(key: string): Kept | undefined {
    return this.#resources.get(key);
  }

  /** The resource of a block: as it was, if nothing of it has changed. */
  declaredBy(node: MadeBlock): DeclaredResource {
    const known = this.#before?.kept(node.key);
    const kept = known !== undefined && this.#isAsBefore(known, node) ? known : keep(node, this.#program);
    this.#resources.set(node.key, kept);
    // evaluates now what others may ask of these, to count the evaluations
    if (this.#before !== undefined && known?.isWhole !== false) kept.declared.body();
    return kept.declared;
  }

  #isAsBefore({ block, used, isWhole, declared }: Kept, node: MadeBlock): boolean {
    if (!isWhole || block !== node.block || used.has(anything)) return false;
    for (const each of used) if (!this.#declarations.stillHave(each)) return false;
    return isPlain(declared);
  }
}

const plain = new WeakMap<DeclaredResource, boolean>();

/** Returns whether all values in it are distinguished by their content, and not only by the time they were made. */
function isPlain(declared: DeclaredResource): boolean {
  const known = plain.get(declared);
  if (known !== undefined) return known;
  // the term of an open value holds the terms of what it is made of
  const text = JSON.stringify([declared.presence, declared.scope, declared.body()], (key, value: unknown) =>
    key === 'madeOf' ? undefined : value,
  );
  const found = text.length < MAX_TEXT && hasNoUnequalTerm(text) && !text.includes('"isWhole":false');
  plain.set(declared, found);
  return found;
}

/** The time of their making distinguishes longer terms. */
const MAX_TEXT = 20_000;

function keep(node: MadeBlock, program: Program): Kept {
  const { key, address, block, presence, instance, parent } = node;
  const shown = shownOf(node);
  const scope = program.dependencies.traced(() => program.scopeOf(node));
  const used = new Set([block, shown.block, ...instance.usedBy(node), ...scope.used]);
  const traced = <T>(make: () => T): T => {
    const made = program.dependencies.traced(make);
    for (const each of made.used) used.add(each);
    return made.value;
  };
  const kept: Kept = {
    block,
    used,
    isWhole: false,
    declared: {
      key,
      address,
      language: program.notation.name,
      type: block.type,
      kind: block.kind,
      isExisting: block.isExisting,
      presence,
      scope: scope.value,
      parent,
      place: placeIn(shown, shown.block.head),
      bodyStart: placeIn(shown, { start: shown.content.span.start, end: shown.content.span.start }),
      body: once(() => {
        const value = traced(() => instance.contentOf(node));
        kept.isWhole = true;
        return value;
      }),
      defaultsIn: paths => traced(() => instance.defaultsIn(node, paths)),
      written: path => {
        // the code of a published module can't be changed here
        const found = shown === node ? instance.expressionIn(node, path) : undefined;
        return found && writtenAt(found);
      },
    },
  };
  return kept;
}

/** Returns the block that people see: the call, if a module of a public registry makes it. */
export function shownOf(node: MadeBlock): MadeBlock {
  return node.instance.place.shownAt ?? node;
}

function placeIn({ block: { file = '' } }: MadeBlock, span: Span): Place {
  return { file, span };
}

function writtenAt({ expression, module, block }: WrittenIn): WrittenExpression {
  const { file = '', text = '' } = block.overrides?.findLast(({ body }) => holds(body, expression)) ?? block;
  // the span of a text is what is in its quotes
  const inner = text.slice(expression.span.start, expression.span.end);
  const quotes = expression.kind === 'text' ? Math.max(0, expression.source.indexOf(inner)) : 0;
  const start = expression.span.start - quotes;
  const end = expression.kind === 'text' ? start + expression.source.length : expression.span.end;
  const span = { start, end: Math.min(end, text.length) };
  return { file, span, source: text.slice(span.start, span.end), module };
}
