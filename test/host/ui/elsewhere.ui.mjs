// A repository without an image of Azure: shell scripts, JSON, and settings.json in front. Nothing of ours is to be seen,
// and hardly anything is done. With the first image, the view is there.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../lifetime.mjs';
import { logOfExtension } from '../logs.mjs';

export const title = 'in a repository without Azure images there is nothing of ours, until there is one';

let temporary;

export function options() {
  temporary = temporaryFolder('elsewhere');
  const workspace = path.join(temporary.folder, 'scripts');
  mkdirSync(path.join(workspace, '.vscode'), { recursive: true });
  writeFileSync(path.join(workspace, '.vscode/settings.json'), '{ "editor.rulers": [100] }\n');
  for (let i = 0; i < 200; i++) {
    writeFileSync(path.join(workspace, `job-${i}.sh`), `#!/bin/sh\necho ${i}\ndocker build -t job:${i} .\n`);
    writeFileSync(path.join(workspace, `data-${i}.json`), `{ "name": "data-${i}", "list": [1, 2, 3] }\n`);
  }
  return { workspace, server: {} }; // its own: the log and the extension host are of this window alone
}

export function end() {
  temporary?.remove();
}

export async function run(walk) {
  const { page, workspace, server, openFile, eventually, treeRow, shot, step } = walk;
  await openFile('settings.json');
  await openFile('job-7.sh');
  await eventually('the folder was read', () => /scripts: read \d+ manifests/.test(logOfExtension(server.logs)));
  const read = filesRead(server.logs);
  step(`it was read: ${read.length} files, of 401`);
  const cpu = await loadOfHost(server.data, 10);
  // The share is printed, not asserted: other work on the machine changes it. The work behind it is counted.
  step(`CPU of the extension host over 10 s: ${(cpu * 100).toFixed(1)} % of a core`);
  assert.deepEqual(filesRead(server.logs).slice(read.length), [], 'nothing is read while nothing happens');
  assert.ok(!read.some(file => file.endsWith('.sh')), 'scripts are not read');

  const icon = page.locator('.activitybar .action-label[aria-label*="ACR Pull"]');
  assert.equal(await icon.count(), 0, 'an icon in the activity bar');
  const status = page.locator('.statusbar [aria-label*="ACR"], .statusbar [aria-label*="Language Status"]');
  assert.equal(await status.count(), 0, 'an item in the status bar');
  assert.equal(await page.locator('.codelens-decoration, .notification-toast').count(), 0, 'a lens or a message');
  await shot('nothing');
  step('not a pixel of ours');

  const pod =
    'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers: [{ name: web, image: shopprod.azurecr.io/web:1 }]\n';
  writeFileSync(path.join(workspace, 'pod.yaml'), pod);
  await icon.waitFor();
  await openFile('pod.yaml');
  await walk.openView('ACR Pull');
  await treeRow('shopprod').first().waitFor();
  await shot('first');
  step('the first image brings the view');
}

/** The files of the workspace that the extension read, in order. VS Code opens its own settings when it likes. */
function filesRead(logs) {
  const reads = logOfExtension(logs).matchAll(/\/scripts\/(\S+): read$/gm);
  return [...reads].map(([, file]) => file);
}

/** The share of a core that the extension host of a server takes for so many seconds. Linux alone counts so. */
async function loadOfHost(data, seconds) {
  const pid = readdirSync('/proc').find(each => {
    try {
      const command = readFileSync(`/proc/${each}/cmdline`, 'utf8');
      return command.includes('--type=extensionHost') && readFileSync(`/proc/${each}/environ`, 'utf8').includes(data);
    } catch {
      return false; // another process, or one that has ended
    }
  });
  assert.ok(pid, 'the extension host');
  const ticks = () => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [user = 0, system = 0] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
      .map(Number);
    return user + system;
  };
  const before = ticks();
  await new Promise(resolve => setTimeout(resolve, seconds * 1000)); // this span is what is measured
  return (ticks() - before) / 100 / seconds;
}
