// Finding the manifests of a folder which is gone by the time of the walk: between the event of the folder and the walk through it, a person or a build may have deleted it.
import * as assert from 'node:assert';
import { rmSync } from 'node:fs';
import * as vscode from 'vscode';
import { disk } from '../../../src/editor/files/disk.ts';
import { WorkspaceFiles } from '../../../src/editor/files/workspaceFiles.ts';
import { Walk } from '../../../src/workspace/walk.ts';
import { fileIn, settled } from './shop.ts';
import { workspaceFolder } from './support.ts';

describe('finding manifests', () => {
  const files = new WorkspaceFiles(disk);

  it('finds nothing in a folder that is gone, or goes while it is walked', async () => {
    await settled();
    const walk = new Walk(files.of(workspaceFolder()), { ignoreCase: false });
    const find = async (name: string) => (await walk.find(name)).files;
    for (let i = 0; i < 20; i++) {
      const gone = fileIn(`gone-${i}`);
      await vscode.workspace.fs.createDirectory(gone);
      const finding = find(`gone-${i}`);
      rmSync(gone.fsPath, { recursive: true });
      assert.deepStrictEqual(await finding, []);
    }
    assert.ok((await find('deploy')).length > 0);
  });

  it('finds nothing where the whole folder of the workspace is gone', async () => {
    const root = vscode.Uri.joinPath(workspaceFolder(), '..', 'no-such-folder');
    assert.deepStrictEqual((await new Walk(files.of(root), { ignoreCase: false }).find()).files, []);
  });
});
