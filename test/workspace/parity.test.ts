// The same manifests, config and snapshot give the same findings in the editor and at the gate, one by one: what is
// found, how loud it is, what is hidden, which comments and which parts of the config are idle.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { readSnapshot } from '../../src/access/snapshot/snapshot.ts';
import { problemsOf } from '../../src/editor/diagnostics/referenceProblem.ts';
import { nodeFiles } from '../../src/gate/files/nodeFiles.ts';
import { readMap } from '../../src/gate/files/snapshotFile.ts';
import { reportCheck } from '../../src/gate/report/checkReport.ts';
import type { Terminal } from '../../src/gate/terminal/terminal.ts';
import { readWorkspaces } from '../../src/gate/workspace.ts';
import { readManifest } from '../../src/manifests/index.ts';
import { mistakesIn } from '../../src/workspace/config/mistakes.ts';
import { readConfig } from '../../src/workspace/config/readConfig.ts';
import { examine } from '../../src/workspace/engine.ts';
import { severityOfFinding } from '../../src/workspace/severity.ts';
import { Walk } from '../../src/workspace/walk.ts';
import { Workspace } from '../../src/workspace/workspace.ts';
import { parityConfig } from './parity.ts';

const now = new Date('2026-11-24T12:00:00Z');
const samples = path.resolve(import.meta.dirname, '../../samples');
const folder = mkdtempSync(path.join(tmpdir(), 'acr-pull-parity-'));
after(() => rmSync(folder, { recursive: true }));
cpSync(samples, folder, { recursive: true });
writeFileSync(path.join(folder, '.gitignore'), 'more/tenant/\n');
writeFileSync(
  path.join(folder, '.acr-pull.yaml'),
  parityConfig(readFileSync(path.join(samples, '.acr-pull.yaml'), 'utf8')),
);

const terminal: Terminal = {
  cwd: folder,
  color: false,
  now: () => now,
  input: async () => new Uint8Array(),
  out: () => {},
  err: () => {},
};

/** What the gate reports, a line for each finding; what is hidden, too. */
async function atGate() {
  const { workspaces } = await readWorkspaces([], {}, terminal);
  const [workspace] = workspaces;
  assert.ok(workspace && workspaces.length === 1);
  const map = await readMap([workspace], [], terminal);
  const findings = examine(workspace.references, { config: workspace.config, map, chosen: [], now });
  const { config, manifests } = workspace;
  const mistakes = mistakesIn({ config, map, manifests, findings }).map(({ message }) => message);
  const report = reportCheck(
    [{ workspace, map, findings }],
    [],
    { failOn: 'unknown', requireImages: false },
    () => false,
  );
  const line = (finding: (typeof report.findings)[number], severity: string) => {
    const { file, line, column, endLine, endColumn } = finding.reference;
    const place = `${file}:${line}:${column}-${endLine}:${endColumn}`;
    return `${place} → ${finding.target?.name}: ${finding.outcome} ${finding.message} [${severity}]`;
  };
  return {
    mistakes,
    findings: [
      ...report.findings.map(finding => line(finding, finding.severity ?? 'off')),
      ...report.suppressed.map(finding => line(finding, 'off')),
    ].toSorted(),
    shown: report.findings.filter(finding => finding.severity !== 'off'),
  };
}

/** What the editor's store holds, and shows, after the files were read in some order and edited. */
async function inEditor(order: (files: readonly string[]) => readonly string[]) {
  const files = nodeFiles(folder);
  const found = await new Walk(files, { ignoreCase: false }).find();
  const workspace = new Workspace();
  const textOf = (name: string) => readFileSync(path.join(folder, name), 'utf8');
  const { config } = readConfig(textOf('.acr-pull.yaml'), '.acr-pull.yaml');
  const snapshot = readSnapshot(textOf('access.snapshot.json'), 'access.snapshot.json');
  assert.ok('map' in snapshot);
  const circumstances = { config, map: snapshot.map, chosen: [], now };
  const take = (name: string, text: string) => workspace.take(readManifest({ name, text }), text);
  const judge = () => {
    for (const name of workspace.takeOutdated())
      if (workspace.isOutdated(name)) workspace.judge(name, circumstances, examine);
  };
  for (const name of order(found.files)) {
    take(name, textOf(name).replaceAll('azurecr.io', 'azurecr.example'));
    judge();
    take(name, textOf(name));
  }
  judge();
  const all = workspace.files().flatMap(name => workspace.findings(name));
  const mistakes = mistakesIn({ config, map: snapshot.map, manifests: workspace.files(), findings: all });
  const findings = all.map(finding => {
    const at = workspace.locate(finding.reference);
    assert.ok(at);
    const { start, end } = at;
    const place = `${finding.reference.file}:${start.line + 1}:${start.character + 1}-${end.line + 1}:${end.character + 1}`;
    const { outcome, message } = finding.verdict;
    return `${place} → ${finding.target?.name}: ${outcome} ${message} [${severityOfFinding(finding, config)}]`;
  });
  const problems = problemsOf(all, finding => severityOfFinding(finding, config));
  return { findings: findings.toSorted(), problems, mistakes: mistakes.map(({ message }) => message) };
}

const orders = {
  'in the order of the walk': (files: readonly string[]) => files,
  'the other way round': (files: readonly string[]) => files.toReversed(),
};

for (const [how, order] of Object.entries(orders)) {
  test(`editor and gate find the same, finding by finding, with the files read ${how}`, async () => {
    const [gate, editor] = [await atGate(), await inEditor(order)];
    assert.ok(gate.findings.length > 40);
    assert.deepEqual(editor.findings, gate.findings);
    assert.deepEqual(editor.mistakes.toSorted(), gate.mistakes.toSorted());
  });
}

test('what the editor shows, the gate annotates, and the reverse', async () => {
  const [gate, editor] = [await atGate(), await inEditor(files => files)];
  const places = new Set(gate.shown.map(({ reference }) => `${reference.file} ${reference.text}`));
  const problems = new Set(editor.problems.map(({ reference }) => `${reference.file} ${reference.text}`));
  assert.deepEqual(problems, places);
});

test('the config of this test changes what it is meant to change', async () => {
  const { findings, mistakes } = await atGate();
  const severities = new Set(findings.map(line => /\[(\w+)\]$/.exec(line)?.[1]));
  assert.deepEqual(severities, new Set(['error', 'warning', 'information', 'hint', 'off']));
  assert.ok(findings.some(line => line.includes('→ europe')));
  assert.ok(!findings.some(line => line.startsWith('more/tenant/')), 'left out by .gitignore');
  assert.ok(!findings.some(line => /unknown .*\[(error|warning)\]$/.test(line)), 'an unknown pull is never loud');
  assert.match(mistakes.join('\n'), /no-such-target/);
});
