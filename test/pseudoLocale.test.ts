// A pseudo-locale shows what a translation would miss: every text of the catalog comes in fullwidth letters, so a word in
// ordinary letters that is no name was not taken from the catalog.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { OutlineNode } from '../src/editor/tree/outline.ts';
import { translateBy } from '../src/model/l10n.ts';
import type { Finding } from '../src/model/verdict.ts';

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

/** Placeholders, names in backticks and icons stay as they are. */
function pseudo(text: string): string {
  const wide = (letters: string) =>
    letters.replaceAll(/[A-Za-z]/g, letter => String.fromCodePoint(letter.charCodeAt(0) + 0xfee0));
  return text.replaceAll(/`[^`]*`|\$\([\w-]+\)|[^`$]+|\$/g, part => (/^[`$]/.test(part) ? part : wide(part)));
}

const bundle: Readonly<Record<string, string>> = JSON.parse(read('l10n/bundle.l10n.json'));
translateBy(Object.fromEntries(Object.keys(bundle).map(text => [text, pseudo(text)])));

// Loaded from here on, as the extension does: tables of words are texts as soon as their files are.
const { causes } = await import('../src/causes/index.ts');
const { readSnapshot } = await import('../src/access/snapshot/snapshot.ts');
const { readManifest } = await import('../src/manifests/index.ts');
const { readConfig } = await import('../src/workspace/config/readConfig.ts');
const { examine } = await import('../src/workspace/engine.ts');
const { Workspace } = await import('../src/workspace/workspace.ts');
const { gapInWords } = await import('../src/access/gaps.ts');
const { sentence } = await import('../src/verdict/messages.ts');
const { resultOf } = await import('../src/verdict/result.ts');
const { whoCanPull } = await import('../src/verdict/reports/whoCanPull.ts');
const { auditOf } = await import('../src/editor/audit/auditWork.ts');
const { auditOutline } = await import('../src/editor/audit/auditOutline.ts');
const { accessRow, targetsRow } = await import('../src/editor/diagnostics/languageStatusText.ts');
const { messageOf } = await import('../src/editor/diagnostics/referenceProblem.ts');
const { confirmation, handOffText } = await import('../src/editor/fixes/confirmation.ts');
const { hoverText } = await import('../src/editor/hover/hoverText.ts');
const { proofPage } = await import('../src/editor/hover/proof.ts');
const { matrixOf } = await import('../src/editor/diagnostics/referenceProblem.ts');
const { shortHost } = await import('../src/editor/tree/outline.ts');
const { hostOf } = await import('../src/editor/tree/seen.ts');
const { namedRegistries, registriesOutline } = await import('../src/editor/tree/registriesOutline.ts');
const { targetsOutline } = await import('../src/editor/tree/targetsOutline.ts');

const now = new Date('2026-11-24T12:00:00Z');
const snapshot = readSnapshot(read('samples/access.snapshot.json'), 'access.snapshot.json');
assert.ok('map' in snapshot);
const { map } = snapshot;
const { config } = readConfig(read('samples/.acr-pull.yaml'), '.acr-pull.yaml');
const workspace = new Workspace();
const names = globSync('**/*.{yaml,yml,json}', { cwd: path.join(root, 'samples') }).filter(
  name => !/snapshot|expected/.test(name),
);
for (const name of names)
  workspace.take(readManifest({ name, text: read(`samples/${name}`) }), read(`samples/${name}`));
for (const name of names) workspace.judge(name, { config, map, chosen: [], now }, examine);
const findings = [...workspace.filesWithFindings()].flatMap(name => workspace.findings(name));
const seen = findings.map(finding => {
  const { line = 0, character = 0 } = workspace.locate(finding.reference)?.start ?? {};
  return {
    finding,
    uri: `file:///${finding.reference.file}`,
    line,
    character,
    registry: map.registryByHost(hostOf(finding)),
    map,
  };
});

/**
 * Names, and the sentences of the rooms that do not speak from the catalog yet: facts and titles of fixes (verdict), who
 * pulls and why, where a target is known from, what a place is.
 */
const given = new Set<string>();
const give = (...texts: readonly (string | null | undefined)[]) => {
  for (const text of texts) for (const form of [text, text?.replaceAll('`', '')]) if (form) given.add(form);
};
const nameOf = (id: string) => id.slice(id.lastIndexOf('/') + 1);
for (const { reference, target, verdict, ignored } of findings) {
  give(
    reference.text,
    reference.file,
    reference.where,
    nameOf(reference.file),
    ignored,
    hostOf({ reference, target, verdict, ignored }),
    shortHost(hostOf({ reference, target, verdict, ignored })),
  );
  give(target?.name, target?.id, target?.why, verdict.puller?.name, verdict.puller?.why, verdict.puller?.objectId);
  give(
    reference.text.slice(reference.text.indexOf('/') + 1),
    ...(verdict.puller?.name.split('`').map(part => part.trim()) ?? []),
  );
  for (const fact of verdict.evidence) give(fact.fact);
  for (const { title, bash, powershell, change, edit } of verdict.fixes)
    give(title, bash, powershell, change?.principal, change?.role, change?.scope, edit?.newText);
}
for (const registry of map.registries) {
  give(registry.id, registry.name, registry.loginServer, registry.location);
  for (const { name, principalId, principalType, role, where, repositories, broad, assignment } of whoCanPull(
    registry,
    map,
  ))
    give(name, principalId, principalType, role, where, repositories, broad, assignment.id);
}
for (const { what, scope, why } of map.gaps) give(what, scope, why, gapInWords({ what }));
for (const { id, name } of map.runtimes) give(id, name);
// The whole sentence of a verdict holds a clause of a room that is not in the catalog; the first test has the rest of it.
for (const { verdict } of findings) give(verdict.message);
give(map.origin, map.readAt, 'AcrPull', 'ABAC');

/** What is left of a text without what is from the catalog and what is given. */
function leftOf(text: string): readonly string[] {
  const addresses = text
    .replaceAll(/\]\([^)]*\)/g, ']')
    .replaceAll(/```[\s\S]*?```/g, ' ')
    .replaceAll('\\', '');
  const own = [...given].sort((one, other) => other.length - one.length);
  const rest = own.reduce((from, each) => from.replaceAll(each, ' '), addresses).replaceAll(/`[^`]*`/g, ' ');
  return rest.match(/[A-Za-z]{3,}/g) ?? [];
}

function assertTranslated(what: string, texts: readonly string[]): void {
  assert.ok(texts.length > 0, what);
  const left = texts.flatMap(text => leftOf(text).map(word => `${what}: “${word}” in ${text}`));
  assert.deepEqual([...new Set(left)].slice(0, 10), []);
}

test('sentences about verdicts, for every cause', () => {
  const [{ reference, target }] = findings as [Finding];
  const texts = Object.values(causes).flatMap(cause => {
    if (cause.outcome === null) return [];
    const result = resultOf(cause.outcome, { cause: cause.id, why: '`why`' });
    return [target, null].map(on => sentence({ reference, target: on, map, now }, result));
  });
  assertTranslated('verdicts', texts);
});

test('problems, lenses, hovers and proofs of the samples', () => {
  const byReference = [...Map.groupBy(findings, ({ reference }) => reference).values()];
  const headlines = byReference.map(group => messageOf(group).split('\n')[0] ?? '');
  assertTranslated('problems', headlines);
  assertTranslated('lenses', byReference.map(matrixOf));
  assertTranslated(
    'hovers',
    byReference.map(group => hoverText(group, { uri: 'file:///a', map, now })),
  );
  const proofs = byReference.map(group => proofPage(group, map, 'bash'));
  assertTranslated('proofs', proofs);
});

test('questions and requests', () => {
  const open = findings.flatMap(finding =>
    finding.verdict.fixes.filter(({ change }) => change).map(fix => ({ finding, fix })),
  );
  assertTranslated(
    'questions',
    open.flatMap(({ finding, fix }) => confirmation(finding, fix, '')?.detail ?? []),
  );
  assertTranslated(
    'requests',
    open.map(({ finding, fix }) => handOffText(finding, { ...fix, bash: null, powershell: null })),
  );
});

function textsOf(nodes: readonly OutlineNode[]): readonly string[] {
  // The title of a fix is a sentence of the verdict, and its tooltip a command.
  return nodes.flatMap(({ kind, label, description, tooltip, children }) => {
    return [...(kind === 'fix' ? [description] : [label, description, tooltip]), ...textsOf(children())];
  });
}

test('trees and the audit', async () => {
  assertTranslated('targets', textsOf(targetsOutline(seen)));
  assertTranslated('registries', textsOf(registriesOutline(seen, [map], whoCanPull)));
  assertTranslated('registries without a map', textsOf(namedRegistries(seen)));
  const audited = await auditOf(map, seen, now, async () => true);
  assert.ok(audited);
  for (const { name, appId, clusters } of audited.found.expiring) give(name, appId, ...clusters);
  for (const { breaks, doubtful } of audited.switches)
    for (const { after } of [...breaks, ...doubtful]) give(after.verdict.message, after.target?.name);
  assertTranslated('audit', textsOf(auditOutline([audited])));
});

test('the status of a file', () => {
  const states = ['signedOut', 'reading', 'ready', 'noSubscription', 'forbidden', 'offline'] as const;
  const rows = [
    targetsRow([]),
    targetsRow(['aks-prod']),
    ...states.flatMap(state => [
      accessRow([], { state, wanted: true, map: undefined }, now),
      accessRow([map], { state, wanted: true, map }, now),
      accessRow([map], { state, wanted: true, map: undefined }, now),
    ]),
  ];
  assertTranslated(
    'status',
    rows.flatMap(({ text, detail, title }) => [text, detail, title]),
  );
});
