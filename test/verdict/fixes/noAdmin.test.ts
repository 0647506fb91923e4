// The admin account is never a way out. design.md, invariant 5. ACR docs, container-registry-authentication: it is one
// account with full rights, for one user and for tests.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { causes } from '../../../src/causes/index.ts';
import { bicepFor, terraformFor } from '../../../src/verdict/fixes/print.ts';
import { type Decided, findingsOfSamples } from './samples.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/** Everything of a verdict that a person could run or paste. */
function textsOf({ verdict }: Decided): readonly string[] {
  return verdict.fixes.flatMap(({ title, bash, powershell, grant, edit }) =>
    [title, bash, powershell, grant && bicepFor(grant), grant && terraformFor(grant), edit?.newText].flatMap(
      text => text ?? [],
    ),
  );
}

test('no fix of any cause enables the admin account or reads its passwords', () => {
  const findings = findingsOfSamples();
  const shown = new Set(findings.map(({ verdict }) => verdict.cause));
  assert.ok(shown.has('admin-disabled') && shown.has('admin-credentials') && shown.has('no-pull-role'));
  for (const finding of findings) {
    for (const text of textsOf(finding)) {
      assert.doesNotMatch(text, /admin[-_ ]?(?:user|enabled)|credential show|listCredentials/i);
    }
  }
});

test('nor does anything in the rooms that make fixes and messages know how to', () => {
  for (const file of globSync('src/{verdict,explain,editor,gate}/**/*.ts', { cwd: root })) {
    const text = readFileSync(path.join(root, file), 'utf8');
    assert.doesNotMatch(text, /--admin-enabled[= ]+true|admin_enabled\s*=\s*true|adminUserEnabled:\s*true/i, file);
  }
});

test('every cause whose way out is a command or an edit has one in the samples', () => {
  const withFix = new Set(
    findingsOfSamples()
      .filter(finding => textsOf(finding).length > 0)
      .map(({ verdict }) => verdict.cause),
  );
  const expected = [
    'registry-not-found',
    'not-attached',
    'no-pull-role',
    'wrong-role-for-mode',
    'role-on-wrong-identity',
    'condition-excludes-repository',
    'network-firewall',
    'private-dns-missing',
  ] as const;
  for (const cause of expected) assert.ok(withFix.has(cause), `${causes[cause].id} has no fix`);
});
