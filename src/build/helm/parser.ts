// Parses a Go template. https://github.com/golang/go/blob/master/src/text/template/parse/parse.go

import type { Span } from '../../model/place.ts';
import { type Lexeme, piecesIn, type TemplatePiece } from './lexer.ts';
import type {
  BlockNode,
  ParsedTemplate,
  TemplateCommand,
  TemplateFault,
  TemplateNode,
  TemplateOperand,
  TemplatePipeline,
} from './syntax.ts';

/** Never throws: a text that Go refuses has a fault. */
export function parseTemplate(text: string): ParsedTemplate {
  return new TemplateParser(text, piecesIn(text)).parse();
}

/** Blocks and parentheses within each other. */
const MAX_NESTING = 100;
const BLOCKS = ['if', 'with', 'range'] as const;

class ParseStop {
  readonly fault: TemplateFault;

  constructor(fault: TemplateFault) {
    this.fault = fault;
  }
}

/** The word that ends a body: `end`, or `else` with the rest of its action. */
type Ending = { readonly word: 'end' | 'file' } | { readonly word: 'else'; readonly action: ActionReader };

class TemplateParser {
  readonly #text: string;
  readonly #pieces: readonly TemplatePiece[];
  readonly #named = new Map<string, readonly TemplateNode[]>();
  #next = 0;
  /** The number of surrounding ranges. */
  #ranges = 0;

  constructor(text: string, pieces: readonly TemplatePiece[]) {
    this.#text = text;
    this.#pieces = pieces;
  }

  parse(): ParsedTemplate {
    const nodes: TemplateNode[] = [];
    try {
      const ending = this.#body(nodes, 0);
      if (ending.word !== 'file') throw this.#stop(`unexpected ${ending.word}`);
      return { nodes, named: this.#named, fault: undefined };
    } catch (error) {
      if (!(error instanceof ParseStop)) throw error;
      return { nodes, named: this.#named, fault: error.fault };
    }
  }

  #stop(message: string): ParseStop {
    const piece = this.#pieces[Math.max(0, this.#next - 1)];
    return new ParseStop({
      message,
      at: piece === undefined ? 0 : piece.kind === 'fault' ? piece.at : piece.span.start,
    });
  }

  #body(nodes: TemplateNode[], depth: number): Ending {
    if (depth > MAX_NESTING) throw this.#stop('blocks are nested too deeply');
    for (;;) {
      const piece = this.#pieces[this.#next++];
      if (piece === undefined) return { word: 'file' };
      if (piece.kind === 'fault') throw new ParseStop(piece);
      if (piece.kind === 'text') {
        nodes.push(piece);
        continue;
      }
      const action = new ActionReader(this.#text, piece.tokens, piece.span);
      const ending = this.#action(action, nodes, depth);
      if (ending !== undefined) return ending;
    }
  }

  #action(action: ActionReader, nodes: TemplateNode[], depth: number): Ending | undefined {
    if (action.isEmpty) return undefined;
    const word = action.keyword();
    switch (word) {
      case 'end':
        return { word };
      case 'else':
        return { word, action };
      case 'break':
      case 'continue':
        if (this.#ranges === 0) throw this.#stop(`${word} outside of a range`);
        nodes.push({ kind: word });
        return undefined;
      case 'if':
      case 'with':
      case 'range':
        nodes.push(this.#block(word, action, depth));
        return undefined;
      case 'define':
        this.#define(action.name(), depth);
        return undefined;
      case 'block': {
        const name = action.name();
        const pipeline = action.pipeline();
        if (!this.#named.has(name)) this.#define(name, depth);
        else this.#closed([], depth);
        nodes.push({ kind: 'template', name, pipeline, span: action.span });
        return undefined;
      }
      case 'template':
        nodes.push({
          kind: 'template',
          name: action.name(),
          pipeline: action.isAtEnd ? undefined : action.pipeline(),
          span: action.span,
        });
        return undefined;
      case undefined: {
        const pipeline = action.pipeline();
        const kind = pipeline.variables.length > 0 ? 'assign' : 'output';
        nodes.push({ kind, pipeline, span: action.span });
        return undefined;
      }
    }
  }

  #define(name: string, depth: number): void {
    const body: TemplateNode[] = [];
    // a template is not inside the ranges that surround its definition
    const ranges = this.#ranges;
    this.#ranges = 0;
    this.#closed(body, depth);
    this.#ranges = ranges;
    // Go keeps an earlier definition where the later one is empty
    const isBlank = body.every(
      node => node.kind === 'text' && this.#text.slice(node.span.start, node.span.end).trim() === '',
    );
    if (!isBlank || !this.#named.has(name)) this.#named.set(name, body);
  }

  #closed(body: TemplateNode[], depth: number): void {
    if (this.#body(body, depth + 1).word !== 'end') throw this.#stop('a block is not closed');
  }

  #block(kind: BlockNode['kind'], action: ActionReader, depth: number): BlockNode {
    const pipeline = action.pipeline();
    const body: TemplateNode[] = [];
    if (kind === 'range') this.#ranges++;
    const ending = this.#body(body, depth + 1);
    if (kind === 'range') this.#ranges--;
    const otherwise: TemplateNode[] = [];
    if (ending.word === 'file') throw this.#stop('a block is not closed');
    if (ending.word === 'else') this.#otherwise(ending.action, otherwise, depth + 1);
    return { kind, pipeline, body, otherwise, span: action.span };
  }

  /** `else if` and `else with` are blocks that share the `end` of the one around. */
  #otherwise(action: ActionReader, otherwise: TemplateNode[], depth: number): void {
    const word = action.keyword();
    const kind = BLOCKS.find(each => each === word);
    if (kind !== undefined) otherwise.push(this.#block(kind, action, depth));
    else this.#closed(otherwise, depth);
  }
}

const KEYWORDS = ['end', 'else', 'break', 'continue', 'if', 'with', 'range', 'define', 'block', 'template'] as const;

/** Reads the tokens of one action. */
class ActionReader {
  readonly span: Span;
  readonly #text: string;
  readonly #tokens: readonly Lexeme[];
  #at = 0;

  constructor(text: string, tokens: readonly Lexeme[], span: Span) {
    this.#text = text;
    this.#tokens = tokens;
    this.span = span;
  }

  get isEmpty(): boolean {
    return this.#tokens.length === 0;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  /** The keyword that is next, which is passed. */
  keyword(): (typeof KEYWORDS)[number] | undefined {
    const token = this.#peek();
    const found = token?.kind === 'word' ? KEYWORDS.find(word => word === token.text) : undefined;
    if (found !== undefined) this.#at++;
    return found;
  }

  /** The quoted name of a template. */
  name(): string {
    const token = this.#tokens[this.#at++];
    if (token?.kind !== 'string' && token?.kind !== 'raw') throw this.#stop('a template needs a name in quotes');
    return textOfLiteral(token);
  }

  pipeline(): TemplatePipeline {
    const pipeline = this.#pipeline(0);
    if (!this.isAtEnd) throw this.#stop('unexpected in this action');
    return pipeline;
  }

  #pipeline(depth: number): TemplatePipeline {
    if (depth > MAX_NESTING) throw this.#stop('parentheses are nested too deeply');
    const start = this.#peek()?.start ?? this.span.end;
    const { variables, isNew } = this.#declared();
    const commands: TemplateCommand[] = [this.#command(depth)];
    while (this.#is('|')) {
      this.#at++;
      // Go takes a sign with nothing behind it
      if (this.isAtEnd || this.#is(')')) break;
      commands.push(this.#command(depth));
    }
    return { variables, isNew, commands, span: { start, end: this.#end() } };
  }

  /** `$key, $value :=` before a pipeline. */
  #declared(): Pick<TemplatePipeline, 'variables' | 'isNew'> {
    const [first, sign, second, more] = this.#tokens.slice(this.#at, this.#at + 4);
    if (first?.kind !== 'variable') return { variables: [], isNew: false };
    if (sign?.text === ':=' || sign?.text === '=') {
      this.#at += 2;
      return { variables: [first.text], isNew: sign.text === ':=' };
    }
    if (sign?.text === ',' && second?.kind === 'variable' && (more?.text === ':=' || more?.text === '=')) {
      this.#at += 4;
      return { variables: [first.text, second.text], isNew: more.text === ':=' };
    }
    return { variables: [], isNew: false };
  }

  #command(depth: number): TemplateCommand {
    const start = this.#peek()?.start ?? this.span.end;
    const operands: TemplateOperand[] = [];
    for (
      let token = this.#peek();
      token !== undefined && token.text !== '|' && token.text !== ')';
      token = this.#peek()
    ) {
      operands.push(this.#operand(depth));
    }
    if (operands.length === 0) throw this.#stop('a value is missing');
    return { operands, span: { start, end: this.#end() } };
  }

  #operand(depth: number): TemplateOperand {
    let operand = this.#term(depth);
    let fields = 0;
    for (let next = this.#peek(); next?.isGlued && next.kind === 'field'; next = this.#peek()) {
      if (++fields > MAX_NESTING) throw this.#stop('fields are nested too deeply');
      this.#at++;
      operand = {
        kind: 'field',
        of: operand,
        name: next.text.slice(1),
        span: { start: operand.span.start, end: this.#end() },
      };
    }
    return operand;
  }

  #term(depth: number): TemplateOperand {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw this.#stop('a value is missing');
    const { start } = token;
    const span = { start, end: start + token.text.length };
    switch (token.kind) {
      case 'string':
      case 'raw':
        return { kind: 'string', text: textOfLiteral(token), span: { start: start + 1, end: span.end - 1 } };
      case 'char':
        return { kind: 'number', value: charCode(token), isFloat: false, span };
      case 'number':
        return { kind: 'number', ...numberIn(token.text), span };
      case 'variable':
        return { kind: 'variable', name: token.text, span };
      case 'field':
        return { kind: 'field', of: { kind: 'dot', span: { start, end: start } }, name: token.text.slice(1), span };
      case 'word':
        return termOfWord(token.text, span);
      case 'sign': {
        if (token.text === '.') return { kind: 'dot', span };
        if (token.text !== '(') throw this.#stop('unexpected in this action');
        const pipeline = this.#pipeline(depth + 1);
        if (!this.#is(')')) throw this.#stop('a parenthesis is not closed');
        this.#at++;
        return { kind: 'pipeline', pipeline, span: { start, end: this.#end() } };
      }
    }
  }

  #peek(): Lexeme | undefined {
    return this.#tokens[this.#at];
  }

  #is(sign: string): boolean {
    const token = this.#peek();
    return token?.kind === 'sign' && token.text === sign;
  }

  /** The end of the token before. */
  #end(): number {
    const token = this.#tokens[this.#at - 1];
    return token === undefined ? this.span.start : token.start + token.text.length;
  }

  #stop(message: string): ParseStop {
    return new ParseStop({ message, at: Math.min(this.#peek()?.start ?? this.span.start, this.#text.length) });
  }
}

function termOfWord(word: string, span: Span): TemplateOperand {
  if (word === 'true' || word === 'false') return { kind: 'boolean', value: word === 'true', span };
  return word === 'nil' ? { kind: 'nil', span } : { kind: 'function', name: word, span };
}

function numberIn(text: string): { readonly value: number; readonly isFloat: boolean } {
  const plain = text.replaceAll('_', '');
  const isHex = /^[-+]?0x/i.test(plain);
  const value = isHex ? Number(plain.replace(/^[-+]/, '')) * (plain.startsWith('-') ? -1 : 1) : Number(plain);
  return { value: Number.isNaN(value) ? 0 : value, isFloat: !isHex && /[.eE]/.test(plain) };
}

function charCode({ text }: Lexeme): number {
  return unescapeGo(text.slice(1, -1)).codePointAt(0) ?? 0;
}

function textOfLiteral({ kind, text }: Lexeme): string {
  const inner = text.slice(1, -1);
  return kind === 'raw' ? inner : unescapeGo(inner);
}

const ESCAPES: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** https://go.dev/ref/spec#String_literals */
function unescapeGo(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|(.))/gs, (all, ...found) => {
    const [x, u, U, octal, char] = found;
    const hex = x ?? u ?? U;
    if (typeof hex === 'string') return codePoint(Number.parseInt(hex, 16)) ?? all;
    if (typeof octal === 'string') return codePoint(Number.parseInt(octal, 8)) ?? all;
    return typeof char === 'string' ? (ESCAPES[char] ?? char) : all;
  });
}

function codePoint(code: number): string | undefined {
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
