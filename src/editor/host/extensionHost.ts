import type * as vscode from 'vscode';
import type { AzureHost } from '../azure/azureHost.ts';
import type { FileSystem } from '../files/fileSystem.ts';
import type { WorkspaceFiles } from '../files/workspaceFiles.ts';
import type { Lifetime } from '../lifetime.ts';
import type { Choices } from '../store/choices.ts';

/**
 * All that differs between the two hosts of extensions: a process of Node, and a worker of a browser. What one of them
 * lacks is absent here, so no other file asks where it runs.
 */
export interface ExtensionHost extends AzureHost {
  /** Files of the scheme `file`. Absent in a browser, where VS Code itself reads all files. */
  readonly disk: FileSystem | undefined;
  /** A terminal can run a command. */
  readonly runsCommands: boolean;
  /** Registers what only this host can do, or messages that it can't. */
  readonly registerOwn: (
    own: Lifetime,
    context: vscode.ExtensionContext,
    files: WorkspaceFiles,
    choices: Choices,
  ) => void;
}
