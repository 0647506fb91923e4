// Windows whose extensions run in the browser, over the files of a forge.
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from './lifetime.mjs';
import { forge } from './locations.mjs';

/** They run in the browser, though the editor of these tests has a remote, where they could run as well. */
export const inBrowser = {
  'remote.extensionKind': Object.fromEntries(
    ['acr-pull-check', 'forge', 'fake-microsoft'].map(name => [`acr-pull-check.${name}`, ['web']]),
  ),
};

/**
 * Makes a forge that serves these files as `forge:/repository`, for whatever name.
 *
 * @param {Record<string, string>} files the text of each, by its name
 * @param {{ milliseconds: number, refuseEach: number }} answers see forge/main.js
 * @returns {{ extension: string, remove: () => void }} the folder of the extension, to run alongside
 */
export function forgeOf(files, answers) {
  const temporary = temporaryFolder('forge');
  const extension = path.join(temporary.folder, 'forge');
  cpSync(forge, extension, { recursive: true });
  writeFileSync(path.join(extension, 'repository.json'), JSON.stringify({ files, ...answers }));
  return { extension, remove: temporary.remove };
}

/** The texts of all files in a folder, by their names relative to it. */
export function filesIn(folder) {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  const paths = found.map(({ parentPath, name }) => path.join(parentPath, name));
  return Object.fromEntries(
    paths.map(file => [path.relative(folder, file).replaceAll('\\', '/'), readFileSync(file, 'utf8')]),
  );
}
