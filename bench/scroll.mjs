// Scrolling a manifest of 5 MB in a real VS Code, with the extension and without it, in turns: the work of the window's thread
// per page. That is processor time, which a busy machine changes less than the clock. Of several runs, the best counts.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { launchBrowser, openPage, openWorkbench } from '../test/host/browser.mjs';
import { install } from '../test/host/install.mjs';
import { temporaryFolder } from '../test/host/lifetime.mjs';
import { requireBuilt, root } from '../test/host/locations.mjs';
import { logOfExtension, oursAtFinest } from '../test/host/logs.mjs';
import { startServer } from '../test/host/server.mjs';
import { eventually, openFile } from '../test/host/workbench.mjs';
import { atMost, report } from './shared/measure.ts';
import { makeStream } from './shared/workspace.ts';

const { values: options } = parseArgs({
  options: { runs: { type: 'string', default: '3' }, pages: { type: 'string', default: '60' } },
});

const bytes = 5_000_000;
const pages = Number(options.pages);

/** A stream of objects, half of them with images, of at least so many bytes. */
function manifest() {
  const part = makeStream(1000);
  return `${part}---\n`.repeat(Math.ceil(bytes / part.length));
}

/** @returns {Promise<number>} milliseconds of work of the window's thread for one page */
async function scrolled(browser, linked) {
  const server = await startServer({ linked });
  const page = await openPage(browser);
  try {
    await openWorkbench(page, server.url(workspace, { logLevel: oursAtFinest }));
    await openFile(page, 'large.yaml');
    if (linked.length > 0) {
      const isRead = () => /workspace: read \d+ manifests/.test(logOfExtension(server.logs));
      await eventually(page, 'the manifest is judged', isRead, 300_000);
      await page.locator('.codelens-decoration').first().waitFor({ timeout: 60_000 });
    }
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    const worked = async () => {
      const { metrics } = await session.send('Performance.getMetrics');
      return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000;
    };
    const scroll = async pages => {
      const line = page.locator('.monaco-editor .line-numbers').first();
      for (let i = 0; i < pages; i++) {
        const shown = await line.textContent();
        await page.keyboard.press('PageDown');
        await eventually(page, 'the page has moved', async () => (await line.textContent()) !== shown);
      }
    };
    await page.locator('.monaco-editor .view-lines').first().click();
    await scroll(5); // the first pages load what scrolling needs
    await eventually(
      page,
      'the window has nothing else to do',
      async () => {
        const before = await worked();
        await page.waitForTimeout(1000);
        return (await worked()) - before < 50;
      },
      120_000,
    );
    const before = await worked();
    await scroll(pages);
    return ((await worked()) - before) / pages;
  } finally {
    await page.context().close();
    await server.stop();
  }
}

requireBuilt(root);
await install();
const temporary = temporaryFolder('scroll');
const workspace = path.join(temporary.folder, 'workspace');
mkdirSync(workspace);
writeFileSync(path.join(workspace, 'large.yaml'), manifest());
const browser = await launchBrowser();
const times = { with: [], without: [] };
for (let i = 0; i < Number(options.runs); i++) {
  times.without.push(await scrolled(browser, []));
  times.with.push(await scrolled(browser, [root]));
}
await browser.close();
temporary.remove();

const [withIt, withoutIt] = [Math.min(...times.with), Math.min(...times.without)];
const ratio = withIt / withoutIt;
report('work per page without the extension', `${withoutIt.toFixed(1)} ms`);
report('work per page with it', `${withIt.toFixed(1)} ms`);
report('ratio', ratio.toFixed(2), atMost(ratio, 1.2, ''));
process.exit();
