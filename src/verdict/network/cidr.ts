/** IPv4 addresses and blocks. */
export interface CidrBlock {
  /** The address with its host bits cleared, as an unsigned number. */
  readonly network: number;
  readonly mask: number;
}

/** Four decimal numbers. Undefined for any other text, IPv6 included. */
export function addressFrom(text: string): number | undefined {
  const octets = text.trim().split('.');
  if (octets.length !== 4) return undefined;
  let address = 0;
  for (const octet of octets) {
    if (!/^(?:0|[1-9]\d{0,2})$/.test(octet) || Number(octet) > 255) return undefined;
    address = address * 256 + Number(octet);
  }
  return address;
}

/** `20.61.4.7` or `198.51.100.0/24`. Host bits are ignored, as in Azure. */
export function blockFrom(text: string): CidrBlock | undefined {
  const [before = '', bits = '32', ...more] = text.trim().split('/');
  const address = addressFrom(before);
  if (address === undefined || more.length > 0 || !/^\d{1,2}$/.test(bits) || Number(bits) > 32) return undefined;
  // JavaScript shifts by 32 as by 0.
  const mask = Number(bits) === 0 ? 0 : (0xffffffff << (32 - Number(bits))) >>> 0;
  return { network: (address & mask) >>> 0, mask };
}

/** Returns whether blocks cover every address of another, some, or none. */
export function coverage(block: CidrBlock, blocks: readonly CidrBlock[]): 'all' | 'some' | 'none' {
  const last = lastOf(block);
  const inside = blocks.filter(other => other.network <= last && lastOf(other) >= block.network);
  if (inside.length === 0) return 'none';
  let next = block.network;
  for (const other of [...inside].sort((a, b) => a.network - b.network)) {
    if (other.network > next) return 'some';
    next = Math.max(next, lastOf(other) + 1);
  }
  return next > last ? 'all' : 'some';
}

function lastOf({ network, mask }: CidrBlock): number {
  return (network | ~mask) >>> 0;
}
