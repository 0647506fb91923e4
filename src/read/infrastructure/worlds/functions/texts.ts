import {
  isNullValue,
  joinedValue,
  openValue,
  plainText,
  termOf,
  textValue,
  type Value,
} from '../../../../model/program.ts';

// Functions of texts and numbers that Azure's templates and Terraform have in common. Each returns undefined where its
// result is open.

const MAX_TEXT = 10_000;

/** Returns the value as a part of a text. A null adds nothing there. */
export function asPart(value: Value): Value {
  return isNullValue(value) ? textValue('') : value;
}

export function plainNumber(value: number): Value {
  return { kind: 'plain', value };
}

export function flagValue(value: boolean): Value {
  return { kind: 'plain', value };
}

/** Returns a whole number that a value is, or that its text writes. */
export function numberIn(value: Value | undefined): number | undefined {
  const text = plainText(value);
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined;
}

/** Joins parts to a text. Undefined for a collection among them, and for a text that is too long. */
export function textOfParts(parts: readonly Value[]): Value | undefined {
  if (parts.some(({ kind }) => kind === 'list' || kind === 'object')) return undefined;
  const joined = joinedValue(parts.map(asPart));
  return joined.kind === 'text' && joined.text.length > MAX_TEXT ? undefined : joined;
}

function onText(value: Value | undefined, make: (text: string) => string): Value | undefined {
  const text = plainText(value);
  return text === undefined ? undefined : textValue(make(text));
}

export function onTexts(
  value: Value | undefined,
  part: Value | undefined,
  test: (whole: string, text: string) => boolean,
): Value | undefined {
  const [whole, text] = [plainText(value), plainText(part)];
  return whole === undefined || text === undefined ? undefined : flagValue(test(whole, text));
}

/** Returns the text in lower case, part by part: a part that is open has another term then. */
export function lowerCase(value: Value | undefined): Value | undefined {
  if (value?.kind !== 'joined') return onText(value, text => text.toLowerCase());
  return joinedValue(
    value.parts.map(part => {
      if (part.kind === 'text') return textValue(part.text.toLowerCase());
      return isLower(part) ? part : openValue(`lower(${termOf(part)})`, 'toLower(…)', [part]);
    }),
  );
}

/**
 * Azure's hash has lower-case letters and digits only.
 * https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-string#uniquestring
 */
function isLower(part: Value): boolean {
  return part.kind === 'open' && /^(?:lower|uniquestring)\(/.test(part.term);
}

export function upperCase(value: Value | undefined): Value | undefined {
  return onText(value, text => text.toUpperCase());
}

export function withoutBlanksAround(value: Value | undefined): Value | undefined {
  return onText(value, text => text.trim());
}

export function containsText(value: Value | undefined, part: Value | undefined): Value | undefined {
  const name = plainText(part);
  if (name === undefined || value?.kind !== 'joined')
    return onTexts(value, part, (text, within) => text.includes(within));
  return value.parts.some(each => each.kind === 'text' && each.text.includes(name)) ? flagValue(true) : undefined;
}

/** Replaces each occurrence of a text. Undefined for an empty one. */
export function replaced([value, from, to]: readonly Value[]): Value | undefined {
  const [search, by] = [plainText(from), plainText(to)];
  if (search === undefined || by === undefined || search === '') return undefined;
  return onText(value, text => text.replaceAll(search, by));
}

/**
 * The parts of a text between separators. A resource id has its slashes in the parts that are known, since no name holds
 * one.
 */
export function separated(value: Value | undefined, separator: Value | undefined): Value | undefined {
  const mark = plainText(separator);
  if (mark === undefined || mark === '' || value === undefined) return undefined;
  if (value.kind === 'joined') return mark === '/' ? separatedId(value.parts) : undefined;
  // a caller that knows the resource reads the segments of its id
  if (value.kind === 'attribute')
    return mark === '/' && isOwnId(value) ? { ...value, path: [...value.path, '/'] } : undefined;
  const text = plainText(value);
  return text === undefined ? undefined : { kind: 'list', items: text.split(mark).map(textValue), isWhole: true };
}

export function isOwnId(value: Value | undefined): boolean {
  return value?.kind === 'attribute' && value.path.length === 1 && value.path[0] === 'id';
}

function separatedId(parts: readonly Value[]): Value | undefined {
  const [head] = parts;
  if (head?.kind !== 'text' || !/^\/subscriptions\//i.test(head.text)) return undefined;
  const segments: Value[][] = [[]];
  for (const part of parts) {
    const [own = '', ...next] = part.kind === 'text' ? part.text.split('/') : [''];
    segments.at(-1)?.push(part.kind === 'text' ? textValue(own) : part);
    for (const each of next) segments.push([textValue(each)]);
  }
  return { kind: 'list', items: segments.map(joinedValue), isWhole: true };
}

/** `{0}` takes the value with that number. https://learn.microsoft.com/dotnet/standard/base-types/composite-formatting */
export function azureFormat([pattern, ...values]: readonly Value[]): Value | undefined {
  const numbered = (mark: string) => (mark.length > 1 ? values[Number(mark.slice(1, -1))] : undefined);
  return formatted(pattern, /\{\d+\}|[{}]/g, numbered);
}

/** `%s` takes the next value. https://developer.hashicorp.com/terraform/language/functions/format */
export function terraformFormat([pattern, ...values]: readonly Value[]): Value | undefined {
  const next = values.values();
  const nextTaken = (mark: string) => (mark === '%' ? undefined : mark === '%%' ? textValue('%') : next.next().value);
  return formatted(pattern, /%[%sdv]?/g, nextTaken);
}

/** Puts a value in the place of each mark. Undefined where one is not known: it may format its value in some way. */
function formatted(pattern: Value | undefined, marks: RegExp, taken: (mark: string) => Value | undefined) {
  const text = plainText(pattern);
  if (text === undefined) return undefined;
  const parts: Value[] = [];
  let from = 0;
  for (const { 0: mark, index } of text.matchAll(marks)) {
    const value = taken(mark);
    if (value === undefined) return undefined;
    parts.push(textValue(text.slice(from, index)), value);
    from = index + mark.length;
  }
  return textOfParts([...parts, textValue(text.slice(from))]);
}
