// A person's actions in the workbench, for UI walks. Each takes the page first.

/**
 * Does `act`, then waits for `locator`. Does it again if that hasn't come up, and waits longer each time.
 * A key pressed while VS Code is still busy can be lost, and a list shows only what was registered when it opened.
 * @param {(patience: { timeout: number }) => Promise<void>} act gets what its own waits may take
 */
export async function until(page, act, locator) {
  for (let patience = 2000; ; patience *= 2) {
    try {
      await act({ timeout: patience });
      await locator.waitFor({ timeout: patience });
      return locator;
    } catch (error) {
      if (patience > 20_000) throw error;
    }
    await page.keyboard.press('Escape');
  }
}

/** Asks again until the answer is truthy, for what is no element of the page, and returns it. */
export async function eventually(page, what, ask, timeout = 30_000) {
  for (const end = Date.now() + timeout; ; ) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`not within ${timeout / 1000} s: ${what}`);
    await page.waitForTimeout(50);
  }
}

/** Clicks, after the pointer has left what it was at: a hover that it left open may lie over what is to be clicked. */
export async function click(page, locator, options) {
  await leave(page);
  await locator.click(options);
}

/** A `click` that counts: `clicks()` returns their number. */
export function countedClicks(page) {
  let count = 0;
  return {
    clicks: () => count,
    click: async locator => {
      await click(page, locator);
      count++;
    },
  };
}

/** Moves the pointer to the middle of the status bar, where nothing reacts to it. */
export async function leave(page) {
  const { width, height } = page.viewportSize();
  await page.mouse.move(width / 2, height - 4);
}

const quickPick = page => page.locator('.quick-input-widget:visible');

/** The field of the quick pick or input box that is open. */
export function quickInput(page) {
  return quickPick(page).locator('input').first();
}

/** A row of the quick pick that is open, by a text in it. */
export function quickRow(page, text) {
  return page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
}

/** Picks a row of the quick pick that is open, by a text in it. */
export async function pick(page, text) {
  await click(page, quickRow(page, text));
}

/** Ticks rows of the quick pick that is open, by a text in each, and confirms. `beforeOk` may look at it. */
export async function tick(page, names, beforeOk) {
  for (const name of names) {
    await quickInput(page).fill(name);
    await click(page, quickRow(page, name).locator('.monaco-checkbox, input[type=checkbox]').first());
  }
  await beforeOk?.();
  await click(page, quickPick(page).getByText('OK'));
}

/** Runs a command from the palette, by its title with its category. */
export async function runCommand(page, title) {
  const ask = async patience => {
    await page.keyboard.press('F1');
    await quickInput(page).fill(`>${title}`, patience);
  };
  await click(page, await until(page, ask, quickRow(page, title)));
}

/**
 * Opens a file of the workspace by its path there, and waits until its text is shown. A preview that was opened before it may
 * come to the front late, over the file.
 */
export async function openFile(page, file) {
  const name = file.split('/').at(-1);
  const row = page.locator(`.quick-input-list .monaco-list-row[aria-label^="${name}"]`).first();
  const ask = async patience => {
    await page.keyboard.press('ControlOrMeta+P');
    await quickInput(page).fill(file, patience);
    await click(page, row, patience);
  };
  await until(page, ask, page.locator('.tab.active', { hasText: name }).first());
  await page.locator('.monaco-editor .view-line').first().waitFor();
}

/**
 * Opens a file in the explorer, folder by folder, until a line of it is shown: where nothing can search, nothing finds it
 * by name. A forge refuses some readings of the workbench as well, which does not ask again: then it is clicked again.
 */
export async function openInExplorer(page, file, line) {
  const explorer = page.locator('.explorer-folders-view');
  if (!(await explorer.isVisible())) await openView(page, 'Explorer');
  const entry = name => explorer.locator(`.monaco-list-row[aria-label^="${name}"]`).first();
  const names = file.split('/');
  await entry(names[0]).waitFor();
  for (const [i, name] of names.slice(1).entries()) {
    const folder = entry(names[i]);
    const expand = async () => {
      if ((await folder.getAttribute('aria-expanded')) !== 'true') await click(page, folder);
    };
    await until(page, expand, entry(name));
  }
  await until(page, () => click(page, entry(names.at(-1))), page.locator('.view-line', { hasText: line }).first());
}

/** Puts the cursor of the active editor at a line and column, both 1-based. */
export async function goTo(page, line, column = 1) {
  const ask = async patience => {
    await page.keyboard.press('Control+G');
    await quickInput(page).fill(`:${line}:${column}`, patience);
  };
  await until(page, ask, quickRow(page, `${line}`));
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget').first().waitFor({ state: 'hidden' });
}

/**
 * Shows the hover at the cursor until it has all these parts, and returns its locator. The parts come one by one, from the
 * problems, the fixes and the extension. And VS Code closes a hover whenever its editor scrolls.
 */
export async function hover(page, ...parts) {
  const all = page.locator('.monaco-hover:visible');
  const card = parts.reduce((found, part) => found.filter({ hasText: part }), all).first();
  const ask = async () => {
    await page.keyboard.press('ControlOrMeta+K');
    await page.keyboard.press('ControlOrMeta+I');
  };
  await leave(page);
  return until(page, ask, card);
}

/** The same of a problem, which gets its fixes last. */
export async function hoverWithFixes(page, ...parts) {
  return hover(page, ...parts, /Quick Fix(…|\.\.\.)/);
}

/** Opens the quick-fix menu at the cursor and picks the action with this title. `beforePick` may look at the menu. */
export async function quickFix(page, title, beforePick) {
  const row = page.locator('.action-widget .monaco-list-row', { hasText: title }).first();
  await leave(page);
  await until(page, () => page.keyboard.press('ControlOrMeta+.'), row);
  await beforePick?.();
  await row.click();
}

/**
 * Opens the Problems panel and waits for a problem with this text in it. Its key closes a panel that has the focus, so it
 * is pressed only while the panel isn't there. `only` filters the list, which is longer than what is in sight of it.
 */
export async function problem(page, text, only) {
  const filter = page.getByPlaceholder(/^Filter \(e\.g\./).first();
  const open = async () => {
    if (!(await filter.isVisible())) await page.keyboard.press('ControlOrMeta+Shift+M');
  };
  await until(page, open, filter);
  const row = page.locator('.markers-panel .monaco-list-row', { hasText: text }).first();
  if (!only) await row.waitFor();
  // A panel that has just come empties its filter a second time.
  else await until(page, () => filter.fill(only), row);
  return row;
}

/** Opens a view container by the title of its icon in the activity bar. */
export async function openView(page, title) {
  // The badge on an icon covers its middle, hence `force`.
  await click(page, page.locator(`.activitybar a[aria-label^="${title}"]`).first(), { force: true });
  await leave(page);
}

/** A row of a tree or list in the side bar, by a text in it. */
export function treeRow(page, text) {
  return page.locator('.sidebar .monaco-list-row', { hasText: text }).first();
}

/**
 * Takes an entry of the menu that is open. For a moment after it has opened, a menu takes no click. And it may close without an effect if the button is up again at once, faster than any finger.
 */
export async function takeEntry(page, entry) {
  await eventually(page, 'the menu has taken the entry', async () => {
    await entry.click({ timeout: 1000, delay: 80 }).catch(() => {});
    return !(await entry.isVisible());
  });
}

/** The copied text. Waits for it, as copying goes through the extension host. `matching` distinguishes it from the former one. */
export async function copied(page, matching = /./) {
  const read = async () => {
    const text = await page.evaluate(() => navigator.clipboard.readText());
    return matching.test(text) && text;
  };
  return eventually(page, `the clipboard holds ${matching}`, read);
}

/** The rendered page of the webview that is shown, such as a preview of Markdown. */
export function webview(page) {
  return page.frameLocator('iframe.webview.ready >> nth=-1').frameLocator('#active-frame');
}
