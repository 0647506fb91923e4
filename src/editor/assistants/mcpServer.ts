import * as vscode from 'vscode';
import { mcpProvider } from '../ids.ts';
import { Lifetime } from '../lifetime.ts';

/**
 * The gate's MCP server, for those versions of VS Code and its kin that take servers from extensions. It reads the config and
 * the snapshot that it names; what was read from Azure stays in the editor, whose own tools answer from it.
 * https://code.visualstudio.com/api/extension-guides/ai/mcp
 */
export function registerMcpServer({ extension, extensionUri }: vscode.ExtensionContext): vscode.Disposable {
  const lifetime = new Lifetime();
  if (typeof vscode.lm?.registerMcpServerDefinitionProvider !== 'function') return lifetime;
  const changed = lifetime.add(new vscode.EventEmitter<void>());
  lifetime.add(vscode.workspace.onDidChangeWorkspaceFolders(() => changed.fire()));
  lifetime.add(
    vscode.lm.registerMcpServerDefinitionProvider(mcpProvider, {
      onDidChangeMcpServerDefinitions: changed.event,
      provideMcpServerDefinitions: () => {
        if (!vscode.workspace.isTrusted) return [];
        const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
        const program = vscode.Uri.joinPath(extensionUri, 'dist/gate.cjs').fsPath;
        return folders.map(({ name, uri }) => {
          const label = folders.length > 1 ? `ACR Pull Check (${name})` : 'ACR Pull Check';
          // The desktop's own program is Electron, which is Node only where it is told to be.
          const environment = { ELECTRON_RUN_AS_NODE: '1' };
          const version = String(extension.packageJSON.version);
          const server = new vscode.McpStdioServerDefinition(
            label,
            process.execPath,
            [program, 'mcp'],
            environment,
            version,
          );
          server.cwd = uri;
          return server;
        });
      },
    }),
  );
  return lifetime;
}
