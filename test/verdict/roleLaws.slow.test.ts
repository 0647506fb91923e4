// Laws of roles and deny assignments that hold in every world. Issue 4: "adding a grant never turns allowed into
// denied. Removing a deny never turns allowed into denied. Narrowing scope never widens access. Unknown inputs never
// give a definite answer that a known input could contradict".
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AccessMode } from '../../src/verdict/roles/actions.ts';
import { denyResult } from '../../src/verdict/roles/deny.ts';
import { roleAnswer } from '../../src/verdict/roles/roles.ts';
import { abac, assign, at, group, guid, mapOf, now, registry, registryId, roles, subscription } from './facts.ts';

type Json = Readonly<Record<string, unknown>>;

const kubelet = guid('aks kubelet');
const team = guid('team');
const company = '/providers/Microsoft.Management/managementGroups/company';
const strangers = '/providers/Microsoft.Management/managementGroups/strangers';
/** From the narrowest to the widest above the registry, then others. */
const chain = [registryId('shop'), group, `/subscriptions/${subscription}`, company, '/'] as const;
const scopes = [...chain, registryId('other'), strangers];

const only = (test: string): string =>
  `((!(ActionMatches{'Microsoft.ContainerRegistry/registries/repositories/content/read'})) OR (@Request[Microsoft.ContainerRegistry/registries/repositories:name] ${test}))`;
const conditions = [
  undefined,
  undefined,
  only("StringEqualsIgnoreCase 'web'"),
  only("StringEqualsIgnoreCase 'api'"),
  'not a condition',
];

interface Grant {
  readonly principal: string;
  /** True if the assignment states the type of its principal. */
  readonly typed: boolean;
  readonly role: string;
  readonly scope: string;
  readonly condition: string | undefined;
  readonly createdOn: string;
  readonly eligible: boolean;
}

const grants: fc.Arbitrary<Grant> = fc.record({
  principal: fc.constantFrom(kubelet, team, guid('sp')),
  typed: fc.boolean(),
  role: fc.constantFrom(...Object.values(roles), guid('own role')),
  scope: fc.constantFrom(...scopes),
  condition: fc.constantFrom(...conditions),
  createdOn: fc.constantFrom('2025-01-01T00:00:00Z', '2025-01-01T00:00:00Z', '2026-11-24T11:58:00Z'),
  eligible: fc.boolean(),
});

interface World {
  readonly mode: AccessMode;
  readonly grants: readonly Grant[];
  readonly denials: readonly Json[];
  readonly member: boolean;
}

/** Azure writes all four lists, so that one that is absent was not read. */
const none = { actions: [], notActions: [], dataActions: [], notDataActions: [] };
const permissions = fc.constantFrom<Json>(
  { ...none, actions: ['*'], dataActions: ['*'] },
  { actions: ['*'], notActions: ['*/pull/read'], dataActions: ['*'], notDataActions: ['*/content/*'] },
  { ...none, dataActions: ['*'], condition: only("StringEqualsIgnoreCase 'web'") },
  { ...none, actions: ['Microsoft.ContainerRegistry/*'] },
);
const principals = fc.array(
  fc.constantFrom(
    { id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' },
    { id: kubelet, type: 'ServicePrincipal' },
    { id: team, type: 'Group' },
    { id: guid('sp'), type: 'ServicePrincipal' },
  ),
  { maxLength: 2 },
);
let denialCount = 0;
const denials: fc.Arbitrary<Json> = fc
  .record({
    scope: fc.constantFrom(...scopes),
    doNotApplyToChildScopes: fc.boolean(),
    permissions: fc.tuple(permissions),
    principals,
    excludePrincipals: principals,
  })
  .map(properties => ({ id: at(properties.scope, `denyAssignments/${denialCount++}`), properties }));

const worlds: fc.Arbitrary<World> = fc.record({
  mode: fc.constantFrom<AccessMode>('legacy', 'abac'),
  grants: fc.array(grants, { maxLength: 5 }),
  denials: fc.array(denials, { maxLength: 3 }),
  member: fc.boolean(),
});

function factsOf({ mode, grants: held, denials: denyAssignments, member }: World): Json {
  const assigned = held.map(({ principal, typed, role, scope, condition, createdOn, eligible }) => {
    const type = !typed ? null : principal === team ? 'Group' : 'ServicePrincipal';
    const more = condition === undefined ? { condition: null } : { condition, conditionVersion: '2.0' };
    return { eligible, item: assign(principal, role, scope, { principalType: type, createdOn, ...more }) };
  });
  const own = `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${guid('own role')}`;
  return {
    resources: [registry('shop', mode === 'abac' ? abac : {})],
    managementGroups: { [subscription]: [company] },
    groups: { [kubelet]: member ? [team] : [], [guid('sp')]: [] },
    roleDefinitions: [
      { id: own, properties: { roleName: 'own', permissions: [{ ...none, actions: ['*/read'], dataActions: ['*'] }] } },
    ],
    roleAssignments: assigned.filter(({ eligible }) => !eligible).map(({ item }) => item),
    roleEligibilityScheduleInstances: assigned.filter(({ eligible }) => eligible).map(({ item }) => item),
    denyAssignments,
  };
}

const rank = { no: 0, unknown: 1, yes: 2 } as const;
const outcomeRank = { denied: 0, unknown: 1, allowed: 2 } as const;

function roleOf(facts: Json): keyof typeof rank {
  const map = mapOf(facts);
  const [shop] = map.registries;
  assert.ok(shop?.mode);
  const { answer } = roleAnswer({ principalId: kubelet, registry: shop, mode: shop.mode, repository: 'web', map, now });
  return answer;
}

function denialOf(facts: Json): keyof typeof outcomeRank {
  const map = mapOf(facts);
  const [shop] = map.registries;
  assert.ok(shop?.mode);
  return denyResult({
    strict: false,
    principalId: kubelet,
    registry: shop,
    mode: shop.mode,
    repository: 'web',
    map,
    now,
  }).outcome;
}

const runs = { numRuns: 400 };

test('adding a grant never takes access away', () => {
  fc.assert(
    fc.property(worlds, grants, (world, grant) => {
      const more = { ...world, grants: [...world.grants, grant] };
      assert.ok(rank[roleOf(factsOf(more))] >= rank[roleOf(factsOf(world))]);
    }),
    runs,
  );
});

test('removing a deny assignment never takes access away', () => {
  fc.assert(
    fc.property(worlds, fc.nat(), (world, pick) => {
      const fewer = { ...world, denials: world.denials.filter((_, i) => i !== pick % 3) };
      assert.ok(outcomeRank[denialOf(factsOf(fewer))] >= outcomeRank[denialOf(factsOf(world))]);
    }),
    runs,
  );
});

test('narrowing the scope of a grant never widens access', () => {
  fc.assert(
    fc.property(worlds, grants, fc.nat(chain.length - 1), fc.nat(chain.length), (world, grant, wide, narrow) => {
      const withScope = (scope: string): World => ({ ...world, grants: [...world.grants, { ...grant, scope }] });
      // Below the widest scope lie the others of the chain, and another registry beside this one.
      const inside = narrow < wide ? (chain[narrow] ?? '') : registryId('other');
      const before = roleOf(factsOf(withScope(chain[wide] ?? '/')));
      assert.ok(rank[roleOf(factsOf(withScope(inside)))] <= rank[before]);
    }),
    runs,
  );
});

/**
 * Ways of not having read something. Each leaves a world that the whole one is one of the possible continuations of.
 */
const hiding: readonly (readonly [what: string, hide: (facts: Json) => Json])[] = [
  ['role assignments', facts => ({ ...facts, roleAssignments: null })],
  [
    'role assignments of the subscription',
    facts => ({
      ...facts,
      ...without(facts, `/subscriptions/${subscription}`),
      gaps: [gap('roleAssignments', `/subscriptions/${subscription}`)],
    }),
  ],
  [
    'role assignments of management groups',
    facts => ({ ...facts, ...without(facts, company), gaps: [gap('roleAssignments', company)] }),
  ],
  ['memberships', facts => ({ ...facts, groups: { [guid('sp')]: [] } })],
  [
    'some memberships',
    facts => ({ ...facts, groups: { [kubelet]: [], [guid('sp')]: [] }, gaps: [gap('groups', '/')] }),
  ],
  ['management groups', facts => ({ ...facts, managementGroups: {} })],
  ['role definitions', facts => ({ ...facts, roleDefinitions: [] })],
  ['everything at once', facts => ({ ...facts, groups: {}, managementGroups: {}, roleDefinitions: [] })],
];

function gap(what: string, scope: string): Json {
  return { what, scope, why: '403' };
}

function without(facts: Json, scope: string): Json {
  const lists = ['roleAssignments', 'roleEligibilityScheduleInstances'].map(name => {
    const items = Array.isArray(facts[name]) ? facts[name] : [];
    return [name, items.filter((item: { id: string }) => !item.id.startsWith(scope))];
  });
  return Object.fromEntries(lists);
}

for (const [what, hide] of hiding) {
  test(`not having read ${what} never contradicts what reading them shows`, () => {
    fc.assert(
      fc.property(worlds, world => {
        const facts = factsOf(world);
        const blind = roleOf(hide(facts));
        if (blind !== 'unknown') assert.equal(blind, roleOf(facts));
      }),
      runs,
    );
  });
}

for (const [what, hide] of hiding.filter(([name]) => !name.startsWith('role'))) {
  test(`deny assignments: not having read ${what} never contradicts what reading them shows`, () => {
    fc.assert(
      fc.property(worlds, world => {
        const facts = factsOf(world);
        const blind = denialOf(hide(facts));
        if (blind !== 'unknown') assert.equal(blind, denialOf(facts));
      }),
      runs,
    );
  });
}

test('a role is granted only on the word of an assignment, and refused only where none is in doubt', () => {
  fc.assert(
    fc.property(worlds, world => {
      const map = mapOf(factsOf(world));
      const [shop] = map.registries;
      assert.ok(shop?.mode);
      const { answer, evidence, granting } = roleAnswer({
        principalId: kubelet,
        registry: shop,
        mode: shop.mode,
        repository: 'web',
        map,
        now,
      });
      const effects = evidence.map(({ effect }) => effect);
      assert.equal(answer === 'yes', effects.includes('grants'));
      assert.equal(answer === 'yes', granting.length > 0);
      if (answer === 'no') assert.ok(!effects.includes('not-read'));
    }),
    runs,
  );
});

const questions = fc.array(
  fc.record({
    principalId: fc.constantFrom(kubelet, kubelet.toUpperCase(), team, guid('sp'), guid('nobody')),
    mode: fc.constantFrom<AccessMode>('legacy', 'abac'),
    of: fc.constantFrom('shop', 'other'),
    repository: fc.constantFrom('web', 'api', undefined),
    /** Before and after an assignment of two minutes ago, and days earlier and later. */
    minutes: fc.constantFrom(-20_000, -3, -1, 0, 7, 8, 9, 20_000),
  }),
  { minLength: 2, maxLength: 12 },
);

test('what was asked of a map before changes no answer and no proof', () => {
  const both = (facts: Json): Json => ({ ...facts, resources: [registry('shop'), registry('other')] });
  const hidings = fc.constantFrom(...hiding.map(([, hide]) => hide), (facts: Json) => facts);
  fc.assert(
    fc.property(worlds, hidings, questions, (world, hide, asked) => {
      const facts = both(hide(factsOf(world)));
      const shared = mapOf(facts);
      for (const { principalId, mode, of, repository, minutes } of asked) {
        const answerOn = (map: typeof shared) => {
          const found = map.registryById(registryId(of));
          assert.ok(found);
          const at = new Date(now.getTime() + minutes * 60_000);
          return roleAnswer({ principalId, registry: found, mode, repository, map, now: at });
        };
        assert.deepEqual(answerOn(shared), answerOn(mapOf(facts)));
      }
    }),
    runs,
  );
});
