/**
 * A text for a glance: where an escape spells a letter, the letter. A key is the same in `"k\u0069nd"`, and a host in
 * `"oci:\/\/"`. Spelled signs that have a meaning outside of quotes stay escapes.
 */
export function glanceable(text: string): string {
  return hasEscapes(text) ? text.replace(ESCAPES, letterOf) : text;
}

/** Returns whether a look at a text finds something, in letters that are spelled by escapes, too. */
export function hasAtAGlance(text: string, look: (text: string) => boolean): boolean {
  return look(text) || (hasEscapes(text) && look(glanceable(text)));
}

function hasEscapes(text: string): boolean {
  return text.includes('\\') && ESCAPE.test(text);
}

/**
 * Escapes of YAML, JSON, Bicep and Terraform in double quotes that spell letters, leave out a line end, or a slash as
 * it is.
 */
const ESCAPE = /\\[xuU/\r\n]/;
const ESCAPES = /\\(?:\\|\/|\r?\n[ \t]*|x([\da-fA-F]{2})|u([\da-fA-F]{4})|u\{([\da-fA-F]{1,6})\}|U([\da-fA-F]{8}))/g;

function letterOf(written: string, ...codes: readonly (string | undefined)[]): string {
  const code = codes.slice(0, 4).find(each => each !== undefined);
  if (code !== undefined) {
    const letter = String.fromCharCode(Math.min(Number.parseInt(code, 16), 0xffff));
    return LETTER.test(letter) ? letter : written;
  }
  if (written === '\\\\') return written;
  return written === '\\/' ? '/' : '';
}

const LETTER = /[\w$./:-]/;
