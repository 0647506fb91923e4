import type * as vscode from 'vscode';

/** The config's name at the root of a folder. */
export const configName = '.acr-pull.yaml';

// Which files and documents can hold images, before anything of them is read. The formats decide the rest.

/** Languages that manifests are written in; Docker's extension makes `compose.yaml` one of its own. */
export const manifestLanguages: readonly string[] = ['yaml', 'json', 'jsonc', 'dockercompose'];

const endings: readonly string[] = ['yaml', 'yml', 'json', 'jsonc'];

/** For searching and watching, relative to a folder. */
export const manifestGlob = `**/*.{${endings.join(',')}}`;

/** By language or by name, since a language hangs on which other extensions are installed. */
export const manifestSelector: vscode.DocumentSelector = [
  ...manifestLanguages.map(language => ({ language })),
  { pattern: manifestGlob },
];

export function isManifestName(path: string): boolean {
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  return endings.includes(ending);
}
