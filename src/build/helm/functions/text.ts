// Functions of texts. https://masterminds.github.io/sprig/strings.html

import { openRope } from '../placeholder.ts';
import { printedText, ropeOf } from '../printed.ts';
import { Rope } from '../rope.ts';
import {
  booleanValue,
  knownText,
  listValue,
  mapValue,
  ropeValue,
  type TemplateValue,
  templateText,
  writersOfAll,
} from '../value.ts';
import { indented } from '../yamlText.ts';
import { type Arguments, type FunctionTable, ofTexts, printedTexts, type TemplateFunction, wholeOf } from './call.ts';
import { simplePattern } from './pattern.ts';

/** No text that a function repeats or pads becomes longer. */
const MAX_MADE = 1_000_000;

/** A function of the last argument's text, as a rope: it knows where each piece was written. */
function ofRope(make: (rope: Rope, options: Arguments) => Rope | undefined): TemplateFunction {
  return args => {
    const last = args.at(-1);
    if (last === undefined) return undefined;
    const made = make(ropeOf(last), args.slice(0, -1));
    return made && ropeValue(made);
  };
}

/**
 * Cuts a text to the length that Kubernetes allows for a name. A placeholder stays whole, since its length is not
 * known.
 */
const trunc = ofRope((rope, [count]) => {
  const length = wholeOf(count);
  if (length === undefined) return undefined;
  const isKnown = length < 0 ? rope.knownEnd >= -length : rope.knownStart >= length;
  if (rope.isOpen && !isKnown) return rope;
  return length < 0 ? rope.slice(Math.max(0, rope.length + length)) : rope.slice(0, length);
});

const trimSuffix = ofRope((rope, [suffix]) => {
  const text = knownText(suffix);
  if (text === undefined) return undefined;
  if (rope.knownEnd < text.length && rope.isOpen) return rope;
  return text !== '' && rope.text.endsWith(text) ? rope.slice(0, rope.length - text.length) : rope;
});

const trimPrefix = ofRope((rope, [prefix]) => {
  const text = knownText(prefix);
  if (text === undefined) return undefined;
  if (rope.knownStart < text.length && rope.isOpen) return rope;
  return rope.text.startsWith(text) ? rope.slice(text.length) : rope;
});

/** Cuts characters off at both ends, up to a placeholder. */
function trimmedRope(rope: Rope, isCut: (char: string) => boolean, ends = { start: true, end: true }): Rope {
  const { text } = rope;
  let start = 0;
  let end = text.length;
  const lastStart = rope.isOpen ? rope.knownStart : end;
  const firstEnd = rope.isOpen ? end - rope.knownEnd : 0;
  if (ends.start) while (start < lastStart && isCut(text.charAt(start))) start++;
  if (ends.end) while (end > Math.max(start, firstEnd) && isCut(text.charAt(end - 1))) end--;
  return rope.slice(start, end);
}

const isSpace = (char: string) => /\s/.test(char);

function trimOf(ends: { readonly start: boolean; readonly end: boolean }): TemplateFunction {
  return ofRope((rope, [set]) => {
    const chars = knownText(set);
    return chars === undefined ? undefined : trimmedRope(rope, char => chars.includes(char), ends);
  });
}

const replace = ofRope((rope, [from, to]) => {
  const [old, now] = [knownText(from), knownText(to)];
  if (old === undefined || now === undefined) return undefined;
  if (old.length <= 1 || rope.segments.length <= 1) return rope.mapKnown(text => text.replaceAll(old, () => now));
  if (rope.isOpen) return undefined;
  return rope.text.includes(old)
    ? Rope.of(
        rope.text.replaceAll(old, () => now),
        rope.writers,
      )
    : rope;
});

function quoteWith(sign: string, escaped: (text: string) => string): TemplateFunction {
  return args => {
    const parts = args.flatMap((arg, index) => {
      if (arg.kind === 'null') return [];
      const lead = index === 0 ? sign : ` ${sign}`;
      return [Rope.of(lead), ropeOf(arg).mapKnown(escaped), Rope.of(sign)];
    });
    return ropeValue(Rope.join(parts));
  };
}

/** https://pkg.go.dev/strconv#Quote */
function quotedGo(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** https://pkg.go.dev/fmt */
const printf: TemplateFunction = ([format, ...args]) => {
  const pattern = format?.kind === 'text' ? format.rope : undefined;
  if (pattern === undefined || pattern.isOpen) return undefined;
  const parts: Rope[] = [];
  let next = 0;
  let from = 0;
  for (const { 0: verb, index, groups } of pattern.text.matchAll(VERB)) {
    parts.push(pattern.slice(from, index));
    from = index + verb.length;
    if (verb === '%%') parts.push(Rope.of('%'));
    else {
      if (groups?.['width'] === '*') next++;
      const arg = args[next++];
      parts.push(arg === undefined ? Rope.of(`%!${groups?.['verb']}(MISSING)`) : formatted(arg, groups ?? {}));
    }
  }
  parts.push(pattern.slice(from));
  return ropeValue(Rope.join(parts));
};

const VERB = /%(?:%|(?<flags>[-+# 0]*)(?<width>[1-9]\d*|\*)?(?:\.(?<precision>\d+))?(?<verb>[a-zA-Z]))/g;

function formatted(arg: TemplateValue, groups: Readonly<Record<string, string | undefined>>): Rope {
  const { flags = '', width, precision, verb = 'v' } = groups;
  const rope =
    arg.kind === 'null' ? Rope.of(verb === 's' ? '%!s(<nil>)' : verb === 'd' ? '%!d(<nil>)' : '<nil>') : ropeOf(arg);
  if (rope.isOpen) return verb === 'q' ? Rope.join([Rope.of('"'), rope, Rope.of('"')]) : rope;
  const made = withVerb(arg, rope, verb, precision);
  return width === undefined || width === '*' ? made : padded(made, Number(width), flags);
}

function withVerb(arg: TemplateValue, rope: Rope, verb: string, precision: string | undefined): Rope {
  if (verb === 'q') return Rope.join([Rope.of('"'), rope.mapKnown(quotedGo), Rope.of('"')]);
  if (arg.kind === 'number') {
    const { value, writers } = arg;
    if (verb === 'f') return Rope.of(value.toFixed(Math.min(20, Number(precision ?? 6))), writers);
    if (verb === 'x' || verb === 'X' || verb === 'o' || verb === 'b')
      return Rope.of(value.toString(RADIX[verb]), writers);
    if (verb === 's' || (verb === 'd' && arg.isFloat)) {
      return Rope.of(`%!${verb}(${arg.isFloat ? 'float64' : 'int'}=${rope.text})`, writers);
    }
  }
  if (arg.kind === 'text' && verb === 'd') return Rope.of(`%!d(string=${rope.text})`, rope.writers);
  if (arg.kind === 'boolean' && (verb === 's' || verb === 'd'))
    return Rope.of(`%!${verb}(bool=${rope.text})`, arg.writers);
  return precision !== undefined && verb === 's' ? rope.slice(0, Number(precision)) : rope;
}

const RADIX: Readonly<Record<string, number>> = { x: 16, X: 16, o: 8, b: 2 };

function padded(rope: Rope, width: number, flags: string): Rope {
  const missing = Math.min(width, 1000) - rope.length;
  if (missing <= 0) return rope;
  const pad = Rope.of((flags.includes('0') ? '0' : ' ').repeat(missing));
  return Rope.join(flags.includes('-') ? [rope, pad] : [pad, rope]);
}

/** Blanks come between operands if neither is a text. */
const print: TemplateFunction = args => {
  const parts = args.flatMap((arg, index) => {
    const before = args[index - 1];
    const isApart = before !== undefined && before.kind !== 'text' && arg.kind !== 'text';
    const rope = arg.kind === 'null' ? Rope.of('<nil>') : ropeOf(arg);
    return isApart ? [Rope.of(' '), rope] : [rope];
  });
  return ropeValue(Rope.join(parts));
};

const println: TemplateFunction = args => {
  const parts = args.flatMap((arg, index) => (index === 0 ? [ropeOf(arg)] : [Rope.of(' '), ropeOf(arg)]));
  return ropeValue(Rope.join([...parts, Rope.of('\n')]));
};

function indent(lead: string): TemplateFunction {
  return ofRope((rope, [count]) => {
    const spaces = wholeOf(count);
    if (spaces === undefined || spaces < 0 || spaces > 1000) return undefined;
    const pad = ' '.repeat(spaces);
    // Sprig puts blanks on empty lines too, which YAML passes over
    const body = rope.length === 0 ? Rope.of(pad) : indented(rope, pad);
    return Rope.join([Rope.of(lead), body]);
  });
}

/** A question about a text and a part of it. A placeholder leaves it open. */
function asks(holds: (text: string, part: string) => boolean): TemplateFunction {
  return args => {
    const texts = args.length === 2 ? printedTexts(args) : undefined;
    const [part, text] = texts ?? [];
    return part === undefined || text === undefined ? undefined : booleanValue(holds(text, part), ...args);
  };
}

const hasPrefix: TemplateFunction = args => {
  const part = knownText(args[0]);
  const rope = args[1] && ropeOf(args[1]);
  if (part === undefined || rope === undefined) return undefined;
  const start = rope.text.slice(0, Math.min(part.length, rope.knownStart));
  if (rope.isOpen && start.length < part.length && part.startsWith(start)) return undefined;
  return booleanValue(rope.text.startsWith(part), ...args);
};

const contains: TemplateFunction = args => {
  const part = knownText(args[0]);
  const rope = args[1] && ropeOf(args[1]);
  if (part === undefined || rope === undefined) return undefined;
  if (rope.segments.some(({ isOpen, text }) => isOpen !== true && text.includes(part)))
    return booleanValue(true, ...args);
  return rope.isOpen ? undefined : booleanValue(rope.text.includes(part), ...args);
};

function pieces(rope: Rope, separator: string, limit: number): readonly Rope[] {
  if (separator === '') {
    const { text, writers } = rope;
    return [...text.slice(0, 2 * limit)].slice(0, limit).map(char => Rope.of(char, writers));
  }
  const parts: Rope[] = [];
  let from = 0;
  for (
    let at = rope.text.indexOf(separator);
    at >= 0 && parts.length < limit - 1;
    at = rope.text.indexOf(separator, from)
  ) {
    parts.push(rope.slice(from, at));
    from = at + separator.length;
  }
  parts.push(rope.slice(from));
  return parts;
}

const MAX_PIECES = 10_000;

/** `splitList` and `split` take the separator first. `splitn` has the limit between separator and text. */
function splitAs(make: (parts: readonly Rope[]) => TemplateValue): TemplateFunction {
  return args => {
    const [separator, text] = [knownText(args[0]), args.at(-1)];
    const rope = text && ropeOf(text);
    if (separator === undefined || rope === undefined || rope.isOpen) return undefined;
    const limit = args.length === 3 ? wholeOf(args[1]) : MAX_PIECES;
    return limit === undefined
      ? undefined
      : make(pieces(rope, separator, Math.min(limit < 0 ? MAX_PIECES : limit, MAX_PIECES)));
  };
}

const asList = (parts: readonly Rope[]) => listValue(parts.map(ropeValue));
const asMap = (parts: readonly Rope[]) => mapValue(parts.map((part, index) => [`_${index}`, ropeValue(part)] as const));

const join: TemplateFunction = args => {
  const separator = args[0] && ropeOf(args[0]);
  const list = args[1];
  if (separator === undefined || list === undefined) return undefined;
  if (list.kind === 'unknown' || (list.kind === 'list' && list.isOpen)) return undefined;
  const items = list.kind === 'list' ? list.items.filter(item => item.kind !== 'null') : [list];
  return ropeValue(
    Rope.join(items.flatMap((item, index) => (index === 0 ? [ropeOf(item)] : [separator, ropeOf(item)]))),
  );
};

const substr: TemplateFunction = args => {
  const [start, end, text] = [wholeOf(args[0]), wholeOf(args[1]), args[2]];
  const rope = text && ropeOf(text);
  if (start === undefined || end === undefined || rope === undefined || rope.isOpen) return undefined;
  if (start < 0) return ropeValue(rope.slice(0, Math.max(0, end)));
  return ropeValue(end < 0 || end > rope.length ? rope.slice(start) : rope.slice(start, end));
};

const repeat: TemplateFunction = args => {
  const [count, text] = [wholeOf(args[0]), args[1]];
  const rope = text && ropeOf(text);
  if (count === undefined || rope === undefined || count < 0 || count * rope.length > MAX_MADE) return undefined;
  return ropeValue(Rope.join(Array.from({ length: Math.min(count, MAX_PIECES) }, () => rope)));
};

const cat: TemplateFunction = args => {
  const parts = args
    .filter(arg => arg.kind !== 'null')
    .flatMap((arg, index) => (index === 0 ? [ropeOf(arg)] : [Rope.of(' '), ropeOf(arg)]));
  return ropeValue(Rope.join(parts));
};

/** Changes each known piece alike, whatever is around it. */
function piecewise(change: (text: string) => string): TemplateFunction {
  return ofRope(rope => rope.mapKnown(change));
}

const asText: TemplateFunction = ([value]) => {
  if (value === undefined) return undefined;
  if (value.kind === 'null') return templateText('<nil>');
  return ropeValue(ropeOf(value));
};

const regexReplaceAll: TemplateFunction = args => {
  const [pattern, text, replacement] = (args.length === 3 ? printedTexts(args) : undefined) ?? [];
  if (pattern === undefined || text === undefined || replacement === undefined) return undefined;
  const simple = simplePattern(pattern, text);
  // Go and JavaScript treat an empty match differently
  if (simple === undefined || replacement.includes('$') || simple.test('')) return undefined;
  simple.lastIndex = 0;
  return templateText(
    text.replace(simple, () => replacement),
    ...args,
  );
};

const regexMatch: TemplateFunction = args => {
  const [pattern, text] = (args.length === 2 ? printedTexts(args) : undefined) ?? [];
  const simple = pattern === undefined || text === undefined ? undefined : simplePattern(pattern, text);
  return simple === undefined || text === undefined ? undefined : booleanValue(simple.test(text), ...args);
};

const regexFind: TemplateFunction = args => {
  const [pattern, text] = (args.length === 2 ? printedTexts(args) : undefined) ?? [];
  const simple = pattern === undefined || text === undefined ? undefined : simplePattern(pattern, text);
  return simple === undefined || text === undefined ? undefined : templateText(simple.exec(text)?.[0] ?? '', ...args);
};

/** The base64 form or digest of an unknown text is unknown, too. */
function encoded(make: (text: string) => string | undefined): TemplateFunction {
  return args => {
    const text = args[0] && printedText(args[0]);
    const made = text === undefined ? undefined : make(text);
    return made === undefined ? undefined : templateText(made, ...args);
  };
}

function base64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

function fromBase64(text: string): string | undefined {
  if (!/^[A-Za-z0-9+/\s]*={0,2}$/.test(text)) return undefined;
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(text), char => char.charCodeAt(0)));
  } catch {
    return undefined;
  }
}

/** A digest only distinguishes texts. It shows nothing of them. */
const digest: TemplateFunction = args => ropeValue(openRope('sha256sum', writersOfAll(args)));

function titled(text: string): string {
  return text.replace(
    /(^|[^\p{L}\p{Nd}_'])(\p{L})/gu,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  );
}

const words = (text: string) => text.match(/[A-Z]?[a-z\d]+|(?<![A-Z])[A-Z]+(?![a-z])/g) ?? [];

export const TEXT_FUNCTIONS: FunctionTable = {
  print,
  println,
  printf,
  quote: quoteWith('"', quotedGo),
  squote: quoteWith("'", text => text),
  toString: asText,
  trunc,
  trim: ofRope(rope => trimmedRope(rope, isSpace)),
  trimAll: trimOf({ start: true, end: true }),
  trimall: trimOf({ start: true, end: true }),
  trimSuffix,
  trimPrefix,
  replace,
  lower: piecewise(text => text.toLowerCase()),
  upper: piecewise(text => text.toUpperCase()),
  title: ofTexts(1, (text = '') => titled(text)),
  untitle: ofTexts(1, (text = '') => text.charAt(0).toLowerCase() + text.slice(1)),
  camelcase: ofTexts(1, (text = '') => text.split(/[_-]/).map(titled).join('')),
  kebabcase: ofTexts(1, (text = '') => words(text).join('-').toLowerCase()),
  snakecase: ofTexts(1, (text = '') => words(text).join('_').toLowerCase()),
  nospace: piecewise(text => text.replace(/\s+/g, '')),
  contains,
  hasPrefix,
  hasSuffix: asks((text, part) => text.endsWith(part)),
  split: splitAs(asMap),
  splitn: splitAs(asMap),
  splitList: splitAs(asList),
  join,
  substr,
  repeat,
  cat,
  indent: indent(''),
  nindent: indent('\n'),
  regexReplaceAll,
  mustRegexReplaceAll: regexReplaceAll,
  regexReplaceAllLiteral: regexReplaceAll,
  mustRegexReplaceAllLiteral: regexReplaceAll,
  regexFind,
  mustRegexFind: regexFind,
  regexMatch,
  mustRegexMatch: regexMatch,
  b64enc: encoded(base64),
  b64dec: encoded(fromBase64),
  sha1sum: digest,
  sha256sum: digest,
  adler32sum: digest,
  plural: ofTexts(3, (one, many, count) => (count === '1' ? one : many)),
  html: ofTexts(1, (text = '') => text),
  urlquery: ofTexts(1, (text = '') => encodeURIComponent(text)),
};
