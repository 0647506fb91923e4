import * as assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import type { CheckReport } from '../../../src/gate/report/checkReport.ts';
import { workspaceFolder } from './support.ts';

/** The report of the same build's gate on the workspace. The extension's package doesn't carry the gate. */
export function askGate(_workspace: 'samples' | 'changed'): CheckReport {
  const gate = path.join(process.env['ACR_PULL_ROOT'] ?? '', 'dist/gate.cjs');
  const { stdout, stderr, status } = spawnSync(process.execPath, [gate, 'check', '.', '--format', 'json'], {
    cwd: workspaceFolder().fsPath,
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    encoding: 'utf8',
    maxBuffer: 50_000_000,
  });
  assert.strictEqual(status, 2, stderr);
  return JSON.parse(stdout);
}
