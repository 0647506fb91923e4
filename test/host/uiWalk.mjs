// A walk through the workbench as a person takes it, in a window of its own, with screenshots.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { openPage, openWorkbench, setTheme } from './browser.mjs';
import { temporaryFolder, within } from './lifetime.mjs';
import { oursAtFinest } from './logs.mjs';
import * as workbench from './workbench.mjs';

/**
 * @typedef {object} WalkContext
 * @property {import('playwright-core').Page} page
 * @property {string} workspace the copy of the workspace that is open
 * @property {import('./runWalks.mjs').Server} server
 * @property {(name: string, seen?: import('playwright-core').Locator) => Promise<void>} shot takes a screenshot: name.png,
 *   or name.<theme>.png for each of several. `seen`: what has to be in sight in each, where it may go and come
 * @property {(done: string) => void} step prints what has been reached. The last one is named when the walk fails
 *   Besides these, every helper of workbench.mjs, without its first argument, the page.
 */

/**
 * @param {object} options
 * @param {import('./runWalks.mjs').Server} options.server
 * @param {import('playwright-core').Browser} options.browser
 * @param {string} options.workspace folder to open. The walk gets a copy of it
 * @param {string} [options.folder] the URI of a folder of another file system, to open in its place
 * @param {string} options.shots folder for screenshots
 * @param {string[]} [options.themes] names from browser.mjs of the themes to take each screenshot in. The first one is the walk's
 * @param {number} [options.zoom] of the window, in percent
 * @param {string} [options.logLevel] see startServer
 * @param {number} [options.timeout] milliseconds for all of it
 * @param {string} options.name the name of its steps in the output
 * @param {(context: WalkContext & Record<string, Function>) => Promise<void>} walk
 * @returns {Promise<string[]>} the screenshots taken. Rejects when the walk fails, after taking failure.png
 */
export async function uiWalk(
  {
    server,
    browser,
    workspace,
    folder,
    shots,
    themes = ['dark'],
    zoom,
    logLevel = oursAtFinest,
    timeout = 480_000,
    name,
  },
  walk,
) {
  const temporary = temporaryFolder('walk');
  const copy = path.join(temporary.folder, path.basename(workspace));
  cpSync(workspace, copy, { recursive: true });
  mkdirSync(shots, { recursive: true });

  const taken = [];
  const began = Date.now();
  let reached = 'its start';
  let page;
  try {
    page = await openPage(browser, themes[0], zoom);

    const photograph = async (file, seen) => {
      await seen?.waitFor();
      taken.push(path.join(shots, file));
      await page.screenshot({ path: taken.at(-1), animations: 'disabled' });
    };
    const shot = async (name, seen) => {
      if (themes.length === 1) return photograph(`${name}.png`, seen);
      for (const theme of themes) {
        await setTheme(page, theme);
        await photograph(`${name}.${theme}.png`, seen);
      }
      await setTheme(page, themes[0]);
    };
    const step = done => {
      reached = done;
      const seconds = ((Date.now() - began) / 1000).toFixed(1);
      console.log(`    ${name.padEnd(14)} ${seconds.padStart(5)} s  ${done}`);
    };
    const helpers = Object.fromEntries(
      Object.entries(workbench).map(([name, helper]) => [name, (...args) => helper(page, ...args)]),
    );

    const whole = async () => {
      await openWorkbench(page, server.url(folder ?? copy, { logLevel }));
      step('the workbench is open');
      await walk({ ...helpers, page, workspace: copy, server, shot, step });
    };
    await within(timeout, 'the walk', Promise.race([whole(), server.died]));
    return taken;
  } catch (error) {
    await page?.screenshot({ path: path.join(shots, 'failure.png'), timeout: 5000 }).catch(() => {});
    writeFileSync(path.join(shots, 'failure.log'), readLogs(server.logs));
    throw new Error(`after ${reached}: ${stripVTControlCharacters(error.stack ?? String(error))}`);
  } finally {
    await page?.context().close();
    temporary.remove();
  }
}

/** VS Code's log files, and the extensions' output channels among them, as one text. */
function readLogs(folder) {
  if (!existsSync(folder)) return '';
  return readdirSync(folder, { recursive: true })
    .filter(file => file.endsWith('.log'))
    .map(file => `==> ${file}\n${readFileSync(path.join(folder, file), 'utf8')}`)
    .join('\n');
}
