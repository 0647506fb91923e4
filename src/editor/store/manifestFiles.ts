// Which files and documents can hold images, before anything of them is read. The formats decide the rest.
import picomatch from 'picomatch';
import type * as vscode from 'vscode';
import { manifestNames } from '../../manifests/names.ts';

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

/** For watching, relative to a folder. */
export const manifestGlob = `**/{${manifestNames.join(',')}}`;

/** By language or by name, since which languages there are depends on the other extensions. */
export const manifestSelector: vscode.DocumentSelector = [
  ...manifestLanguages.map(language => ({ language })),
  { pattern: manifestGlob },
];

/**
 * Whether a name, relative to its folder, is left out by settings such as `files.exclude`: `{ "**\/dist": true }`. What
 * lies in a folder that is left out is left out with it.
 */
export function excludedBy(...settings: readonly Readonly<Record<string, unknown>>[]): (name: string) => boolean {
  const globs = settings.flatMap(setting => Object.keys(setting).filter(glob => setting[glob] === true));
  return picomatch(
    globs.flatMap(glob => [glob, `${glob}/**`]),
    { dot: true },
  );
}
