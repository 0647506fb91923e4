/**
 * Decodes a file's bytes, without byte-order mark. UTF-8, or UTF-16 and UTF-32 by their mark. Without a mark, the bytes
 * of a first ASCII character decide, as in YAML (1.2.2, section 5.2). Undefined: the bytes are no text. Invalid bytes
 * become replacement characters, as in VS Code.
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  const [a = 1, b = 1, c = 1, d = 1] = bytes;
  if ((a === 0 && b === 0 && c === 0xfe && d === 0xff) || (a === 0 && b === 0 && c === 0 && d > 0)) {
    return utf32(bytes, false);
  }
  if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a > 0 && b === 0 && c === 0 && d === 0)) {
    return utf32(bytes, true);
  }
  if ((a === 0xff && b === 0xfe) || (a > 0 && b === 0 && c > 0 && d === 0)) return utf16le.decode(bytes);
  if ((a === 0xfe && b === 0xff) || (a === 0 && b > 0 && c === 0 && d > 0)) return utf16be.decode(bytes);
  return isBinary(bytes.subarray(0, SNIFFED)) ? undefined : utf8.decode(bytes);
}

const SNIFFED = 8192;

/**
 * A text may contain NULs by mistake, and then its reader reports them. Binary files are full of them, or contain other
 * bytes that no text has.
 */
function isBinary(bytes: Uint8Array): boolean {
  const nuls = bytes.filter(byte => byte === 0).length;
  if (nuls <= Math.max(1, bytes.length / 50)) return false;
  return nuls > bytes.length / 4 || bytes.some(isNoText);
}

/** Control characters but blanks and ends of lines, and the bytes that UTF-8 never has (RFC 3629, section 1). */
function isNoText(byte: number): boolean {
  return (byte > 0 && byte < 0x08) || (byte > 0x0d && byte < 0x20) || byte === 0xc0 || byte === 0xc1 || byte > 0xf4;
}

function utf32(bytes: Uint8Array, littleEndian: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const points: string[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const point = view.getUint32(at, littleEndian);
    points.push(point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point));
  }
  return points.join('').replace(/^\ufeff/, '');
}

const utf8 = new TextDecoder('utf-8');
const utf16le = new TextDecoder('utf-16le');
const utf16be = new TextDecoder('utf-16be');
