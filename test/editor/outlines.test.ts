// The two trees, in words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccessMap, Registry } from '../../src/access/map.ts';
import { readSnapshotData } from '../../src/access/snapshot/snapshot.ts';
import { readInWords } from '../../src/editor/age.ts';
import type { SeenFinding } from '../../src/editor/findings/seen.ts';
import { viewDescription } from '../../src/editor/findings/tally.ts';
import { causesOutline } from '../../src/editor/tree/causesOutline.ts';
import { imageNodes, menuOf, narrowed, type OutlineNode } from '../../src/editor/tree/outline.ts';
import { namedRegistries, registriesOutline, settingsOf } from '../../src/editor/tree/registriesOutline.ts';
import { pickNode, targetsOutline } from '../../src/editor/tree/targetsOutline.ts';
import { runToEnd } from '../../src/model/steps.ts';
import type { Finding, Puller } from '../../src/model/verdict.ts';
import { readManifest } from '../../src/read/index.ts';
import { whoCanPull } from '../../src/verdict/reports/whoCanPull.ts';
import { emptyConfig } from '../../src/workspace/config/config.ts';
import { examining } from '../../src/workspace/engine.ts';
import { Workspace } from '../../src/workspace/workspace.ts';
import { cluster, mapOf as mapFacts } from '../verdict/facts.ts';
import { finding, fix, referenceTo } from './fixture.ts';

/** A map of one registry, as Azure's API returns it. */
function mapOf(name: string, properties: Readonly<Record<string, unknown>>): AccessMap {
  const id = `/subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/${name}`;
  const resource = {
    id,
    name,
    type: 'Microsoft.ContainerRegistry/registries',
    properties: { loginServer: `${name}.azurecr.io`, ...properties },
  };
  const reading = readSnapshotData({ version: 1, resources: [resource] }, 'test');
  assert.ok('map' in reading, JSON.stringify(reading));
  return reading.map;
}

function registry(name: string, properties: Readonly<Record<string, unknown>>): Registry {
  const [found] = mapOf(name, properties).registries;
  assert.ok(found);
  return found;
}

const open = { adminUserEnabled: false, publicNetworkAccess: 'Enabled', networkRuleSet: { defaultAction: 'Allow' } };
const legacy = { ...open, roleAssignmentMode: 'LegacyRegistryPermissions' };
const known = mapOf('shopprod', legacy);
const shopprod = known.registries[0];
const puller: Puller = {
  objectId: '3f2c0000-0000-4000-8000-000000000001',
  clientId: undefined,
  name: 'kubelet identity `aks-prod-agentpool`',
  why: 'the pod names no pull secret',
  credential: 'managedIdentity',
};

function seen(one: Finding, line = 20): SeenFinding {
  return {
    finding: one,
    uri: `file:///shop/${one.reference.file}`,
    line,
    character: 17,
    registry: shopprod,
    map: known,
  };
}

const blocked = seen(finding('aks-prod', 'denied', 'not-attached', { puller }));
const second = seen(
  finding('aks-prod', 'denied', 'not-attached', {
    puller,
    reference: referenceTo('shopprod.azurecr.io/cart:1', 'deploy/cart.yaml'),
  }),
);
const works = seen(
  finding('aks-dev', 'allowed', null, {
    evidence: [{ step: 'role', fact: 'AcrPull at registry `shopprod`', id: null, effect: 'grants' }],
  }),
);

test('few causes behind many denied pulls come first, each with its fix', () => {
  const many = Array.from({ length: 6 }, (_, i) => {
    const reference = referenceTo(`shopprod.azurecr.io/app-${i}:1`, `deploy/app-${i}.yaml`);
    return seen(
      finding('aks-prod', 'denied', 'not-attached', {
        puller,
        reference,
        fixes: [fix('Attach', { bash: 'az aks update' })],
      }),
    );
  });
  const [section, ...more] = causesOutline([...many, works]);
  assert.equal(more.length, 0);
  assert.equal(`${section?.label} ${section?.description}`, '1 cause explains 6 denied pulls');
  const [cause] = section?.children() ?? [];
  assert.equal(`${cause?.label} | ${cause?.description}`, 'aks-prod | not attached · shopprod · 6 images');
  assert.equal(cause?.subject.fixOf?.finding.verdict.fixes[0]?.title, 'Attach');
  assert.equal(cause?.children().length, 6);
  // where each has its own, nothing is explained by counting them
  const firewall = seen(finding('aks-dev', 'denied', 'network-firewall', { puller }));
  assert.deepEqual(causesOutline([blocked, firewall, works]), []);
});

/** A tree as indented text. Of each node its state, label and description. */
function written(nodes: readonly OutlineNode[], depth = 0): string[] {
  return nodes.flatMap(node => [
    `${'  '.repeat(depth)}${node.state ?? '-'} ${node.label} | ${node.description}`,
    ...written(node.children(), depth + 1),
  ]);
}

test('targets: who pulls, from where, on which line; the blocked ones first', () => {
  assert.deepEqual(written(targetsOutline([works, blocked, second])), [
    'blocked aks-prod | 2 of 2 blocked',
    '  blocked shopprod | not attached · aks-prod-agentpool · 2 images',
    '    blocked cart:1 | cart.yaml:21 · not attached · shopprod.azurecr.io/cart:1',
    '    blocked checkout:2.4 | checkout.yaml:21 · not attached · shopprod.azurecr.io/checkout:2.4',
    'works aks-dev | 1 image works',
    '  works checkout:2.4 | shopprod · AcrPull at registry shopprod · checkout.yaml:21 · shopprod.azurecr.io/checkout:2.4',
  ]);
});

test('of those who pull at a target, one that is blocked comes before one that pulls more', () => {
  const at = (file: string, outcome: Finding['verdict']['outcome'], who: string) => {
    const reference = referenceTo('shopprod.azurecr.io/app:1', file);
    const cause = outcome === 'denied' ? 'admin-disabled' : null;
    return seen(finding('aks-eu', outcome, cause, { reference, puller: { ...puller, name: who } }));
  };
  const [target] = targetsOutline([
    at('a.yaml', 'allowed', 'kubelet identity `k`'),
    at('b.yaml', 'allowed', 'kubelet identity `k`'),
    at('c.yaml', 'denied', 'pull secret `s`'),
  ]);
  assert.deepEqual(
    target?.children().map(({ label, description }) => `${label} | ${description}`),
    [
      'app:1 | shopprod · admin account is disabled · s · c.yaml:21 · shopprod.azurecr.io/app:1',
      'shopprod | can pull · k · 2 images',
    ],
  );
});

/** The same finding for a target of this name that is in another resource group, or in another subscription. */
function elsewhere(one: SeenFinding, subscription: string, group: string, name = 'aks'): SeenFinding {
  const id = `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.ContainerService/managedClusters/${name}`;
  return { ...one, finding: { ...one.finding, target: { name, kind: 'aks', id, why: '.acr-pull.yaml' } } };
}

const shownAs = (nodes: readonly OutlineNode[]) => nodes.map(({ label, description }) => `${label} | ${description}`);

test('clusters of one name are told apart by what differs: the resource group or the subscription', () => {
  const groups = [
    elsewhere(blocked, 's1', 'eu'),
    elsewhere(blocked, 's1', 'us'),
    elsewhere(works, 's1', 'us', 'batch'),
  ];
  assert.deepEqual(shownAs(targetsOutline(groups)), [
    'aks | eu · 1 of 1 blocked',
    'aks | us · 1 of 1 blocked',
    'batch | 1 image works',
  ]);
  const subscriptions = [elsewhere(blocked, 's1', 'g'), elsewhere(blocked, 's2', 'g')];
  assert.deepEqual(shownAs(targetsOutline(subscriptions)), ['aks | s1 · 1 of 1 blocked', 'aks | s2 · 1 of 1 blocked']);
  const [one] = registriesOutline(groups, [known], whoCanPull);
  assert.deepEqual(
    shownAs(one?.children() ?? []).map(row => row.split(' · ')[0]),
    ['aks | eu', 'aks | us', 'batch | AcrPull at registry shopprod', 'Pull roles | role assignments were not read'],
  );
  const two = [...groups, elsewhere(second, 's1', 'eu'), elsewhere(second, 's1', 'us')];
  const [section] = causesOutline(two);
  assert.deepEqual(shownAs(section?.children() ?? []), ['aks | not attached · shopprod · 2 images'], 'one identity');
});

test('identities show their name first, and those beside each other never look alike', () => {
  const by = (name: string, objectId: string | undefined, image: string) =>
    seen(
      finding('aks-eu', 'denied', 'no-pull-role', {
        reference: referenceTo(image, `${image.replaceAll(/\W/g, '-')}.yaml`),
        puller: { ...puller, name, objectId },
      }),
    );
  const many = (name: string, objectId: string | undefined) =>
    ['shopprod.azurecr.io/a:1', 'shopdev.azurecr.io/a:1'].map(image => by(name, objectId, image));
  const [target] = targetsOutline([
    ...many('kubelet identity `aks-eu-agentpool`', '1'),
    ...many('user-assigned identity `till`', '2'),
    ...many('user-assigned identity `till`', '3'),
    ...many('not known', undefined),
  ]);
  assert.deepEqual(shownAs(target?.children() ?? []), [
    'aks-eu-agentpool | 2 of 2 blocked · kubelet identity',
    'not known | 2 of 2 blocked',
    'till | 2 · 2 of 2 blocked · user-assigned identity',
    'till | 3 · 2 of 2 blocked · user-assigned identity',
  ]);
  const one = ['shopprod.azurecr.io/a:1', 'shopprod.azurecr.io/b:1'];
  const [alike] = targetsOutline(
    one.flatMap(image => [by('pull secret `s1`', '1', image), by('pull secret `s2`', '2', image)]),
  );
  assert.deepEqual(shownAs(alike?.children() ?? []), [
    'shopprod | s1 · no pull role · 2 images',
    'shopprod | s2 · no pull role · 2 images',
  ]);
});

test('each line has the whole image, as it is judged, in the row and in its tooltip', () => {
  const image = 'shopprod.azurecr.io/team/shop/checkout:2.4';
  const rowFor = (text: string) => {
    const [node] = imageNodes([seen(finding('aks', 'denied', 'not-attached', { reference: referenceTo(text) }))], 'x');
    assert.ok(node);
    assert.ok(node.description.endsWith(` · ${text}`), node.description);
    assert.ok(node.tooltip.startsWith(`${text}\n`), node.tooltip);
    return node.label;
  };
  assert.equal(rowFor(image), 'checkout:2.4');
  assert.equal(rowFor('shopprod.azurecr.io/team/app:${{ a/b }}'), 'app:${{ a/b }}');
  assert.equal(rowFor('${ACR}.azurecr.io/app:$(a/b)'), 'app:$(a/b)');
  const reference = referenceTo(image);
  const [alone] = targetsOutline([seen(finding('aks', 'denied', 'not-attached', { reference }))])[0]?.children() ?? [];
  assert.ok(`${alone?.label} ${alone?.description}`.includes(image));
  assert.ok(alone?.tooltip.includes(image));
});

test('registries: who pulls from each; those that no manifest names are listed too', () => {
  const abac = mapOf('shopabac', {
    adminUserEnabled: true,
    publicNetworkAccess: 'Disabled',
    roleAssignmentMode: 'AbacRepositoryPermissions',
  });
  assert.deepEqual(written(registriesOutline([works, blocked], [known, abac], whoCanPull)), [
    'blocked shopprod | 1 of 1 blocked · legacy mode · admin off · public',
    '  blocked aks-prod | not attached · 1 image · aks-prod-agentpool · kubelet identity',
    '    blocked checkout:2.4 | checkout.yaml:21 · not attached · shopprod.azurecr.io/checkout:2.4',
    '  works aks-dev | AcrPull at registry shopprod · 1 image',
    '    works checkout:2.4 | checkout.yaml:21 · can pull · shopprod.azurecr.io/checkout:2.4',
    '  - Pull roles | role assignments were not read',
    '- shopabac | no images · ABAC mode · admin on · private',
    '  - Pull roles | role assignments were not read',
  ]);
});

test('without a map the registries of the manifests are listed, with what is wrong in the text', () => {
  const open = (image: string) =>
    seen({ ...finding('', 'unknown', 'not-signed-in', { reference: referenceTo(image) }), target: null });
  const typo = finding('', 'denied', 'registry-not-found', { reference: referenceTo('shop.azureacr.io/a:1') });
  assert.deepEqual(
    namedRegistries([open('shopprod.azurecr.io/a:1'), open('shopprod.azurecr.io/b:1'), seen(typo)]).map(
      ({ label, description, state }) => [label, description, state],
    ),
    [
      ['shop.azureacr.io', 'no such registry · 1 image', 'blocked'],
      ['shopprod.azurecr.io', '2 images', undefined],
    ],
  );
});

test('a placeholder is no registry: its images are in a section, with a map and without', () => {
  const images = ['${REGISTRY_NAME}.azurecr.io/a:1', '${REGISTRY_NAME}.azurecr.io/b:1', '${ACR}/c:1'];
  const open = images.map(image => {
    const one = finding('aks-dev', 'unknown', 'unresolved-reference', { puller, reference: referenceTo(image) });
    return { ...seen(one), registry: undefined };
  });
  const all = (nodes: readonly OutlineNode[]): OutlineNode[] => nodes.flatMap(node => [node, ...all(node.children())]);
  const trees = [registriesOutline([blocked, ...open], [known], whoCanPull), namedRegistries([blocked, ...open])];
  for (const nodes of trees) {
    assert.deepEqual(
      nodes.filter(({ kind }) => kind === 'registry').map(({ label }) => label.replace('.azurecr.io', '')),
      ['shopprod'],
    );
    const [section, ...more] = nodes.filter(({ kind }) => kind === 'section');
    assert.deepEqual([section?.label, section?.description, more], ['Registry unknown', '3 images', []]);
    assert.equal(section?.children().length, 3);
  }
  for (const nodes of [...trees, targetsOutline([blocked, ...open])])
    for (const { kind, label, description } of all(nodes))
      assert.ok(kind === 'line' || !/REGISTRY_NAME|not found in Azure/.test(label + description), `${kind} ${label}`);
});

test('what was not read of a registry is not claimed', () => {
  assert.equal(settingsOf(registry('x', {})), 'mode not read');
  const fenced = { ...legacy, networkRuleSet: { defaultAction: 'Deny' } };
  assert.equal(settingsOf(registry('x', fenced)), 'legacy mode · admin off · firewall');
});

test("what can't be told and what is ignored are neither blocked nor fine", () => {
  const unknown = seen(finding('aks-prod', 'unknown', 'not-readable'));
  const ignored = seen(finding('aks-old', 'denied', 'not-attached', { ignored: 'retired' }));
  assert.deepEqual(
    targetsOutline([ignored, unknown]).map(({ state, description }) => [state, description]),
    [
      ['unknown', '1 of 1 unknown'],
      ['ignored', '1 of 1 ignored'],
    ],
  );
});

test('a reference without a target has its place too', () => {
  const [node] = targetsOutline([seen({ ...finding('', 'unknown', 'no-target'), target: null })]);
  assert.equal(node?.label, 'Target unknown');
});

test('ids are unique and stay the same', () => {
  const ids = (nodes: readonly OutlineNode[]): string[] => nodes.flatMap(node => [node.id, ...ids(node.children())]);
  const all = ids(targetsOutline([works, blocked, second]));
  assert.equal(new Set(all).size, all.length);
  assert.deepEqual(ids(targetsOutline([works, blocked, second])), all);
});

// VS Code folds a node as it was when it first saw its id. While manifests are read, a target with one unknown image
// comes first. When the blocked ones are read, it has to unfold as if all had been read at once.
test('a target that turns out to be blocked is a new node to VS Code, and so unfolds', () => {
  const unknown = seen(finding('aks-prod', 'unknown', 'registry-not-visible'));
  const [early] = targetsOutline([unknown]);
  const [late] = targetsOutline([unknown, blocked]);
  assert.deepEqual([early?.folding, late?.folding], ['folded', 'unfolded']);
  assert.notEqual(early?.id, late?.id);
});

test('a line opens where the reference stands', () => {
  const [target] = targetsOutline([blocked]);
  const line = target?.children()[0]; // the only one of its registry
  const { uri, line: at, character } = line?.subject.line ?? {};
  assert.deepEqual({ uri, at, character }, { uri: 'file:///shop/deploy/checkout.yaml', at: 20, character: 17 });
});

/** One grant at shopprod, and what else a snapshot needs for it. */
function grantedMap(roleAssignments: unknown): AccessMap {
  const { id } = registry('shopprod', legacy);
  const acrPull = '7f951dda-4ed3-4680-a7ca-43fe172d538d';
  const assignment = {
    id: `${id}/providers/Microsoft.Authorization/roleAssignments/a1`,
    properties: {
      scope: id,
      principalId: '3f2c0000-0000-4000-8000-000000000001',
      principalType: 'ServicePrincipal',
      roleDefinitionId: `/subscriptions/50b50000-0000-4000-8000-000000000001/providers/Microsoft.Authorization/roleDefinitions/${acrPull}`,
    },
  };
  const resource = {
    id,
    name: 'shopprod',
    type: 'Microsoft.ContainerRegistry/registries',
    properties: { ...legacy, loginServer: 'shopprod.azurecr.io' },
  };
  const reading = readSnapshotData(
    { version: 1, resources: [resource], roleAssignments: roleAssignments ?? [assignment] },
    'test',
  );
  assert.ok('map' in reading, JSON.stringify(reading));
  return reading.map;
}

test('registries: every holder of a pull role is listed; none only where the assignments were read', () => {
  const [one] = registriesOutline([], [grantedMap(undefined)], whoCanPull);
  assert.ok(one);
  assert.deepEqual(written(one.children()), [
    '- Pull roles | 1 grant',
    '  - 3f2c0000-0000-4000-8000-000000000001 | AcrPull at registry shopprod',
  ]);
  const [holder] = one.children()[0]?.children() ?? [];
  assert.ok(holder);
  assert.equal(holder.subject.principalId, '3f2c0000-0000-4000-8000-000000000001');
  assert.match(
    holder.subject.portal ?? '',
    /^https:\/\/portal\.azure\.com\/#@\/resource\/subscriptions\/[^/]+\/.*\/users$/,
  );
  const [none] = registriesOutline([], [grantedMap([])], whoCanPull);
  assert.deepEqual(written(none?.children() ?? []), ['- Pull roles | none']);
});

test('whatever order files are read in, the trees are the same', () => {
  const some = [works, blocked, second, seen(finding('aks-dev', 'denied', 'not-attached', { puller }), 7)];
  const backwards = [...some].reverse();
  assert.deepEqual(written(targetsOutline(some)), written(targetsOutline(backwards)));
  const registries = (all: readonly SeenFinding[]) => written(registriesOutline(all, [known], whoCanPull));
  assert.deepEqual(registries(some), registries(backwards));
});

test('two folders may hold files of the same name: their lines have ids of their own', () => {
  const other = { ...blocked, uri: 'file:///other/deploy/checkout.yaml' };
  const lines = targetsOutline([blocked, other])[0]?.children()[0]?.children() ?? [];
  assert.equal(new Set(lines.map(({ id }) => id)).size, 2);
});

test('a filter keeps what it names with all that leads to it, and the counts of everything', () => {
  const caution = seen(finding('aks-dev', 'allowed', 'broad-grant'));
  const all = targetsOutline([works, blocked, second, caution]);
  assert.deepEqual(
    narrowed(all, 'blocked').map(({ label }) => label),
    ['aks-prod'],
  );
  assert.deepEqual(written(narrowed(registriesOutline([works, blocked], [known], whoCanPull), 'blocked')), [
    'blocked shopprod | 1 of 1 blocked · legacy mode · admin off · public',
    '  blocked aks-prod | not attached · 1 image · aks-prod-agentpool · kubelet identity',
    '    blocked checkout:2.4 | checkout.yaml:21 · not attached · shopprod.azurecr.io/checkout:2.4',
  ]);
  assert.deepEqual(
    narrowed(all, 'problems').map(({ label }) => label),
    ['aks-prod', 'aks-dev'],
  );
  assert.equal(narrowed(all, 'all'), all);
});

test('a menu offers what a node has, and nothing else', () => {
  const fixable = seen(
    finding('aks-prod', 'denied', 'not-attached', { puller, fixes: [fix('Attach', { bash: 'az aks update' })] }),
  );
  const [target] = targetsOutline([fixable, second]);
  const group = target?.children()[0];
  const line = group?.children().find(({ subject }) => subject.line === fixable);
  assert.deepEqual(
    [target, group, line].map(node => node && menuOf(node)),
    [
      'target hasResource hasPortal',
      'registry hasResource hasPrincipal hasPortal hasFix',
      'line hasFix hasLine hasFixes hasCause',
    ],
  );
  const [alone] = targetsOutline([fixable])[0]?.children() ?? [];
  assert.equal(alone && menuOf(alone), 'line hasResource hasPrincipal hasPortal hasFix hasLine hasFixes hasCause');
  const menuFor = (one: SeenFinding) => imageNodes([one], 'x').map(menuOf);
  assert.deepEqual(menuFor(works), ['line hasLine']);
  assert.deepEqual(menuFor(seen({ ...fixable.finding, ignored: 'known' })), ['line hasFix hasLine']);
  const nowhere = seen({ ...finding('', 'unknown', 'no-target'), target: null });
  assert.deepEqual(menuFor({ ...nowhere, config: emptyConfig }), ['line hasLine hasCause'], 'no cluster is known');
  const map = mapFacts({ resources: [cluster('aks')] });
  assert.deepEqual(menuFor({ ...nowhere, config: emptyConfig, map }), ['line hasLine hasWay hasCause']);
  assert.deepEqual(menuFor({ ...nowhere, map }), ['line hasLine hasCause'], 'no config can be written');
  const [picked] = pickNode(['aks-prod']);
  assert.equal(picked && menuOf(picked), 'pick hasPick');
});

test('beside a view stand what is blocked, the age of the oldest map, and the filter', () => {
  const now = new Date('2026-11-24T12:00:00Z');
  const hour = { readAt: '2026-11-24T11:00:00Z' };
  const older = { readAt: '2026-11-22T11:00:00Z' };
  assert.equal(viewDescription(24, [hour], 'all', now), 'read 1 h ago · 24 blocked');
  assert.equal(viewDescription(0, [hour, older], 'problems', now), 'problems only · read 2 days ago');
  assert.equal(viewDescription(0, [hour, { readAt: undefined }], 'all', now), '');
  assert.equal(viewDescription(0, [], 'all', now), '');
});

test('images that a loop makes in one place are lines of their own, equal ones one line with a count', () => {
  const turn = (image: string) => {
    const { span } = blocked.finding.reference;
    return seen(finding('aks-prod', 'denied', 'not-attached', { puller, reference: { ...referenceTo(image), span } }));
  };
  const nodes = registriesOutline(
    ['a:1', 'b:1', 'b:1'].map(name => turn(`shopprod.azurecr.io/${name}`)),
    [],
    whoCanPull,
  );
  const ids = (of: readonly OutlineNode[]): string[] => of.flatMap(node => [node.id, ...ids(node.children())]);
  const all = ids(nodes);
  assert.equal(new Set(all).size, all.length, 'an id is given twice');
  const lines = nodes[0]?.children()[0]?.children() ?? [];
  assert.deepEqual(
    lines.map(({ description }) => description),
    [
      'checkout.yaml:21 · not attached · shopprod.azurecr.io/a:1',
      'checkout.yaml:21 · not attached · shopprod.azurecr.io/b:1 · ×2',
    ],
  );
});

test('of very many lines the later ones are folded away, the most urgent first', () => {
  const many = Array.from({ length: 450 }, (_, i) => ({ ...(i % 3 === 0 ? blocked : works), line: i }));
  const top = imageNodes(many, 'x');
  assert.equal(top.length, 201);
  assert.ok(top.slice(0, 150).every(({ state }) => state === 'blocked'));
  const more = top.at(-1);
  assert.deepEqual([more?.label, more?.state, more?.folding], ['250 more lines', 'works', 'folded']);
  assert.equal(more?.children().length, 201);
  const all = (nodes: readonly OutlineNode[]): string[] =>
    nodes.flatMap(node => (node.kind === 'line' ? [node.id] : all(node.children())));
  assert.equal(new Set(all(top)).size, 450, 'each line once');
});

test('of very many identities the later ones are folded away, the blocked first', () => {
  const pulledBy = (i: number) => {
    const own = { ...puller, name: `pull secret \`p${i}\``, objectId: undefined };
    return seen(
      finding('aks-prod', i % 3 === 0 ? 'denied' : 'allowed', i % 3 === 0 ? 'not-attached' : null, { puller: own }),
    );
  };
  const [target] = targetsOutline(Array.from({ length: 450 }, (_, i) => pulledBy(i)));
  const top = target?.children() ?? [];
  assert.equal(top.length, 201);
  assert.ok(top.slice(0, 150).every(({ state }) => state === 'blocked'));
  const more = top.at(-1);
  assert.deepEqual([more?.label, more?.state, more?.folding], ['250 more identities', 'works', 'folded']);
  assert.equal(more?.children().length, 201);
});

test('the log says how much was read, and by which map', () => {
  const now = new Date('2026-11-24T12:00:00Z');
  const text =
    'kind: Pod\napiVersion: v1\nspec: { containers: [{ image: shopprod.azurecr.io/till:1 }, { image: nginx:1 }] }\n';
  const manifests = new Workspace();
  for (const name of ['a.yaml', 'b.yaml']) manifests.take(readManifest({ name, text }), text);
  runToEnd(manifests.build());
  for (const name of manifests.takeOutdated())
    runToEnd(manifests.judge(name, { config: emptyConfig, map: undefined, chosen: [], now }, examining));
  const folder = { manifests: () => manifests.files(), allFindings: () => manifests.allFindings() };
  assert.equal(readInWords(folder, undefined, now), 'read 2 manifests, 2 Azure images, no map');
  const map = { origin: 'access.snapshot.json', readAt: '2026-11-24T11:58:00Z' };
  assert.equal(
    readInWords(folder, map, now),
    'read 2 manifests, 2 Azure images, map from access.snapshot.json, 2 min ago',
  );
});
