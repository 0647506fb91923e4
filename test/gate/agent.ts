// The part of Azure Pipelines that a template of steps notices: parameters, conditions, and the scripts of its steps.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { version } from '../../src/gate/terminal/terminal.ts';
import { temporaryFolder } from '../temporary.ts';
import { type GateRun, program } from './gate.ts';

export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly default: string | boolean;
  readonly values?: readonly (string | boolean)[];
}

export interface Template {
  readonly parameters: readonly Parameter[];
  /** Each has steps below a condition. */
  readonly steps: readonly Readonly<Record<string, readonly Step[]>>[];
}

export interface Step {
  readonly task?: string;
  readonly bash?: string;
  readonly displayName?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

type Values = Readonly<Record<string, string>>;

/** The steps that a caller's parameters leave, with their values put in. */
export function expanded({ parameters, steps }: Template, given: Values): readonly Step[] {
  for (const name of Object.keys(given))
    assert.ok(
      parameters.some(each => each.name === name),
      `no parameter ${name}`,
    );
  // A boolean becomes `True` in a text.
  const textOf = (value: string | boolean) => (typeof value === 'boolean' ? (value ? 'True' : 'False') : value);
  const values = Object.fromEntries(parameters.map(each => [each.name, given[each.name] ?? textOf(each.default)]));
  const left: Step[] = [];
  let isLastTaken = false;
  for (const branch of steps) {
    const [[condition, inner] = ['', []]] = Object.entries<readonly Step[]>(branch);
    isLastTaken = condition === '${{ else }}' ? !isLastTaken : holds(condition, values);
    if (isLastTaken) left.push(...inner.map(step => filled(step, values)));
  }
  return left;
}

function holds(condition: string, values: Values): boolean {
  const [, name = ''] = /^\$\{\{ if ne\(parameters\.(\w+), ''\) \}\}$/.exec(condition) ?? [];
  assert.ok(name in values, condition);
  return values[name] !== '';
}

function filled<T>(part: T, values: Values): T {
  return JSON.parse(JSON.stringify(part), (_, value: unknown) =>
    typeof value === 'string'
      ? value.replaceAll(/\$\{\{ parameters\.(\w+) \}\}/g, (_whole, name: string) => {
          assert.ok(name in values, name);
          return values[name] ?? '';
        })
      : value,
  );
}

/**
 * A folder with an `npx`. It starts the built gate for the package of this version, which is not published, and refuses
 * any other package.
 */
export function folderOfNpx(t: TestContext): string {
  const at = temporaryFolder(t);
  const npx = path.join(at, 'npx');
  const asked = `--yes --package=acr-pull-check@${version} acr-pull`;
  writeFileSync(
    npx,
    `#!/bin/sh\n[ "$1 $2 $3" = '${asked}' ] || { echo "npx was asked for $1 $2 $3" >&2; exit 99; }\nshift 3\nexec '${process.execPath}' '${program}' "$@"\n`,
  );
  chmodSync(npx, 0o755);
  return at;
}

/** Runs a script in a shell, as an agent and a hook of azd do, in a folder. */
export function runScript(
  t: TestContext,
  script: string,
  cwd: string,
  { env = {}, shell = 'bash' }: { readonly env?: Values | undefined; readonly shell?: 'bash' | 'sh' } = {},
): GateRun {
  const at = folderOfNpx(t);
  const { status, stdout, stderr } = spawnSync(shell, ['-c', script], {
    cwd,
    env: { ...process.env, ...env, AGENT_TEMPDIRECTORY: at, PATH: `${at}${path.delimiter}${process.env['PATH']}` },
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}
