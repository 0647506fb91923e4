import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import { mcpProvider, productName, toolNames } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import type { Choices } from '../store/choices.ts';
import type { FindingStore } from '../store/findingStore.ts';

/**
 * The gate's MCP server, for those versions of VS Code and its kin that take servers from extensions. It reads the
 * config and the snapshot that it names. What was read from Azure stays in the editor, whose own tools answer from it.
 * https://code.visualstudio.com/api/extension-guides/ai/mcp
 */
export function registerMcpServer(own: Lifetime, { extension, extensionUri }: vscode.ExtensionContext): void {
  if (typeof vscode.lm?.registerMcpServerDefinitionProvider !== 'function') return;
  const changed = own.add(new vscode.EventEmitter<void>());
  own.add(vscode.workspace.onDidChangeWorkspaceFolders(() => changed.fire()));
  own.add(
    vscode.lm.registerMcpServerDefinitionProvider(mcpProvider, {
      onDidChangeMcpServerDefinitions: changed.event,
      provideMcpServerDefinitions: () => {
        if (!vscode.workspace.isTrusted) return [];
        const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
        const program = vscode.Uri.joinPath(extensionUri, 'dist/gate.cjs').fsPath;
        return folders.map(({ name, uri }) => {
          const label = folders.length > 1 ? `${productName} (${name})` : productName;
          // The desktop's own program is Electron, which acts as Node only with this variable.
          const environment = { ELECTRON_RUN_AS_NODE: '1' };
          const { version } = extension.packageJSON;
          const { execPath } = process;
          const server = new vscode.McpStdioServerDefinition(label, execPath, [program, 'mcp'], environment, version);
          server.cwd = uri;
          return server;
        });
      },
    }),
  );
}

/**
 * Registers tools for language models. They read what the editor knows already, and change nothing: not in Azure, not
 * in the workspace. Editors without language models have no `lm`, and lack nothing else for it.
 */
export function registerTools(own: Lifetime, store: FindingStore, choices: Choices): void {
  if (typeof vscode.lm?.registerTool !== 'function') return;
  const tool = (key: keyof typeof toolNames, doing: string): vscode.LanguageModelTool<object> => ({
    prepareInvocation: () => ({ invocationMessage: doing }),
    invoke: async ({ input }) => (await import('./tools.ts')).answer(key, store, choices, input),
  });
  own.add(vscode.lm.registerTool(toolNames.explainError, tool('explainError', t('Reading the pull error'))));
  own.add(vscode.lm.registerTool(toolNames.checkImage, tool('checkImage', t('Checking who can pull'))));
  own.add(vscode.lm.registerTool(toolNames.whatIsDenied, tool('whatIsDenied', t('Listing denied pulls'))));
  own.add(vscode.lm.registerTool(toolNames.whyRed, tool('whyRed', t('Checking what fails the gate'))));
  own.add(vscode.lm.registerTool(toolNames.whoCanPull, tool('whoCanPull', t('Listing who can pull'))));
  own.add(vscode.lm.registerTool(toolNames.whatIfAbac, tool('whatIfAbac', t('Checking what ABAC mode breaks'))));
}
