// No pointer: trees, hover, page of a pull error and audit, as a person has them who uses keys and a screen reader.
import assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { assertNamed, controlsIn, focusIn } from '../accessibility.mjs';
import { temporaryFolder } from '../lifetime.mjs';
import { samples } from '../locations.mjs';

export const title = 'a person with keys and a screen reader finds names on all controls, and never loses the focus';

const pullError =
  'Failed to pull image "shopprod.azurecr.io/checkout:2.4.0": failed to authorize: failed to fetch oauth token: 401 Unauthorized';
let temporary;

export function options() {
  temporary = temporaryFolder('keys');
  const workspace = path.join(temporary.folder, 'samples');
  cpSync(samples, workspace, { recursive: true });
  writeFileSync(path.join(workspace, 'pull-error.txt'), `${pullError}\n`);
  // VS Code repeats the row above at the top of a tree that is scrolled.
  return { workspace, server: { settings: { 'workbench.tree.enableStickyScroll': false } } };
}

export function end() {
  temporary?.remove();
}

export async function run(walk) {
  const { page, until, eventually, goTo, webview, quickInput, quickRow, shot, step } = walk;

  /** Presses a key, and returns what has the keyboard then. */
  const press = async key => {
    await page.keyboard.press(key);
    return eventually(`something has the focus after ${key}`, () => focusIn(page));
  };
  const command = async title => {
    const ask = async patience => {
      await page.keyboard.press('F1');
      await quickInput().fill(`>${title}`, patience);
    };
    await until(ask, quickRow(title));
    await press('Enter');
  };
  const open = async file => {
    const ask = async patience => {
      await page.keyboard.press('ControlOrMeta+P');
      await quickInput().fill(file, patience);
    };
    await until(ask, quickRow(file.split('/').at(-1)));
    await press('Enter');
    await page.locator('.tab.active', { hasText: file.split('/').at(-1) }).waitFor();
  };
  const pane = name => page.locator('.sidebar .pane', { has: page.locator('.pane-header', { hasText: name }) }).first();

  /**
   * Goes through the rows of a view that has the keyboard, from the first one, and opens what can be opened.
   * Undefined if no row has the keyboard after a step: a row that is drawn again under another id loses it.
   */
  const readRows = async (name, view) => {
    await page.keyboard.press('Home');
    const names = new Set();
    for (let at = await focusIn(page), before; at?.id !== before; at = await focusIn(page)) {
      if (at?.role !== 'treeitem') return undefined;
      assert.ok(!names.has(at.name), `${name}: two rows with the name “${at.name}”`);
      names.add(at.name);
      before = at.id;
      if (at.isClosed) {
        await press('ArrowRight');
        await eventually(`“${at.name}” is open`, async () => !(await focusIn(page))?.isClosed);
        assertNamed(await controlsIn(page, view), name);
      }
      await press('ArrowDown');
    }
    return names.size > 0 ? names : undefined;
  };

  const readView = async name => {
    const view = pane(name);
    // VS Code focuses nothing where the view has no rows yet, as when it is opened for the first time.
    await until(
      () => command(`ACR Pull: Focus on ${name} View`),
      view.locator('.monaco-list:focus .monaco-list-row').first(),
    );
    await page.locator('.sidebar .monaco-progress-container.active').first().waitFor({ state: 'hidden' });
    // The tree may still have to draw what was judged last: then the reading starts again.
    const names = await eventually(`${name}: each row is read, from the first to the last`, () => readRows(name, view));
    step(`${name}: ${names.size} rows`);
  };

  await open('deploy/eu/checkout.yaml');
  await page.locator('.squiggly-error').first().waitFor();
  for (const name of ['Targets', 'Registries', 'Audit']) await readView(name);
  await shot('views');

  await open('deploy/eu/checkout.yaml');
  await goTo(21, 24);
  const card = await walk.hoverWithFixes('access.snapshot.json');
  await page.keyboard.press('ControlOrMeta+K');
  await page.keyboard.press('ControlOrMeta+I'); // the second time, into the card
  await card.locator(':focus, :scope:focus').first().waitFor();
  const links = (await controlsIn(page, card)).filter(({ role }) => role === 'link'); // its buttons are VS Code's
  assertNamed(links, 'the hover');
  for (const { name } of links) {
    await press('Tab');
    assert.equal(await card.locator(':focus').count(), 1, `the focus stays in the hover on the way to “${name}”`);
  }
  step(`the hover: ${links.length} links`);
  await shot('hover');
  assert.equal((await press('Escape')).role, 'textbox', 'the editor has the focus again');

  await open('pull-error.txt');
  await press('ControlOrMeta+A');
  await command('ACR Pull: Explain a Pull Error');
  await webview().locator('h1').first().waitFor();
  const onPage = await controlsIn(page, webview().locator('body'));
  assertNamed(onPage, 'the page');
  for (const { name } of onPage) assert.ok((await press('Tab')).name.includes(name), `Tab comes to “${name}”`);
  step(`the page: ${onPage.length} controls, each reached by Tab`);
  await shot('page');
}
