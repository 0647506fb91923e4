/**
 * Returns the SHA-256 of a text's UTF-16 code units, each with its low byte first, as 64 hexadecimal digits. It is
 * synchronous and needs neither Node nor a browser, which offer a synchronous and an asynchronous one.
 * https://csrc.nist.gov/pubs/fips/180-4/upd1/final
 */
export function digestOf(text: string): string {
  const state = fractionsOf(primes.slice(0, 8), Math.sqrt);
  const words = paddedWords(text);
  const schedule = new Uint32Array(ROUNDS);
  for (let start = 0; start < words.length; start += WORDS_OF_BLOCK) {
    schedule.set(words.subarray(start, start + WORDS_OF_BLOCK));
    extend(schedule);
    addBlock(state, schedule);
  }
  return [...state].map(word => word.toString(16).padStart(8, '0')).join('');
}

const ROUNDS = 64;
const WORDS_OF_BLOCK = 16;

/** The text with a one behind it, zeros up to a whole block, and the number of its bits at the end. */
function paddedWords(text: string): Uint32Array {
  const length = text.length * 2;
  const blocks = Math.ceil((length + 9) / 64);
  const bytes = new DataView(new ArrayBuffer(blocks * 64));
  for (let at = 0; at < text.length; at++) bytes.setUint16(at * 2, text.charCodeAt(at), true);
  bytes.setUint8(length, 0x80);
  bytes.setBigUint64(blocks * 64 - 8, BigInt(length) * 8n);
  return Uint32Array.from({ length: blocks * WORDS_OF_BLOCK }, (_, at) => bytes.getUint32(at * 4));
}

function extend(schedule: Uint32Array): void {
  const word = (at: number) => schedule[at] ?? 0;
  for (let at = WORDS_OF_BLOCK; at < ROUNDS; at++) {
    const [near, far] = [word(at - 2), word(at - 15)];
    const mixed =
      (turned(far, 7) ^ turned(far, 18) ^ (far >>> 3)) + (turned(near, 17) ^ turned(near, 19) ^ (near >>> 10));
    schedule[at] = word(at - 16) + word(at - 7) + mixed;
  }
}

/** The names of the eight words are those of the standard. */
function addBlock(state: Uint32Array, schedule: Uint32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let at = 0; at < ROUNDS; at++) {
    const choice = (e & f) ^ (~e & g);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const first =
      h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + choice + (constants[at] ?? 0) + (schedule[at] ?? 0);
    const second = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + majority;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  for (const [at, word] of [a, b, c, d, e, f, g, h].entries()) state[at] = (state[at] ?? 0) + word;
}

function turned(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

const primes = primesUpTo(311);
const constants = fractionsOf(primes, Math.cbrt);

function primesUpTo(last: number): readonly number[] {
  const found: number[] = [];
  for (let each = 2; each <= last; each++) if (found.every(prime => each % prime !== 0)) found.push(each);
  return found;
}

/** The first 32 bits behind the point of the roots. */
function fractionsOf(numbers: readonly number[], root: (number: number) => number): Uint32Array {
  return Uint32Array.from(numbers, number => Math.floor((root(number) % 1) * 2 ** 32));
}
