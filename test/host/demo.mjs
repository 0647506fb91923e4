// `npm start`: a real VS Code in the browser, with the extension under development, on the samples. Ctrl-C ends it.
//   node test/host/demo.mjs [--port N] [--in-place] [--no-open]
// --in-place: open the repository's own samples, not a copy. --no-open: only print the address.
import { spawn } from 'node:child_process';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { install } from './install.mjs';
import { temporaryFolder } from './lifetime.mjs';
import { requireBuilt, root, samples } from './locations.mjs';
import { startServer } from './server.mjs';

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    'in-place': { type: 'boolean' },
    'no-open': { type: 'boolean' },
  },
});

function workspace() {
  if (options['in-place']) return samples;
  const copy = path.join(temporaryFolder('demo').folder, 'samples');
  cpSync(samples, copy, { recursive: true });
  return copy;
}

/** Opens the address in the person's browser where there is a screen. Whether that works makes no difference. */
function openBrowser(url) {
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const screen = process.platform === 'darwin' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!screen || options['no-open']) return;
  spawn(opener, [url], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}

try {
  requireBuilt(root);
  await install({ browser: false }); // the person's own will do
  const folder = workspace();
  const server = await startServer({ linked: [root], port: Number(options.port) });
  const url = server.url(folder);
  console.log(`\nVS Code with ACR Pull Check, on ${options['in-place'] ? '' : 'a copy of '}the samples:\n\n  ${url}\n`);
  console.log('Ctrl-C ends it.');
  openBrowser(url);
  await server.died;
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
