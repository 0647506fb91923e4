import { readFile } from 'node:fs/promises';
import { decodeText } from '../../manifests/source/decodeText.ts';
import { Refusal, reasonOf, type Terminal } from '../terminal/terminal.ts';
import { regularFile } from './nodeFiles.ts';

/** Standard input by either of its names: where it is a socket, as under many runners, `/dev/stdin` can't be opened. */
export function isInput(named: string): boolean {
  return named === '-' || named === '/dev/stdin';
}

/**
 * The text of a file, or of standard input where none is named. A pasted log may be in any encoding: UTF-16 without a
 * mark, as Windows PowerShell pipes it, and stray NULs are read as well as they can be.
 */
export async function readAll(file: string | undefined, shown: string, terminal: Terminal): Promise<string> {
  const bytes = await (file === undefined ? terminal.input() : regularFile(file).then(() => readFile(file))).catch(
    (error: unknown) => {
      throw new Refusal(`cannot read ${file === undefined ? 'standard input' : shown}: ${reasonOf(error)}`);
    },
  );
  return decodeText(bytes) ?? new TextDecoder(guess(bytes)).decode(bytes);
}

/** Every second byte of an ASCII text in UTF-16 is a NUL. */
function guess(bytes: Uint8Array): string {
  const head = bytes.subarray(0, 4096);
  const nulsAt = (rest: number) => head.filter((byte, i) => byte === 0 && i % 2 === rest).length;
  if (nulsAt(1) > head.length / 4) return 'utf-16le';
  return nulsAt(0) > head.length / 4 ? 'utf-16be' : 'utf-8';
}
