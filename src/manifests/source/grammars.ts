import type { Language, Parser, ParseState, Tree, TreeCursor } from 'web-tree-sitter';
import { Allowance } from './allowance.ts';

/** Languages that are parsed by tree-sitter: their grammars are WebAssembly, and are loaded only when such a file turns up. */
export type Grammar = 'bicep' | 'hcl';

/** A node of a syntax tree: named nodes only, without the marks between them. Offsets are UTF-16 units. */
export interface Syntax {
  readonly type: string;
  /** The name of the field of its parent in which it stands, where that tells it from its neighbours. */
  readonly field: string | undefined;
  readonly start: number;
  readonly end: number;
  readonly children: readonly Syntax[];
}

/** The files that `prepareGrammars` asks for; the build puts them beside the programs. */
export const grammarFiles = {
  runtime: 'web-tree-sitter.wasm',
  bicep: 'tree-sitter-bicep.wasm',
  hcl: 'tree-sitter-hcl.wasm',
} as const;

interface Prepared {
  readonly parser: new () => Parser;
  readonly languages: Readonly<Record<Grammar, Language>>;
}

let preparing: Promise<void> | undefined;
let prepared: Prepared | undefined;
let failure: string | undefined;

/**
 * Loads the grammars, once. A file that can't be had is no error here: the readings that need it say so.
 * `read` gives the bytes of one of `grammarFiles`.
 */
export function prepareGrammars(read: (file: string) => Promise<Uint8Array>): Promise<void> {
  preparing ??= prepare(read).catch((error: unknown) => {
    failure = error instanceof Error ? error.message : String(error);
    preparing = undefined;
  });
  return preparing;
}

async function prepare(read: (file: string) => Promise<Uint8Array>): Promise<void> {
  const [library, wasmBinary, bicep, hcl] = await Promise.all([
    import('web-tree-sitter'),
    read(grammarFiles.runtime),
    read(grammarFiles.bicep),
    read(grammarFiles.hcl),
  ]);
  await library.Parser.init({ wasmBinary, printErr: () => {} }); // what goes wrong is told by the readings
  const languages = { bicep: await library.Language.load(bicep), hcl: await library.Language.load(hcl) };
  prepared = { parser: library.Parser, languages };
  // the first text of a language takes ten times as long as the next, and should not be taken for a broken one
  parseSyntax('bicep', "resource a 'b@1' = { c: [ { d: '${e}' } ] }");
  parseSyntax('hcl', 'a "b" {\n  c = ["${d}"]\n}\n');
}

/** What a parser made of a text: a tree, or the reason why there is none. */
export type ParsedSyntax = { readonly root: Syntax } | { readonly problem: string };

/**
 * Parses a text by a grammar. Total; errors in the text are nodes of type `ERROR`. `allowance` is the time that it has, of
 * which the texts of one file have one together.
 */
export function parseSyntax(grammar: Grammar, text: string, allowance = new Allowance(text.length)): ParsedSyntax {
  if (prepared === undefined) {
    return { problem: `not read: its grammar is not loaded${failure === undefined ? '' : ` (${failure})`}` };
  }
  try {
    const root = parse(parserOf(grammar, prepared), text, allowance);
    return root === undefined ? { problem: 'not read: too broken to be parsed in reasonable time' } : { root };
  } catch (error) {
    parsers.delete(grammar); // who knows what state it is in
    return { problem: `not read: the parser failed (${error instanceof Error ? error.message : String(error)})` };
  }
}

const parsers = new Map<Grammar, Parser>();

function parserOf(grammar: Grammar, { parser, languages }: Prepared): Parser {
  const known = parsers.get(grammar);
  if (known !== undefined) return known;
  const made = new parser();
  made.setLanguage(languages[grammar]);
  parsers.set(grammar, made);
  return made;
}

function parse(parser: Parser, text: string, allowance: Allowance): Syntax | undefined {
  let start = performance.now();
  let tree = tryToParse(parser, text, allowance);
  if (tree === 'interrupted') {
    // a machine with too much to do makes anything look slow, though hardly twice
    start = performance.now();
    tree = tryToParse(parser, text, allowance);
  }
  try {
    return typeof tree === 'string' ? undefined : copy(tree, performance.now() + allowance.at(text.length));
  } finally {
    if (typeof tree !== 'string') tree.delete();
    allowance.spend(performance.now() - start);
  }
}

/** `interrupted`: most of the time passed at once, as if somebody else had it. */
function tryToParse(parser: Parser, text: string, allowance: Allowance): Tree | 'slow' | 'interrupted' {
  const start = performance.now();
  let last = start;
  let longest = 0;
  const progressCallback = ({ currentOffset }: ParseState) => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    return now - start > allowance.at(currentOffset);
  };
  const tree = parser.parse(text, null, { progressCallback });
  if (tree !== null) return tree;
  parser.reset(); // otherwise it would go on with this text the next time
  return longest > (last - start) / 2 ? 'interrupted' : 'slow';
}

/** Deeper than anybody nests, at several nodes a level, and shallow enough for recursion. */
const MAX_DEPTH = 1000;

/**
 * Trees live in the memory of the parser, which no garbage collector sees: what is needed is copied out. Undefined
 * where that takes too long: steps along a list of many thousands cost more and more.
 */
function copy(tree: Tree, deadline: number): Syntax | undefined {
  const cursor = tree.walk();
  try {
    const limit = { nodes: 0, deadline, isPast: false };
    const root = copyNode(cursor, false, 0, limit);
    return limit.isPast ? undefined : root;
  } finally {
    cursor.delete();
  }
}

interface Limit {
  nodes: number;
  readonly deadline: number;
  isPast: boolean;
}

/** Below this, a tree is copied however busy the machine is. */
const UNLIMITED = 20_000;

/** Nodes whose children are told apart by their fields. To ask every node for its field would take the square of lists. */
const FIELDED: ReadonlySet<string> = new Set([
  'object_elem',
  'for_statement',
  'ternary_expression',
  'binary_expression',
]);

function copyNode(cursor: TreeCursor, hasField: boolean, depth: number, limit: Limit): Syntax {
  const children: Syntax[] = [];
  const node = {
    type: cursor.nodeType,
    field: hasField ? (cursor.currentFieldName ?? undefined) : undefined,
    start: cursor.startIndex,
    end: cursor.endIndex,
    children,
  };
  const isFielded = FIELDED.has(node.type);
  limit.nodes++;
  if (limit.nodes > UNLIMITED && limit.nodes % 100 === 0) limit.isPast ||= performance.now() > limit.deadline;
  if (depth < MAX_DEPTH && cursor.gotoFirstChild()) {
    do {
      if (cursor.nodeIsNamed) children.push(copyNode(cursor, isFielded, depth + 1, limit));
    } while (!limit.isPast && cursor.gotoNextSibling());
    cursor.gotoParent();
  }
  return node;
}
