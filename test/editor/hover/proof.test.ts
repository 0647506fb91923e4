// The proof as a person reads it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { readSnapshot, readSnapshotData } from '../../../src/access/snapshot/snapshot.ts';
import { ageInWords } from '../../../src/editor/age.ts';
import { proofText } from '../../../src/editor/hover/proof.ts';
import { proofPage } from '../../../src/editor/hover/proofPage.ts';
import { portalLink } from '../../../src/editor/page/markdown.ts';
import type { Evidence } from '../../../src/model/verdict.ts';
import { finding, fix, grantOn, referenceTo } from '../fixture.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const snapshot = readSnapshot(readFileSync(path.join(root, 'samples/access.snapshot.json'), 'utf8'), 'access.json');
assert.ok('map' in snapshot);
const { map } = snapshot;
const here = { map, shell: 'bash', line: undefined } as const;
const subscription = '/subscriptions/50b50000-0000-4000-8000-000000000001';
const shopprod = `${subscription}/resourceGroups/shop-registry/providers/Microsoft.ContainerRegistry/registries/shopprod`;
const evidence: readonly Evidence[] = [
  { step: 'registry', fact: '`shopprod` · legacy mode', id: shopprod, effect: 'states' },
  { step: 'role', fact: 'Reader at `x`: not above', id: null, effect: 'ignored' },
  { step: 'role', fact: 'no assignment', id: shopprod, effect: 'missing' },
  { step: 'image', fact: 'was not asked', id: null, effect: 'not-read' },
];
const fixes = [
  fix('Assign AcrPull on `shopprod`', { bash: 'az role', powershell: 'az role', grant: grantOn(shopprod, 'p') }),
];

test('the deciding fact of a step is first, the others below it, what was not read at the end', () => {
  const text = proofText([finding('aks-prod', 'denied', 'not-attached', { evidence, fixes })], here);
  const lines = text.split('\n').filter(line => line !== '');
  assert.match(lines[0] ?? '', /^# `shopprod\.azurecr\.io\/checkout:2\.4`/);
  assert.match(lines[2] ?? '', /^## ✗ aks\\-prod · not attached$/);
  assert.match(lines[4] ?? '', /^- \*\*Target\*\* aks\\-prod, from: /);
  assert.match(lines[5] ?? '', /^- \*\*Registry\*\* `shopprod` · legacy mode · westeurope \[portal\]\(https:/);
  assert.match(lines[6] ?? '', /^- \*\*Role\*\* ✗ no assignment$/);
  assert.match(lines[7] ?? '', /^ {4}- – Reader at `x`/);
  assert.match(lines[8] ?? '', /^- \*\*Not read\*\* was not asked/);
  assert.match(text, /```sh\naz role\n```/);
});

test('on a page, the file leads to the line of the image, and the reason to its cause', () => {
  const denied = finding('aks-prod', 'denied', 'not-attached');
  const title = 'deploy/[x](command:y).yaml:6';
  const line = { uri: 'file:///shop/checkout.yaml', line: 5, character: 26, title };
  const text = proofText([denied], { ...here, line });
  const [, file = '', address = ''] = /^\[(.*)\]\(command:acrPull\.goToLine\?([^)]*)\) · /m.exec(text) ?? [];
  assert.equal(file, 'deploy\\/\\[x\\]\\(command\\:y\\)\\.yaml\\:6');
  assert.deepEqual(JSON.parse(decodeURIComponent(address)), [{ subject: { line } }]);
  assert.match(
    text,
    /^## ✗ aks\\-prod · \[not attached\]\(command:acrPull\.openCausePage\?%5B%22not-attached%22%5D\)$/m,
  );
  assert.doesNotMatch(proofText([denied], here), /command:/, 'the text that is copied runs nothing');
});

test('the page copies the proof as Markdown, and only its own script runs', () => {
  const { html, copied } = proofPage('<h1>x</h1>', '# x', 'n1');
  assert.deepEqual(copied, [{ text: '# x', isFix: false }]);
  assert.match(html, /<button type="button" data-copy="0" aria-label="Copy the proof as Markdown">Copy</);
  assert.match(html, /default-src 'none'; .*script-src 'nonce-n1'">/);
  assert.deepEqual(html.match(/<script[^>]*>/g), ['<script nonce="n1">']);
});

test('of several targets, the refused one comes first', () => {
  const reference = referenceTo('shopprod.azurecr.io/checkout:2.4');
  const allowed = finding('dev', 'allowed', null, { reference });
  const text = proofText([allowed, finding('prod', 'denied', 'not-attached', { reference })], here);
  assert.ok(text.indexOf('prod') < text.indexOf('dev'));
});

test('an assumption, why it is safe and how to make sure are three sentences', () => {
  const allowed = finding('aks-prod', 'allowed', null, { assumptions: ['no-deny-assignment'] });
  const text = proofText([allowed], here).replaceAll('\\', '');
  assert.match(text, /^- \*\*Assumed\*\* no deny assignment blocks the pull\. Few can .*\. To make sure: read .*\.$/m);
});

test('a hostile name makes no link, and no command ends its block of code', () => {
  const fact = 'role [x](command:workbench.action.quit) at `a`](command:b)`';
  const hostile: readonly Evidence[] = [
    { step: 'role', fact, id: '/subscriptions/a)/[x](command:c)', effect: 'ignored' },
  ];
  const bad = [fix('x', { bash: "az '```\n[x](command:d)'" })];
  const text = proofText([finding('](command:x)', 'denied', 'no-pull-role', { evidence: hostile, fixes: bad })], here);
  const [prose = '', code = ''] = text.split('````sh');
  assert.match(code, /\n````\n/);
  const outsideCode = prose.replaceAll(/`[^`\n]*`/g, '');
  for (const [, address = ''] of outsideCode.matchAll(/(?<!\\)\]\(([^)]*)\)/g))
    assert.match(address, /^https:\/\/portal\.azure\.com\/#@/);
});

test('links lead to the portal of the cloud, and assignments to the access of their scope', () => {
  assert.equal(
    portalLink(shopprod, map),
    `https://portal.azure.com/#@7e4a4700-0000-4000-8000-000000000001/resource${shopprod}`,
  );
  const assignment = `${shopprod}/providers/Microsoft.Authorization/roleAssignments/1`;
  assert.match(portalLink(assignment, map) ?? '', /registries\/shopprod\/users$/);
  const china = { cloud: 'AzureChinaCloud', tenantOf: () => undefined };
  assert.equal(portalLink(shopprod, china), `https://portal.azure.cn/#@/resource${shopprod}`);
  assert.equal(portalLink(shopprod, { ...china, cloud: 'Elsewhere' }), undefined);
  assert.equal(portalLink('/providers/Microsoft.Management/managementGroups/x', map), undefined);
});

test('the end of the page says when access was read; without a map, which command reads it', () => {
  const of = (dated: { readonly readAt?: string }) => {
    const reading = readSnapshotData({ version: 1, ...dated }, 'access.json');
    assert.ok('map' in reading);
    return proofText([finding('aks', 'allowed', null)], { ...here, map: reading.map });
  };
  assert.match(of({ readAt: '2026-11-24T12:00:00+02:00' }), /\nAccess from `[^`]+`, read on 2026-11-24 at 10:00 UTC$/);
  assert.match(of({}), /\nAccess from `[^`]+`, which doesn't say when it was made$/);
  const unread = proofText([finding('aks', 'unknown', 'not-signed-in')], { ...here, map: undefined });
  assert.match(unread, /\nTo check this image, run “ACR Pull: Check Images Against Azure…”\.$/);
});

test('the age is said in a unit that fits', () => {
  const now = new Date('2026-11-24T12:00:00Z');
  const ages = ['2026-11-24T11:59:40Z', '2026-11-24T11:58:00Z', '2026-11-24T09:00:00Z', '2026-11-20T12:00:00Z', 'x'];
  assert.deepEqual(
    ages.map(readAt => ageInWords(readAt, now)),
    ['just now', '2 min ago', '3 h ago', '4 days ago', 'at an unknown time'],
  );
});
