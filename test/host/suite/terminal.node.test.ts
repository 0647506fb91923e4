import * as assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { extensionId } from './support.ts';

describe('Open Terminal with acr-pull', () => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';

  /** The output of a shell of the command's terminal for a line. */
  async function opened() {
    await vscode.commands.executeCommand('acrPull.openTerminal');
    const terminal = vscode.window.terminals.find(({ name }) => name === 'acr-pull');
    assert.ok(terminal, 'no terminal is open');
    const { env: own = {} } = terminal.creationOptions as vscode.TerminalOptions;
    const env = Object.fromEntries(Object.entries(own).map(([name, value]) => [name, value ?? undefined]));
    terminal.dispose();
    const run = (line: string) =>
      spawnSync('sh', ['-c', line], { cwd: folder, encoding: 'utf8', env: { ...process.env, ...env } });
    return { env, run };
  }

  it('has the gate that the extension brings, what reads Azure included', async () => {
    const { env, run } = await opened();
    const extension = vscode.extensions.getExtension(extensionId);
    const version = run('acr-pull --version');
    assert.strictEqual(version.stdout.trim(), String(extension?.packageJSON.version), version.stderr);
    assert.match(run('acr-pull snapshot --help').stdout, /Reads registries, clusters/);
    // To fail at the sign-in, it has loaded the program that reads Azure.
    const azure = run('AZURE_CONFIG_DIR=/nowhere acr-pull snapshot --cloud AzureUSGovernment --out -');
    assert.notStrictEqual(azure.status, 0);
    assert.match(azure.stderr, /sign in|Azure/i);
    assert.doesNotMatch(azure.stderr, /Cannot find module/);
    assert.ok(env['PATH']?.startsWith(path.dirname(run('command -v acr-pull').stdout.trim())));
  });

  it('checks the folder as the gate does, and keeps words with blanks and quotes whole', async () => {
    const { run } = await opened();
    const checked = run('acr-pull check deploy/eu');
    assert.strictEqual(checked.status, 2, checked.stderr);
    assert.match(checked.stdout, /shopprod\.azurecr\.io\/checkout:2\.4\.0/);
    assert.match(run(`acr-pull check "it's \\$HOME not"`).stderr, /it's \$HOME not/);
  });

  it('leaves other terminals as they are', async () => {
    await opened();
    const other = vscode.window.createTerminal('other');
    assert.strictEqual((other.creationOptions as vscode.TerminalOptions).env, undefined);
    other.dispose();
    assert.ok(!process.env['PATH']?.includes('acr-pull'));
  });
});
