// Pulls of infrastructure code in the editor: the line of the grant, the hover, the row of a tree.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { grantProblemsOf } from '../../src/editor/diagnostics/grantProblem.ts';
import { hoverText } from '../../src/editor/hover/hoverText.ts';
import { lineNode } from '../../src/editor/tree/outline.ts';
import { runToEnd } from '../../src/model/steps.ts';
import type { Finding } from '../../src/model/verdict.ts';
import { readManifest } from '../../src/read/index.ts';
import { emptyConfig } from '../../src/workspace/config/config.ts';
import { examining } from '../../src/workspace/engine.ts';
import { Workspace } from '../../src/workspace/workspace.ts';
import { judged } from '../access/planned/planned.ts';

const folder = path.resolve(import.meta.dirname, '../../samples-planned');
const names = [
  'cluster/main.tf',
  'chart/Chart.yaml',
  'chart/values.yaml',
  'chart/templates/deployment.yaml',
  'infra/main.bicep',
  'infra/main.parameters.json',
  'infra/registry.bicep',
  'infra/web.bicep',
  'infra/worker.bicep',
  'more/order.bicep',
  'more/off.bicep',
];
const files = new Map(names.map(name => [name, readFileSync(path.join(folder, name), 'utf8')]));
const { findings } = judged(files);

function findingIn(file: string): Finding {
  const found = findings.find(({ reference }) => reference.file === file);
  assert.ok(found, file);
  return found;
}

test('a mistake shows at its grant, once for all its images, and as a warning at least', () => {
  const chart = findingIn('chart/values.yaml');
  const other = { ...chart, reference: { ...chart.reference, file: 'other.yaml' } };
  const [problem, ...more] = grantProblemsOf([chart, other], emptyConfig);
  assert.ok(problem);
  assert.equal(more.length, 0);
  assert.deepEqual(
    [problem.severity, problem.cause, problem.grant.file],
    ['warning', 'role-on-wrong-identity', 'cluster/main.tf'],
  );
  assert.match(
    problem.message,
    /^The grant `azurerm_role_assignment\.pull` goes to the identity of the control plane, .*\(2 images\)$/,
  );
  assert.equal(problem.findings.length, 2);
  const [cycle] = grantProblemsOf([findingIn('infra/worker.bicep')], emptyConfig);
  assert.equal(cycle?.severity, 'error');
  const [off] = grantProblemsOf([findingIn('more/off.bicep')], emptyConfig);
  assert.equal(off?.severity, 'information');
});

test('a cause that is switched off shows at no grant, and an app that does not wait is no mistake of its grant', () => {
  const config = { ...emptyConfig, severity: { 'role-on-wrong-identity': 'off' } as const };
  assert.deepEqual(grantProblemsOf([findingIn('chart/values.yaml')], config), []);
  assert.deepEqual(grantProblemsOf([findingIn('more/order.bicep')], emptyConfig), []);
});

test('the image names the place of the grant', () => {
  const [origin] = findingIn('chart/values.yaml').verdict.related;
  assert.equal(`${origin?.file} ${origin?.role}`, 'cluster/main.tf grant in this code: `azurerm_role_assignment.pull`');
});

test('the file of a grant shows its mistake, and ceases to once the code is right', () => {
  const workspace = new Workspace();
  const circumstances = { config: emptyConfig, map: undefined, chosen: [], now: new Date('2026-11-24T12:00:00Z') };
  const judge = () => {
    for (const _ of workspace.build());
    return workspace.takeOutdated().flatMap(name => runToEnd(workspace.judge(name, circumstances, examining)));
  };
  const take = (name: string, text: string) => workspace.take(readManifest({ name, text }), text);
  for (const [name, text] of files) if (!name.startsWith('more/')) take(name, text);
  assert.ok(judge().includes('cluster/main.tf'), 'its diagnostics have to be shown');
  const about = () => workspace.withGrantIn('cluster/main.tf').map(({ reference }) => reference.file);
  assert.deepEqual(about(), ['chart/values.yaml']);
  const edit = findingIn('chart/values.yaml').verdict.fixes[0]?.edit;
  assert.ok(edit);
  const text = files.get(edit.file) ?? '';
  take(edit.file, text.slice(0, edit.span.start) + edit.newText + text.slice(edit.span.end));
  assert.ok(judge().includes('cluster/main.tf'));
  assert.deepEqual(about(), []);
  assert.equal(workspace.findings('chart/values.yaml')[0]?.verdict.outcome, 'allowed');
});

test('hover and tree say that it is so once deployed', () => {
  const context = { uri: 'file:///x', map: undefined, now: new Date('2026-11-24T12:00:00Z'), shown: [] };
  const web = findingIn('infra/web.bicep');
  assert.match(hoverText([web], context), /Code.*infra\/main\.bicep.*grant .*web\.pull.*once deployed/);
  assert.match(hoverText([findingIn('chart/values.yaml')], context), /Code.*goes to the identity of the control plane/);
  const row = (finding: Finding) =>
    lineNode({ finding, uri: 'file:///x', line: 1, character: 0, registry: undefined, map: undefined }, 'root')
      .description;
  assert.match(row(web), / · once deployed · /);
  assert.doesNotMatch(row(findingIn('infra/worker.bicep')), /once deployed/);
});
