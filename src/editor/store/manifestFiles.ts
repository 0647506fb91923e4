import picomatch from 'picomatch';
import type * as vscode from 'vscode';
import { manifestNames } from '../../manifests/join/names.ts';

/** The config's name at the root of a folder. */
export const configName = '.acr-pull.yaml';

// Which files and documents can hold images, before anything of them is read. The formats decide the rest.

/** Languages that manifests are written in; some are known to VS Code only where another extension brings them. */
export const manifestLanguages: readonly string[] = [
  'yaml',
  'json',
  'jsonc',
  'dockercompose',
  'helm',
  'bicep',
  'terraform',
  'dockerfile',
];

/** For searching and watching, relative to a folder. */
export const manifestGlob = `**/{${manifestNames.join(',')}}`;

/** By language or by name, since a language hangs on which other extensions are installed. */
export const manifestSelector: vscode.DocumentSelector = [
  ...manifestLanguages.map(language => ({ language })),
  { pattern: manifestGlob },
];

/** Made when it is first asked for: it takes a tenth of the time that the extension has to start in. */
let isNamed: ((name: string) => boolean) | undefined;

export function isManifestName(path: string): boolean {
  isNamed ??= picomatch([...manifestNames], { dot: true, nocase: true });
  return isNamed(path.slice(path.lastIndexOf('/') + 1));
}
