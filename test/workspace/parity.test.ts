// The same manifests, config and snapshot give the same findings in the editor and at the gate, one by one: what is
// found, how loud it is, what is hidden, which comments and which parts of the config are idle.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { readSnapshot } from '../../src/access/snapshot/snapshot.ts';
import { problemsOf } from '../../src/editor/diagnostics/referenceProblem.ts';
import { nodeFiles } from '../../src/gate/files/nodeFiles.ts';
import { readMap } from '../../src/gate/files/snapshotFile.ts';
import { readWorkspaces } from '../../src/gate/reading/readWorkspaces.ts';
import { reportCheck } from '../../src/gate/report/checkReport.ts';
import type { Terminal } from '../../src/gate/terminal/terminal.ts';
import { runToEnd } from '../../src/model/steps.ts';
import { prepareReader, readManifest } from '../../src/read/index.ts';
import { emptyConfig } from '../../src/workspace/config/config.ts';
import { mistakesIn } from '../../src/workspace/config/mistakes.ts';
import { readConfig } from '../../src/workspace/config/readConfig.ts';
import { examine, examining } from '../../src/workspace/engine.ts';
import { severityOfFinding } from '../../src/workspace/severity.ts';
import { Walk } from '../../src/workspace/walk.ts';
import { Workspace } from '../../src/workspace/workspace.ts';
import { temporaryFolder } from '../temporary.ts';
import { parityConfig } from './parity.ts';

const now = new Date('2026-11-24T12:00:00Z');
const samples = path.resolve(import.meta.dirname, '../../samples');
const folder = temporaryFolder();
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

/** The gate's report, a line for each finding, hidden ones too. */
const atGate = reportOfGate();

async function reportOfGate() {
  const { workspaces } = await readWorkspaces([], {}, terminal);
  const [workspace] = workspaces;
  assert.ok(workspace && workspaces.length === 1);
  const map = await readMap([workspace], [], terminal);
  const { accounts } = workspace;
  const findings = examine(workspace.references, { config: workspace.config, map, chosen: [], now, accounts });
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

/** The findings in the editor's store, and those shown, after the files were read in some order and edited. */
async function inEditor(order: (files: readonly string[]) => readonly string[]) {
  const files = nodeFiles(folder, { cwd: folder });
  const found = await new Walk(files, { ignoreCase: false }).find();
  const workspace = new Workspace();
  const textOf = (name: string) => readFileSync(path.join(folder, name), 'utf8');
  const { config } = readConfig(textOf('.acr-pull.yaml'), '.acr-pull.yaml');
  const snapshot = readSnapshot(textOf('access.snapshot.json'), 'access.snapshot.json');
  assert.ok('map' in snapshot);
  const circumstances = { config, map: snapshot.map, chosen: [], now };
  workspace.configure(config);
  const take = (name: string, text: string) => workspace.take(readManifest({ name, text }), text);
  const judge = () => {
    for (const _ of workspace.build());
    for (const name of workspace.takeOutdated()) runToEnd(workspace.judge(name, circumstances, examining));
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
    const [gate, editor] = [await atGate, await inEditor(order)];
    assert.ok(gate.findings.length > 40);
    assert.deepEqual(editor.findings, gate.findings);
    assert.deepEqual(editor.mistakes.toSorted(), gate.mistakes.toSorted());
  });
}

test('what the editor shows, the gate annotates, and the reverse', async () => {
  const [gate, editor] = [await atGate, await inEditor(files => files)];
  const places = new Set(gate.shown.map(({ reference }) => `${reference.file} ${reference.text}`));
  const problems = new Set(editor.problems.map(({ reference }) => `${reference.file} ${reference.text}`));
  assert.deepEqual(problems, places);
});

test('the config of this test changes what it is meant to change', async () => {
  const { findings, mistakes } = await atGate;
  const severities = new Set(findings.map(line => /\[(\w+)\]$/.exec(line)?.[1]));
  assert.deepEqual(severities, new Set(['error', 'warning', 'information', 'hint', 'off']));
  assert.ok(findings.some(line => line.includes('→ europe')));
  assert.ok(!findings.some(line => line.startsWith('more/tenant/')), 'left out by .gitignore');
  assert.ok(!findings.some(line => /unknown .*\[(error|warning)\]$/.test(line)), 'an unknown pull is never loud');
  assert.match(mistakes.join('\n'), /no-such-target/);
});

const brokenChart = {
  'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 0.1.0\n',
  'values.yaml': 'image: shopprod.azurecr.io/checkout:2.4.0\n',
  'templates/pod.yaml': 'kind: Pod\napiVersion: v1\nspec: { containers: [{ image: "{{ .Values.image }}" }] }\n',
  // Its action has no end, so that what the template makes of the values is not known.
  'templates/broken.yaml': 'kind: Pod\napiVersion: v1\nspec:\n  containers:\n    - image: "{{ .Values.image }"\n',
};
// The base replaces an image by a pattern that can't be followed through the overlay, which lies in a circle.
const circle = {
  'one/kustomization.yaml': 'resources: [../two, pod.yaml]\n',
  'two/kustomization.yaml': 'resources: [../one]\nimages: [{ name: shopprod.azurecr.io/checkout, newTag: "2" }]\n',
  'one/pod.yaml': 'kind: Pod\napiVersion: v1\nspec: { containers: [{ image: "shopprod.azurecr.io/checkout:1" }] }\n',
};

/** The parts that the gate notes and fails on. */
async function unreadAtGate(root: string): Promise<readonly string[]> {
  const notes: string[] = [];
  const reading = await readWorkspaces(
    [root],
    { config: false },
    { ...terminal, cwd: root, err: text => notes.push(text) },
  );
  const isShown = (note: string) => reading.partlyRead.some(file => note.startsWith(`acr-pull: ${file}:`));
  const shown = notes.filter(isShown).map(note => note.trimEnd().replace(/ \(and \d+ more\)$/, ''));
  return shown.toSorted();
}

/** The parts that the editor underlines, in the words of the gate. */
async function unreadInEditor(root: string, order: (files: readonly string[]) => readonly string[]) {
  const workspace = new Workspace();
  const found = await new Walk(nodeFiles(root, { cwd: root }), { ignoreCase: false }).find();
  const judge = () => {
    for (const _ of workspace.build());
    for (const name of workspace.takeOutdated())
      runToEnd(workspace.judge(name, { config: emptyConfig, map: undefined, now }, examining));
  };
  for (const name of order(found.files)) {
    const text = readFileSync(path.join(root, name), 'utf8');
    await prepareReader({ name, text }, async file =>
      readFileSync(path.resolve(import.meta.dirname, '../../dist', file)),
    );
    workspace.take(readManifest({ name, text }), text);
    judge();
  }
  const editor = workspace.files().flatMap(name => workspace.unread(name).slice(0, 1));
  const shown = editor.map(({ place, message }) => {
    const { start } = workspace.locate(place) ?? {};
    return `acr-pull: ${place.file}:${(start?.line ?? 0) + 1}:${(start?.character ?? 0) + 1}: ${message}`;
  });
  return shown.toSorted();
}

for (const [what, filesOf] of Object.entries({
  'of the samples': () => samples,
  'of a repository': () => path.resolve(samples, '../samples-gitops'),
  'of a chart with a broken template': (t: TestContext) => folderOf(t, brokenChart),
  'of overlays in a circle': (t: TestContext) => folderOf(t, circle),
})) {
  test(`parts ${what} that are not read are the same in both faces, in whatever order the files are read`, async t => {
    const root = filesOf(t);
    const gate = await unreadAtGate(root);
    for (const order of Object.values(orders)) assert.deepEqual(await unreadInEditor(root, order), gate);
    if (/broken|circle/.test(what)) assert.ok(gate.length > 0);
  });
}

function folderOf(t: TestContext, files: Readonly<Record<string, string>>): string {
  const at = temporaryFolder(t);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(at, name)), { recursive: true });
    writeFileSync(path.join(at, name), text);
  }
  return at;
}
