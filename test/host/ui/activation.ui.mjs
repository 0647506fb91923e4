// How long the extension keeps VS Code from starting, as VS Code itself measures it: loading and activating. The figure
// is printed beside its budget, and a busy machine fails nobody.
import { openWorkbench } from '../browser.mjs';

export const title = 'VS Code tells how long the activation took';

/** What others do meanwhile would be in the figure. */
export const alone = true;

/** The list shows only rows in sight, the slowest extension first; the fastest of all has to be in sight, too. */
export const options = { themes: ['dark', 'light', 'contrast'], viewport: { width: 1400, height: 2400 } };

const budget = 50;
const tries = 5; // on a busy machine, the least of several is nearest to what the extension itself takes

export async function run({ page, runCommand, shot, step }) {
  const measured = [];
  for (let i = 0; i < tries && !(Math.min(...measured) <= budget); i++) {
    if (i > 0) await openWorkbench(page, page.url());
    await runCommand('Developer: Show Running Extensions');
    const row = page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: 'ACR Pull Check' }).first();
    const time = row.locator('.activation-time');
    await time.getByText(/\d+ms/).first().waitFor();
    measured.push(Number(/(\d+)ms/.exec(await time.textContent())?.[1]));
    if (i === 0) await shot('running-extensions');
  }
  step(`activated in ${measured.join(', ')} ms (budget: ${budget} ms)`);
}
