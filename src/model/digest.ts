import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/**
 * Returns the SHA-256 of a text's UTF-16 code units, each with its low byte first, as 64 hexadecimal digits. Node has
 * one of its own, and a browser has one that answers later: this runs in both, at once.
 */
export function digestOf(text: string): string {
  const units = new DataView(new ArrayBuffer(text.length * 2));
  for (let at = 0; at < text.length; at++) units.setUint16(at * 2, text.charCodeAt(at), true);
  return bytesToHex(sha256(new Uint8Array(units.buffer)));
}
