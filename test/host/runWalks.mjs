// Finds the UI walks, ui/*.ui.mjs, and runs them two at a time, since most of a walk is waiting: each in a window of its
// own, with a profile and a workspace of its own, of one browser and one VS Code server.
// A walk exports `title`, `run(context)` and, where it needs them, `options`, which are uiWalk's, or a function that
// makes them when the walk begins. And `end()`, for what that started. What it asks of the server (`server`, options of
// startServer) gets it one of its own.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { launchBrowser } from './browser.mjs';
import { root, walks } from './locations.mjs';
import { cleanLogs, troublesIn } from './logs.mjs';
import { startServer } from './server.mjs';
import { uiWalk } from './uiWalk.mjs';

const suffix = '.ui.mjs';
/** The ending of walks that take long and rarely break. */
const slowSuffix = '.slow.ui.mjs';
const atOnce = 2;

/** VS Code's settings for every walk. */
const settings = {
  // A tooltip that the pointer has left behind would lie over what is clicked next. Milliseconds.
  'workbench.hover.delay': 600_000,
  // Typed text stays as it is typed, even if a suggestion comes up late and between two keys.
  'editor.acceptSuggestionOnEnter': 'off',
  'editor.acceptSuggestionOnCommitCharacter': false,
  // A terminal is drawn as text of the page, so that a walk can wait for what it shows.
  'terminal.integrated.gpuAcceleration': 'off',
};

/**
 * @typedef {Awaited<ReturnType<typeof startServer>>} Server
 * @typedef {{ title: string, file?: string, state: 'passed' | 'failed', ms?: number, shots?: string[], error?: string }} WalkResult
 */

/**
 * @param {object} subject
 * @param {string} [subject.extension] folder of the unpackaged extension under test
 * @param {string[]} [subject.vsix] packaged extensions to install, instead of `extension` or besides it
 * @param {string} subject.workspace
 * @param {string} subject.shots each walk's screenshots go to a folder of its own in it
 * @param {string[]} [subject.themes] see uiWalk
 * @param {{ only?: string, slow?: boolean, folder?: string }} [which] only: walks whose title or file name contains this, slow or not. Else `slow` shows which
 * @returns {Promise<{ passed: number, failed: number, walks: WalkResult[] }>}
 */
export async function runWalks({ extension, vsix, ...options }, { only = '', slow = false, folder = walks } = {}) {
  /** @type {WalkResult[]} */
  const results = [];
  const files = (existsSync(folder) ? readdirSync(folder) : []).filter(file => file.endsWith(suffix)).sort();
  const found = await Promise.all(files.map(async file => ({ file, walk: await loaded(path.join(folder, file)) })));
  const queue = found.filter(({ file, walk }) => {
    if (only === '') return file.endsWith(slowSuffix) === slow;
    return walk instanceof Error || walk.title.includes(only) || file.includes(only);
  });
  /** @type {(own?: Parameters<typeof startServer>[0]) => Promise<Server>} */
  const serve = ({ alongside = [], packaged, settings: more, ...own } = {}) =>
    startServer({
      ...own,
      vsix: packaged ?? vsix,
      linked: [...(extension && !packaged ? [extension] : []), ...alongside],
      settings: { ...settings, ...more },
    });
  const browser = await launchBrowser();
  const shared = await serve();
  try {
    const taker = async () => {
      for (let next = queue.shift(); next; next = queue.shift())
        results.push(await oneWalk({ ...options, browser, shared, serve }, next));
    };
    await Promise.all(Array.from({ length: atOnce }, taker));
    results.push(cleanLogs(troublesIn(shared.logs)));
  } finally {
    await browser.close();
    await shared.stop();
  }
  const count = state => results.filter(result => result.state === state).length;
  return { passed: count('passed'), failed: count('failed'), walks: results };
}

/** A walk, or why it can't be loaded. */
async function loaded(file) {
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** @returns {Promise<WalkResult>} */
async function oneWalk({ shared, serve, ...options }, { file, walk }) {
  const began = Date.now();
  const name = path.basename(file, suffix).replace(/\.slow$/, '');
  const shots = path.join(options.shots, name);
  const result = { title: walk.title ?? file, file, state: 'passed', shots: [] };
  let ownServer;
  try {
    if (walk instanceof Error) throw walk;
    console.log(`  ${name}: ${walk.title}`);
    rmSync(shots, { recursive: true, force: true });
    const { server: wish, ...own } = (typeof walk.options === 'function' ? await walk.options() : walk.options) ?? {};
    if (wish) ownServer = await serve(wish);
    const server = ownServer ?? shared;
    const themes = options.themes ?? own.themes;
    const taken = await uiWalk({ ...options, ...own, themes, server, shots, name }, walk.run);
    result.shots = taken.map(shot => path.relative(root, shot));
  } catch (error) {
    result.state = 'failed';
    result.error = error.message;
    console.error(
      `    ${name} FAILED ${result.error}\n    see ${path.relative('', shots)}/failure.png and failure.log`,
    );
  } finally {
    await ownServer?.stop();
    await walk.end?.();
  }
  return { ...result, ms: Date.now() - began };
}
