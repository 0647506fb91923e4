import type { ErrorCode, YAMLParseError } from 'yaml';

/** What is wrong with a text that is no YAML, for the person who writes it; the library's words are for programmers. */
export function faultOf({ code, message }: Pick<YAMLParseError, 'code' | 'message'>): string {
  // "Flow sequence … must be sufficiently indented and end with a ]"
  return faults[message.startsWith('Flow ') ? 'MISSING_CHAR' : code] ?? 'YAML does not allow this here';
}

const indented = 'this line is not indented like those that it belongs to, or the line before lacks a colon';
const faults: Partial<Readonly<Record<ErrorCode, string>>> = {
  BAD_DQ_ESCAPE: 'this backslash has no meaning in double quotes: use single quotes',
  BAD_INDENT: indented,
  BAD_SCALAR_START: 'a text that begins like this needs quotes',
  BLOCK_AS_IMPLICIT_KEY: indented,
  BLOCK_IN_FLOW: 'a list or a text of several lines cannot be within brackets',
  MISSING_CHAR: 'something is missing here: a colon, a comma, a space, or the quote or bracket that closes',
  MULTILINE_IMPLICIT_KEY: indented,
  MULTIPLE_DOCS: 'a config is one document, and here another begins: put its keys into the first one',
  RESOURCE_EXHAUSTION: 'this is nested too deeply',
  TAB_AS_INDENT: 'a tab indents this line, and YAML takes only spaces for that',
  UNEXPECTED_TOKEN: 'this cannot follow what is before it: quotes go around all of a text, and brackets come in pairs',
};
