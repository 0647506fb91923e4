// Files that come into a folder which is new itself: VS Code reports the folder at once, and watches it a moment later.
import * as assert from 'node:assert';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { causesBecome, fileIn, settled } from './shop.ts';
import { sleep } from './support.ts';

const pod = `apiVersion: v1
kind: Pod
metadata: {name: till}
spec: {containers: [{name: till, image: 'shopprod.azureacr.io/till:1'}]}
`;

describe('new folders', () => {
  it('no file is missed, whenever it comes', async () => {
    await settled();
    const folder = fileIn('fresh').fsPath;
    mkdirSync(folder);
    const names: string[] = [];
    for (let i = 0; i < 40; i++) {
      await sleep(i);
      names.push(`fresh/pod-${i}.yaml`);
      writeFileSync(fileIn(`fresh/pod-${i}.yaml`).fsPath, pod);
    }
    for (const name of names) await causesBecome(fileIn(name), 'registry-not-found');
    rmSync(folder, { recursive: true });
    for (const name of names) await causesBecome(fileIn(name));
    assert.equal(names.length, 40);
  });
});
