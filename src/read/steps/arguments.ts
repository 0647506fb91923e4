// The arguments of a command, with their places in the document. An image is shown there, and an option is looked up by
// its name.
import type { Span } from '../../model/place.ts';
import type { Workload } from '../../model/workload.ts';
import { textOf, type View } from '../source/view.ts';
import { commandLinesIn, type Word } from './commandLine.ts';
import { type Job, readImageAt, settled } from './job.ts';
import { type LocateSpan, placesOf } from './places.ts';

/** A word of a command: its tool, a verb, an option or a value. */
export interface Argument {
  /** Without its quotes. */
  readonly text: string;
  /** As the document has it. */
  readonly raw: string;
  /** Undefined for an argument that the document does not have as it is. */
  readonly span: Span | undefined;
  /** A shell may expand it to several arguments, or to none. */
  readonly mayExpand: boolean;
}

/** Locates the words of a command in the document. */
export function argumentsOf(words: readonly Word[], locate: LocateSpan | undefined, job: Job): readonly Argument[] {
  return words.map((word, i) => {
    const span = locate?.(word.start, word.end);
    const raw = span === undefined ? word.text : job.reading.builder.text.slice(span.start, span.end);
    return { text: word.text, raw, span, mayExpand: mayExpand(word, words[i - 1]?.text ?? '', job) };
  });
}

/** The arguments in an input that is a command line without its tool, or a part of one. */
export function inputArguments(input: View | undefined, job: Job): readonly Argument[] {
  const text = textOf(input);
  if (input === undefined || text === undefined) return [];
  // only what begins with a tool is read as a command
  const tool = 'az ';
  const [[, ...words] = []] = commandLinesIn(tool + text.replaceAll('\n', ' '), 'posix').commands;
  const inInput = words.map(({ start, end, ...word }) => ({
    ...word,
    start: start - tool.length,
    end: end - tool.length,
  }));
  return argumentsOf(inInput, placesOf(input, job.reading.builder.text), job);
}

/** An argument that the document does not have. */
export function unplacedArgument(text: string): Argument {
  return { text, raw: text, span: undefined, mayExpand: false };
}

/** A variable, a macro or an expression that is all of a word. */
const ONE_PLACEHOLDER = /^(?:\$\w+|\$\{[^{}]*\}|\$\(.*\)|\$\{\{[^{}]*\}\}|%\w+%)$/s;
/** `$@`, `${list[@]}` and PowerShell's `@list`. */
const ALL_OF_A_LIST = /\$\{?[@*]|\[[@*]\]|^@\w/;

/** Options that take one value. A variable behind one is that value. */
const TAKES_ONE_VALUE = new Set([
  ...['-n', '--name', '-g', '--resource-group', '--subscription', '--location', '-l', '--query', '-o', '--output'],
  ...['--image', '--environment', '--revision-suffix', '--cpu', '--memory', '--min-replicas', '--max-replicas'],
  ...['--registry-server', '--registry-username', '--registry-password', '--registry-identity', '--target-port'],
  ...['-f', '--file', '--filename', '--yaml', '--values', '--set', '--set-string', '--namespace', '--version'],
  ...['--timeout', '--context', '--kube-context'],
]);

function mayExpand({ text, isQuoted }: Word, before: string, job: Job): boolean {
  if (ALL_OF_A_LIST.test(text)) return true;
  if (isQuoted) return false;
  const value = settled(text, job);
  if (ONE_PLACEHOLDER.test(value) && !TAKES_ONE_VALUE.has(before)) return true;
  // a shell splits a value at its blanks
  return value !== text && /\s/.test(value);
}

export function textsOf(args: readonly Argument[]): readonly string[] {
  return args.map(({ text }) => text);
}

/** The values of an option by any of its names, in order: `--image x` or `--image=x`. */
export function optionValues(args: readonly Argument[], ...names: readonly string[]): readonly Argument[] {
  return args.flatMap((argument, i) => {
    const [name = ''] = argument.text.split('=', 1);
    if (!names.includes(name)) return [];
    return name === argument.text ? (args[i + 1] ?? []) : afterPrefix(argument, name.length + 1);
  });
}

/** The value of an option. The last one counts. */
export function optionValue(args: readonly Argument[], ...names: readonly string[]): Argument | undefined {
  return optionValues(args, ...names).at(-1);
}

/** The value in `name=value`. Undefined for an option, and where there is none. */
export function assignedValue(argument: Argument): Argument | undefined {
  const name = /^[^=-][^=]*=/.exec(argument.text)?.[0];
  return name === undefined || name === argument.text ? undefined : afterPrefix(argument, name.length);
}

/**
 * An argument without the first characters of its text. Quotes may be around all of it, or around the rest:
 * `"--image=x"`, `--image="x"`. Has no place if quotes or escapes are within the prefix.
 */
export function afterPrefix(argument: Argument, length: number): Argument {
  const { text, raw } = argument;
  const opening = /^\\?["']/.exec(raw)?.[0].length ?? 0;
  const start = opening + length;
  const end = raw.length - quoteLength(raw);
  const inner = quoteLength(raw.slice(start, end));
  const rest = { ...slicedRaw(argument, start + inner, end - inner), text: text.slice(length) };
  const isPrefixLiteral = raw.slice(opening, start) === text.slice(0, length);
  return isPrefixLiteral ? rest : { ...rest, span: undefined };
}

/** An argument without the quotes around all of it. */
function unquoted(argument: Argument): Argument {
  const quote = quoteLength(argument.raw);
  return slicedRaw(argument, quote, argument.raw.length - quote);
}

/** The length of the quote that a text begins and ends with, which may be escaped. 0 for none. */
function quoteLength(raw: string): number {
  return /^(\\?["'])[\s\S]*\1$/.exec(raw)?.[1]?.length ?? 0;
}

function slicedRaw(argument: Argument, start: number, end: number): Argument {
  const { raw, span } = argument;
  return {
    ...argument,
    raw: raw.slice(start, end),
    span: span && { start: span.start + start, end: span.start + end },
  };
}

/**
 * Reads the image that an argument names, and returns its place. `where` names the command. `more` goes behind the name.
 * Undefined for an argument without a place, and for an image that is not Azure's.
 */
export function readImageArgument(
  argument: Argument,
  where: string,
  workload: Workload,
  job: Job,
  more = '',
): Span | undefined {
  const { span } = unquoted(argument);
  return span !== undefined && readImageAt(span, where, workload, job, more) ? span : undefined;
}
