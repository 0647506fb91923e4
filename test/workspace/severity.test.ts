import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Config, emptyConfig } from '../../src/workspace/config/config.ts';
import { isLouder, severityOf, severityOfFinding } from '../../src/workspace/severity.ts';
import { finding } from '../editor/fixture.ts';

const denied = finding('aks-prod', 'denied', 'not-attached');
const unknown = finding('aks-prod', 'unknown', 'not-readable');
const configOf = (severity: Config['severity']): Config => ({ ...emptyConfig, severity });

test('the config decides, then the person, then the cause itself', () => {
  assert.equal(severityOfFinding(denied, emptyConfig), 'error');
  assert.equal(severityOfFinding(denied, emptyConfig, { 'not-attached': 'warning' }), 'warning');
  assert.equal(severityOfFinding(denied, configOf({ 'not-attached': 'hint' }), { 'not-attached': 'warning' }), 'hint');
});

test('an unknown verdict is information at most, and may be less', () => {
  assert.equal(severityOfFinding(unknown, configOf({ 'not-readable': 'error' })), 'information');
  assert.equal(severityOfFinding(unknown, configOf({ 'not-readable': 'off' })), 'off');
});

test('that code makes a registry and an identity and no grant is the one unknown that warns', () => {
  const { cause, outcome } = finding('checkout', 'unknown', 'no-grant-in-code').verdict;
  const planned = (isRegistryOutside: boolean) =>
    severityOf({ cause, outcome, planned: { isRegistryOutside } }, emptyConfig);
  assert.equal(planned(false), 'warning');
  assert.equal(planned(true), 'information');
});

test('what refuses others and not this pull is a warning', () => {
  assert.equal(severityOfFinding(finding('nightly', 'allowed', 'grant-pull-cycle'), emptyConfig), 'warning');
  assert.equal(severityOfFinding(finding('nightly', 'denied', 'grant-pull-cycle'), emptyConfig), 'error');
});

test('nothing is said of a plain yes, nor of what a rule of the team ignores', () => {
  assert.equal(severityOfFinding(finding('aks-dev', 'allowed', null), emptyConfig), 'off');
  const ignored = finding('aks-prod', 'denied', 'not-attached', { ignored: 'retired in March' });
  assert.equal(severityOfFinding(ignored, emptyConfig), 'off');
});

test('severities are ordered', () => {
  assert.ok(isLouder('error', 'warning'));
  assert.ok(!isLouder('hint', 'hint'));
});
