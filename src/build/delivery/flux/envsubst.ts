// Flux's substitution of variables in a text: https://github.com/fluxcd/pkg/tree/main/envsubst
import { append } from '../../../model/lists.ts';
import { MAX_ASSEMBLED, type TextPiece } from '../pieces.ts';

/** A variable's value, or why it can't be known. */
export type VariableValue = { readonly kind: 'known' | 'open'; readonly piece: TextPiece } | { readonly kind: 'unset' };

export type LookUp = (name: string) => VariableValue;

/**
 * Returns the pieces of a text with its variables substituted: `${name}`, `${name:=default}` and the like, `${name^^}`.
 * `$$` is a dollar. An open variable stays as `${name}`. Undefined: Flux refuses the text, or a function is not
 * supported here, so the result is unknown.
 */
export function substitutedPieces(text: string, lookUp: LookUp): readonly TextPiece[] | undefined {
  return new Expansion(text, lookUp).all();
}

/** Nested in defaults. */
const MAX_NESTED = 20;

class Expansion {
  readonly #text: string;
  readonly #lookUp: LookUp;
  #at = 0;
  #length = 0;

  constructor(text: string, lookUp: LookUp) {
    this.#text = text;
    this.#lookUp = lookUp;
  }

  all(): readonly TextPiece[] | undefined {
    const pieces: TextPiece[] = [];
    while (this.#at < this.#text.length) {
      if (this.#skips('$$')) pieces.push({ text: '$' });
      else if (this.#skips('${')) {
        const value = this.#variable(0);
        if (value === undefined) return undefined;
        append(pieces, value);
      } else pieces.push({ text: this.#upToDollar() });
      if (this.#length > MAX_ASSEMBLED) return undefined;
    }
    return pieces;
  }

  /** Reads the rest of a variable behind `${`. */
  #variable(depth: number): readonly TextPiece[] | undefined {
    const name = this.#name();
    if (name === '' || depth > MAX_NESTED) return undefined;
    const value = this.#lookUp(name);
    if (value.kind !== 'unset') this.#length += value.piece.text.length;
    if (this.#skips('}')) return value.kind === 'unset' ? [] : [value.piece];
    const operator = CASINGS.find(each => this.#skips(`${each}}`));
    if (operator !== undefined) return changedCase(operator, value);
    // Flux treats all of these as defaults, `:+` and `:?` too
    return DEFAULTS.some(each => this.#skips(each)) ? this.#orDefault(value, depth) : undefined;
  }

  #orDefault(value: VariableValue, depth: number): readonly TextPiece[] | undefined {
    const pieces: TextPiece[] = [];
    while (!this.#skips('}')) {
      if (this.#at >= this.#text.length) return undefined;
      if (this.#skips('${')) {
        const nested = this.#variable(depth + 1);
        if (nested === undefined) return undefined;
        append(pieces, nested);
      } else pieces.push({ text: this.#defaultText() });
    }
    if (value.kind === 'unset' || (value.kind === 'known' && value.piece.text === '')) return pieces;
    return [value.piece];
  }

  #name(): string {
    const start = this.#at;
    while (/[\p{L}\p{N}_]/u.test(this.#text.charAt(this.#at))) this.#at++;
    return this.#text.slice(start, this.#at);
  }

  #upToDollar(): string {
    const next = this.#text.indexOf('$', this.#at + 1);
    return this.#upTo(next < 0 ? this.#text.length : next);
  }

  #defaultText(): string {
    let end = this.#at + 1;
    while (end < this.#text.length && this.#text[end] !== '}' && !this.#text.startsWith('${', end)) end++;
    return this.#upTo(end);
  }

  #upTo(end: number): string {
    const text = this.#text.slice(this.#at, end);
    this.#at = end;
    return text;
  }

  #skips(sign: string): boolean {
    if (!this.#text.startsWith(sign, this.#at)) return false;
    this.#at += sign.length;
    return true;
  }
}

const DEFAULTS = [':=', ':-', ':?', ':+', '='];
const CASINGS = ['^^', '^', ',,', ','];

function changedCase(operator: string, value: VariableValue): readonly TextPiece[] | undefined {
  if (value.kind === 'unset') return [];
  // The config states values in their own case only.
  if (value.kind === 'open') {
    const text = value.piece.text.replace(/\}$/, `${operator}}`);
    return [{ ...value.piece, text, variable: undefined }];
  }
  const { text } = value.piece;
  return [{ ...value.piece, text: inCase(operator, text) }];
}

function inCase(operator: string, text: string): string {
  switch (operator) {
    case '^^':
      return text.toUpperCase();
    case ',,':
      return text.toLowerCase();
    case '^':
      return text.charAt(0).toUpperCase() + text.slice(1);
    default:
      return text.charAt(0).toLowerCase() + text.slice(1);
  }
}
