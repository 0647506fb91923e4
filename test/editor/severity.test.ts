import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLouder, severityOf } from '../../src/editor/diagnostics/severity.ts';
import { type Config, emptyConfig } from '../../src/workspace/config/config.ts';
import { finding } from './fixture.ts';

const denied = finding('aks-prod', 'denied', 'not-attached');
const unknown = finding('aks-prod', 'unknown', 'not-readable');
const configOf = (severity: Config['severity']): Config => ({ ...emptyConfig, severity });

test('the config decides, then the person, then the cause itself', () => {
  assert.equal(severityOf(denied, emptyConfig, {}), 'error');
  assert.equal(severityOf(denied, emptyConfig, { 'not-attached': 'warning' }), 'warning');
  assert.equal(severityOf(denied, configOf({ 'not-attached': 'hint' }), { 'not-attached': 'warning' }), 'hint');
});

test("what can't be told is information at most, and may be less", () => {
  assert.equal(severityOf(unknown, configOf({ 'not-readable': 'error' }), {}), 'information');
  assert.equal(severityOf(unknown, configOf({ 'not-readable': 'off' }), {}), 'off');
});

test('that nothing is known of Azure is not said on every line, unless somebody asks for it', () => {
  const nothingKnown = finding('aks-prod', 'unknown', 'not-signed-in');
  assert.equal(severityOf(nothingKnown, emptyConfig, {}), 'off');
  assert.equal(severityOf(nothingKnown, emptyConfig, { 'not-signed-in': 'hint' }), 'hint');
});

test('nothing is said of a plain yes, nor of what a rule of the team ignores', () => {
  assert.equal(severityOf(finding('aks-dev', 'allowed', null), emptyConfig, {}), 'off');
  const ignored = finding('aks-prod', 'denied', 'not-attached', { ignored: 'retired in March' });
  assert.equal(severityOf(ignored, emptyConfig, {}), 'off');
});

test('severities are ordered', () => {
  assert.ok(isLouder('error', 'warning'));
  assert.ok(!isLouder('hint', 'hint'));
});
