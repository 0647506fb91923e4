// A repository without an image of Azure: shell scripts, JSON, and settings.json in front. Nothing of ours is to be seen,
// and hardly anything is done; with the first image, the view is there.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../lifetime.mjs';

export const title = 'in a repository without Azure images there is nothing of ours, until there is one';

/** Its own server: the log and the extension host are of this window alone. */
export const server = {};

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
  return { workspace };
}

export function end() {
  temporary?.remove();
}

export async function run(walk) {
  const { page, workspace, server, openFile, eventually, treeRow, shot, step } = walk;
  await openFile('settings.json');
  await openFile('job-7.sh');
  const read = await eventually('the folder was read', () => /scripts: (.*)/.exec(logOf(server.logs))?.[1]);
  step(`it was read: ${read}`);
  const cpu = await loadOfHost(server.data, 10);
  // told, not asserted: other work on the machine may take its share
  step(`CPU of the extension host over 10 s: ${(cpu * 100).toFixed(1)} % of a core`);

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

function logOf(logs) {
  const files = readdirSync(logs, { recursive: true }).map(String);
  const ours = files.filter(file => /acr-pull-check\.acr-pull-check[/\\][^/\\]+\.log$/.test(file));
  return ours.map(file => readFileSync(path.join(logs, file), 'utf8')).join('\n');
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
