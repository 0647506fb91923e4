// A call of a function in a template.

import { printedText } from '../printed.ts';
import type { Rope } from '../rope.ts';
import { knownText, type TemplateValue, templateText } from '../value.ts';

export type Arguments = readonly TemplateValue[];

/** Undefined: the result is not known. */
export type TemplateFunction = (args: Arguments, call: Call) => TemplateValue | undefined;

/** The rendering around a function, as the function sees it. */
export interface Call {
  /** True if the function may not be called at all. A map that it changes may stay as it was. */
  readonly isMaybe: boolean;
  file(path: string): Rope | undefined;
}

export type FunctionTable = Readonly<Record<string, TemplateFunction>>;

/** The texts of all arguments as they are printed. Undefined: one of them is not known. */
export function printedTexts(args: Arguments): readonly string[] | undefined {
  const texts: string[] = [];
  for (const arg of args) {
    const text = printedText(arg);
    if (text === undefined) return undefined;
    texts.push(text);
  }
  return texts;
}

/** A function of texts whose result is known only if all of them are. */
export function ofTexts(count: number, make: (...texts: readonly string[]) => string | undefined): TemplateFunction {
  return args => {
    const texts = args.length >= count ? printedTexts(args) : undefined;
    const made = texts && make(...texts);
    return made === undefined ? undefined : templateText(made, ...args);
  };
}

/** A whole number, as Sprig casts it. Undefined: not known. */
export function wholeOf(value: TemplateValue | undefined): number | undefined {
  const number = numberOf(value);
  return number === undefined ? undefined : Math.trunc(number);
}

/** https://github.com/spf13/cast: a value that is no number counts as 0. */
export function numberOf(value: TemplateValue | undefined): number | undefined {
  switch (value?.kind) {
    case undefined:
    case 'unknown':
      return undefined;
    case 'number':
      return value.value;
    case 'boolean':
      return value.value ? 1 : 0;
    case 'text': {
      const text = knownText(value);
      if (text === undefined) return undefined;
      const number = Number(text.trim() === '' ? 'none' : text);
      return Number.isFinite(number) ? number : 0;
    }
    default:
      return 0;
  }
}
