// The side bar: who pulls from where, narrowed, with menus. And the audit.
import assert from 'node:assert/strict';

export const title = 'a person works with the trees and reads the audit';

export async function run(walk) {
  const { page, click, copied, openView, quickRow, treeRow, until, shot, step } = walk;

  await openView('ACR Pull');
  await treeRow('aks-eu').waitFor();
  await treeRow('kubelet identity').waitFor();
  const sideBar = page.locator('.part.sidebar');
  // The description is cut off first.
  for (const word of ['aks-eu-agentpool', 'orders:3.0.0'])
    await treeRow(word).locator('.label-name', { hasText: word }).waitFor();
  for (const wanted of [300, 200]) {
    await widen(page, sideBar, wanted);
    await shot(`trees-${wanted}`);
  }
  step('rows begin with the name of the image or of the identity');
  // Wide enough to be read, as a person would drag it.
  await widen(page, sideBar, 500);
  const label = await treeRow('aks-eu').getAttribute('aria-label');
  assert.match(label, /^target, aks-eu, blocked, \d+ of \d+ blocked/);
  step('a screen reader hears what it is, its name and how it stands');
  const header = page.locator('.pane-header', { hasText: 'Targets' });
  assert.match(await header.textContent(), /read .+ ago · \d+ blocked/);
  step('beside the name stand how much is blocked, and the age of the map');
  await shot('trees');

  // Lists hold only what is in sight, so the other view makes room.
  await click(page.locator('.pane-header', { hasText: 'Registries' }));
  await click(treeRow('aks-eu-agentpool').locator('.monaco-tl-twistie'));
  const line = treeRow('checkout.yaml:21');
  await menu(walk, line, 'Copy Fix Command');
  await copied(/^az /);
  await menu(walk, treeRow('aks-eu'), 'Copy Resource ID', () => shot('menu'));
  await copied(/managedClusters\/aks-eu$/);
  await menu(walk, treeRow('aks-eu-agentpool'), 'Copy Principal ID');
  await copied(/^[0-9a-f-]{36}$/);
  step('menus copy ids and the command of a fix');

  await click(line);
  const proof = page.locator('.monaco-hover:visible').first().getByText('Who pulls').first();
  // On a busy machine, something else may come up in the editor meanwhile, which closes a hover.
  await until(() => menu(walk, line, 'Explain Image'), proof);
  step('a line leads to its proof');
  await shot('proof-from-tree');
  await page.keyboard.press('Escape');

  const review = page.locator('.sidebar .monaco-list-row[aria-label*="review"]').first();
  await review.waitFor();
  await header.hover();
  await header.locator('[aria-label^="Filter"]').click();
  await quickRow('Blocked').waitFor();
  await shot('filter');
  await click(quickRow('Blocked'));
  await page.locator('.pane-header', { hasText: 'blocked only' }).first().waitFor();
  await review.waitFor({ state: 'detached' });
  step('only what is blocked is left');
  await shot('only-blocked');
  await header.hover();
  await header.locator('[aria-label^="Clear Filter"]').click();
  await page.locator('.pane-header', { hasText: 'blocked only' }).first().waitFor({ state: 'detached' });

  await click(treeRow('aks-eu'));
  await page.keyboard.press('ControlOrMeta+Alt+F');
  await page.locator('.monaco-tree-type-filter input').first().fill('vat-eng');
  await page.locator('.sidebar .monaco-list-row', { hasText: 'vat-engine' }).locator('.highlight').first().waitFor();
  await shot('find');
  await page.keyboard.press('Escape');
  step("VS Code's own find works in the tree");

  const audit = page.locator('.pane-header', { hasText: 'Audit' });
  await click(page.locator('.pane-header', { hasText: 'Targets' }));
  await click(audit);
  for (const name of ['Unused pull roles', 'Broad grants', 'Admin accounts', 'Switch to ABAC mode']) {
    const row = treeRow(name);
    await row.waitFor();
    await click(row.locator('.monaco-tl-twistie'));
  }
  const broken = treeRow('breaks');
  await broken.waitFor();
  step('the audit answers each of its questions');
  // A click that has to bring a row into sight may shift the whole window by some pixels.
  await page.evaluate(() => {
    for (const element of document.querySelectorAll('body, .monaco-workbench, .monaco-workbench *')) {
      if (!element.closest('.monaco-list, .monaco-editor')) element.scrollTo(0, 0);
    }
  });
  await shot('audit');
}

/** Opens the menu of a row and picks an entry. */
async function menu({ page, click, takeEntry }, row, entry, beforePick) {
  await click(row, { button: 'right' });
  const item = page.locator('.monaco-menu:visible .action-item', { hasText: entry }).first();
  await item.waitFor();
  await beforePick?.();
  await takeEntry(item);
}

/** Drags the border of the side bar. */
async function widen(page, sideBar, wanted) {
  const { width, x } = await sideBar.boundingBox();
  await drag(page, { x: x + width + 1, y: 500 }, wanted - width);
}

async function drag(page, { x, y }, by) {
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + by, y, { steps: 8 });
  await page.mouse.up();
  await page.mouse.move(900, 600); // a border that is pointed at is drawn thick
}
