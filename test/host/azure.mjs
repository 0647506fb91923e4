// The extension in a real VS Code, signed in to the emulated Azure: node test/host/azure.mjs
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Emulator } from '../emulator/emulator.ts';
import { readWorld } from '../emulator/world.ts';
import { buildSuite } from './buildSuite.mjs';
import { fakeSignIn } from './fakeSignIn.mjs';
import { install } from './install.mjs';
import { temporaryFolder } from './lifetime.mjs';
import { requireBuilt, root, samples } from './locations.mjs';
import { runSuite } from './runSuite.mjs';

const token = 'emulator.host';

requireBuilt(root);
await install();
const emulator = new Emulator(readWorld(path.join(samples, 'access.snapshot.json')));
emulator.tokens.admit(token, '*');
const port = await emulator.start();

// The samples, without the snapshot that they are checked against otherwise.
const { folder } = temporaryFolder('azure');
const workspace = path.join(folder, 'samples');
cpSync(samples, workspace, { recursive: true });
rmSync(path.join(workspace, 'access.snapshot.json'));
const config = path.join(workspace, '.acr-pull.yaml');
writeFileSync(config, readFileSync(config, 'utf8').replace(/^snapshot:.*$/m, ''));

const { env, ...signIn } = fakeSignIn({ signedIn: true, token });
const { passed, failed, trouble } = await runSuite({
  workspace,
  extension: root,
  suite: await buildSuite(),
  only: 'live Azure',
  ...signIn,
  env: { ...env, ACR_PULL_EMULATOR_PORT: String(port) },
});
await emulator.stop();
console.log(`${passed} passed, ${failed} failed; ${emulator.requests.length} requests, ${emulator.mostAtOnce} at once`);
process.exitCode = failed > 0 || passed < 3 || trouble ? 1 : 0;
