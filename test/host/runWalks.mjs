// Finds the UI walks, ui/*.ui.mjs, and runs one after the other.
// A walk exports `title`, `run(context)` and, where it needs them, `options`, which are uiWalk's, or a function that
// makes them when the walk begins; and `end()`, for what that started.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, walks } from './locations.mjs';
import { uiWalk } from './uiWalk.mjs';

const suffix = '.ui.mjs';

/**
 * @typedef {{ title: string, file: string, state: 'passed' | 'failed', ms: number, shots: string[], error?: string }} WalkResult
 */

/**
 * @param {object} options uiWalk's; each walk's screenshots go to a folder of its own in `shots`
 * @param {{ only?: string, folder?: string }} [which] only: walks whose title or file name contains this
 * @returns {Promise<{ passed: number, failed: number, walks: WalkResult[] }>}
 */
export async function runWalks(options, { only = '', folder = walks } = {}) {
  /** @type {WalkResult[]} */
  const results = [];
  const files = (existsSync(folder) ? readdirSync(folder) : []).filter(file => file.endsWith(suffix));
  for (const file of files.sort()) {
    const began = Date.now();
    const shots = path.join(options.shots, path.basename(file, suffix));
    const result = { title: file, file, state: 'passed', shots: [] };
    let walk;
    try {
      walk = await import(pathToFileURL(path.join(folder, file)).href);
      result.title = walk.title;
      if (!walk.title.includes(only) && !file.includes(only)) continue;
      console.log(`  ${walk.title}`);
      rmSync(shots, { recursive: true, force: true });
      const own = typeof walk.options === 'function' ? await walk.options() : walk.options;
      const taken = await uiWalk({ ...options, ...own, themes: options.themes ?? own?.themes, shots }, walk.run);
      result.shots = taken.map(shot => path.relative(root, shot));
    } catch (error) {
      result.state = 'failed';
      result.error = error.message;
      console.error(`    FAILED ${result.error}\n    see ${path.relative('', shots)}/failure.png and failure.log`);
    } finally {
      await walk?.end?.();
    }
    results.push({ ...result, ms: Date.now() - began });
  }
  const count = state => results.filter(result => result.state === state).length;
  return { passed: count('passed'), failed: count('failed'), walks: results };
}
