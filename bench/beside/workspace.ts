// The manifests of a folder, joined, for programs that lay them beside what another tool makes of them.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type { ImageReference } from '../../src/model/reference.ts';
import { readManifest } from '../../src/read/index.ts';
import { manifestNames } from '../../src/read/names.ts';
import { BuiltFiles } from '../../test/build/builtFiles.ts';
import '../../test/read/readers.ts';

/** The folder of the command line; ends the program with a word where none is given. */
export function givenFolder(needs: string): string {
  const [folder] = process.argv.slice(2);
  if (folder !== undefined) return path.resolve(folder);
  console.log(`skipped: give a folder with repositories in it; needs ${needs}`);
  process.exit(0);
}

export function readFolder(folder: string): BuiltFiles {
  const index = new BuiltFiles();
  const names = manifestNames.map(name => `**/${name}`);
  for (const file of globSync(names, { cwd: folder, exclude: name => name === 'node_modules' || name === '.git' })) {
    try {
      const text = readFileSync(path.join(folder, file), 'utf8').replace(/^\uFEFF/, '');
      index.update(readManifest({ name: file.replaceAll('\\', '/'), text }));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EISDIR')) throw error;
    }
  }
  return index;
}

/** The images that a rendered stream of YAML names. */
export function imagesIn(text: string): ReadonlySet<string> {
  const { references } = readManifest({ name: 'rendered.yaml', text });
  return new Set(references.filter(each => !isOfMap(each)).map(nameOf));
}

/** A chart's values in a ConfigMap; where it is made of a file, we speak of that. */
export function isOfMap({ workload }: ImageReference): boolean {
  return workload.platform === 'kubernetes' && workload.kind === 'ConfigMap';
}

export function nameOf({ image, text }: Pick<ImageReference, 'image' | 'text'>): string {
  if (image.kind !== 'image') return text;
  if (image.registry === undefined || image.repository === undefined) return `open: ${text}`;
  const { digest, unresolved } = image;
  const isOpen = unresolved !== undefined && image.tag === undefined && digest === undefined;
  const tag = isOpen ? `:${unresolved}` : image.tag === undefined ? '' : `:${image.tag}`;
  return `${isOpen ? 'open: ' : ''}${image.registry}/${image.repository}${tag}${digest === undefined ? '' : `@${digest}`}`;
}

/** Says what only one side has; `mayHaveMore` where we read both branches of a condition, of which one is rendered. */
export function compare(
  title: string,
  ours: ReadonlySet<string>,
  theirs: ReadonlySet<string>,
  mayHaveMore = false,
): 'same' | 'open' | 'other' {
  const missing = [...theirs].filter(image => !ours.has(image));
  const more = [...ours].filter(image => !theirs.has(image));
  if (missing.length === 0 && (mayHaveMore || more.length === 0)) return 'same';
  const open = more.filter(image => image.startsWith('open: '));
  const isOpen = open.length > 0 && (mayHaveMore || open.length === more.length);
  console.log(`${isOpen ? 'open' : 'other'} ${title}`);
  for (const image of missing) console.log(`    - ${image}`);
  for (const image of more) console.log(`    + ${image}`);
  return isOpen ? 'open' : 'other';
}
