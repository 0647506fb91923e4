// One script for many findings.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matrixOf } from '../../../src/editor/diagnostics/referenceProblem.ts';
import { fileScript } from '../../../src/editor/fixes/script.ts';
import { azureFix } from '../../../src/verdict/fixes/fix.ts';
import { finding, referenceTo } from '../fixture.ts';

const attach = azureFix({
  title: 'Attach `shopprod`',
  kind: 'attach',
  commands: [{ words: ['az', 'aks', 'update'], options: [['--name', 'a b']] }],
});

test('a change that several images want is made once, with the images named', () => {
  const findings = ['a', 'b'].map(name =>
    finding('aks', 'denied', 'network-firewall', {
      reference: referenceTo(`shopprod.azurecr.io/${name}:1`),
      fixes: [attach],
    }),
  );
  const script = fileScript([{ findings, map: undefined }], 'bash') ?? '';
  assert.equal(script.split("az aks update --name='a b'").length, 2);
  for (const name of ['a', 'b']) assert.ok(script.includes(`#   shopprod.azurecr.io/${name}:1`));
  assert.match(script, /^#!\/usr\/bin\/env bash\n/);
  assert.match(fileScript([{ findings, map: undefined }], 'powershell') ?? '', /ErrorActionPreference/);
});

test('a long command has one option a line, and is the same command', () => {
  const scope = `/subscriptions/${'0'.repeat(36)}/resourceGroups/shop`;
  const long = azureFix({
    title: 'Assign `AcrPull`',
    kind: 'assignRole',
    commands: [
      {
        words: ['az', 'role', 'assignment', 'create'],
        options: [
          ['--assignee-object-id', '1'],
          ['--scope', scope],
          ['--description', 'a --b'],
        ],
      },
    ],
  });
  const findings = [finding('aks', 'denied', 'network-firewall', { fixes: [long] })];
  for (const [shell, end] of [
    ['bash', '\\'],
    ['powershell', '`'],
  ] as const) {
    const script = fileScript([{ findings, map: undefined }], shell) ?? '';
    const lines = ['az role assignment create', '  --assignee-object-id=1', `  --scope=${scope}`];
    const description = shell === 'bash' ? "  --description='a --b'" : "  '--description=a --b'";
    assert.ok(script.includes([...lines, description].join(` ${end}\n`)), script);
    assert.ok(script.replaceAll(`${end}\n  `, '').includes(long[shell] ?? '?'));
  }
});

test('what works, is ignored or is not known changes nothing', () => {
  const quiet = [
    finding('aks', 'allowed', 'broad-grant', { fixes: [attach] }),
    finding('aks', 'unknown', 'no-target', { fixes: [attach] }),
    finding('aks', 'denied', 'not-attached', { fixes: [attach], ignored: 'known' }),
  ];
  assert.equal(fileScript([{ findings: quiet, map: undefined }], 'bash'), undefined);
});

test('what no command cures is named, and no name leaves its comment', () => {
  const findings = [finding('aks', 'denied', 'image-not-found', { message: 'gone\nrm -rf / `x`' })];
  const script = fileScript([{ findings, map: undefined }], 'bash') ?? '';
  assert.ok(script.includes('No command fixes these'));
  assert.ok(script.split('\n').every(line => line === '' || line.startsWith('#') || line === 'set -eu'));
});

test('a line above the image says where it can be pulled', () => {
  const reference = referenceTo('shopprod.azurecr.io/checkout:2.4');
  const on = [
    finding('dev', 'allowed', null, { reference }),
    finding('staging', 'unknown', 'not-readable', { reference }),
    finding('prod', 'denied', 'not-attached', { reference }),
    finding('$(zap)', 'denied', 'not-attached', { reference, ignored: 'known' }),
  ];
  assert.equal(matrixOf(on.slice(0, 3)), 'prod ✗ not attached · staging ? not enough information · dev ✓');
  assert.equal(matrixOf(on.slice(2)), 'prod ✗ not attached · $ (zap) ✗ ignored');
  // of more than three, the counts first, without what is ignored
  assert.match(
    matrixOf(on),
    /^✗ 1 · \? 1 · ✓ 1 · prod ✗ not attached · staging \? not enough information · dev ✓ · 1 more$/,
  );
  const many = Array.from({ length: 30 }, (_one, i) => finding(`t${i}`, 'allowed', null, { reference }));
  assert.match(matrixOf(many), /^✓ 30 · t0 ✓ · t1 ✓ · t2 ✓ · 27 more$/);
});
