import {
  dictOf,
  EMPTY,
  fieldOf,
  listOf,
  mergedOf,
  outputOf,
  placeholderFor,
  type Scope,
  textOf,
  truth,
  UNKNOWN,
  unknownOf,
  type Value,
  writtenAs,
} from './value.ts';

type Args = readonly Value[];
type TemplateFunction = (args: Args, scope: Scope) => Value;

/** A function of Helm's, Sprig's or Go's by its name; all others are unknown. */
export function call(name: string, args: Args, scope: Scope): Value {
  return FUNCTIONS.get(name)?.(args, scope) ?? unknownOf(...args);
}

/** Gives its last argument back as it is, for the purpose of naming an image. */
const same: TemplateFunction = args => args.at(-1) ?? EMPTY;

/** Changes a text that is known for certain; one with a placeholder in it is not. */
function onText(change: (text: string, ...options: readonly string[]) => string): TemplateFunction {
  return (args, scope) => {
    const texts = args.map(arg => writtenAs(arg, scope)).filter(isShort);
    const text = texts.pop();
    if (text === undefined || text.includes('{{') || texts.length + 1 < args.length) return unknownOf(...args);
    return textOf(change(text, ...texts), ...args);
  };
}

/** A change of long texts could make much longer ones. */
function isShort(text: string | undefined): text is string {
  return text !== undefined && text.length <= 500;
}

/** The first that is true, or the last: `or` and `coalesce`; the first that is not, or the last: `and`. */
function first(wanted: boolean): TemplateFunction {
  return (args, scope) => {
    for (const arg of args) {
      const there = truth(arg, scope);
      if (there === undefined) return unknownOf(...args);
      if (there === wanted) return arg;
    }
    return args.at(-1) ?? EMPTY;
  };
}

const TRUE: Value = { kind: 'text', text: 'true', used: [] };

function boolean(isTrue: boolean | undefined, args: Args): Value {
  return isTrue === undefined ? unknownOf(...args) : isTrue ? TRUE : EMPTY;
}

const isEqual: (args: Args, scope: Scope) => boolean | undefined = ([first, ...others], scope) => {
  const text = first === undefined ? undefined : writtenAs(first, scope);
  const texts = others.map(other => writtenAs(other, scope));
  if (text === undefined || texts.includes(undefined) || [text, ...texts].some(each => each?.includes('{{')))
    return undefined;
  return texts.includes(text);
};

/** A question about two texts, such as whether one begins with the other. */
function asks(holds: (text: string, part: string) => boolean): TemplateFunction {
  return (args, scope) => {
    const [part, text] = args.map(arg => writtenAs(arg, scope));
    const isKnown = part !== undefined && text !== undefined && !`${part}${text}`.includes('{{');
    return boolean(isKnown ? holds(text, part) : undefined, args);
  };
}

const not = (isTrue: boolean | undefined) => (isTrue === undefined ? undefined : !isTrue);

/** Hands its arguments to a format: `printf "%s/%s:%s" …`. What is not known of them stays a placeholder. */
const printf: TemplateFunction = ([format, ...args], scope) => {
  const pattern = format === undefined ? undefined : writtenAs(format, scope);
  if (pattern === undefined) return unknownOf(...args);
  let next = 0;
  const text = pattern.replace(/%(?:%|[-+#0-9.]*[a-z])/g, verb => {
    if (verb === '%%') return '%';
    const arg = args[next++] ?? UNKNOWN;
    return outputOf(arg, scope) ?? placeholderFor(arg);
  });
  return textOf(text, ...args);
};

const dict: TemplateFunction = (args, scope) => {
  const entries = new Map<string, Value>();
  for (let index = 0; index + 1 < args.length; index += 2) {
    const key = writtenAs(args[index] ?? UNKNOWN, scope);
    if (key === undefined) return unknownOf(...args);
    entries.set(key, args[index + 1] ?? UNKNOWN);
  }
  return dictOf(entries);
};

const index: TemplateFunction = ([from, ...keys], scope) => {
  let value = from ?? UNKNOWN;
  for (const key of keys) {
    const name = writtenAs(key, scope);
    if (name === undefined) return unknownOf(value, key);
    if (value.kind === 'list') value = (/^\d+$/.test(name) ? value.items[Number(name)] : undefined) ?? unknownOf(value);
    else if (value.kind === 'values' && /^\d+$/.test(name)) value = { kind: 'values', path: `${value.path}[${name}]` };
    else value = fieldOf(value, name, scope);
  }
  return value;
};

const mergeOverwrite: TemplateFunction = args => mergedOf(args.toReversed());

const FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map<string, TemplateFunction>([
  ...['quote', 'squote', 'toString', 'toYaml', 'nindent', 'indent', 'required', 'deepCopy', 'mustDeepCopy'].map(
    name => [name, same] as const,
  ),
  ['print', (args, scope) => printf([textOf('%s'.repeat(args.length)), ...args], scope)],
  ['printf', printf],
  ['lower', onText(text => text.toLowerCase())],
  ['trim', onText(text => text.trim())],
  [
    'trimSuffix',
    onText((text, suffix = '') => (text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text)),
  ],
  ['trimPrefix', onText((text, prefix = '') => (text.startsWith(prefix) ? text.slice(prefix.length) : text))],
  ['replace', onText((text, from = '', to = '') => (from === '' ? text : text.replaceAll(from, () => to)))],
  [
    'default',
    ([other = EMPTY, value = EMPTY], scope) => {
      const there = truth(value, scope);
      return there === undefined ? unknownOf(other, value) : there ? value : other;
    },
  ],
  ['or', first(true)],
  ['coalesce', first(true)],
  ['and', first(false)],
  ['not', (args, scope) => boolean(not(truth(args[0] ?? EMPTY, scope)), args)],
  ['empty', (args, scope) => boolean(not(truth(args[0] ?? EMPTY, scope)), args)],
  ['eq', (args, scope) => boolean(isEqual(args, scope), args)],
  ['ne', (args, scope) => boolean(not(isEqual(args, scope)), args)],
  [
    'hasKey',
    ([of = UNKNOWN, key = UNKNOWN], scope) => {
      const name = writtenAs(key, scope);
      const there = name === undefined ? undefined : truth(fieldOf(of, name, scope), scope);
      // a key with nothing under it is there too
      return boolean(there === true ? true : undefined, [of]);
    },
  ],
  [
    'ternary',
    ([yes = UNKNOWN, no = UNKNOWN, test = UNKNOWN], scope) => {
      const isTrue = truth(test, scope);
      return isTrue === undefined ? unknownOf(yes, no) : isTrue ? yes : no;
    },
  ],
  ['hasPrefix', asks((text, part) => text.startsWith(part))],
  ['hasSuffix', asks((text, part) => text.endsWith(part))],
  ['contains', asks((text, part) => text.includes(part))],
  ['dict', dict],
  ['list', listOf],
  ['tuple', listOf],
  [
    'len',
    ([of = UNKNOWN]) => (of.kind === 'list' && of.items.length > 0 ? textOf(`${of.items.length}`, of) : unknownOf(of)),
  ],
  // what would not be rendered at all needs no text
  ['fail', () => EMPTY],
  ['index', index],
  ['get', index],
  ['merge', mergedOf],
  ['mustMerge', mergedOf],
  ['mergeOverwrite', mergeOverwrite],
  ['mustMergeOverwrite', mergeOverwrite],
]);
