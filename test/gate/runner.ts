// The part of GitHub's runner that an action notices: the inputs and files that it hands over, and what it takes from
// them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { parse } from 'yaml';
import { temporaryFolder } from '../temporary.ts';

export interface ActionRun {
  readonly code: number | null;
  readonly log: string;
  readonly notes: string;
  readonly outputs: string;
  readonly summary: string;
}

interface Step {
  /** The folder of action.yml, as the runner has checked it out. */
  readonly uses: string;
  readonly with: Readonly<Record<string, string>>;
  /** The folder of the job's own checkout. */
  readonly workspace: string;
}

/** Runs a step. Of all programs only git is found by its name: no Node, no npm. */
export function runAction(t: TestContext, { uses: action, with: given, workspace }: Step): ActionRun {
  const { inputs, runs } = parse(readFileSync(path.join(action, 'action.yml'), 'utf8'));
  assert.equal(runs.using, 'node24');
  for (const name of Object.keys(given)) assert.ok(name in inputs, `the action has no input ${name}`);
  // https://github.com/actions/runner/blob/main/src/Runner.Worker/Handlers/Handler.cs (AddInputsToEnvironment)
  const values = Object.keys(inputs).map(name => [
    `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
    given[name] ?? String(inputs[name].default ?? ''),
  ]);
  const folder = temporaryFolder(t);
  const isWindows = process.platform === 'win32'; // where no link can be made
  if (!isWindows)
    symlinkSync(
      spawnSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).stdout.trim(),
      path.join(folder, 'git'),
    );
  const fileOf = (name: string) => {
    const file = path.join(folder, name);
    writeFileSync(file, '');
    return file;
  };
  const [output, summary] = [fileOf('set_output'), fileOf('step_summary')];
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(action, runs.main)], {
    cwd: workspace,
    env: {
      ...(isWindows ? process.env : { PATH: folder }),
      ...Object.fromEntries(values),
      GITHUB_WORKSPACE: workspace,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
    },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  return {
    code: status,
    log: stdout,
    notes: stderr,
    outputs: readFileSync(output, 'utf8'),
    summary: readFileSync(summary, 'utf8'),
  };
}
