// Changes that must not change a verdict, over 500 generated worlds: more that has nothing to do with it, another
// order, another case of ids, pages, duplicates. And of what is not known, nothing follows: a fact that was not read
// never turns allowed into denied, or back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AccessMap } from '../../src/access/map.ts';
import { readSnapshotData } from '../../src/access/snapshot/snapshot.ts';
import type { Target } from '../../src/model/target.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import type { Workload } from '../../src/model/workload.ts';
import { decide } from '../../src/verdict/decide.ts';
import {
  abac,
  account,
  assign,
  at,
  cluster,
  containerApp,
  containerGroup,
  environment,
  group,
  guid,
  held,
  identityId,
  now,
  oldCluster,
  otherSubscription,
  pod,
  reference,
  registry,
  registryId,
  resourceId,
  roles,
  secret,
  servicePrincipal,
  site,
  subscription,
  targets,
  tenant,
  userIdentity,
} from '../verdict/facts.ts';
import { type Fact, factsIn, isTurned, without } from '../verdict/unreadFacts.ts';

type Json = Readonly<Record<string, unknown>>;
type List = readonly Json[];

interface World {
  readonly facts: Readonly<Record<string, unknown>> & { readonly resources: List };
  /** The questions about it: an image and a workload for each kind of target. */
  readonly image: string;
}

const company = '/providers/Microsoft.Management/managementGroups/company';
const scopes = ['/', company, `/subscriptions/${subscription}`, group, registryId('shop'), registryId('other')];
const principals = ['aks kubelet', 'id-app', 'app system', 'group system', 'site system', 'sp', 'team', 'stranger'].map(
  guid,
);
const team = guid('team');

const grants = fc
  .record({
    principal: fc.constantFrom(...principals),
    role: fc.constantFrom(
      roles.AcrPull,
      roles.AcrPush,
      roles.RepositoryReader,
      roles.Owner,
      roles.Reader,
      guid('own role'),
    ),
    scope: fc.constantFrom(...scopes),
    condition: fc.option(
      fc
        .constantFrom("StringEqualsIgnoreCase 'web'", "StringLike 'w*'", "StringEqualsIgnoreCase 'api'")
        .map(
          test =>
            `((!(ActionMatches{'Microsoft.ContainerRegistry/registries/repositories/content/read'})) OR (@Request[Microsoft.ContainerRegistry/registries/repositories:name] ${test}))`,
        ),
      { nil: undefined, freq: 3 },
    ),
  })
  .map(({ principal, role, scope, condition }) =>
    assign(principal, role, scope, {
      principalType: principal === team ? 'Group' : 'ServicePrincipal',
      ...(condition === undefined ? {} : { condition, conditionVersion: '2.0' }),
    }),
  );
let denied = 0;
const denials = fc
  .record({
    scope: fc.constantFrom(...scopes.slice(2)),
    principals: fc.constantFrom(
      [{ id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' }],
      [{ id: guid('aks kubelet'), type: 'ServicePrincipal' }],
      [{ id: team, type: 'Group' }],
    ),
    excludePrincipals: fc.constantFrom([], [{ id: guid('id-app'), type: 'ServicePrincipal' }]),
    doNotApplyToChildScopes: fc.boolean(),
  })
  .map(parts => ({
    id: at(parts.scope, `denyAssignments/${guid(`denial ${denied++}`)}`),
    properties: {
      denyAssignmentName: 'sealed',
      permissions: [{ actions: ['*'], notActions: [], dataActions: ['*'], notDataActions: [] }],
      ...parts,
    },
  }));

const networks = fc.constantFrom<Json>(
  {},
  { networkRuleSet: { defaultAction: 'Deny', ipRules: [{ action: 'Allow', value: '20.61.4.7' }] } },
  { networkRuleSet: { defaultAction: 'Deny', ipRules: [] } },
  { publicNetworkAccess: 'Disabled' },
  { anonymousPullEnabled: true },
  { policies: { azureADAuthenticationAsArmPolicy: { status: 'disabled' }, quarantinePolicy: { status: 'disabled' } } },
);
const server = 'shop.azurecr.io';
const entries = fc.constantFrom<List>(
  [],
  [{ server, identity: identityId('id-app') }],
  [{ server, identity: 'system' }],
  [{ server: 'other.azurecr.io', identity: 'system' }],
  [{ server, username: guid('sp client'), passwordSecretRef: 'x' }],
);
const identities = fc.record({ system: fc.boolean(), user: fc.constantFrom([], ['id-app']) });

const worlds: fc.Arbitrary<World> = fc
  .record({
    mode: fc.constantFrom({}, abac),
    network: networks,
    old: fc.boolean(),
    entries,
    identities,
    acr: fc.boolean(),
    grants: fc.array(grants, { maxLength: 6 }),
    eligible: fc.array(grants, { maxLength: 1 }),
    denials: fc.array(denials, { maxLength: 2 }),
    member: fc.boolean(),
    ends: fc.constantFrom([], ['2025-01-01T00:00:00Z'], ['2027-01-01T00:00:00Z']),
    image: fc.constantFrom('shop.azurecr.io/web:1', 'shop.azurecr.io/api:1', 'nowhere.azurecr.io/web:1'),
    state: fc.constantFrom('found', 'missing', undefined),
  })
  .map(made => {
    const identity = held('app', made.identities);
    const groups = held('group', made.identities);
    const sites = held('site', made.identities);
    const own = `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${guid('own role')}`;
    const resources = [
      registry('shop', { ...made.mode, ...made.network }),
      registry('other'),
      made.old ? oldCluster('aks', guid('sp client')) : cluster('aks'),
      containerApp('app', made.entries, identity),
      environment('env'),
      containerGroup('group', made.entries, groups),
      site('site', { acrUseManagedIdentityCreds: made.acr, linuxFxVersion: `DOCKER|${made.image}` }, sites),
      userIdentity('id-app'),
    ];
    return {
      image: made.image,
      facts: {
        resources,
        managementGroups: { [subscription]: [company], [otherSubscription]: [] },
        roleDefinitions: [
          {
            id: own,
            properties: {
              roleName: 'own',
              type: 'CustomRole',
              permissions: [{ actions: ['*/read'], notActions: [], dataActions: ['*'], notDataActions: [] }],
            },
          },
        ],
        roleAssignments: made.grants,
        roleEligibilityScheduleInstances: made.eligible,
        denyAssignments: made.denials,
        groups: Object.fromEntries(
          [...principals, guid('id-env'), guid('aks control plane')].map(id => [
            id,
            made.member && id !== team ? [team] : [],
          ]),
        ),
        credentials: [servicePrincipal(guid('sp client'), guid('sp'), made.ends)],
        images:
          made.state === undefined
            ? []
            : [{ registry: server, repository: 'web', tag: '1', state: made.state, readAt: '2026-11-24T11:00:00Z' }],
      },
    };
  });

const inAzureOnly = { registries: undefined, identity: undefined, environmentId: undefined };
const questions: readonly (readonly [to: Target, workload: Workload])[] = [
  [targets.aks, pod()],
  [targets.aks, pod({ serviceAccount: account('web'), pullSecrets: [secret('pull', guid('sp client'))] })],
  [targets.app, { platform: 'containerApp', name: 'app', ...inAzureOnly }],
  [targets.group, { platform: 'containerGroup', name: 'group', ...inAzureOnly }],
  [
    targets.site,
    {
      platform: 'site',
      name: 'site',
      managedIdentityCredentials: undefined,
      identityClientId: undefined,
      identity: undefined,
    },
  ],
  [targets.ci, { platform: 'pipeline', name: 'ci' }],
];

/** Undefined where the snapshot is refused. */
function mapOf(facts: Json): AccessMap | undefined {
  const tenants = { [subscription]: tenant, [otherSubscription]: tenant };
  const snapshot = { version: 1, readAt: now.toISOString(), cloud: 'AzureCloud', tenants, ...facts };
  const read = readSnapshotData(snapshot, 'world');
  return 'map' in read ? read.map : undefined;
}

interface Asked {
  readonly name: string;
  readonly verdict: Verdict | undefined;
}

/** Each question that is asked of a world, with its answer. */
const askedOf = (map: AccessMap, image: string): readonly Asked[] =>
  questions.map(([target, workload]) => ({
    name: target.name,
    verdict: decide({ reference: reference(image, workload), target, map, now })?.verdict,
  }));

const wholeMapOf = ({ facts }: World): AccessMap => mapOf(facts) ?? assert.fail('a world is a whole snapshot');

/** Outcome and cause of each question. */
const verdictsOf = (facts: Json, image: string): readonly string[] | undefined => {
  const map = mapOf(facts);
  return (
    map &&
    askedOf(map, image).map(({ name, verdict }) => `${name} ${verdict?.outcome ?? 'none'} ${verdict?.cause ?? ''}`)
  );
};

const runs = { numRuns: 500, seed: 14 };
const lists = [
  'resources',
  'roleAssignments',
  'roleEligibilityScheduleInstances',
  'denyAssignments',
  'roleDefinitions',
  'credentials',
  'images',
] as const;
const listOf = (facts: Json, name: string): List => (Array.isArray(facts[name]) ? facts[name] : []);
const withLists = (facts: Json, change: (list: List, name: string) => List): Json => ({
  ...facts,
  ...Object.fromEntries(lists.map(name => [name, change(listOf(facts, name), name)])),
});

/** Every text with an id of Azure, keys included. */
function inOtherCase(value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith('/') ? value.toUpperCase() : value;
  if (Array.isArray(value)) return value.map(inOtherCase);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key.startsWith('/') ? key.toUpperCase() : key, inOtherCase(part)]),
  );
}

/** Each list of Azure's as the pages in which it answers. */
const inPages = (facts: Json): Json =>
  withLists(facts, (list, name) => (name === 'images' ? list : list.map(item => ({ value: [item] }))));

const stranger = guid('a stranger');
const unrelated = (facts: Json): Json => ({
  ...facts,
  resources: [
    registry('far', {}, { subscription: otherSubscription }),
    ...listOf(facts, 'resources'),
    cluster('far'),
    userIdentity('id-far'),
    {
      id: resourceId('Microsoft.Storage/storageAccounts', 'far'),
      type: 'Microsoft.Storage/storageAccounts',
      properties: {},
    },
  ],
  roleAssignments: [
    assign(stranger, roles.AcrPull, registryId('shop')),
    ...listOf(facts, 'roleAssignments'),
    assign(stranger, roles.Owner, `/subscriptions/${otherSubscription}`),
  ],
  groups: { ...(typeof facts['groups'] === 'object' ? facts['groups'] : {}), [stranger]: [] },
  credentials: [...listOf(facts, 'credentials'), servicePrincipal(guid('far client'), guid('far'))],
});

const changes: readonly (readonly [what: string, change: (facts: Json) => Json])[] = [
  ['more that has nothing to do with it', unrelated],
  ['another order', facts => withLists(facts, list => list.toReversed())],
  ['another case of ids', facts => inOtherCase(facts) as Json],
  ['pages', inPages],
  ['items that are there twice', facts => withLists(facts, list => [...list, ...structuredClone(list)])],
];

for (const [what, change] of changes) {
  test(`${what}: no verdict changes`, () => {
    fc.assert(
      fc.property(worlds, ({ facts, image }) => {
        const before = verdictsOf(facts, image);
        assert.ok(before);
        assert.deepEqual(verdictsOf(change(facts), image), before);
      }),
      runs,
    );
  });
}

/** Each verdict that goes from allowed to denied, or back, when one fact is not read. */
class Flips {
  readonly found = new Set<string>();
  looked = 0;

  lookAt({ facts, image }: World, before: readonly Asked[], fact: Fact): void {
    const map = mapOf(without(facts, fact));
    if (map === undefined) return;
    this.looked++;
    for (const [i, { name, verdict }] of askedOf(map, image).entries()) {
      const was = before[i]?.verdict;
      if (was && verdict && isTurned(was, verdict)) this.found.add(`${fact.name}: ${name} was ${was.outcome}`);
    }
  }
}

test('a fact that was not read never turns allowed into denied, or back: some of every world', () => {
  const flips = new Flips();
  fc.assert(
    fc.property(worlds, fc.infiniteStream(fc.nat()), (world, picks) => {
      const before = askedOf(wholeMapOf(world), world.image);
      const facts = factsIn(world.facts);
      for (const fact of [...picks.take(8)].flatMap(pick => facts[pick % facts.length] ?? []))
        flips.lookAt(world, before, fact);
    }),
    runs,
  );
  assert.deepEqual([...flips.found], [], `${flips.looked} looked at`);
});

test('the same for every fact of some worlds', () => {
  const flips = new Flips();
  const everyFact = { numRuns: 50, seed: 3 };
  fc.assert(
    fc.property(worlds, world => {
      const before = askedOf(wholeMapOf(world), world.image);
      for (const fact of factsIn(world.facts)) flips.lookAt(world, before, fact);
    }),
    everyFact,
  );
  assert.ok(flips.looked > 5000, `${flips.looked} looked at`);
  assert.deepEqual([...flips.found], [], `${flips.looked} looked at`);
});
