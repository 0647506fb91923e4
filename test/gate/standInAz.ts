// Runs a script in a real bash, with nothing on its path but an `az` that keeps Azure in a file: the model in
// azModel.ts.
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AzState } from './azModel.ts';

const model = pathToFileURL(path.join(import.meta.dirname, 'azModel.ts')).href;

export const hasBash = spawnSync('bash', ['--version']).status === 0;

/** `snapshot` is Azure before the script, as text. What comes back is Azure after it. */
export function runWithAz(script: string, folder: string, snapshot: string) {
  const state = path.join(folder, 'az-state.json');
  const az = path.join(folder, 'az');
  writeFileSync(az, `#!${process.execPath}\nimport(${JSON.stringify(model)}).then(({ main }) => main());\n`);
  chmodSync(az, 0o755);
  writeFileSync(state, JSON.stringify({ snapshot: JSON.parse(snapshot), changes: [] }));
  const bash = spawnSync('bash', ['-c', 'printf %s "$BASH"'], { encoding: 'utf8' }).stdout;
  const run = spawnSync(bash, ['--noprofile', '--norc'], {
    cwd: folder,
    env: { PATH: folder, HOME: folder, LC_ALL: 'C', AZ_STATE: state },
    input: script,
    encoding: 'utf8',
  });
  const after: AzState = JSON.parse(readFileSync(state, 'utf8'));
  return {
    code: run.status,
    stdout: run.stdout,
    stderr: run.stderr,
    snapshot: JSON.stringify(after.snapshot),
    assignments: after.snapshot.roleAssignments,
    /** The first words of each command that changed something. */
    changes: after.changes.map(words => words.filter(word => !word.startsWith('--')).join(' ')),
  };
}
