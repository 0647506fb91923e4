// The gate against the emulator, as a pipeline would run it: sign-in by a service principal of the environment.
import assert from 'node:assert/strict';
import { Emulator } from '../../emulator/emulator.ts';
import type { FaultKind } from '../../emulator/faults.ts';
import { readWorld } from '../../emulator/world.ts';
import { type GateRun, gateProcess } from '../../gate/gate.ts';
import { temporaryFolder } from '../../temporary.ts';
import { snapshotFile } from './samples.ts';

/** The home folder of the programs under test. */
export const home = temporaryFolder();
export const emulator = new Emulator(readWorld(snapshotFile));

/** Runs the gate as a program of its own, signed in at the emulator, with logging at its finest. */
export function gate(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<GateRun> {
  const env = {
    HOME: home,
    TMPDIR: home,
    ACR_PULL_EMULATOR_PORT: String(emulator.port),
    AZURE_TENANT_ID: '7e4a4700-0000-4000-8000-000000000001',
    AZURE_CLIENT_ID: 'c11e4700-0000-4000-8000-000000000999',
    AZURE_CLIENT_SECRET: 'emulator.s3cret-of-the-pipeline',
    AZURE_FEDERATED_TOKEN_FILE: '',
    ACR_PULL_DEBUG: '1',
    AZURE_LOG_LEVEL: 'verbose',
    ...environment,
  };
  return gateProcess(args, { env });
}

/** No secret that the emulator knows is in a text, whole or in its telling part. */
export function assertNoSecret(what: string, text: string): void {
  for (const secret of [...emulator.tokens.secrets, 'emulator.s3cret-of-the-pipeline', 's3cret-of']) {
    assert.ok(!text.includes(secret), `${what} holds ${secret}`);
  }
  assert.doesNotMatch(text, /Bearer emulator|authorization: *Bearer/i, what);
}

/** Nothing of it is in the output of a check in which Azure fails so. */
export async function assertNoSecretUnder(kind: FaultKind, on: RegExp): Promise<void> {
  emulator.faults.plan({ kind, on });
  const { stdout, stderr } = await gate(['check', 'samples/deploy/base', '--azure', '--images']);
  emulator.faults.clear();
  assert.ok(stderr.length > 500, 'the logs are there');
  assertNoSecret('the output', stdout + stderr);
}
