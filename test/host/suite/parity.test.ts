// The same manifest and the same map give the same findings in the editor and at the gate.
import * as assert from 'node:assert';
import * as vscode from 'vscode';
import { readConfig } from '../../../src/workspace/config/readConfig.ts';
import { isLouder, severityOf } from '../../../src/workspace/severity.ts';
import { parityConfig, parityRules } from '../../workspace/parity.ts';
import { askGate } from './askGate.ts';
import { causeOf, fileIn, problemsOf, settled } from './shop.ts';
import { eventually } from './support.ts';

const severities = ['error', 'warning', 'information', 'hint'] as const;

/** By the place of the reference: how loud the loudest finding is, and the causes. */
async function atGate(
  workspace: 'samples' | 'changed',
): Promise<ReadonlyMap<string, { readonly severity: string; readonly causes: readonly (string | null)[] }>> {
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(fileIn('.acr-pull.yaml')));
  const { config } = readConfig(text, '.acr-pull.yaml');
  const loud = askGate(workspace)
    .findings.map(finding => ({ finding, severity: severityOf(finding, config) }))
    .filter(({ severity }) => severity !== 'off');
  const byPlace = Map.groupBy(loud, ({ finding: { reference } }) =>
    [reference.file, reference.line, reference.column, reference.endColumn].join(':'),
  );
  return new Map(
    [...byPlace].map(([place, found]) => {
      const [loudest] = found.toSorted((one, other) => (isLouder(one.severity, other.severity) ? -1 : 1));
      return [place, { severity: loudest?.severity ?? '', causes: found.map(({ finding }) => finding.cause) }];
    }),
  );
}

function inEditor(): ReadonlyMap<string, vscode.Diagnostic> {
  return new Map(
    vscode.languages.getDiagnostics().flatMap(([uri]) =>
      problemsOf(uri)
        .filter(({ code }) => code !== undefined) // mistakes of the config have none
        .map(problem => {
          const { start, end } = problem.range;
          const file = vscode.workspace.asRelativePath(uri, false);
          return [[file, start.line + 1, start.character + 1, end.character + 1].join(':'), problem] as const;
        }),
    ),
  );
}

/** All findings of the editor, sorted. */
function allSaid(): string {
  const lines = [...inEditor()].map(([place, problem]) => `${place} ${causeOf(problem)} ${problem.severity}`);
  return lines.sort().join('\n');
}

async function compare(workspace: 'samples' | 'changed'): Promise<void> {
  const [gate, editor] = [await atGate(workspace), inEditor()];
  assert.deepStrictEqual([...editor.keys()].sort(), [...gate.keys()].sort());
  for (const [place, problem] of editor) {
    const { severity, causes } = gate.get(place) ?? {};
    assert.ok(causes?.includes(causeOf(problem)), `${place}: ${causeOf(problem)}, and ${causes} at the gate`);
    // A gap of one registry is shown once in the editor. Elsewhere it is a hint.
    const isSaidElsewhere = severity === 'information' && severities[problem.severity] === 'hint';
    if (!isSaidElsewhere) assert.strictEqual(severities[problem.severity], severity, place);
  }
  console.log(`      ${editor.size} references`);
}

describe('editor and gate', () => {
  it('find the same in the samples', async () => {
    await settled();
    await compare('samples');
  });

  it('find the same with a config that changes severities, ignored findings, targets and globs', async () => {
    const config = fileIn('.acr-pull.yaml');
    const before = await vscode.workspace.fs.readFile(config);
    await settled();
    const said = allSaid();
    const changed = parityConfig(new TextDecoder().decode(before));
    await vscode.workspace.fs.writeFile(config, new TextEncoder().encode(changed));
    await vscode.workspace.fs.writeFile(fileIn('.gitignore'), new TextEncoder().encode(parityRules));
    try {
      const isThere = (file: string) => [...inEditor().keys()].some(place => place.startsWith(file));
      await eventually('the rules are followed', () => !isThere('more/tenant/') || undefined);
      const isQuieter = (problem: vscode.Diagnostic) =>
        causeOf(problem) === 'not-attached' && problem.severity === vscode.DiagnosticSeverity.Warning;
      await eventually('the config is followed', () => [...inEditor().values()].some(isQuieter) || undefined);
      await settled();
      await compare('changed');
    } finally {
      await vscode.workspace.fs.writeFile(config, before);
      await vscode.workspace.fs.delete(fileIn('.gitignore'));
      // The gate is not asked here: a run of it holds up the very thread that the editor's findings come from.
      await eventually('all is as before', () => allSaid() === said || undefined);
    }
  });
});
