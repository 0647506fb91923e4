import type { Language, Parser, TreeCursor } from 'web-tree-sitter';
import { remembered } from '../../../model/memo.ts';

/**
 * Languages that are parsed by tree-sitter: their grammars are WebAssembly, and are loaded only when such a file turns
 * up.
 */
export type Grammar = 'bicep' | 'hcl';

/** A node of a syntax tree: named nodes only, without the marks between them. Offsets are UTF-16 units. */
export interface Syntax {
  readonly type: string;
  /** The name of its field in the parent, if it distinguishes it from its neighbours. */
  readonly field: string | undefined;
  readonly start: number;
  readonly end: number;
  readonly children: readonly Syntax[];
}

/** The files that `prepareGrammars` asks for. The build puts them beside the programs. */
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
 * Loads the grammars, once. A file that can't be had is no error here: the readings that need it have a problem.
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
  await library.Parser.init({
    wasmBinary,
    locateFile: (name: string) => name, // a bundle has no address to look beside, and nothing is looked for
    printErr: () => {}, // readings have problems for what goes wrong
  });
  const languages = { bicep: await library.Language.load(bicep), hcl: await library.Language.load(hcl) };
  prepared = { parser: library.Parser, languages };
}

/** The tree of a text, or the reason why there is none, which may be that of the whole file. */
type ParsedSyntax =
  | { readonly root: Syntax; readonly fault: SyntaxFault | undefined }
  | { readonly problem: string; readonly isOfFile?: boolean };

/** The first place where a text is not as its grammar has it. */
interface SyntaxFault {
  readonly message: string;
  readonly at: number;
}

/**
 * The number of characters that the lexer may read for the errors in all statements of one file. For a well-formed text
 * there is always enough, however broken those before it were. It reads such a text once or twice. At each error, it
 * may read on to the end of the text to find out what comes next. For a text of nothing but errors, this is the square
 * of its length. Reading is nearly all of a parser's work, so this bounds it by the text alone, and not by the speed of
 * the machine.
 */
export class LexerBudget {
  spare = 5_000_000;
}

/** Times that a well-formed text is read, with much to spare. */
const WELL_FORMED = 8;

/** Parses a text by a grammar. Total. Errors in the text are nodes of type `ERROR`, and the first is its fault. */
export function parseSyntax(grammar: Grammar, text: string, budget = new LexerBudget()): ParsedSyntax {
  if (prepared === undefined) {
    const why = failure === undefined ? '' : ` (${failure})`;
    return { problem: `not read: its grammar is not loaded${why}`, isOfFile: true };
  }
  try {
    const { parser, languages } = prepared;
    const own = remembered(parsers, grammar, () => new parser().setLanguage(languages[grammar]));
    return parse(own, text, budget) ?? { problem: 'not read: too many syntax errors' };
  } catch (error) {
    parsers.delete(grammar); // its state is unknown
    return { problem: `not read: the parser failed (${error instanceof Error ? error.message : String(error)})` };
  }
}

const parsers = new Map<Grammar, Parser>();

/** The lexer asks for its text in pieces, again for each piece that it comes back to. In UTF-16 units. */
const PIECE = 256;

function parse(parser: Parser, text: string, budget: LexerBudget): ParsedSyntax | undefined {
  const wellFormed = WELL_FORMED * text.length;
  const most = budget.spare + wellFormed + 1000;
  let read = 0;
  const nextPiece = (from: number) => {
    if (read > most) return undefined;
    const piece = text.slice(from, from + PIECE);
    read += piece.length;
    return piece;
  };
  const tree = parser.parse(nextPiece, null, { progressCallback: () => read > most });
  budget.spare = Math.max(0, budget.spare - Math.max(0, read - wellFormed));
  if (tree === null || read > most) {
    tree?.delete();
    parser.reset(); // otherwise it would go on with this text the next time
    return undefined;
  }
  const cursor = tree.walk();
  try {
    const root = copyNode(cursor, false, 0);
    return { root, fault: tree.rootNode.hasError ? faultBelow(cursor) : undefined };
  } finally {
    cursor.delete();
    tree.delete();
  }
}

/** Goes down to the first node that is an error, or that the parser put in because it is missing. */
function faultBelow(cursor: TreeCursor): SyntaxFault {
  while (cursor.nodeType !== 'ERROR' && !cursor.nodeIsMissing && cursor.gotoFirstChild()) {
    while (!cursor.currentNode.hasError && cursor.gotoNextSibling());
  }
  return {
    message: 'a part was not read: a syntax error, or syntax that the parser does not know',
    at: cursor.startIndex,
  };
}

/** Deeper than real files nest, at several nodes a level, and shallow enough for recursion. */
const MAX_DEPTH = 1000;

/** Nodes whose children need their field names. Asking every node would take quadratic time in lists. */
const FIELDED: ReadonlySet<string> = new Set([
  'object_elem',
  'for_statement',
  'ternary_expression',
  'binary_expression',
]);

/** Trees live in the memory of the parser, which no garbage collector sees: what is needed is copied out. */
function copyNode(cursor: TreeCursor, hasField: boolean, depth: number): Syntax {
  const children: Syntax[] = [];
  const node = {
    type: cursor.nodeType,
    field: hasField ? (cursor.currentFieldName ?? undefined) : undefined,
    start: cursor.startIndex,
    end: cursor.endIndex,
    children,
  };
  const isFielded = FIELDED.has(node.type);
  if (depth < MAX_DEPTH && cursor.gotoFirstChild()) {
    do {
      if (cursor.nodeIsNamed) children.push(copyNode(cursor, isFielded, depth + 1));
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
  }
  return node;
}
