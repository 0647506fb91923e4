// Finding the manifests of a folder which is gone by the time that somebody looks: between the event that told of the
// folder and the search in it, a person or a build may have deleted it.
import * as assert from 'node:assert';
import { rmSync } from 'node:fs';
import * as vscode from 'vscode';
import { WorkspaceFiles } from '../../../src/editor/store/workspaceFiles.ts';
import { fileIn, settled } from './shop.ts';
import { workspaceFolder } from './support.ts';

describe('finding manifests', () => {
  it('finds nothing in a folder that is gone, or goes while it is searched', async () => {
    await settled();
    const files = new WorkspaceFiles(workspaceFolder());
    await files.find(); // what is read only once is read
    // The moment that VS Code can't stand lies some milliseconds in; without a word about it, a few of these fail.
    for (let i = 0; i < 60; i++) {
      const gone = fileIn(`gone-${i}`);
      await vscode.workspace.fs.createDirectory(gone);
      const finding = files.find(gone).catch(error => `after ${i % 15} ms: ${error}`);
      if (i % 15 > 0) await new Promise(resolve => setTimeout(resolve, i % 15));
      rmSync(gone.fsPath, { recursive: true });
      assert.deepStrictEqual(await finding, []);
    }
    assert.ok((await files.find(fileIn('deploy'))).length > 0);
  });

  it('finds nothing where the whole folder of the workspace is gone', async () => {
    const root = vscode.Uri.joinPath(workspaceFolder(), '..', 'no-such-folder');
    assert.deepStrictEqual(await new WorkspaceFiles(root).find(), []);
  });
});
