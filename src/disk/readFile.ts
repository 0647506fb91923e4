// The one door for reading files on disk, of both faces. A stranger's folder may hold pipes, devices, links to anywhere and
// files that say they are empty and never end, as those of /proc. None of that may hang, fill the memory or lead out.
import * as fs from 'node:fs';
import * as later from 'node:fs/promises';
import { type Admits, anywhere } from './boundary.ts';

export interface ReadLimits {
  /** No more bytes than these are read, whatever size the file claims to have. */
  readonly atMost: number;
  readonly admits: Admits;
}

/** A file that is there, and is not touched. */
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

/** Reads a file; undefined: it is larger. Rejects where it can't be read, or is not to be. */
export function readRegular(file: string, limits: ReadLimits): Uint8Array | undefined {
  refuseSpecial(fs.statSync(file)); // a device is not even opened: to open some does something
  const handle = fs.openSync(file, howToOpen);
  try {
    const opened = fs.fstatSync(handle);
    refuseSpecial(opened);
    if (limits.admits !== anywhere) {
      const real = fs.realpathSync.native(file);
      refuseOther(opened, fs.lstatSync(real));
      refuseOutside(file, real, limits);
    }
    return readPieces(handle, opened.size, limits.atMost);
  } finally {
    fs.closeSync(handle);
  }
}

/**
 * Does the same without blocking its thread, which the editor shares with other extensions. A small file takes several times
 * as long as with `readRegular`.
 */
export async function readRegularLater(file: string, limits: ReadLimits): Promise<Uint8Array | undefined> {
  refuseSpecial(await later.stat(file));
  const handle = await later.open(file, howToOpen);
  try {
    const opened = await handle.stat();
    refuseSpecial(opened);
    if (limits.admits !== anywhere) {
      const real = await later.realpath(file);
      refuseOther(opened, await later.lstat(real));
      refuseOutside(file, real, limits);
    }
    return await readPiecesLater(handle, opened.size, limits.atMost);
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

/** Without waiting for the writer of a pipe that took the file's place, and without it becoming this process's terminal. */
const howToOpen = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0) | (fs.constants.O_NOCTTY ?? 0);

function refuseSpecial(stats: fs.Stats): void {
  if (!stats.isFile()) throw new NotTouched('special');
}

/** The place that was looked up has to be the place of the file that is open. Windows has no device numbers by path. */
function refuseOther(opened: fs.Stats, found: fs.Stats): void {
  const isSameDevice = opened.dev === found.dev || process.platform === 'win32';
  if (opened.ino !== found.ino || !isSameDevice) throw new NotTouched('changing');
}

function refuseOutside(file: string, real: string, { admits }: ReadLimits): void {
  if (!admits(file, real)) throw new NotTouched('leads-out');
}

function readPieces(handle: number, size: number, atMost: number): Uint8Array | undefined {
  if (size > atMost) return undefined;
  const pieces: Uint8Array[] = [];
  let total = 0;
  for (;;) {
    const piece = Buffer.allocUnsafeSlow(nextPiece(size, total, atMost));
    const count = fs.readSync(handle, piece, 0, piece.length, null);
    if (count === 0) return joined(pieces);
    total += count;
    if (total > atMost) return undefined;
    pieces.push(piece.subarray(0, count));
  }
}

async function readPiecesLater(
  handle: later.FileHandle,
  size: number,
  atMost: number,
): Promise<Uint8Array | undefined> {
  if (size > atMost) return undefined;
  const pieces: Uint8Array[] = [];
  let total = 0;
  for (;;) {
    const piece = Buffer.allocUnsafeSlow(nextPiece(size, total, atMost));
    const { bytesRead } = await handle.read(piece, 0, piece.length, null);
    if (bytesRead === 0) return joined(pieces);
    total += bytesRead;
    if (total > atMost) return undefined;
    pieces.push(piece.subarray(0, bytesRead));
  }
}

const largestPiece = 1024 * 1024;
const smallestPiece = 4096;

/** What is left of the size that the file claims, and one byte, which shows that it has more. */
function nextPiece(size: number, total: number, atMost: number): number {
  const claimed = Math.min(Math.max(size - total + 1, smallestPiece), largestPiece);
  return Math.min(claimed, atMost - total + 1);
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [only = new Uint8Array(), ...more] = pieces;
  return more.length === 0 ? only : Buffer.concat(pieces);
}
