// A pseudo-locale shows what a translation would miss: every text of the catalog comes in fullwidth letters, so a word in
// ordinary letters that is no name was not taken from the catalog.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { OutlineNode } from '../src/editor/tree/outline.ts';
import { translateBy } from '../src/model/l10n.ts';
import { wholeImage } from '../src/model/reference.ts';
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
const catalog = Object.fromEntries(Object.keys(bundle).map(text => [text, pseudo(text)]));
translateBy(catalog);

// Loaded from here on, as the extension does: tables of words are texts as soon as their files are.
const { causes } = await import('../src/causes/index.ts');
const { repositoryReaderGuid } = await import('../src/model/roleIds.ts');
const { readSnapshot } = await import('../src/access/snapshot/snapshot.ts');
const { runToEnd } = await import('../src/model/steps.ts');
const { readManifest } = await import('../src/read/index.ts');
const { BuiltFiles } = await import('./build/builtFiles.ts');
const { programs } = await import('./read/fixture.ts');
const { readConfig } = await import('../src/workspace/config/readConfig.ts');
const { examining } = await import('../src/workspace/engine.ts');
const { Workspace } = await import('../src/workspace/workspace.ts');
const { verdictSentence: sentence } = await import('../src/verdict/messages.ts');
const { resultOf } = await import('../src/verdict/result.ts');
const { whoCanPull } = await import('../src/verdict/reports/whoCanPull.ts');
const { auditOf } = await import('../src/editor/audit/auditWork.ts');
const { auditOutline } = await import('../src/editor/audit/auditOutline.ts');
const { accessRow, targetsRow } = await import('../src/editor/diagnostics/languageStatusText.ts');
const { messageOf } = await import('../src/editor/diagnostics/referenceProblem.ts');
const { confirmation, handOffText } = await import('../src/editor/findings/fixTexts.ts');
const { hoverText } = await import('../src/editor/hover/hoverText.ts');
const { proofText } = await import('../src/editor/hover/proof.ts');
const { matrixOf } = await import('../src/editor/diagnostics/referenceProblem.ts');
const { shortHost } = await import('../src/editor/tree/outline.ts');
const { referenceHost: hostOf } = await import('../src/editor/findings/seen.ts');
const { explain } = await import('../src/explain/explain.ts');
const { stageTitles } = await import('../src/explain/explanation.ts');
const { messages } = await import('./explain/messages.ts');
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
workspace.configure(config);
runToEnd(workspace.build());
for (const name of workspace.takeOutdated())
  runToEnd(workspace.judge(name, { config, map, chosen: [], now }, examining));
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
 * Names, and what files and Azure call things. In sentences they are in backticks, and some views show them without: so what is
 * in backticks is a name.
 */
const given = new Set<string>();
const give = (...names: readonly (string | null | undefined)[]) => {
  for (const name of names) if (name) given.add(name);
};
const giveNamesIn = (...texts: readonly (string | null | undefined)[]) => {
  for (const text of texts) for (const [, name] of text?.matchAll(/`([^`]*)`/g) ?? []) give(name);
};
const nameOf = (id: string) => id.slice(id.lastIndexOf('/') + 1);
for (const finding of findings) {
  const { reference, target, verdict, ignored } = finding;
  const { puller, evidence, fixes } = verdict;
  give(reference.text, reference.file, reference.where, nameOf(reference.file), ignored);
  give(hostOf(finding), shortHost(hostOf(finding)), reference.text.slice(reference.text.indexOf('/') + 1));
  if (reference.image.kind === 'image') give(reference.image.repository);
  const image = wholeImage(reference);
  give(image, image.slice(image.lastIndexOf('/') + 1)); // the label of its row
  give(target?.name, target?.id, puller?.objectId, ...(reference.destinations ?? []).map(({ by }) => by));
  giveNamesIn(
    verdict.message,
    puller?.name,
    target?.why,
    ...evidence.map(({ fact }) => fact),
    ...fixes.map(({ title }) => title),
  );
  for (const { bash, powershell, grant, edit } of fixes)
    give(bash, powershell, grant?.principalId, grant?.roleName, grant?.registry.id, edit?.newText);
}
for (const registry of map.registries) {
  give(registry.id, registry.name, registry.loginServer, registry.location);
  for (const { name, principalId, principalType, role, repositories, assignment } of whoCanPull(registry, map)) {
    give(principalId, principalType, role, assignment);
    giveNamesIn(name, repositories);
  }
}
for (const { what, scope, why } of map.gaps) give(what, scope, why);
for (const { id, name } of map.runtimes) give(id, name);
give(map.origin, map.readAt, config.file, 'AcrPull', 'ABAC', repositoryReaderGuid);

/** The rest of a text without texts of the catalog and given values. */
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
  const left = [...new Set(texts)].flatMap(text => leftOf(text).map(word => `${what}: “${word}” in ${text}`));
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

test('verdicts of the samples, with who pulls, the evidence and the fixes', () => {
  const verdicts = findings.map(({ verdict }) => verdict);
  const pullers = verdicts.flatMap(({ puller }) => (puller ? [puller.name, puller.why] : []));
  assertTranslated(
    'messages',
    verdicts.map(({ message }) => message),
  );
  assertTranslated(
    'evidence',
    verdicts.flatMap(({ evidence }) => evidence.map(({ fact }) => fact)),
  );
  assertTranslated(
    'fixes',
    verdicts.flatMap(({ fixes }) => fixes.map(({ title }) => title)),
  );
  assertTranslated('pullers', pullers);
  assertTranslated(
    'targets',
    findings.flatMap(({ target }) => target?.why ?? []),
  );
});

test('places that decide', () => {
  const roles = findings.flatMap(({ reference, verdict }) =>
    [...reference.origins, ...verdict.related].map(({ role }) => role),
  );
  // The text there ends with a written name: `value of image.tag`.
  for (const role of roles) give(role.split(' ').at(-1));
  assertTranslated('places', roles);
});

test('problems, lenses, hovers and proofs of the samples', () => {
  const byReference = [...Map.groupBy(findings, ({ reference }) => reference).values()];
  assertTranslated(
    'problems',
    byReference.map(group => messageOf(group, group)),
  );
  assertTranslated('lenses', byReference.map(matrixOf));
  assertTranslated(
    'hovers',
    byReference.map(group => hoverText(group, { uri: 'file:///a', map, now, shown: [] })),
  );
  const proofs = byReference.map(group => proofText(group, { map, shell: 'bash', line: undefined }));
  assertTranslated('proofs', proofs);
});

test('questions and requests', () => {
  const open = findings.flatMap(finding =>
    finding.verdict.fixes.filter(({ grant }) => grant).map(fix => ({ finding, fix })),
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
  // The tooltip of a fix is a command.
  return nodes.flatMap(({ kind, label, description, tooltip, children }) => {
    return [...(kind === 'fix' ? [label, description] : [label, description, tooltip]), ...textsOf(children())];
  });
}

test('trees and the audit', async () => {
  assertTranslated('targets', textsOf(targetsOutline(seen)));
  assertTranslated('registries', textsOf(registriesOutline(seen, [map], whoCanPull)));
  assertTranslated('registries without a map', textsOf(namedRegistries(seen)));
  const audited = await auditOf(map, seen, now, async () => true);
  assert.ok(audited);
  for (const { name, appId, clusters } of audited.found.expiring) give(name, appId, ...clusters);
  assertTranslated('audit', textsOf(auditOutline([audited])));
});

test('explanations of errors', () => {
  const known = findings.filter(({ reference }) => reference.workload.platform === 'kubernetes');
  const explanations = [
    ...messages.map(({ text }) => explain(text)),
    // With what the map and the workspace know of these images.
    ...known.map(({ reference }) =>
      explain(`Failed to pull image "${reference.text}": failed to fetch anonymous token: 401 Unauthorized`, {
        references: [reference],
        examine: () => known.filter(each => each.reference === reference),
        mapAge: '2 h',
      }),
    ),
  ];
  const sentences = explanations.flatMap(({ known, causes: found }) => [
    ...known,
    ...found.flatMap(({ why, fix }) => [why, fix]),
  ]);
  // A command, alone or at the end of a sentence.
  const command = /\b(?:az|kubectl|docker|helm) [a-z][^;#]*/g;
  assertTranslated('stages', Object.values(stageTitles));
  assertTranslated(
    'explanations',
    sentences.map(text => text.replaceAll(command, '')),
  );
});

test('the status of a file', () => {
  const states = ['signedOut', 'reading', 'ready', 'noSubscription', 'forbidden', 'offline'] as const;
  const rows = [
    targetsRow([]),
    targetsRow([null]),
    targetsRow([{ name: 'aks-prod', kind: 'aks', id: undefined, why: '.acr-pull.yaml' }]),
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

test('what is read of manifests is the same in every language', () => {
  // a release's own values replace the chart's, which its template names
  const release = new Map([
    ['charts/till/Chart.yaml', 'apiVersion: v2\nname: till\nversion: 1.0.0\n'],
    ['charts/till/values.yaml', 'image: { repository: shopprod.azurecr.io/till }\n'],
    [
      'charts/till/templates/pod.yaml',
      'apiVersion: v1\nkind: Pod\nmetadata: { name: till }\nspec:\n  containers: [{ name: till, image: "{{ .Values.image.repository }}" }]\n',
    ],
    [
      'releases/till.yaml',
      `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: till }
spec:
  chart: { spec: { chart: ./charts/till, sourceRef: { kind: GitRepository, name: flux-system } } }
  kubeConfig: { secretRef: { name: aks-eu } }
  values: { image: { repository: shopdev.azurecr.io/till } }
`,
    ],
  ]);
  const readAll = (files: ReadonlyMap<string, string>) => {
    const index = new BuiltFiles();
    for (const [name, text] of files) index.take(name, text);
    return [...files.keys()].flatMap(file =>
      index
        .references(file)
        .map(({ span, image, workload, destinations = [] }) => [
          file,
          span.start,
          image,
          'pullSecrets' in workload ? workload.pullSecrets.map(({ text }) => text) : [],
          destinations.map(({ sentTo }) => sentTo),
        ]),
    );
  };
  const all = [release, ...programs().values()];
  const translated = all.map(readAll);
  translateBy({});
  try {
    assert.deepEqual(all.map(readAll), translated);
  } finally {
    translateBy(catalog);
  }
});
