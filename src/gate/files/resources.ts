import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** A file that ships beside the program; the sources, run as they are, take that of the last build. */
export async function readResource(file: string): Promise<Uint8Array> {
  const here = import.meta.dirname;
  return readFile(path.join(here, file)).catch(() => readFile(path.join(here, '../../dist', file)));
}
