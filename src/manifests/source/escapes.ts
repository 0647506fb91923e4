/**
 * Puts characters in the place of escapes, as Bicep and Terraform write them: `\n`, `\'`, `\u{1F433}`, `\u00e9`,
 * and Terraform's `$${`, which is a `${` that means nothing.
 */
export function withoutEscapes(text: string): string {
  if (!text.includes('\\')) return text.replaceAll('$${', '${').replaceAll('%%{', '%{');
  return text.replace(/\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))|\$\$\{/gs, (...groups) => {
    const [whole, braced, short, long, char] = groups.map(group => (typeof group === 'string' ? group : undefined));
    const hex = braced ?? short ?? long;
    if (hex !== undefined) return codePoint(hex);
    if (char === undefined) return whole === '$${' ? '${' : (whole ?? '');
    return CONTROLS.get(char) ?? char;
  });
}

const CONTROLS: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

function codePoint(hex: string): string {
  const code = Number.parseInt(hex, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
