// Finds the UI walks, ui/*.ui.mjs, and runs them two at a time: most of a walk is waiting, each has a VS Code and a
// browser of its own. A walk that exports `alone` shares the machine with no other.
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
  const files = (existsSync(folder) ? readdirSync(folder) : []).filter(file => file.endsWith(suffix)).sort();
  const found = await Promise.all(files.map(async file => ({ file, walk: await loaded(path.join(folder, file)) })));
  const wanted = found.filter(
    ({ file, walk }) => walk instanceof Error || walk.title.includes(only) || file.includes(only),
  );
  const take = async ({ file, walk }) => results.push(await oneWalk(options, file, walk));
  for (const each of wanted.filter(({ walk }) => walk.alone)) await take(each);
  const queue = wanted.filter(({ walk }) => !walk.alone);
  const taker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await take(next);
  };
  await Promise.all(Array.from({ length: atOnce }, taker));
  const count = state => results.filter(result => result.state === state).length;
  return { passed: count('passed'), failed: count('failed'), walks: results };
}

const atOnce = 2;

/** A walk, or why it can't be loaded. */
async function loaded(file) {
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** @returns {Promise<WalkResult>} */
async function oneWalk(options, file, walk) {
  const began = Date.now();
  const name = path.basename(file, suffix);
  const shots = path.join(options.shots, name);
  const result = { title: walk.title ?? file, file, state: 'passed', shots: [] };
  try {
    if (walk instanceof Error) throw walk;
    console.log(`  ${name}: ${walk.title}`);
    rmSync(shots, { recursive: true, force: true });
    const own = typeof walk.options === 'function' ? await walk.options() : walk.options;
    const taken = await uiWalk({ ...options, ...own, themes: options.themes ?? own?.themes, shots, name }, walk.run);
    result.shots = taken.map(shot => path.relative(root, shot));
  } catch (error) {
    result.state = 'failed';
    result.error = error.message;
    console.error(
      `    ${name} FAILED ${result.error}\n    see ${path.relative('', shots)}/failure.png and failure.log`,
    );
  } finally {
    await walk.end?.();
  }
  return { ...result, ms: Date.now() - began };
}
