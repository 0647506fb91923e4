/** Returns whether bytes begin as gzip does: https://datatracker.ietf.org/doc/html/rfc1952#section-2.3.1 */
export function isPacked(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Unpacks gzip by what Node and browsers have in common. Rejects for other bytes, and if it unpacks to more. */
export async function unpacked(bytes: Uint8Array, atMost: number): Promise<Uint8Array> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const reader = new Blob([bytes.slice()]).stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    size += next.value.length;
    if (size > atMost) {
      await reader.cancel();
      throw new Error(`it unpacks to more than ${atMost} bytes`);
    }
    parts.push(next.value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
