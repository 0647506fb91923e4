// Laws that hold in every world: worlds are made at random, with one registry, one cluster or app, and whatever may
// decide a pull.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AccessMap } from '../../src/access/map.ts';
import { causes } from '../../src/causes/index.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import type { ContainerAppWorkload, PodWorkload, Workload } from '../../src/model/workload.ts';
import {
  account,
  application,
  assign,
  at,
  cluster,
  containerApp,
  environment,
  environmentId,
  group,
  guid,
  held,
  identityId,
  mapOf,
  oldCluster,
  otherSubscription,
  otherTenant,
  pod,
  registry,
  registryId,
  roles,
  secret,
  servicePrincipal,
  span,
  subscription,
  targets,
  tenant,
  userIdentity,
  verdict,
} from './facts.ts';

// ─── Worlds ────────────────────────────────────────────────────────────────────────────────────────────────────────

const app = guid('sp app');
const condition = (repository: string): string =>
  `((!(ActionMatches{'Microsoft.ContainerRegistry/registries/repositories/content/read'})) OR (@Request[Microsoft.ContainerRegistry/registries/repositories:name] StringEqualsIgnoreCase '${repository}'))`;

interface Grant {
  readonly holder: string;
  readonly role: keyof typeof roles;
  readonly scope: string;
  readonly condition: string | undefined;
}

const holders = ['aks kubelet', 'aks control plane', 'sp', 'id-app', 'id-other', 'app system', 'env system', 'team'];
const grants: fc.Arbitrary<Grant> = fc.record({
  holder: fc.constantFrom(...holders),
  role: fc.constantFrom(...(Object.keys(roles) as (keyof typeof roles)[])),
  scope: fc.constantFrom(registryId('shop'), registryId('other'), group, `/subscriptions/${subscription}`),
  condition: fc.constantFrom(undefined, undefined, condition('web'), condition('else')),
});

const secrets = fc.array(
  fc.constantFrom(
    secret('admin', 'shop'),
    secret('principal', app),
    secret('token', 'ci-token'),
    secret('old', '00000000-0000-0000-0000-000000000000', { expiresAt: '2026-11-01T00:00:00Z' }),
    secret('elsewhere', 'other', { server: 'other.azurecr.io' }),
  ),
  { maxLength: 2 },
);

const worlds = fc.record({
  mode: fc.constantFrom('LegacyRegistryPermissions', 'AbacRepositoryPermissions'),
  admin: fc.boolean(),
  anonymous: fc.constantFrom(false, false, true),
  armTokens: fc.constantFrom('enabled', 'enabled', 'disabled'),
  abroad: fc.constantFrom(false, false, false, true),
  kind: fc.constantFrom('managed', 'principal', 'app'),
  grants: fc.array(grants, { maxLength: 4 }),
  member: fc.boolean(),
  ends: fc.array(fc.constantFrom('2026-09-30T00:00:00Z', '2026-12-09T00:00:00Z', '2027-06-01T00:00:00Z'), {
    maxLength: 2,
  }),
  pullSecrets: secrets,
  account: fc.option(fc.record({ secrets, annotated: fc.boolean() }), { nil: undefined }),
  profile: fc.constantFrom(undefined, undefined, false, true),
  kubernetes: fc.constantFrom('1.33.5', '1.34.1'),
  denied: fc.constantFrom(false, false, false, true),
  hints: fc.subarray(['pullSecrets', 'serviceAccounts'] as const),
  defaultIdentity: fc.boolean(),
  nodes: fc.constantFrom('202610.12.0', '202607.01.0'),
  regional: fc.constantFrom(false, false, false, true),
  entry: fc.constantFrom(
    'system',
    'system-environment',
    identityId('id-app'),
    identityId('id-other'),
    'password',
    'none',
  ),
});
type World = typeof worlds extends fc.Arbitrary<infer T> ? T : never;

/** The facts that were not read of a world. */
type Hidden =
  | 'roleAssignments'
  | 'groups'
  | 'managementGroups'
  | 'credentials'
  | 'applications'
  | 'mode'
  | 'admin'
  | 'secretContent'
  | 'serviceAccount'
  | 'profile'
  | 'nodeImages'
  | 'identities'
  | 'environment'
  | 'kubelet'
  | 'runtime'
  | 'registries'
  // only where nothing is assumed of them
  | 'denyAssignments';

// Left out, since the answer is the same where these were not read: what has a documented default (anonymous pull is
// off, tokens for Resource Manager are accepted). Tenants are left out, since a role held in the registry's tenant
// proves that its holder is known there.
const hideable: readonly Hidden[] = [
  'roleAssignments',
  'groups',
  'managementGroups',
  'credentials',
  'applications',
  'mode',
  'admin',
  'secretContent',
  'serviceAccount',
  'profile',
  'nodeImages',
  'identities',
  'environment',
  'kubelet',
  'runtime',
  'registries',
];

const regionalHost = 'shop.westeurope.geo.azurecr.io';

function judged(world: World, hidden: Hidden | undefined, more: readonly Grant[] = []): Verdict {
  return verdict(attemptIn(world, mapFor(world, hidden, more), hidden));
}

/** Without assumptions. */
function strictly(world: World, hidden: Hidden | undefined): Verdict {
  return verdict({ ...attemptIn(world, mapFor(world, hidden), hidden), attempt: { strict: true } });
}

function attemptIn(world: World, map: AccessMap, hidden?: Hidden): Parameters<typeof verdict>[0] {
  const image = `${world.regional ? regionalHost : 'shop.azurecr.io'}/web:1`;
  const target = world.kind === 'app' ? targets.app : targets.aks;
  return { map, image, target, workload: workloadOf(world, hidden) };
}

function mapFor(world: World, hidden: Hidden | undefined, more: readonly Grant[] = []): AccessMap {
  const all = [...world.grants, ...more];
  const holds = (name: Hidden): boolean => hidden === name;
  return mapOf({
    tenants: { [subscription]: tenant, [otherSubscription]: otherTenant },
    resources: resourcesOf(world, hidden),
    roleAssignments: holds('roleAssignments') ? null : all.map(grant => assignment(world, grant)),
    groups: holds('groups')
      ? {}
      : Object.fromEntries(holders.map(name => [guid(name), world.member && name !== 'team' ? [guid('team')] : []])),
    denyAssignments: holds('denyAssignments') ? null : world.denied ? [sealed(world)] : [],
    managementGroups: holds('managementGroups') ? {} : { [subscription]: [], [otherSubscription]: [] },
    credentials: holds('credentials')
      ? null
      : [servicePrincipal(app, guid('sp')), ...(holds('applications') ? [] : [application(app, world.ends)])],
    gaps: Object.entries(gapOf)
      .filter(([, name]) => holds(name))
      .map(([what]) => ({ what, scope: `/subscriptions/${subscription}`, why: 'left out' })),
  });
}

/** Denies the pull to everybody. */
function sealed({ abroad }: World): unknown {
  const scope = abroad ? registryId('shop', otherSubscription) : registryId('shop');
  const lists = { notActions: [], notDataActions: [] };
  const properties = {
    denyAssignmentName: 'sealed',
    scope,
    doNotApplyToChildScopes: false,
    permissions: [{ actions: ['*'], dataActions: ['*'], ...lists }],
    principals: [{ id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' }],
    excludePrincipals: [],
  };
  return { id: at(scope, `denyAssignments/${guid('sealed')}`), properties };
}

const gapOf: Readonly<Record<string, Hidden>> = {
  registries: 'registries',
  managedClusters: 'runtime',
  containerApps: 'runtime',
  managedEnvironments: 'environment',
  userAssignedIdentities: 'identities',
};

function assignment({ abroad }: World, { holder, role, scope, condition: text }: Grant): unknown {
  const inTenant = abroad ? scope.replaceAll(subscription, otherSubscription) : scope;
  const more = {
    condition: text,
    conditionVersion: text && '2.0',
    principalType: holder === 'team' ? 'Group' : 'ServicePrincipal',
  };
  return assign(guid(holder), roles[role], inTenant, more);
}

function resourcesOf(world: World, hidden: Hidden | undefined): readonly unknown[] {
  const { mode, admin, anonymous, armTokens, abroad, kind, profile, defaultIdentity, nodes, entry } = world;
  const shop = registry(
    'shop',
    {
      roleAssignmentMode: hidden === 'mode' ? null : mode,
      adminUserEnabled: hidden === 'admin' ? null : admin,
      anonymousPullEnabled: anonymous,
      regionalEndpointHostNames: [regionalHost],
      policies: { azureADAuthenticationAsArmPolicy: { status: armTokens } },
    },
    abroad ? { subscription: otherSubscription } : {},
  );
  const version = `AKSUbuntu-2204gen2containerd-${nodes}`;
  const properties = {
    kubernetesVersion: world.kubernetes,
    agentPoolProfiles: [{ name: 'a', osType: 'Linux', nodeImageVersion: hidden === 'nodeImages' ? null : version }],
    ...(profile === undefined || hidden === 'profile'
      ? {}
      : {
          securityProfile: {
            serviceAccountImagePullProfile: {
              enabled: profile,
              defaultManagedIdentityId: defaultIdentity ? identityId('id-other') : null,
            },
          },
        }),
    ...(hidden === 'kubelet' ? { identityProfile: null } : {}),
  };
  const runtimes = {
    managed: cluster('aks', properties),
    principal: oldCluster('aks', app),
    app: containerApp('app', entriesOf(entry), held('app', { system: true, user: ['id-app'] })),
  };
  return [
    ...(hidden === 'registries' ? [] : [shop]),
    ...(hidden === 'runtime' ? [] : [runtimes[kind as keyof typeof runtimes]]),
    ...(hidden === 'environment' ? [] : [environment('env', held('env', { system: true, user: ['id-other'] }))]),
    ...(hidden === 'identities' ? [] : [userIdentity('id-app'), userIdentity('id-other')]),
  ];
}

function entriesOf(entry: string): readonly Readonly<Record<string, unknown>>[] {
  const server = 'shop.azurecr.io';
  if (entry === 'none') return [];
  return [entry === 'password' ? { server, username: 'shop', passwordSecretRef: 'pw' } : { server, identity: entry }];
}

function workloadOf(world: World, hidden: Hidden | undefined): Workload {
  const { kind, account: brought, pullSecrets } = world;
  if (kind === 'app') {
    const own: ContainerAppWorkload = {
      platform: 'containerApp',
      name: 'app',
      registries: undefined,
      identity: undefined,
      environmentId: environmentId('env'),
    };
    return own;
  }
  const seen = (list: PodWorkload['pullSecrets']): PodWorkload['pullSecrets'] =>
    hidden === 'secretContent' ? list.map(item => ({ ...item, entries: undefined })) : list;
  const annotation = brought?.annotated ? { text: guid('id-app client'), span } : undefined;
  const known = { pullSecrets: seen(brought?.secrets ?? []), pullClientId: annotation };
  const unseen = { pullSecrets: undefined, pullClientId: undefined, definedAt: undefined };
  const hints = world.hints.map(of => ({ of, name: 'another object', file: 'other.yaml', span }));
  return pod({
    ...(hints.length > 0 ? { hints } : {}),
    pullSecrets: seen(pullSecrets),
    serviceAccount: brought && account('web', hidden === 'serviceAccount' ? unseen : known),
  });
}

// ─── Laws ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The puller is open in the world itself: an annotation, and a profile that the API did not report. */
function isOpen({ kind, profile, account: brought }: World): boolean {
  return (profile === undefined || kind === 'principal') && brought?.annotated === true;
}

const runs = { numRuns: 250 };

/**
 * An identity of another tenant, and a role that a group holds. Where its memberships were not read, it may be in the
 * group.
 */
const groupAbroad: World = {
  mode: 'LegacyRegistryPermissions',
  admin: false,
  anonymous: false,
  armTokens: 'enabled',
  abroad: true,
  kind: 'managed',
  grants: [{ holder: 'team', role: 'AcrPull', scope: registryId('shop'), condition: undefined }],
  member: true,
  ends: [],
  pullSecrets: [],
  account: undefined,
  profile: undefined,
  kubernetes: '1.33.5',
  denied: false,
  hints: [],
  defaultIdentity: false,
  nodes: '202610.12.0',
  regional: false,
  entry: 'system',
};

test('what is not read never gives a definite answer that the world contradicts', () => {
  fc.assert(
    fc.property(worlds, fc.constantFrom(...hideable), (world, hidden) => {
      // Off and not reported read the same until the profile is on: that is what a stable API leaves out (azure-facts
      // 3.5).
      fc.pre(!(hidden === 'profile' && world.profile === true && !world.account?.annotated));
      fc.pre(!(hidden === 'serviceAccount' && isOpen(world)));
      const whole = judged(world, undefined);
      const part = judged(world, hidden);
      if (part.outcome !== 'unknown') assert.equal(part.outcome, whole.outcome, `${hidden}: ${part.message}`);
    }),
    { numRuns: 1000, examples: [[groupAbroad, 'groups']] },
  );
});

test('without assumptions, what is not read never gives a definite answer that the world contradicts either', () => {
  fc.assert(
    fc.property(worlds, fc.constantFrom(...hideable, 'denyAssignments' as const), (world, hidden) => {
      // the kubelets of earlier versions hand no service account to their credential provider
      fc.pre(hidden !== 'profile' || world.kubernetes === '1.34.1');
      fc.pre(!(hidden === 'serviceAccount' && isOpen(world)));
      const whole = strictly(world, undefined);
      const part = strictly(world, hidden);
      assert.deepEqual(part.assumptions, []);
      if (whole.outcome !== 'unknown' && part.outcome !== 'unknown')
        assert.equal(part.outcome, whole.outcome, `${hidden}: ${part.message}`);
    }),
    { numRuns: 1000 },
  );
});

test('an assumption only settles what would be unknown, and names itself', () => {
  const hiding = fc.option(fc.constantFrom(...hideable, 'denyAssignments' as const), { nil: undefined });
  fc.assert(
    fc.property(worlds, hiding, (world, hidden) => {
      const usual = judged(world, hidden);
      const strict = strictly(world, hidden);
      if (strict.outcome !== 'unknown') assert.equal(usual.outcome, strict.outcome, usual.message);
      if (usual.assumptions.length === 0) assert.equal(strict.outcome, usual.outcome, strict.message);
      if (usual.outcome === 'unknown') assert.deepEqual(usual.assumptions, []);
      const shown = usual.evidence.filter(({ effect }) => effect === 'assumed');
      assert.equal(shown.length, usual.assumptions.length);
    }),
    { numRuns: 1000 },
  );
});

test('no assumption decides where its contradiction is known', () => {
  const hiding = fc.option(fc.constantFrom(...hideable), { nil: undefined });
  fc.assert(
    fc.property(worlds, hiding, (world, hidden) => {
      const { assumptions } = judged(world, hidden);
      const none = (id: (typeof assumptions)[number]) => assert.ok(!assumptions.includes(id), id);
      // read, whether there is one or not
      none('no-deny-assignment');
      if (world.kind === 'app') return assert.deepEqual(assumptions, []);
      if (world.hints.includes('pullSecrets')) none('no-other-pull-secret');
      if (hidden === 'serviceAccount' && world.account && world.pullSecrets.length === 0) none('no-other-pull-secret');
      const isShown = world.profile !== undefined && hidden !== 'profile';
      if (world.hints.includes('serviceAccounts') || isShown) none('no-pull-by-service-account');
    }),
    { numRuns: 1000 },
  );
});

test('one more grant never takes a pull away', () => {
  fc.assert(
    fc.property(worlds, grants, (world, more) => {
      const before = judged(world, undefined);
      const after = judged(world, undefined, [more]);
      if (before.outcome === 'allowed') assert.equal(after.outcome, 'allowed', after.message);
    }),
    runs,
  );
});

test('one more pull secret beside others never takes a pull away', () => {
  fc.assert(
    fc.property(worlds, secrets, (world, more) => {
      fc.pre(world.kind !== 'app' && world.pullSecrets.length > 0);
      const before = judged(world, undefined);
      const after = judged({ ...world, pullSecrets: [...world.pullSecrets, ...more] }, undefined);
      // If everybody may pull, a credential that is refused may be in the way. No document decides.
      if (before.cause !== 'anonymous-pull' && before.outcome === 'allowed') assert.equal(after.outcome, 'allowed');
      if (before.outcome === 'allowed') assert.notEqual(after.outcome, 'denied');
    }),
    runs,
  );
});

test('a kubelet that may pull pulls, whatever its pod’s secrets are', () => {
  fc.assert(
    fc.property(worlds, made => {
      const world: World = { ...made, kind: 'managed', denied: false, hints: [] };
      const bare = judged({ ...world, pullSecrets: [], account: undefined }, undefined);
      fc.pre(bare.outcome === 'allowed' && bare.cause !== 'anonymous-pull');
      fc.pre(world.profile !== true && !isOpen(world));
      assert.equal(judged(world, undefined).outcome, 'allowed');
    }),
    runs,
  );
});

test('every verdict has a cause unless it is plainly allowed, cites evidence, and speaks in a sentence', () => {
  fc.assert(
    fc.property(worlds, fc.option(fc.constantFrom(...hideable), { nil: undefined }), (world, hidden) => {
      const { outcome, cause, message, evidence, fixes } = judged(world, hidden);
      if (cause === null) assert.equal(outcome, 'allowed');
      else assert.equal(causes[cause].outcome, outcome);
      assert.ok(evidence.length > 0);
      assert.match(message, /^[A-Z`].*\.$/s);
      assert.doesNotMatch(message, /undefined|null|\[object|\.\.|: \.| {2}|``/);
      for (const fix of fixes) assert.doesNotMatch(`${fix.title} ${fix.bash} ${fix.powershell}`, /admin-enabled/);
    }),
    runs,
  );
});

test('a verdict does not hang on what was asked of the map before', () => {
  fc.assert(
    fc.property(worlds, fc.array(worlds, { minLength: 1, maxLength: 4 }), (world, others) => {
      const map = mapFor(world, undefined);
      // The same facts of Azure, other manifests.
      for (const { pullSecrets, account: brought, regional } of others) {
        verdict(attemptIn({ ...world, pullSecrets, account: brought, regional }, map));
      }
      const asked = verdict(attemptIn(world, map));
      const fresh = verdict(attemptIn(world, mapFor(world, undefined)));
      assert.equal(asked.message, fresh.message);
      assert.deepEqual(
        asked.evidence.map(({ fact, effect }) => `${effect} ${fact}`),
        fresh.evidence.map(({ fact, effect }) => `${effect} ${fact}`),
      );
    }),
    runs,
  );
});
