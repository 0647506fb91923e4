/** Puts characters in the place of escapes, as Bicep and Terraform write them: `\n`, `\'`, `\u{1F433}`, `\u00e9`. */
export function withoutEscapes(text: string): string {
  return text.includes('\\') ? text.replace(ESCAPE, unescaped) : text;
}

/**
 * Puts characters in the place of Terraform's escapes in quotes, `$${` and `%%{` among them: they are a `${` and a `%{`
 * that mean nothing. https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences
 */
export function withoutQuotedEscapes(text: string): string {
  return text.replace(QUOTED_ESCAPE, (whole, ...groups) =>
    whole.startsWith('\\') ? unescaped(whole, ...groups) : whole.slice(1),
  );
}

/** The same for a heredoc, in which a backslash is a backslash. */
export function withoutHeredocEscapes(text: string): string {
  return text.replaceAll('$${', '${').replaceAll('%%{', '%{');
}

const ESCAPE = /\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/gs;
const QUOTED_ESCAPE = /\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))|\$\$\{|%%\{/gs;

function unescaped(whole: string, ...groups: readonly unknown[]): string {
  const [braced, short, long, char] = groups.map(group => (typeof group === 'string' ? group : undefined));
  const hex = braced ?? short ?? long;
  if (hex !== undefined) return codePoint(hex);
  return char === undefined ? whole : (CONTROLS[char] ?? char);
}

const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function codePoint(hex: string): string {
  const code = Number.parseInt(hex, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
