import * as vscode from 'vscode';

/**
 * Whether the YAML extension is there, which completes and explains keys and choices by the schema that we contribute.
 * What it offers, we don't offer a second time. https://marketplace.visualstudio.com/items?itemName=redhat.vscode-yaml
 */
export function servesSchemas(): boolean {
  return vscode.extensions.getExtension('redhat.vscode-yaml') !== undefined;
}
