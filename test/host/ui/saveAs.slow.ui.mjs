// A text that gets a name, and a manifest that is saved under another one: the findings are where the text is, and the file that was left behind has those of its text on disk.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const title = 'a person saves a manifest under another name';

// Without indentation, which VS Code would make deeper with each line that is typed.
const pod = `apiVersion: v1
kind: Pod
metadata: {name: kiosk}
spec: {containers: [{name: kiosk, image: 'shopprod.azureacr.io/kiosk:1'}]}
`;

export async function run(walk) {
  const { page, workspace, openFile, goTo, runCommand, problem, shot, step } = walk;
  const squiggle = page.locator('.squiggly-error').first();
  const problems = page.locator('.markers-panel .monaco-list-row');
  const tab = name => page.locator('.tab.active', { hasText: name });

  await runCommand('File: New Untitled Text File');
  await tab('Untitled-1').waitFor();
  await page.locator('.monaco-editor textarea, .monaco-editor .native-edit-context').first().focus();
  await page.keyboard.insertText(pod);
  await page.locator('.view-line', { hasText: 'azureacr' }).first().waitFor();
  assert.equal(await squiggle.count(), 0, 'a text that is no manifest yet says nothing');
  await saveAs(walk, path.join(workspace, 'kiosk.yaml'));
  await tab('kiosk.yaml').waitFor();
  await squiggle.waitFor();
  step('a text that gets the name of a manifest is checked');

  await goTo(4, 1);
  await page.keyboard.press('Shift+End');
  await page.keyboard.insertText("spec: {containers: [{name: kiosk, image: 'nginx:1'}]}");
  await squiggle.waitFor({ state: 'detached' });
  const dialog = await askSaveAs(walk);
  await shot('dialog', dialog);
  await saveTo(walk, dialog, path.join(workspace, 'counter.yaml'));
  await tab('counter.yaml').waitFor();
  assert.match(readFileSync(path.join(workspace, 'kiosk.yaml'), 'utf8'), /azureacr/);
  await problem('no such registry', 'shopprod.azureacr.io/kiosk, kiosk.yaml, counter.yaml');
  await problems.filter({ hasText: 'kiosk.yaml' }).first().waitFor();
  assert.equal(await problems.filter({ hasText: 'counter.yaml' }).count(), 0);
  await shot('problems');
  step('under its new name it is right; the file that was left behind is as it is on the disk');

  await openFile('kiosk.yaml');
  await squiggle.waitFor();
  await saveAs(walk, path.join(workspace, 'kiosk.txt'));
  await tab('kiosk.txt').waitFor();
  await squiggle.waitFor({ state: 'detached' });
  step('what is no manifest by its new name says nothing');
}

async function saveAs(walk, file) {
  await saveTo(walk, await askSaveAs(walk), file);
}

async function askSaveAs({ page, runCommand }) {
  await runCommand('File: Save As...');
  const dialog = page.locator('.quick-input-widget:visible', { hasText: 'Save As' });
  await dialog.getByText('OK', { exact: true }).waitFor();
  return dialog;
}

async function saveTo({ click, eventually }, dialog, file) {
  // Once the dialog has listed the folder, it writes the name that it proposes over any name there.
  await dialog.locator('.monaco-list-row').first().waitFor();
  await dialog.locator('.quick-input-box input').first().fill(file);
  await click(dialog.getByText('OK', { exact: true }));
  await dialog.waitFor({ state: 'hidden' });
  await eventually('the file is there', () => existsSync(file));
}
