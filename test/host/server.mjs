// A real VS Code server, with its workbench and its Node extension host, on loopback.
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { run, start, temporaryFolder, within } from './lifetime.mjs';
import { host, serverNode, serverScript } from './locations.mjs';

/** Built-in extensions that no test needs. */
export const needlessBuiltin = [
  'github.copilot-chat',
  'vscode.github',
  'vscode.mermaid-markdown-features',
  'ms-vscode.js-debug',
  'ms-vscode.js-debug-companion',
  'ms-vscode.vscode-js-profile-table',
];

const quietSettings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  // The theme follows the preference of the browser.
  'window.autoDetectColorScheme': true,
  'window.autoDetectHighContrast': true,
  // Git's part of the environment comes when it likes, and a terminal that is replaced loses what was typed
  'terminal.integrated.environmentChangesRelaunch': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** The environment, without what a VS Code around us put there for itself. */
function environment(folder, skipBuiltin, env) {
  const outer = Object.entries(process.env).filter(([name]) => !name.startsWith('VSCODE_'));
  return {
    ...Object.fromEntries(outer),
    TMPDIR: folder,
    EXTENSIONS_GALLERY: '{"serviceUrl":""}', // no marketplace: nothing is fetched
    VSCODE_SKIP_BUILTIN_EXTENSIONS: skipBuiltin.join(','),
    ...env,
  };
}

/**
 * An extension found among the installed ones at the first start counts as installed. (VS Code's own way to run an
 * unpackaged extension needs the smoke test driver here, and that driver hides notifications.)
 */
function link(extension, extensions) {
  const { publisher, name, version } = JSON.parse(readFileSync(path.join(extension, 'package.json'), 'utf8'));
  symlinkSync(path.resolve(extension), path.join(extensions, `${publisher}.${name}-${version}`), 'dir');
}

/**
 * Starts a server with an empty profile of its own.
 *
 * @param {object} [options]
 * @param {string[]} [options.vsix] packaged extensions to install first
 * @param {string[]} [options.linked] folders of unpackaged extensions to run as if they were installed
 * @param {Record<string, unknown>} [options.settings] user settings
 * @param {string[]} [options.skipBuiltin] built-in extensions to leave out, as publisher.name
 * @param {Record<string, string>} [options.env] added to the environment, which reaches the extension host. There,
 *   HOST_LOGS is the folder of the logs
 * @param {boolean} [options.smokeTestDriver] needed to run a suite in the extension host. Hides notifications
 * @param {number} [options.port] 0: any free one
 * @param {boolean} [options.log] show what the server prints
 */
export async function startServer({
  vsix = [],
  linked = [],
  settings = {},
  skipBuiltin = needlessBuiltin,
  env = {},
  smokeTestDriver = false,
  port = 0,
  log = Boolean(process.env.DEBUG_HOST),
} = {}) {
  const temporary = temporaryFolder('vscode');
  const data = path.join(temporary.folder, 'server');
  const userData = path.join(data, 'data/User');
  const extensions = path.join(temporary.folder, 'extensions');
  const tokenFile = path.join(temporary.folder, 'token');
  const token = randomUUID(); // other users of this machine reach loopback too
  mkdirSync(userData, { recursive: true });
  mkdirSync(extensions);
  for (const extension of linked) link(extension, extensions);
  writeFileSync(tokenFile, token, { mode: 0o600 });

  writeFileSync(
    path.join(userData, 'settings.json'),
    `${JSON.stringify({ ...quietSettings, ...settings }, null, 2)}\n`,
  );

  const common = [
    serverScript,
    ...['--server-data-dir', data],
    ...['--extensions-dir', extensions],
    '--accept-server-license-terms',
    '--disable-telemetry',
  ];
  const logs = path.join(data, 'data/logs');
  const childEnv = environment(temporary.folder, skipBuiltin, { HOST_LOGS: logs, ...env });
  try {
    if (vsix.length > 0) {
      const installs = vsix.flatMap(file => ['--install-extension', path.resolve(file)]);
      await run(serverNode(), [...common, ...installs, '--force'], { env: childEnv });
    }
  } catch (error) {
    temporary.remove();
    throw error;
  }

  const server = start(
    serverNode(),
    [
      ...['--require', path.join(host, 'endWithParent.cjs')],
      ...common,
      ...['--host', '127.0.0.1', '--port', String(port), '--connection-token-file', tokenFile],
      '--disable-workspace-trust',
      ...['--reconnection-grace-time', '5'], // seconds that the extension host of a closed window stays
      ...(smokeTestDriver ? ['--enable-smoke-test-driver'] : []),
    ],
    { stdio: 'pipe', env: childEnv },
  );
  let output = '';
  const listening = new Promise((resolve, reject) => {
    const read = chunk => {
      output += chunk;
      if (log) process.stderr.write(chunk);
      const found = /Web UI available at \S+?:(\d+)/.exec(output);
      if (found) resolve(Number(found[1]));
      if (output.includes('EADDRINUSE')) reject(new Error(`port ${port} is in use`));
    };
    server.child.stdout.on('data', read);
    server.child.stderr.on('data', read);
  });
  const died = server.exited.then(code => {
    throw new Error(`the VS Code server ended (${code})\n${output}`);
  });
  died.catch(() => {});

  async function stop() {
    await server.stop();
    temporary.remove();
  }

  let actualPort;
  try {
    actualPort = await within(60_000, 'starting the VS Code server', Promise.race([listening, died]));
  } catch (error) {
    await stop();
    throw error;
  }
  const authority = `127.0.0.1:${actualPort}`;

  /** A file on this machine as the workbench names it. */
  const uri = file => `vscode-remote://${authority}${pathToFileURL(file).pathname}`;

  return {
    authority,
    /** Rejects when the server ends. Never resolves. Race against it what must not outlive the server. */
    died,
    /** VS Code's logs, the extension host's among them. */
    logs,
    /** All that it keeps: settings, storage and logs. */
    data,
    uri,

    /**
     * The address that opens a folder.
     * @param {string} folder a path, or the URI of a folder of another file system
     * @param {object} [options]
     * @param {string} [options.logLevel] of everything. `trace` is the finest
     * @param {{ extension: string, suite: string }} [options.test] runs a suite: the module whose `run` the extension
     *   host calls, and the unpackaged extension that it lies in
     */
    url(folder, { logLevel, test } = {}) {
      const payload = [['skipWelcome', 'true']];
      if (logLevel) payload.push(['logLevel', logLevel]);
      if (test)
        payload.push(['extensionDevelopmentPath', uri(test.extension)], ['extensionTestsPath', uri(test.suite)]);
      const opened = /^\w+:\//.test(folder) ? folder : path.resolve(folder);
      const query = new URLSearchParams({ tkn: token, folder: opened, payload: JSON.stringify(payload) });
      return `http://${authority}/?${query}`;
    },

    stop,
  };
}
