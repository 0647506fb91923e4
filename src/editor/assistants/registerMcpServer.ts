import * as vscode from 'vscode';
import { mcpProvider, productName } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';

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
