import { CST } from 'yaml';
import { detached, type Scalar } from '../tree.ts';

/** A text that is parsed as YAML, or a part of one. */
export interface YamlSource {
  readonly text: string;
  /** The start of the parsed part. The library's offsets begin there. */
  readonly base: number;
  /** True if the library is given another text: template actions are masked, and byte order marks left out. */
  readonly isMasked: boolean;
}

/** Tokens that hold nothing. */
export const BLANKS: ReadonlySet<CST.TokenType | null> = new Set(['space', 'comment', 'newline']);

export function flowScalarOf(token: CST.FlowScalar, source: YamlSource): Scalar {
  const plain = token.type === 'scalar';
  const from = token.offset + source.base;
  const start = plain ? from : from + 1;
  const closed = !plain && isClosed(token);
  const end = from + token.source.length - (closed ? 1 : 0);
  const written = detached(source.text.slice(start, end));
  const span = { start, end };
  const escapes = plain ? written.includes('\n') : written.includes(token.source[0] === '"' ? '\\' : "''");
  if (!escapes && !written.includes('\n')) return { kind: 'scalar', text: written, span, plain };
  const text = isTemplated(token, source, token.offset + source.base)
    ? written
    : CST.resolveAsScalar(token, false, ignore).value;
  return { kind: 'scalar', text, span, plain };
}

/** Returns whether a quoted text has an end. Without one, the lexer takes the rest of the document. */
export function isClosed({ source }: Pick<CST.FlowScalar, 'source'>): boolean {
  const inner = source.slice(1);
  if (source.startsWith("'")) return timesAtEnd("'", inner) % 2 === 1;
  return inner.endsWith('"') && timesAtEnd('\\', inner.slice(0, -1)) % 2 === 0;
}

function timesAtEnd(character: string, text: string): number {
  let times = 0;
  while (text.at(-1 - times) === character) times++;
  return times;
}

/** The span of a block is its content without the blanks at both ends, which no name can begin or end with. */
export function blockScalarOf(token: CST.BlockScalar, source: YamlSource): Scalar {
  const header = token.props.findLast(prop => prop.type === 'block-scalar-header');
  const lineEnd = header === undefined ? -1 : source.text.indexOf('\n', header.offset + source.base);
  const from = lineEnd < 0 ? token.offset + source.base : lineEnd + 1;
  const content = source.text.slice(from, from + token.source.length);
  const start = from + (content.length - content.trimStart().length);
  const end = Math.max(start, from + content.trimEnd().length);
  const span = { start, end };
  // the lines of `>` are joined, be there actions in them or not
  const isFolded = header !== undefined && 'source' in header && header.source.startsWith('>');
  const text =
    isTemplated(token, source, from) && !isFolded
      ? source.text.slice(start, end)
      : CST.resolveAsScalar({ ...token, source: content }, false, ignore).value;
  return { kind: 'scalar', text, span, plain: false };
}

/**
 * A value with a template in it keeps its written characters: what it will be, only the template engine knows. So does
 * one that was changed for the parser in another way, as by a byte order mark in it.
 */
function isTemplated(token: CST.FlowScalar | CST.BlockScalar, { text, isMasked }: YamlSource, start: number): boolean {
  return isMasked && text.slice(start, start + token.source.length) !== token.source;
}

const ignore = () => {};
