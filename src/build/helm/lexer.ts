// Cuts a Go template into text and actions, and an action into tokens.
// https://github.com/golang/go/blob/master/src/text/template/parse/lex.go
import type { Span } from '../../model/place.ts';

/** An action between `{{` and `}}`, or the text before one, already trimmed by dashes. */
export type TemplatePiece =
  | { readonly kind: 'text'; readonly span: Span }
  | { readonly kind: 'action'; readonly span: Span; readonly tokens: readonly Lexeme[] }
  | { readonly kind: 'fault'; readonly at: number; readonly message: string };

export interface Lexeme {
  readonly kind: 'string' | 'raw' | 'char' | 'variable' | 'field' | 'word' | 'number' | 'sign';
  readonly text: string;
  readonly start: number;
  /** No blank separates it from the token before: `$x.y` is one operand, `$x .y` two. */
  readonly isGlued: boolean;
}

export function piecesIn(text: string): readonly TemplatePiece[] {
  const pieces: TemplatePiece[] = [];
  let from = 0;
  let isTrimmed = false;
  for (let start = text.indexOf('{{'); start >= 0; start = text.indexOf('{{', from)) {
    const trimsBefore = text[start + 2] === '-' && isBlank(text[start + 3]);
    addText(pieces, text, { start: from, end: start }, isTrimmed, trimsBefore);
    const action = scanAction(text, start, trimsBefore ? start + 4 : start + 2);
    pieces.push(action.piece);
    if (action.piece.kind === 'fault') return pieces;
    from = action.piece.span.end;
    isTrimmed = action.trimsAfter;
  }
  addText(pieces, text, { start: from, end: text.length }, isTrimmed, false);
  return pieces;
}

function addText(pieces: TemplatePiece[], text: string, span: Span, trimsStart: boolean, trimsEnd: boolean): void {
  let { start, end } = span;
  if (trimsStart) while (start < end && isBlank(text[start])) start++;
  if (trimsEnd) while (end > start && isBlank(text[end - 1])) end--;
  if (end > start) pieces.push({ kind: 'text', span: { start, end } });
}

interface ScannedAction {
  readonly piece: Extract<TemplatePiece, { readonly kind: 'action' | 'fault' }>;
  readonly trimsAfter: boolean;
}

function scanAction(text: string, start: number, inside: number): ScannedAction {
  if (text.startsWith('/*', inside)) return scanComment(text, start, inside);
  const tokens: Lexeme[] = [];
  for (let at = inside; ; ) {
    const blanksEnd = skipBlanks(text, at);
    if (blanksEnd >= text.length) return faultAt(start, 'this action is not closed');
    if (blanksEnd > at && text.startsWith('-}}', blanksEnd)) {
      return { piece: { kind: 'action', span: { start, end: blanksEnd + 3 }, tokens }, trimsAfter: true };
    }
    if (text.startsWith('}}', blanksEnd)) {
      return { piece: { kind: 'action', span: { start, end: blanksEnd + 2 }, tokens }, trimsAfter: false };
    }
    const token = scanToken(text, blanksEnd, blanksEnd === at && tokens.length > 0);
    if (token === undefined) return faultAt(blanksEnd, 'Go templates have no such sign');
    tokens.push(token);
    at = token.start + token.text.length;
  }
}

function faultAt(at: number, message: string): ScannedAction {
  return { piece: { kind: 'fault', at, message }, trimsAfter: false };
}

function scanComment(text: string, start: number, inside: number): ScannedAction {
  const close = text.indexOf('*/', inside + 2);
  const end = close < 0 ? text.length : skipBlanks(text, close + 2);
  const trimsAfter = end > close + 2 && text.startsWith('-}}', end);
  if (close < 0 || !(trimsAfter || text.startsWith('}}', end))) return faultAt(start, 'this comment is not closed');
  return { piece: { kind: 'action', span: { start, end: end + (trimsAfter ? 3 : 2) }, tokens: [] }, trimsAfter };
}

const STRING = /"(?:[^"\\\n]|\\.)*"/y;
const RAW = /`[^`]*`/y;
const CHAR = /'(?:[^'\\\n]|\\.)*'/y;
const NUMBER = /[-+]?(?:0[xX][\da-fA-F_]+|(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)/y;
const VARIABLE = /\$[\p{L}\p{Nd}_]*/uy;
const FIELD = /\.[\p{L}\p{Nd}_]+/uy;
const WORD = /[\p{L}_][\p{L}\p{Nd}_]*/uy;
const SIGN = /:=|[=|(),.]/y;

function scanToken(text: string, start: number, isGlued: boolean): Lexeme | undefined {
  const [kind, found] = tokenAt(text, start);
  return found === undefined || found === '' ? undefined : { kind, text: found, start, isGlued };
}

function tokenAt(text: string, at: number): readonly [Lexeme['kind'], string | undefined] {
  const first = text[at] ?? '';
  const next = text[at + 1] ?? '';
  if (first === '"') return ['string', match(STRING, text, at)];
  if (first === '`') return ['raw', match(RAW, text, at)];
  if (first === "'") return ['char', match(CHAR, text, at)];
  if (first === '$') return ['variable', match(VARIABLE, text, at)];
  if (isDigit(first) || ((first === '-' || first === '+' || first === '.') && isDigit(next)))
    return ['number', match(NUMBER, text, at)];
  if (first === '.') {
    const field = match(FIELD, text, at);
    return field === undefined ? ['sign', '.'] : ['field', field];
  }
  const word = match(WORD, text, at);
  return word === undefined ? ['sign', match(SIGN, text, at)] : ['word', word];
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBlank(text[at])) at++;
  return at;
}

function isBlank(char: string | undefined): boolean {
  return char === ' ' || char === '\n' || char === '\t' || char === '\r';
}

function isDigit(char: string): boolean {
  return char >= '0' && char <= '9';
}
