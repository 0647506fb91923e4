// The one door for reading files on disk, of both faces. A stranger's folder may hold pipes, devices, links to anywhere
// and files that look empty and never end, as in /proc. None of these may hang, fill the memory or lead out.
import * as fs from 'node:fs';
import * as later from 'node:fs/promises';
import type { Admits } from './boundary.ts';

export interface ReadLimits {
  /** No more bytes than these are read, whatever size the file claims to have. */
  readonly atMost: number;
  readonly admits: Admits;
}

/** Refuses a file that is there. */
export class NotTouched extends Error {
  override readonly name = 'NotTouched';
  readonly code: 'special' | 'leads-out' | 'writes-out' | 'changing';

  constructor(code: NotTouched['code']) {
    super(reasons[code]);
    this.code = code;
  }
}

const reasons = {
  special: 'it is not a regular file',
  'leads-out': 'its link leads out of the workspace',
  'writes-out': 'its link leads out of the folder, and nothing is written through it',
  changing: 'it was replaced while it was opened',
} as const satisfies Record<NotTouched['code'], string>;

/** Reads a file. Undefined: it is larger. Rejects where it can't be read, or is not to be. */
export function readRegular(file: string, { atMost, admits }: ReadLimits): Uint8Array | undefined {
  const real = fs.realpathSync.native(file);
  if (!admits(file, real)) throw new NotTouched('leads-out');
  const found = fs.lstatSync(real);
  refuseSpecial(found); // a device is not even opened: to open some does something
  const handle = fs.openSync(real, howToOpen);
  try {
    const opened = fs.fstatSync(handle);
    refuseOther(opened, found);
    return readPieces(handle, opened.size, atMost);
  } finally {
    fs.closeSync(handle);
  }
}

/**
 * Does the same without blocking its thread, which the editor shares with other extensions. A small file takes several
 * times as long as with `readRegular`.
 */
export async function readRegularLater(file: string, { atMost, admits }: ReadLimits): Promise<Uint8Array | undefined> {
  const real = await later.realpath(file);
  if (!admits(file, real)) throw new NotTouched('leads-out');
  const found = await later.lstat(real);
  refuseSpecial(found);
  const handle = await later.open(real, howToOpen);
  try {
    const opened = await handle.stat();
    refuseOther(opened, found);
    return await readPiecesLater(handle, opened.size, atMost);
  } finally {
    await handle.close();
  }
}

/** Reads what a shell has opened for this process, as in `<(kubectl …)`: a pipe, which has a writer. */
export function readOpened(file: string, atMost: number): Uint8Array | undefined {
  const handle = fs.openSync(file, 'r');
  try {
    return readPieces(handle, 0, atMost);
  } finally {
    fs.closeSync(handle);
  }
}

/**
 * Guards against a file that takes the place meanwhile: no link, no wait for a pipe's writer, no terminal of this
 * process.
 */
const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_NOCTTY = 0 } = fs.constants;
const howToOpen = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;

function refuseSpecial(stats: fs.Stats): void {
  if (!stats.isFile()) throw new NotTouched('special');
}

/** Compares the open file with the one that was looked at. Windows has no device numbers by path. */
function refuseOther(opened: fs.Stats, found: fs.Stats): void {
  refuseSpecial(opened);
  const isSameDevice = opened.dev === found.dev || process.platform === 'win32';
  if (opened.ino !== found.ino || !isSameDevice) throw new NotTouched('changing');
}

function readPieces(handle: number, size: number, atMost: number): Uint8Array | undefined {
  if (size > atMost) return undefined;
  const pieces = new Pieces(size);
  while (pieces.total <= atMost) {
    const space = pieces.space();
    const count = fs.readSync(handle, space, 0, space.length, null);
    if (count === 0) return pieces.joined();
    pieces.took(count);
  }
  return undefined;
}

async function readPiecesLater(
  handle: later.FileHandle,
  size: number,
  atMost: number,
): Promise<Uint8Array | undefined> {
  if (size > atMost) return undefined;
  const pieces = new Pieces(size);
  while (pieces.total <= atMost) {
    const space = pieces.space();
    const { bytesRead } = await handle.read(space, 0, space.length, null);
    if (bytesRead === 0) return pieces.joined();
    pieces.took(bytesRead);
  }
  return undefined;
}

const largestPiece = 1024 * 1024;
const smallestPiece = 4096;

/** Collects a file's content. The size that a file claims only decides how much room it gets at once. */
class Pieces {
  total = 0;
  readonly #size: number;
  readonly #full: Uint8Array[] = [];
  #piece: Uint8Array;
  #filled = 0;

  constructor(size: number) {
    this.#size = size;
    this.#piece = this.#next();
  }

  /** Room for the next piece. It is never empty, so that the end shows. */
  space(): Uint8Array {
    if (this.#filled === this.#piece.length) {
      this.#full.push(this.#piece);
      this.#piece = this.#next();
      this.#filled = 0;
    }
    return this.#piece.subarray(this.#filled);
  }

  took(count: number): void {
    this.#filled += count;
    this.total += count;
  }

  joined(): Uint8Array {
    const last = this.#piece.subarray(0, this.#filled);
    return this.#full.length === 0 ? last : Buffer.concat([...this.#full, last]);
  }

  #next(): Uint8Array {
    const claimed = this.#size === 0 ? largestPiece / 16 : this.#size - this.total + 1;
    return Buffer.allocUnsafeSlow(Math.min(Math.max(claimed, smallestPiece), largestPiece));
  }
}
