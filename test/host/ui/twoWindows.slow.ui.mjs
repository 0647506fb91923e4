// Two windows on one folder follow the same files, each with its own unsaved text. One closes in the middle of a run, with
// very many files just changed, and the other goes on. Nothing is thrown anywhere.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openPage, openWorkbench } from '../browser.mjs';
import { openFile, runCommand } from '../workbench.mjs';

export const title = 'two windows on one folder, one of which closes during a run';

const pod = `apiVersion: v1
kind: Pod
metadata: {name: till}
spec:
  containers:
    - name: till
      image: shopprod.azureacr.io/till:1
`;

function writeMany(folder, count) {
  for (let i = 0; i < count; i++) {
    const file = path.join(folder, 'many', String(i % 50), `pod-${i}.yaml`);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, pod);
  }
}

export async function run({ page, server, workspace, shot, step }) {
  const browser = page.context().browser();
  const other = await openPage(browser);
  await openWorkbench(other, server.url(workspace));
  const squiggle = window => window.locator('.squiggly-error').first();
  writeFileSync(path.join(workspace, 'till.yaml'), pod);
  for (const window of [page, other]) {
    await openFile(window, 'till.yaml');
    await squiggle(window).waitFor();
  }
  step('both show the same');

  writeFileSync(path.join(workspace, 'till.yaml'), pod.replace('shopprod.azureacr.io/till:1', 'nginx:1'));
  for (const window of [page, other]) await squiggle(window).waitFor({ state: 'detached' });
  writeFileSync(path.join(workspace, 'till.yaml'), pod);
  for (const window of [page, other]) await squiggle(window).waitFor();
  step('both follow the file');
  await shot('one-of-two');

  writeMany(workspace, 4000);
  await runCommand(other, 'ACR Pull: Check Again');
  await other.context().close();
  step('one is closed while it reads 4,000 files');

  rmSync(path.join(workspace, 'many'), { recursive: true });
  writeFileSync(path.join(workspace, 'till.yaml'), pod.replace('shopprod.azureacr.io/till:1', 'nginx:1'));
  await squiggle(page).waitFor({ state: 'detached' });
  step('the other goes on');

  const again = await openPage(browser);
  await openWorkbench(again, server.url(workspace));
  await openFile(again, 'deploy/eu/checkout.yaml');
  await squiggle(again).waitFor();
  await again.context().close();
  step('a third opens and closes');
}
