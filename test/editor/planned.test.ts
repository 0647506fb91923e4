// Pulls of infrastructure code in the editor: the line of the grant, the hover, the row of a tree.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { grantProblemsOf } from '../../src/editor/diagnostics/grantProblem.ts';
import { hoverText } from '../../src/editor/hover/hoverText.ts';
import { lineNode } from '../../src/editor/tree/outline.ts';
import type { Finding } from '../../src/model/verdict.ts';
import { emptyConfig } from '../../src/workspace/config/config.ts';
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

test('hover and tree say that it is so once deployed', () => {
  const context = { uri: 'file:///x', map: undefined, now: new Date('2026-11-24T12:00:00Z') };
  const web = findingIn('infra/web.bicep');
  assert.match(hoverText([web], context), /Code.*infra\/main\.bicep.*grant .*web\.pull.*once deployed/);
  assert.match(hoverText([findingIn('chart/values.yaml')], context), /Code.*goes to the identity of the control plane/);
  const row = (finding: Finding) =>
    lineNode({ finding, uri: 'file:///x', line: 1, character: 0, registry: undefined, map: undefined }, 'root')
      .description;
  assert.match(row(web), /once deployed$/);
  assert.doesNotMatch(row(findingIn('infra/worker.bicep')), /once deployed/);
});
