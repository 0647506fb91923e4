// The same manifest and the same map give the same findings in the editor and at the gate.
import * as assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { causes, isVerdictCause } from '../../../src/causes/index.ts';
import { causeOf, problemsOf, settled } from './shop.ts';
import { workspaceFolder } from './support.ts';

interface GateFinding {
  readonly reference: {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly endColumn: number;
  };
  readonly outcome: string;
  readonly cause: string | null;
}

/** What the gate of the same build says of the workspace; the extension's package doesn't carry it. */
function askGate(): readonly GateFinding[] {
  const gate = path.join(process.env['ACR_PULL_ROOT'] ?? '', 'dist/gate.cjs');
  const { stdout, stderr, status } = spawnSync(process.execPath, [gate, 'check', '.', '--format', 'json'], {
    cwd: workspaceFolder().fsPath,
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    encoding: 'utf8',
    maxBuffer: 50_000_000,
  });
  assert.strictEqual(status, 2, stderr);
  return JSON.parse(stdout).findings;
}

describe('editor and gate', () => {
  it('find the same in the samples', async () => {
    await settled();
    const worthShowing = askGate().filter(
      ({ cause }) => cause !== null && isVerdictCause(cause) && causes[cause].severity !== 'off',
    );
    const byPlace = Map.groupBy(worthShowing, ({ reference: { file, line, column, endColumn } }) =>
      [file, line, column, endColumn].join(':'),
    );
    const shown = new Map(
      vscode.languages.getDiagnostics().flatMap(([uri]) =>
        problemsOf(uri).map(problem => {
          const { start, end } = problem.range;
          const file = vscode.workspace.asRelativePath(uri, false);
          return [[file, start.line + 1, start.character + 1, end.character + 1].join(':'), problem] as const;
        }),
      ),
    );
    assert.deepStrictEqual([...shown.keys()].sort(), [...byPlace.keys()].sort());
    for (const [place, problem] of shown) {
      const atGate = byPlace.get(place)?.map(({ cause }) => cause);
      assert.ok(atGate?.includes(causeOf(problem)), `${place}: ${causeOf(problem)}, and ${atGate} at the gate`);
    }
    console.log(`      ${shown.size} references with ${worthShowing.length} findings`);
  });
});
