import type { Span } from '../../model/place.ts';

/** A mistake in `.acr-pull.yaml`, at its place. */
export interface ConfigProblem {
  readonly message: string;
  readonly span: Span;
  /** An error is what the file can't be used with; the rest is what it says in vain, or what can't be held against Azure. */
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  /** What stands there could as well be left out. */
  readonly unnecessary: boolean;
  readonly fix: ConfigFix | undefined;
}

/** What mends it, as text in place of a span of the file. */
export interface ConfigFix {
  readonly title: string;
  readonly span: Span;
  readonly newText: string;
}

export function problem(
  severity: ConfigProblem['severity'],
  span: Span,
  message: string,
  more: { readonly unnecessary?: boolean; readonly fix?: ConfigFix | undefined } = {},
): ConfigProblem {
  return { message, span, severity, unnecessary: more.unnecessary ?? false, fix: more.fix };
}

/** Puts a name that is known in place of one that is not. */
export function replacement(span: Span, by: string | undefined): ConfigFix | undefined {
  return by === undefined ? undefined : { title: `Change it to ${by}`, span, newText: by };
}

/** `; did you mean …?` in words, where there is anything to suggest. */
export function suggestion(name: string | undefined): string {
  return name === undefined ? '' : ` Did you mean \`${name}\`?`;
}
