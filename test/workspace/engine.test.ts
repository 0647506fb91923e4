// Severities switch findings on and off: those of the team's config, or of the person's settings.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Config, emptyConfig } from '../../src/workspace/config/config.ts';
import { examine } from '../../src/workspace/engine.ts';
import { assign, cluster, clusterId, guid, mapOf, now, reference, registry, roles } from '../verdict/facts.ts';

type Severities = Config['severity'];

function causeWith(severity: Severities, personal?: Severities, role: string = roles.AcrPull) {
  const roleAssignments = [assign(guid('aks kubelet'), role)];
  const map = mapOf({ resources: [cluster('aks'), registry('shop')], roleAssignments });
  const config = { ...emptyConfig, severity };
  const asked = personal === undefined ? {} : { personal };
  const [finding] = examine([reference('shop.azurecr.io/web:1')], {
    config,
    map,
    chosen: [clusterId('aks')],
    now,
    ...asked,
  });
  assert.ok(finding);
  return finding.verdict.cause;
}

const remark = 'legacy-role-before-abac';

test('the remark on a switch to ABAC mode is made where config or person give it a severity', () => {
  assert.equal(causeWith({}), null);
  assert.equal(causeWith({}, {}), null);
  assert.equal(causeWith({ [remark]: 'hint' }), remark);
  assert.equal(causeWith({}, { [remark]: 'hint' }), remark);
  assert.equal(causeWith({}, { [remark]: 'off' }), null);
});

test("the config's word comes before the person's", () => {
  assert.equal(causeWith({ [remark]: 'off' }, { [remark]: 'warning' }), null);
  assert.equal(causeWith({ [remark]: 'warning' }, { [remark]: 'off' }), remark);
});

// Trees, hovers and lenses of the editor would go on to warn of it, beside a list of problems without it.
test('a pull that works for a cause that is switched off plainly works, by config or person', () => {
  assert.equal(causeWith({}, {}, roles.Contributor), 'broad-grant');
  assert.equal(causeWith({ 'broad-grant': 'off' }, {}, roles.Contributor), null);
  assert.equal(causeWith({}, { 'broad-grant': 'off' }, roles.Contributor), null);
  assert.equal(causeWith({ 'broad-grant': 'hint' }, { 'broad-grant': 'off' }, roles.Contributor), 'broad-grant');
});
