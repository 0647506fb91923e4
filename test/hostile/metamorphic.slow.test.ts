// Changes that must not change a verdict, over 500 generated worlds: more that has nothing to do with it, another
// order, another case of ids, pages, duplicates. And of what is not known, nothing follows: a fact that was not read
// never turns allowed into denied, or back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AccessMap } from '../../src/access/map.ts';
import { readSnapshotData } from '../../src/access/snapshot/snapshot.ts';
import type { Target } from '../../src/model/target.ts';
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

/** Outcome and cause of each question that is asked of a world. */
function verdictsOf(facts: Json, image: string): readonly string[] | undefined {
  const map = mapOf(facts);
  return (
    map &&
    questions.map(([target, workload]) => {
      const finding = decide({ reference: reference(image, workload), target, map, now });
      return finding === undefined
        ? 'none'
        : `${target.name} ${finding.verdict.outcome} ${finding.verdict.cause ?? ''}`;
    })
  );
}

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

type Path = readonly (string | number)[];

/** Every place in a value, the value itself not included. */
function pathsIn(value: unknown): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => {
    const key = Array.isArray(value) ? Number(name) : name;
    return [[key], ...pathsIn(part).map(rest => [key, ...rest])];
  });
}

function without(facts: Json, path: Path): Json {
  const copy = structuredClone(facts);
  const parent = path.slice(0, -1).reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], copy);
  delete (parent as Record<string, unknown>)[String(path.at(-1))];
  return copy;
}

/** A path without numbers. Of a resource with its type in front: `containerApps.identity`. */
function nameOf(path: Path, facts: Json): string {
  const [list, i, ...rest] = path;
  const type = list === 'resources' && typeof i === 'number' ? listOf(facts, list)[i]?.['type'] : undefined;
  const named = typeof type === 'string' ? [type.split('/').at(-1) ?? '', ...rest] : path;
  return named.filter(key => typeof key === 'string').join('.');
}

/**
 * Fields that Azure leaves out, or writes as null, where there is none. The source, where no other is named: recorded
 * answers of the real services. Everything else that is absent was not read.
 */
const saysByAbsence: ReadonlySet<string> = new Set([
  // absent where all images are public
  'containerGroups.properties.imageRegistryCredentials',
  // absent where there is none. A Container App always has one, of type None
  'containerGroups.identity',
  'sites.identity',
  'managedClusters.identity',
  // no answer of Azure's lists them: existence is not judged without them (docs/snapshot.md)
  'images',
  // made by Azure alone, and rare: a pull is allowed where they were not read (docs/snapshot.md)
  'denyAssignments',
]);

const outcome = (verdict: string) => verdict.split(' ')[1];

/** Each verdict that goes from allowed to denied, or back, when one fact is not read. */
class Flips {
  readonly found = new Map<string, number>();
  looked = 0;

  lookAt({ facts, image }: World, before: readonly string[], path: Path): void {
    const name = nameOf(path, facts);
    if (saysByAbsence.has(name)) return;
    const after = verdictsOf(without(facts, path), image);
    if (after === undefined) return;
    this.looked++;
    for (const [i, verdict] of after.entries()) {
      const pair = [outcome(before[i] ?? ''), outcome(verdict)];
      if (!pair.includes('allowed') || !pair.includes('denied')) continue;
      const where = `${name}: ${before[i]} → ${verdict}`;
      this.found.set(where, (this.found.get(where) ?? 0) + 1);
    }
  }
}

/**
 * The value at a key. An item of a list is another thing: without it, the list proves that it is absent. So is an id as
 * key.
 */
const factsOf = ({ facts }: World) =>
  pathsIn(facts).filter(path => typeof path.at(-1) === 'string' && !String(path.at(-1)).startsWith('/'));

test('a fact that was not read never turns allowed into denied, or back: some of every world', () => {
  const flips = new Flips();
  fc.assert(
    fc.property(worlds, fc.infiniteStream(fc.nat()), (world, picks) => {
      const before = verdictsOf(world.facts, world.image) ?? [];
      assert.ok(before.length > 0);
      const paths = factsOf(world);
      for (const pick of [...picks.take(8)]) flips.lookAt(world, before, paths[pick % paths.length] ?? []);
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
      const before = verdictsOf(world.facts, world.image) ?? [];
      for (const path of factsOf(world)) flips.lookAt(world, before, path);
    }),
    everyFact,
  );
  assert.ok(flips.looked > 5000, `${flips.looked} looked at`);
  assert.deepEqual([...flips.found], [], `${flips.looked} looked at`);
});
