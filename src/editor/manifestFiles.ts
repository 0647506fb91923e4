import picomatch from 'picomatch';
import type * as vscode from 'vscode';

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

const names: readonly string[] = [
  ...['yaml', 'yml', 'json', 'jsonc', 'tpl', 'bicep', 'bicepparam', 'tf', 'tfvars'].map(ending => `*.${ending}`),
  ...['Dockerfile', 'Containerfile'].flatMap(name => [name, `${name}.*`, `${name}-*`, `*.${name}`]),
  ...['dockerfile', 'containerfile'].flatMap(name => [name, `*.${name}`]),
];

/** For searching and watching, relative to a folder. */
export const manifestGlob = `**/{${names.join(',')}}`;

/** By language or by name, since a language hangs on which other extensions are installed. */
export const manifestSelector: vscode.DocumentSelector = [
  ...manifestLanguages.map(language => ({ language })),
  { pattern: manifestGlob },
];

const isNamed = picomatch([...names], { dot: true, nocase: true });

export function isManifestName(path: string): boolean {
  return isNamed(path.slice(path.lastIndexOf('/') + 1));
}
