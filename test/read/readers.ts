// All readers, prepared. With the grammars as tests have them, straight from the packages.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { formats } from '../../src/read/index.ts';
import { grammarFiles } from '../../src/read/source/languages/grammars.ts';

const packages: Readonly<Record<string, string>> = {
  [grammarFiles.runtime]: 'web-tree-sitter/web-tree-sitter.wasm',
  [grammarFiles.bicep]: 'tree-sitter-bicep/tree-sitter-bicep.wasm',
  [grammarFiles.hcl]: '@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm',
};

const { resolve } = createRequire(import.meta.url);

/** Gives the bytes of a grammar, as the faces do. */
export function readGrammar(file: string): Promise<Uint8Array> {
  return readFile(resolve(packages[file] ?? file));
}

await Promise.all(formats.map(format => format.prepare?.({ name: '', text: 'image' }, readGrammar)));
