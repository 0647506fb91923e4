/**
 * The text of a file without its byte-order mark: UTF-8 unless the mark says UTF-16.
 * Undefined where the bytes are no text (they hold a NUL).
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return withoutNul(new TextDecoder('utf-16le').decode(bytes));
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return withoutNul(new TextDecoder('utf-16be').decode(bytes));
  return bytes.includes(0) ? undefined : utf8.decode(bytes);
}

function withoutNul(text: string): string | undefined {
  return text.includes('\0') ? undefined : text;
}

const utf8 = new TextDecoder('utf-8');
