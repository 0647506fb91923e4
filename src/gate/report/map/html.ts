import { quoteForHtml } from '../../../model/quote.ts';

/** Text that is markup already: made in this file alone, from literals and escaped values. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Value = string | number | Markup | readonly Markup[];

/** Markup from a template whose values are escaped, unless they are markup themselves. */
export function html(literals: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return new Markup(literals.reduce((text, literal, i) => text + inMarkup(values[i - 1] ?? '') + literal));
}

function inMarkup(value: Value): string {
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('');
  return quoteForHtml(String(value));
}

/** Our own style and script, which no value goes into. */
export function raw(text: string): Markup {
  return new Markup(text);
}

/** A sentence with names in backticks, which become code. */
export function sentence(text: string): Markup {
  const parts = text.split('`');
  // An odd backtick is one of a name; then nothing is taken for code.
  if (parts.length % 2 === 0) return html`${text}`;
  return html`${parts.map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))}`;
}
