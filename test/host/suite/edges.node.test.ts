// Files of a disk as they come in real life: outside of the workspace, linked in circles, very many at once.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { everything, pod, wrong } from './manyFiles.ts';
import { causesBecome, closeAll, fileIn, settled } from './shop.ts';
import { eventually, workspaceFolder } from './support.ts';

describe('files of a disk at the edges', () => {
  let before: readonly string[] = [];
  beforeEach(async () => {
    await settled();
    before = everything();
  });
  afterEach(async () => {
    await closeAll();
    await settled();
    await eventually('all is as it was', () => everything().join('\n') === before.join('\n') || undefined);
  });

  it('a file outside of the workspace is looked at while it is open', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'outside-'));
    const uri = vscode.Uri.file(path.join(folder, 'pod.yaml'));
    writeFileSync(uri.fsPath, pod('shop.azureacr.io/till:1'));
    await vscode.window.showTextDocument(uri);
    await causesBecome(uri, 'registry-not-found');
    await closeAll();
    await causesBecome(uri);
    await vscode.window.showTextDocument(uri);
    await causesBecome(uri, 'registry-not-found');
    await closeAll();
    await causesBecome(uri);
    rmSync(folder, { recursive: true });
  });

  it('links that lead in circles', async () => {
    const root = workspaceFolder().fsPath;
    mkdirSync(path.join(root, 'circle/inner'), { recursive: true });
    symlinkSync('..', path.join(root, 'circle/inner/back'), 'dir');
    symlinkSync('self.yaml', path.join(root, 'circle/self.yaml'));
    await vscode.workspace.fs.writeFile(fileIn('circle/pod.yaml'), new TextEncoder().encode(wrong));
    await causesBecome(fileIn('circle/pod.yaml'), 'registry-not-found');
    await vscode.commands.executeCommand('acrPull.refresh');
    await settled();
    await causesBecome(fileIn('circle/pod.yaml'), 'registry-not-found');
    await vscode.workspace.fs.delete(fileIn('circle'), { recursive: true });
  });

  it('a switch of branches, with very many files at once', async () => {
    // The repository lies elsewhere, so that VS Code's own Git has nothing to do with it.
    const repository = mkdtempSync(path.join(tmpdir(), 'repository-'));
    const cwd = workspaceFolder().fsPath;
    const env = { ...process.env, GIT_DIR: repository, GIT_WORK_TREE: cwd };
    const git = (...args: string[]) => execFileSync('git', args, { cwd, env, stdio: 'pipe' });
    const name = (i: number) => `branch/${i % 20}/pod-${i}.yaml`;
    git('init', '--quiet', '--initial-branch=main');
    git('config', 'user.email', 'nobody@example.com');
    git('config', 'user.name', 'nobody');
    git('add', '--all');
    git('commit', '--quiet', '--message', 'before');
    git('checkout', '--quiet', '-b', 'other');
    for (let i = 0; i < 600; i++) {
      mkdirSync(path.dirname(fileIn(name(i)).fsPath), { recursive: true });
      writeFileSync(fileIn(name(i)).fsPath, wrong);
    }
    git('add', '--all');
    git('commit', '--quiet', '--message', 'after');
    await causesBecome(fileIn(name(599)), 'registry-not-found');
    git('checkout', '--quiet', 'main');
    await eventually('all are gone', () => everything().join('\n') === before.join('\n') || undefined);
    git('checkout', '--quiet', 'other');
    await eventually('all are back', () => everything().length === before.length + 600 || undefined);
    git('checkout', '--quiet', 'main');
    rmSync(repository, { recursive: true });
  }).timeout(60_000);
});
