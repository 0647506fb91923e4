import type { Span } from '../model/place.ts';

/**
 * The parts of a text that some tool fills in before the manifest is used. Every team has its own way to write them:
 * `{{ }}` and `{% %}` (Helm, Jinja), `${VAR}` `$VAR` `$VAR$` (shells, compose, Flux, replace-tokens), `$(VAR)` and
 * `$[ ]` (Kubernetes, Tekton, Azure Pipelines), `#{TOKEN}#` (Octopus, replace-tokens), `__TOKEN__`, `%VAR%`,
 * `@VAR@` (Maven, autoconf), `@(VAR)`, `<placeholder>`, `[placeholder]`, `((var))` (Concourse). None of their characters can stand in an image's name,
 * but for `__`, which separates words of a path: there only capitals or the start of a word make a token.
 */
export function findPlaceholders(text: string): readonly Span[] {
  if (!MAYBE.test(text)) return [];
  const found: Span[] = [];
  let at = 0;
  while (at < text.length) {
    const end = placeholderEnd(text, at);
    if (end > at) {
      found.push({ start: at, end });
      at = end;
    } else {
      at++;
    }
  }
  return found;
}

const MAYBE = /[{$#<%[(]|__|@@|@[\w.-]+@|@\(/;

/** Where the placeholder that begins at `start` ends; `start` itself where none begins. */
function placeholderEnd(text: string, start: number): number {
  switch (text[start]) {
    case '{':
      return bracketEnd(text, start, '{', '}');
    case '<':
      return closingEnd(text, start, '>');
    case '(':
      return text[start + 1] === '(' ? bracketEnd(text, start, '(', ')') : start;
    case '[':
      return IPV6.test(text.slice(start, start + 48)) ? start : bracketEnd(text, start, '[', ']');
    case '#': {
      if (text[start + 1] !== '{') return start;
      const end = bracketEnd(text, start + 1, '{', '}');
      return text[end] === '#' ? end + 1 : end;
    }
    case '%': {
      const end = nameEnd(text, start + 1);
      return end > start + 1 && text[end] === '%' ? end + 1 : start;
    }
    case '@':
      return atEnd(text, start);
    case '$':
      return dollarEnd(text, start);
    case '_':
      return underscoreEnd(text, start);
    default:
      return start;
  }
}

/** A digest begins with an `@`, too, and has no second one. */
function atEnd(text: string, start: number): number {
  if (text[start + 1] === '(') return bracketEnd(text, start + 1, '(', ')');
  const from = text[start + 1] === '@' ? start + 2 : start + 1;
  let end = from;
  while (/[\w.-]/.test(text[end] ?? '')) end++;
  if (end === from || text[end] !== '@') return start;
  return text[end + 1] === '@' && from === start + 2 ? end + 2 : end + 1;
}

function dollarEnd(text: string, start: number): number {
  const next = text[start + 1];
  if (next === '{') return bracketEnd(text, start + 1, '{', '}');
  if (next === '(') return bracketEnd(text, start + 1, '(', ')');
  if (next === '[') return bracketEnd(text, start + 1, '[', ']');
  const end = nameEnd(text, start + 1);
  if (end === start + 1) return start;
  // `$NAME$` of token tools, unless the second dollar begins a name of its own
  return text[end] === '$' && !WORD.test(text[end + 1] ?? '') && text[end + 1] !== '{' ? end + 1 : end;
}

function underscoreEnd(text: string, start: number): number {
  if (text[start + 1] !== '_') return start;
  const close = text.indexOf('__', start + 3);
  if (close < 0) return start;
  const name = text.slice(start + 2, close);
  if (!/^[\w.-]+$/.test(name)) return start;
  const atStartOfWord = start === 0 || '/:@.-'.includes(text[start - 1] ?? '');
  if (!atStartOfWord && !(name === name.toUpperCase() && /[A-Z]/.test(name))) return start;
  let end = close + 2;
  while (text[end] === '_') end++;
  return end;
}

/** The end of a bracket and what is nested in it; the text's end where it is never closed. */
function bracketEnd(text: string, start: number, open: string, close: string): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text[at] === open) depth++;
    else if (text[at] === close && --depth === 0) return at + 1;
  }
  return text.length;
}

function closingEnd(text: string, start: number, close: string): number {
  const end = text.indexOf(close, start + 1);
  return end < 0 ? start : end + 1;
}

function nameEnd(text: string, start: number): number {
  let end = start;
  while (WORD.test(text[end] ?? '')) end++;
  return end;
}

const WORD = /\w/;
const IPV6 = /^\[[0-9a-fA-F:.]+\]/;
