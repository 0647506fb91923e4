/**
 * The text of a file's bytes, without byte-order mark, as VS Code would show it: UTF-8 unless a mark says UTF-16.
 * Undefined for what is no text. What is not valid UTF-8 is read with replacement characters, as VS Code reads it.
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (bytes.subarray(0, sniffed).includes(0)) return undefined;
  return utf8.decode(bytes);
}

/** No manifest holds a NUL, and binary files show one early; VS Code looks at about as much. */
const sniffed = 8192;

const utf8 = new TextDecoder('utf-8');
