let translations: Readonly<Record<string, string>> = {};

/**
 * From now on texts are those of a translation, by the English text. To be called before anything else is loaded:
 * tables of words and the titles of causes are texts as soon as their files are. Never called, the language is English.
 */
export function translateBy(bundle: Readonly<Record<string, string>>): void {
  translations = bundle;
}

/** `a`, `a and b`, `a and b and c`. */
export function allOf(names: readonly string[]): string {
  return names.slice(1).reduce((all, name) => t('{0} and {1}', all, name), names[0] ?? '');
}

/** A name as sentences show it. */
export function inBackticks(name: string): string {
  return `\`${withoutBackticks(name)}\``;
}

/** Backticks mark a name for each sink. One within it would put the rest of it, or the next one, outside. */
function withoutBackticks(name: string): string {
  return name.includes('`') ? name.replaceAll('`', 'ˋ') : name;
}

/** As the beginning of a sentence. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** As it goes on within a sentence. */
export function uncapitalised(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/**
 * A text in the language of the person who reads it. `{0}` is replaced by the first value. It works as `vscode.l10n.t`
 * does and takes the same files (`l10n/bundle.l10n.LANGUAGE.json`), but needs no VS Code: so every room can use it. The
 * text is a literal, since `l10n/bundle.l10n.json` lists all of them.
 */
export function t(text: string, ...values: readonly (string | number)[]): string {
  const [first = '', ...others] = (translations[text] ?? text).split('{');
  // Verdicts make many: a regular expression takes three times as long.
  return others.reduce((said, part) => {
    const value = part[1] === '}' ? values[part.charCodeAt(0) - 48] : undefined;
    if (value === undefined) return `${said}{${part}`;
    const isName = part[2] === '`' && said.endsWith('`');
    return said + (isName ? withoutBackticks(String(value)) : value) + part.slice(2);
  }, first);
}
