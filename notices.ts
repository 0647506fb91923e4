// The licences of what is bundled, as most of them ask: taken from the packages that esbuild has put into the bundles.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The folder of the package that a file below node_modules belongs to; undefined for a file of our own. */
export function packageOf(input: string): string | undefined {
  return /^(?:.*:)?(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input.replaceAll('\\', '/'))?.[1];
}

/** `inputs`: files, as esbuild's metafiles name them, and those that are copied as they are. */
export function noticesFor(inputs: readonly string[]): string {
  const packages = new Map<string, { readonly license: string; readonly text: string }>();
  for (const folder of new Set(inputs.flatMap(input => packageOf(input) ?? []))) {
    const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    packages.set(`${name} ${version}`, { license: String(license), text: licenceIn(folder) });
  }
  const parts = [...packages]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([id, { license, text }]) => {
      return `${'='.repeat(80)}\n${id} (${license})\n${'='.repeat(80)}\n\n${text}\n`;
    });
  return `ACR Pull Check contains these packages, unchanged but for bundling.\n\n${parts.join('\n')}`;
}

function licenceIn(folder: string): string {
  const files = readdirSync(folder).filter(file => /^(licen[sc]e|copying|notice)/i.test(file));
  if (files.length === 0)
    throw new Error(`${folder} has no licence text: don't bundle it, or say here where its text is`);
  return files.map(file => readFileSync(path.join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim()).join('\n\n');
}
