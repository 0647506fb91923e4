// The hover: verdict, fix, who pulls, what decided. Everything else is on the page with the proof.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messageOf } from '../../../src/editor/diagnostics/referenceProblem.ts';
import { hoverCommands, hoverText } from '../../../src/editor/hover/hoverText.ts';
import { inPlainText } from '../../../src/editor/page/markdown.ts';
import type { Evidence } from '../../../src/model/verdict.ts';
import * as facts from '../../verdict/facts.ts';
import { finding, fix, referenceTo } from '../fixture.ts';

const context = { uri: 'file:///shop/a.yaml', map: undefined, now: new Date('2026-11-24T14:00:00Z'), shown: [] };
const evidence: readonly Evidence[] = [
  { step: 'registry', fact: '`shopprod` · legacy mode', id: null, effect: 'states' },
  { step: 'role', fact: 'Reader at `x`: not above', id: null, effect: 'ignored' },
  { step: 'role', fact: 'no role assignment', id: null, effect: 'missing' },
];
const fixes = [fix('Attach `shopprod` to `aks-eu`', { bash: 'az aks' }), fix('Assign AcrPull', { bash: 'az role' })];

test('one target: the cause, the fixes, who pulls and what decided, on seven lines', () => {
  const puller = {
    objectId: 'o',
    clientId: 'c',
    name: 'kubelet identity `aks-eu`',
    why: 'x',
    credential: 'managedIdentity',
  } as const;
  const text = hoverText([finding('aks-eu', 'denied', 'not-attached', { evidence, fixes, puller })], context);
  const lines = text.split('\n').filter(line => line !== '');
  assert.match(lines[0] ?? '', /^\*\*✗ aks\\-eu can't pull\*\* · \[not attached\]\(command:acrPull\.openCausePage\?/);
  assert.match(
    lines[1] ?? '',
    /^\*\*Fix\*\* \[Attach shopprod to aks\\-eu\]\(command:acrPull\.applyFix\?.* · \[Assign AcrPull\]/,
  );
  assert.match(lines[2] ?? '', /^\*\*Who pulls\*\* kubelet identity `aks-eu`/);
  assert.match(lines[3] ?? '', /^\*\*Why\*\* no role assignment$/);
  assert.match(lines[4] ?? '', /^To check this image: \[Sign In to Azure\]\(command:acrPull\.signIn\?/);
  assert.match(lines[5] ?? '', /^\[Show full proof\]\(command:acrPull\.showFullProof\?/);
  assert.equal(lines.length, 6);
  assert.doesNotMatch(text, /legacy mode|Reader/); // that is for the page
});

test('a fact that the diagnostic above the hover says already is not repeated', () => {
  const facts: readonly Evidence[] = [
    { step: 'role', fact: '`aks-eu` has no role on `shopprod`', id: null, effect: 'denies' },
    { step: 'network', fact: 'the firewall of `shopprod` refuses it', id: null, effect: 'missing' },
  ];
  const denied = finding('aks-eu', 'denied', 'not-attached', {
    evidence: facts,
    message: "`aks-eu` can't pull this: `aks-eu` has no role on `shopprod`.",
  });
  const diagnostic = inPlainText(messageOf([denied], [denied]));
  const why = (shown: readonly string[], said = denied) =>
    hoverText([said], { ...context, shown }).match(/^\*\*Why\*\* .*$/m)?.[0];
  const firewall = 'the firewall of `shopprod` refuses it';
  assert.equal(why([diagnostic]), `**Why** ${firewall}`);
  assert.equal(
    why([]),
    `**Why** \`aks-eu\` has no role on \`shopprod\` · ${firewall}`,
    'no diagnostic, no fact is dropped',
  );
  const [first] = facts;
  const inFull = { ...denied, verdict: { ...denied.verdict, evidence: first ? [first] : [] } };
  assert.equal(why([diagnostic], inFull), undefined, 'no heading without a fact');
});

test('the heading of one target is left out where the diagnostic above it says it', () => {
  const refused = finding('aks-eu', 'denied', 'not-attached', { evidence, fixes });
  const above = (message: string) => hoverText([refused], { ...context, shown: [inPlainText(message)] });
  assert.match(above(messageOf([refused], [refused])), /^\*\*Fix\*\*/);
  const another = finding('aks-prod', 'denied', 'not-attached');
  assert.match(above(messageOf([another], [another])), /^\*\*✗ aks\\-eu can't pull\*\*/);
});

const reference = referenceTo('shopprod.azurecr.io/checkout:2.4');
const denied = (name: string) => finding(name, 'denied', 'not-attached', { reference, fixes });
const allowed = (name: string) => finding(name, 'allowed', null, { reference });

test('several targets: the refused first, with one fix each, and no more than five of them', () => {
  const text = hoverText([...['dev', 'test', 'qa', 'eu'].map(allowed), denied('a'), denied('b')], context);
  assert.match(text, /^\*\*✗ a can't pull/);
  assert.match(text, /\n\[1 more target\\\.\]\(command:acrPull\.showFullProof\?/);
  assert.ok(!text.includes('scriptForFile'));
});

test('more than two refused targets: one script for all, three with a fix of their own, and a link to the rest', () => {
  const blocked = Array.from({ length: 30 }, (_, i) => denied(`aks-${i}`));
  const text = hoverText([allowed('dev'), ...blocked], context);
  const [first = '', ...rest] = text.split('\n').filter(line => line !== '');
  assert.match(first, /^\[Fix on all 30 targets \\\(one script\\\)…\]\(command:acrPull\.scriptForFile\?/);
  assert.equal(rest.filter(line => line.includes('acrPull.applyFix')).length, 3);
  assert.match(rest[3] ?? '', /^\[28 more targets\\\.\]\(command:acrPull\.showFullProof\?/);
  assert.ok(text.split('\n').filter(line => line !== '').length <= 12);
  for (const [, command = ''] of text.matchAll(/\(command:([\w.]+)\?/g))
    assert.ok(hoverCommands.includes(command), command);
});

test('without a map, it leads to all that can make one; with one, to none of it', () => {
  const leads = (text: string) => [...text.matchAll(/command:(acrPull\.(?:signIn|chooseSnapshot|askColleague))\?/g)];
  const here = finding('aks-eu', 'unknown', 'not-signed-in');
  const without = leads(hoverText([here], context)).map(([, command]) => command);
  assert.deepEqual(without, ['acrPull.signIn', 'acrPull.chooseSnapshot', 'acrPull.askColleague']);
  for (const command of without) assert.ok(hoverCommands.includes(command ?? ''), command);
  const map = facts.mapOf({});
  assert.deepEqual(leads(hoverText([here], { ...context, map })), []);
});

test('without a target it says that nobody knows where it goes', () => {
  const none = { ...finding('', 'unknown', 'no-target'), target: null };
  assert.match(hoverText([none], context), /^\*\*\? No target: we don't know where this is deployed\*\*/);
});

test('a hostile name makes no link', () => {
  const hostile: readonly Evidence[] = [
    { step: 'role', fact: 'role [x](command:workbench.action.quit) at `a`](command:b)`', id: null, effect: 'missing' },
  ];
  const bad = [fix('](command:x) `](command:y)`', { bash: 'az' })];
  const text = hoverText(
    [finding('](command:x)', 'denied', 'no-pull-role', { evidence: hostile, fixes: bad })],
    context,
  );
  for (const [, address = ''] of text.matchAll(/(?<!\\)\]\(([^)]*)\)/g)) assert.match(address, /^command:acrPull\./);
});
