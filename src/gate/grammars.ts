import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { needsGrammar, prepareGrammars } from '../manifests/source/grammars.ts';
import type { FoundFile } from './walk.ts';

/** Loads what Bicep and Terraform are parsed with, if such a file is among those to be read. */
export async function prepareGrammarsFor(files: readonly FoundFile[]): Promise<void> {
  if (files.some(({ path: name }) => needsGrammar(name))) await prepareGrammars(readGrammar);
}

/** The build puts the grammars beside the program; the sources, run as they are, take those of the last build. */
async function readGrammar(file: string): Promise<Uint8Array> {
  const here = import.meta.dirname;
  return readFile(path.join(here, file)).catch(() => readFile(path.join(here, '../../dist', file)));
}
