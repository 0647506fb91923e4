// Files and documents that may contain images, before they are read. The formats decide the rest.
import type * as vscode from 'vscode';
import { manifestNames } from '../../read/names.ts';

/** Languages that manifests are written in. Some are known to VS Code only where another extension brings them. */
export const manifestLanguages: readonly string[] = [
  'yaml',
  'json',
  'jsonc',
  'dockercompose',
  'helm',
  'bicep',
  'bicep-params',
  'terraform',
  'terraform-vars',
  'dockerfile',
  'azure-pipelines',
  'github-actions-workflow',
];

/** For watching, relative to a folder. */
export const manifestGlob = `**/{${manifestNames.join(',')}}`;

/** By language or by name, since which languages there are depends on the other extensions. */
export const manifestSelector: vscode.DocumentSelector = [
  ...manifestLanguages.map(language => ({ language })),
  { pattern: manifestGlob },
];
