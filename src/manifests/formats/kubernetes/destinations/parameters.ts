/**
 * A text with its parameters filled in, in both notations: `{{path.basename}}` and Go's `{{ .path.basename }}`. What is
 * not known stays, in the first.
 */
export function filled(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\{\{([^{}]*)\}\}/g, (_, expression: string) => {
    const name = expression
      .replace(/^-|-$/g, '')
      .trim()
      .replace(/^index\s+\.path\.segments\s+(\d+)$/, 'path[$1]')
      .replace(/^\./, '')
      .replace(/^path\.path$/, 'path');
    return values.get(name) ?? `{{${name}}}`;
  });
}
