// What a person does in the workbench, for UI walks. Each takes the page first.

/**
 * Does `act`, then waits for `locator`; does it again if that hasn't come up.
 * A key pressed while VS Code is still busy can be lost, and a list shows only what was registered when it opened.
 */
export async function until(page, act, locator, timeout = 30_000) {
  const end = Date.now() + timeout;
  for (;;) {
    await act();
    try {
      await locator.waitFor({ timeout: 2000 });
      return locator;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await page.keyboard.press('Escape');
    await page.waitForTimeout(200);
  }
}

const quickInput = page => page.locator('.quick-input-widget:visible input').first();
const quickRows = page => page.locator('.quick-input-list .monaco-list-row');

/** Picks a row of the quick pick that is open, by a text in it. */
export async function pick(page, text) {
  await quickRows(page).filter({ hasText: text }).first().click();
}

/** Runs a command from the palette, by its title with its category. */
export async function runCommand(page, title) {
  const row = quickRows(page).filter({ hasText: title }).first();
  const ask = async () => {
    await page.keyboard.press('F1');
    await quickInput(page).fill(`>${title}`);
  };
  await (await until(page, ask, row)).click();
}

/** Opens a file of the workspace by its path there, and waits until its text is shown. */
export async function openFile(page, file) {
  const name = file.split('/').at(-1);
  const row = page.locator(`.quick-input-list .monaco-list-row[aria-label^="${name}"]`).first();
  const ask = async () => {
    await page.keyboard.press('ControlOrMeta+P');
    await quickInput(page).fill(file);
  };
  await (await until(page, ask, row)).click();
  await page.locator('.tab.active', { hasText: name }).first().waitFor();
  await page.locator('.monaco-editor .view-line').first().waitFor();
}

/** Puts the cursor of the active editor at a line and column, both 1-based. */
export async function goTo(page, line, column = 1) {
  const ask = async () => {
    await page.keyboard.press('Control+G');
    await quickInput(page).fill(`:${line}:${column}`);
  };
  await until(
    page,
    ask,
    quickRows(page)
      .filter({ hasText: `${line}` })
      .first(),
  );
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget').first().waitFor({ state: 'hidden' });
}

/** Shows the hover at the cursor and returns its locator. */
export async function hover(page) {
  const widget = page.locator('.monaco-hover:visible .hover-contents').first();
  const ask = async () => {
    await page.keyboard.press('ControlOrMeta+K');
    await page.keyboard.press('ControlOrMeta+I');
  };
  await until(page, ask, widget);
  return page.locator('.monaco-hover:visible').first();
}

/** Opens the quick-fix menu at the cursor and picks the action with this title; `beforePick` may look at the menu. */
export async function quickFix(page, title, beforePick) {
  const row = page.locator('.action-widget .monaco-list-row', { hasText: title }).first();
  await until(page, () => page.keyboard.press('ControlOrMeta+.'), row);
  await beforePick?.();
  await row.click();
}

/** Opens the Problems panel and waits for a problem with this text in it. */
export async function problem(page, text) {
  const row = page.locator('.markers-panel .monaco-list-row', { hasText: text }).first();
  return until(page, () => page.keyboard.press('ControlOrMeta+Shift+M'), row);
}

/** Opens a view container by the title of its icon in the activity bar. */
export async function openView(page, title) {
  // The badge on an icon covers its middle, hence `force`; and the tooltip that the pointer leaves there covers the view.
  await page.locator(`.activitybar a[aria-label^="${title}"]`).first().click({ force: true });
  await page.mouse.move(700, 450);
}

/** A row of a tree or list in the side bar, by a text in it. */
export function treeRow(page, text) {
  return page.locator('.sidebar .monaco-list-row', { hasText: text }).first();
}

/** The text on the clipboard. */
export function clipboard(page) {
  return page.evaluate(() => navigator.clipboard.readText());
}
