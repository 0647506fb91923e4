// Runs a Mocha suite inside the extension host of a real VS Code.
import { appendFileSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import { launchBrowser, openPage, openWorkbench } from './browser.mjs';
import { temporaryFolder, within } from './lifetime.mjs';
import { oursAtFinest, troublesIn, withLogs } from './logs.mjs';
import { startServer } from './server.mjs';
import { readSuiteEvents } from './suiteEvents.mjs';

/**
 * @param {object} options
 * @param {string} [options.extension] folder of the unpackaged extension under test. The suite must lie inside it,
 *   since VS Code attributes API calls by folder. Not needed with `vsix`
 * @param {string} options.suite the suite's index.cjs
 * @param {string} options.workspace folder to open. The suite gets a copy of it
 * @param {string} [options.folder] the URI of a folder of another file system, to open in place of the workspace
 * @param {string[]} [options.alongside] folders of more extensions to run, as if they were installed
 * @param {string[]} [options.vsix] packaged extensions to install
 * @param {Record<string, string>} [options.env]
 * @param {Record<string, unknown>} [options.settings] VS Code's, of the person
 * @param {string} [options.only] run only the tests whose full title contains this. That may be none
 * @param {number} [options.timeout] milliseconds for all of it
 * @param {boolean} [options.quiet] don't show the suite's output
 * @returns {Promise<import('./suiteEvents.mjs').SuiteResult>} it never rejects because of what the suite does
 */
export async function runSuite({
  extension,
  suite,
  workspace,
  folder,
  alongside = [],
  vsix = [],
  env = {},
  settings = {},
  only,
  timeout = 300_000,
  quiet = false,
}) {
  const temporary = temporaryFolder('suite');
  const events = path.join(temporary.folder, 'events.jsonl');
  const copy = path.join(temporary.folder, path.basename(workspace));
  cpSync(workspace, copy, { recursive: true });
  const carrier = extension ? { extension, suite } : makeCarrier(path.join(temporary.folder, 'carrier'), suite);

  const output = suiteOutput(quiet, events);
  let server;
  let browser;
  let trouble;
  let logged = [];
  try {
    server = await startServer({
      vsix,
      linked: alongside,
      smokeTestDriver: true,
      settings,
      env: { ...env, SUITE_EVENTS: events, ...(only ? { SUITE_ONLY: only } : {}) },
    });
    browser = await launchBrowser();
    const page = await openPage(browser);
    const url = server.url(folder ?? copy, { logLevel: oursAtFinest, test: carrier });
    const code = await within(timeout, 'the suite', Promise.race([exitCode(page, url, output.take), server.died]));
    if (code !== 0) trouble = `the extension host reported exit code ${code}`;
  } catch (error) {
    trouble = error.message;
  } finally {
    await browser?.close();
    if (server) logged = troublesIn(server.logs);
    await server?.stop();
  }

  const result = withLogs(readSuiteEvents(events, trouble, { mayBeEmpty: only !== undefined }), logged);
  if (!result.ended) output.showRest();
  temporary.remove();
  return result;
}

/** Opens the workbench, whose smoke test driver then passes on what the extension host prints, and how the suite ended. */
function exitCode(page, url, take) {
  return new Promise((resolve, reject) => {
    page.on('crash', () => reject(new Error('the page crashed')));
    (async () => {
      await page.exposeFunction('codeAutomationLog', (_type, args) => take(format(...args)));
      await page.exposeFunction('codeAutomationExit', resolve);
      await openWorkbench(page, url);
    })().catch(reject);
  });
}

const eventSign = '::event::';

/** Lines of VS Code's own log that are not about the suite. */
const noise =
  /^(Ignoring fetching additional|Updating additional|Resolv(ing|ed) connection token|Creating a socket)|^\[(AgentHost|AccountPolicyGate|ChatModelSelection|reconnection-grace-time|Service Worker)|^Canceled/;

/**
 * VS Code's own log comes the same way as the suite's output: shows the suite's, keeps the rest for when it's needed. A
 * suite in a browser has no file to write to: its events come this way too.
 */
function suiteOutput(quiet, events) {
  const rest = [];
  let inSuite = false;
  return {
    take(line) {
      if (line.startsWith(eventSign)) appendFileSync(events, `${line.slice(eventSign.length)}\n`);
      else if (line === '::suite start::') inSuite = true;
      else if (line === '::suite end::') inSuite = false;
      else if (noise.test(line) && !process.env.DEBUG_HOST) return;
      else if (process.env.DEBUG_HOST || (inSuite && !quiet)) console.log(line);
      else rest.push(line);
    },
    showRest() {
      if (!quiet) console.error(rest.slice(-40).join('\n'));
    },
  };
}

/**
 * A packaged extension doesn't contain the suite, and API calls from outside all extensions have no owner: an empty extension carries it.
 */
function makeCarrier(folder, suite) {
  const inside = path.join(folder, 'suite');
  mkdirSync(folder);
  cpSync(path.dirname(suite), inside, { recursive: true });
  writeFileSync(path.join(folder, 'main.cjs'), 'exports.activate = () => {};\n');
  const manifest = {
    name: 'suite-carrier',
    publisher: 'acr-pull-check',
    version: '0.0.0',
    engines: { vscode: '^1.101.0' },
    main: './main.cjs',
    activationEvents: [],
  };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  return { extension: folder, suite: path.join(inside, path.basename(suite)) };
}
