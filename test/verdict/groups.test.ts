// Findings by what settles them: what is one group, what is not, and in which order.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccessMap } from '../../src/access/map.ts';
import type { Target } from '../../src/model/target.ts';
import type { Finding } from '../../src/model/verdict.ts';
import { decide } from '../../src/verdict/decide.ts';
import { groupFindings } from '../../src/verdict/reports/groups.ts';
import {
  abac,
  assign,
  cluster,
  clusterId,
  guid,
  mapOf,
  now,
  reference,
  registry,
  roles,
  target,
  targets,
} from './facts.ts';

const eu = target('aks', 'eu', clusterId('eu'));
const map = mapOf({
  resources: [
    registry('shop'),
    registry('vault', abac),
    registry('open', { anonymousPullEnabled: true }),
    cluster('aks'),
    cluster('eu'),
  ],
  roleAssignments: [assign(guid('nobody'), roles.AcrPull)],
  groups: { [guid('aks kubelet')]: [], [guid('eu kubelet')]: [] },
});

function find(image: string, to: Target | null = targets.aks, over: AccessMap | undefined = map): Finding {
  const finding = decide({ reference: reference(image), target: to, map: over, now });
  assert.ok(finding, image);
  return finding;
}

const groupsOf = (...findings: readonly Finding[]) => groupFindings(findings, each => each);
const inShort = (...findings: readonly Finding[]) =>
  groupsOf(...findings).map(
    ({ outcome, cause, registries, targets: to, items }) =>
      `${outcome} ${cause} ${registries.join('+')} → ${to.join('+')}: ${items.length}`,
  );

test('denied pulls are grouped by cause, registry and target, and the largest group comes first', () => {
  const groups = inShort(
    find('shop.azurecr.io/a:1', eu),
    find('shop.azurecr.io/a:1'),
    find('shop.azurecr.io/b:2'),
    find('vault.azurecr.io/a:1'),
  );
  assert.deepEqual(groups, [
    'denied not-attached shop.azurecr.io → aks: 2',
    'denied not-attached shop.azurecr.io → eu: 1',
    'denied no-pull-role vault.azurecr.io → aks: 1',
  ]);
});

test('unknown pulls are grouped by what would settle them, across registries and targets', () => {
  const groups = groupsOf(
    find('partner.azurecr.io/a:1', eu),
    find('shop.azurecr.io/a:1', null),
    find('vault.azurecr.io/a:1', null),
    find('shop.azurecr.io/b:1', null),
    find('partner.azurecr.io/b:1'),
    find('other.azurecr.io/b:1'),
  );
  assert.deepEqual(
    groups.map(({ cause, reasons, items }) => [cause, items.length, ...reasons]),
    [
      [
        'no-target',
        3,
        "Can't tell whether this can be pulled: we don't know where this manifest is deployed. Choose a target, or name one in `.acr-pull.yaml`.",
      ],
      [
        'registry-not-visible',
        2,
        'No registry that was read has the login server `partner.azurecr.io`. Read the subscription that holds it, or correct the host.',
      ],
      [
        'registry-not-visible',
        1,
        "Can't tell whether `aks` can pull this: no registry that was read has the login server `other.azurecr.io`. Read the subscription that holds it, or correct the host.",
      ],
    ],
  );
  assert.deepEqual(groups[0]?.registries, ['shop.azurecr.io', 'vault.azurecr.io']);
  assert.deepEqual(groups[1]?.targets, ['eu', 'aks']);
});

test('denied comes before unknown, and allowed last, however many there are', () => {
  const groups = inShort(
    find('open.azurecr.io/a:1'),
    find('open.azurecr.io/b:1'),
    find('partner.azurecr.io/a:1'),
    find('partner.azurecr.io/b:1'),
    find('shop.azurecr.io/a:1'),
  );
  assert.deepEqual(
    groups.map(each => each.split(' ')[0]),
    ['denied', 'unknown', 'allowed'],
  );
});

test('a grant that differs by repository is one fix, which names how many; others are said as they are', () => {
  const [one] = groupsOf(find('vault.azurecr.io/team/a:1'));
  assert.match(one?.fixes[0]?.title ?? '', /for `team\/a`$/);
  assert.match(one?.fixes[0]?.bash ?? '', /^az role assignment create /);
  const [three] = groupsOf(
    find('vault.azurecr.io/team/a:1'),
    find('vault.azurecr.io/team/b:1'),
    find('vault.azurecr.io/team/b:2'),
  );
  assert.deepEqual(three?.fixes, [
    {
      title: 'Give kubelet identity `aks-agentpool` Container Registry Repository Reader on `vault` for 2 repositories',
      bash: null,
      isMerged: true,
    },
  ]);
  const [legacy] = groupsOf(find('shop.azurecr.io/a:1'), find('shop.azurecr.io/b:1'));
  assert.deepEqual(
    legacy?.fixes.map(({ bash, isMerged }) => [bash?.split(' ').slice(0, 3).join(' '), isMerged]),
    [
      ['az aks update', false],
      ['az role assignment', false],
    ],
  );
});

test('nothing is lost: each finding is in one group', () => {
  const all = ['shop', 'vault', 'open', 'partner'].flatMap(name =>
    [targets.aks, eu, null].flatMap(to => ['a', 'b'].map(image => find(`${name}.azurecr.io/${image}:1`, to))),
  );
  const items = groupsOf(...all).flatMap(group => group.items);
  assert.equal(items.length, all.length);
  assert.deepEqual(new Set(items), new Set(all));
});
