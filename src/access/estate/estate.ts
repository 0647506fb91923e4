import { isObject } from '../../model/objects.ts';
import { byText } from '../../model/order.ts';
import { idKey, keysUpwards, REGISTRY_TYPE, scopeKey, subscriptionOf } from '../ids.ts';
import type { Gap } from '../map.ts';
import type { ArmObject } from '../snapshot/flattened.ts';

/** An object at a key. Empty: there is none. */
export function part(from: unknown, name: string): ArmObject {
  const value = isObject(from) ? from[name] : undefined;
  return isObject(value) ? value : {};
}

/** A text at a key. Empty: there is none. */
export function textField(from: unknown, name: string): string {
  const value = isObject(from) ? from[name] : undefined;
  return typeof value === 'string' ? value : '';
}

/** A list of objects at a key. Undefined: there is no list, or something else is in it. */
export function objectList(from: unknown, name: string): readonly ArmObject[] | undefined {
  const value = isObject(from) ? from[name] : undefined;
  return Array.isArray(value) && value.every(isObject) ? value : undefined;
}

/**
 * The content read from Azure in the form of a snapshot (docs/snapshot.md). So writing a snapshot and building a map
 * take the same input. An estate never changes: each step of reading makes a new one.
 */
export interface Estate extends Snapshot {
  /** Gaps that an answer closes: the source was not asked yet, or did not answer. */
  readonly doubts: readonly Gap[];
  /** Subscription → the tenant whose token reads it. This is not its home if Azure Lighthouse delegates it. */
  readonly listedIn: Readonly<Record<string, string>>;
}

export interface Snapshot {
  readonly version: 1;
  readonly readAt: string;
  readonly cloud: string;
  readonly redacted?: true;
  readonly resources: readonly ArmObject[];
  readonly tenants: Readonly<Record<string, string>>;
  readonly managementGroups: Readonly<Record<string, readonly string[]>>;
  readonly roleAssignments: readonly ArmObject[];
  readonly roleEligibilityScheduleInstances: readonly ArmObject[];
  readonly roleDefinitions: readonly ArmObject[];
  readonly denyAssignments: readonly ArmObject[];
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly credentials: readonly ArmObject[];
  /** The answers of registries about images, on request. */
  readonly images: readonly ArmObject[];
  readonly gaps: readonly Gap[];
}

/** Returns the snapshot of an estate. A doubt is a gap for its reader. */
export function snapshotOf({ doubts, listedIn: _, ...facts }: Estate): Snapshot {
  return { ...facts, gaps: [...facts.gaps, ...doubts] };
}

export function isRegistryResource(resource: ArmObject): boolean {
  return textField(resource, 'type').toLowerCase() === REGISTRY_TYPE;
}

const rulesetGap = 'dnsForwardingRulesets';

/** A DNS forwarding ruleset, whose links and rules Resource Graph does not have. */
function isRuleset(resource: ArmObject): boolean {
  return textField(resource, 'type').toLowerCase() === 'microsoft.network/dnsforwardingrulesets';
}

function idOf(object: ArmObject): string {
  return textField(object, 'id');
}

export function scopeOf(assignment: ArmObject): string {
  return textField(part(assignment, 'properties'), 'scope');
}

/** The name of the list that contains it: the segment before its own name. */
export function collectionOf(id: string): string {
  return id.split('/').at(-2) ?? 'resources';
}

/** Returns the keys of a scope and of all known ones above it. */
export function chainOf(scope: string, estate: Pick<Estate, 'managementGroups'>): readonly string[] {
  return keysUpwards(scope, estate.managementGroups[subscriptionOf(scope) ?? ''] ?? []);
}

/** Keeps the last object of each id. */
export function distinct(objects: readonly ArmObject[]): readonly ArmObject[] {
  return [...new Map(objects.map(object => [idKey(idOf(object)), object])).values()];
}

/**
 * Doubts that reading leaves and confirming takes away: the assignments at each registry, and the rest of each
 * subscription. Nothing is concluded from an absence in Resource Graph: it lags behind, and silently leaves out objects
 * that the reader may not see. https://learn.microsoft.com/azure/governance/resource-graph/troubleshoot/general
 */
export function openDoubts(estate: Pick<Estate, 'resources' | 'tenants'>): readonly Gap[] {
  const registries = estate.resources.filter(isRegistryResource).map(idOf);
  const rulesets = estate.resources.filter(isRuleset).map(idOf);
  const unconfirmed = 'Resource Graph lags behind; not confirmed at the registry yet';
  const maybePartial = 'it is not known whether the account can read all of this subscription';
  return [
    ...registries.flatMap(scope => [
      { what: 'roleAssignments', scope, why: unconfirmed },
      { what: 'denyAssignments', scope, why: 'not read yet' },
    ]),
    ...rulesets.map(scope => ({ what: rulesetGap, scope, why: 'not read yet' })),
    ...Object.keys(estate.tenants).map(id => ({ what: 'resources', scope: `/subscriptions/${id}`, why: maybePartial })),
  ];
}

/** Returns whether a gap may be gone a minute later: no answer, a broken one, too many requests. */
export function mayPass(why: string): boolean {
  return /^(429|5\d\d)\b|^no response|^the response/.test(why);
}

/** Returns whether something that was known before is in doubt now, for a reason that may pass. */
export function lostForNow(before: Estate, after: Estate): boolean {
  const doubted = new Set(before.doubts.map(gapKey));
  return after.doubts.some(doubt => mayPass(doubt.why) && !doubted.has(gapKey(doubt)));
}

function gapKey({ what, scope }: Pick<Gap, 'what' | 'scope'>): string {
  return `${what} ${idKey(scope)}`;
}

/** The answer of the source, or why there is none. `scope`: the scope of the question. */
export type SourceAnswer = { readonly scope: string } & (
  | { readonly kind: 'resource'; readonly resource: ArmObject | undefined }
  /**
   * All objects of a kind: those assigned at the scope and above it, a registry's own, or the ones that were asked for.
   */
  | {
      readonly kind: AssignmentList | RegistryChild | ClusterChild | RulesetChild | Addition;
      readonly items: readonly ArmObject[];
    }
  | { readonly kind: 'groups'; readonly groups: readonly string[] }
  /** Everything in a subscription may be read. */
  | { readonly kind: 'resources' }
  | { readonly kind: 'failed'; readonly what: string; readonly why: string }
);
type OfKind<K extends SourceAnswer['kind']> = Extract<SourceAnswer, { readonly kind: K }>;

const registryChildKinds = ['tokens', 'scopeMaps', 'cacheRules', 'credentialSets'] as const;
const clusterChildKinds = ['identityBindings'] as const;
const rulesetChildKinds = ['virtualNetworkLinks', 'forwardingRules'] as const;
const childKinds = [...registryChildKinds, ...clusterChildKinds, ...rulesetChildKinds];
/** Kinds of resources below a registry. */
export type RegistryChild = (typeof registryChildKinds)[number];
/** Kinds of resources below a cluster. */
export type ClusterChild = (typeof clusterChildKinds)[number];
/** Kinds of resources below a forwarding ruleset. */
export type RulesetChild = (typeof rulesetChildKinds)[number];
export type AssignmentList = 'roleAssignments' | 'denyAssignments' | 'roleEligibilityScheduleInstances';
type Addition = 'roleDefinitions' | 'credentials';

/**
 * Returns an estate with answers of the source put in. An answer about assignments is complete at its scope and above,
 * so it replaces the earlier one. A failed answer leaves it, and becomes a gap.
 */
export function withAnswers(estate: Estate, answers: readonly SourceAnswer[]): Estate {
  const of = <K extends SourceAnswer['kind']>(kind: K) =>
    answers.filter((answer): answer is OfKind<K> => answer.kind === kind);
  const assignments = (kind: AssignmentList) => replaced(estate, kind, of(kind));
  const withMore = (kind: Addition) => distinct([...estate[kind], ...of(kind).flatMap(({ items }) => items)]);
  const answered = new Set(answers.map(answer => gapKey({ what: whatOf(answer), scope: answer.scope })));
  return {
    ...estate,
    resources: withChildren(withResources(estate.resources, of('resource')), childKinds.flatMap(of)),
    roleAssignments: assignments('roleAssignments'),
    denyAssignments: assignments('denyAssignments'),
    roleEligibilityScheduleInstances: assignments('roleEligibilityScheduleInstances'),
    roleDefinitions: withMore('roleDefinitions'),
    groups: { ...estate.groups, ...Object.fromEntries(of('groups').map(({ scope, groups }) => [scope, groups])) },
    credentials: withMore('credentials'),
    doubts: [
      ...estate.doubts.filter(doubt => !answered.has(gapKey(doubt))),
      ...of('failed').map(({ what, scope, why }) => ({ what, scope, why })),
    ],
  };
}

/** The kind of gap that an answer closes. */
function whatOf(answer: SourceAnswer): string {
  if (answer.kind === 'failed') return answer.what;
  if (answer.kind === 'resource') return collectionOf(answer.scope);
  return rulesetChildKinds.some(kind => kind === answer.kind) ? rulesetGap : answer.kind;
}

function withResources(resources: Estate['resources'], answers: readonly OfKind<'resource'>[]): Estate['resources'] {
  if (answers.length === 0) return resources;
  const byKey = new Map(resources.map(old => [idKey(idOf(old)), old]));
  for (const { scope, resource } of answers) {
    const old = byKey.get(idKey(scope));
    if (resource) byKey.set(idKey(scope), old ? merged(old, resource) : resource);
    else byKey.delete(idKey(scope));
  }
  return [...byKey.values()];
}

function withChildren(
  resources: Estate['resources'],
  answers: readonly OfKind<RegistryChild | ClusterChild | RulesetChild>[],
): Estate['resources'] {
  const asked = new Set(answers.map(({ scope, kind }) => idKey(`${scope}/${kind}`)));
  const stays = resources.filter(old => !asked.has(idKey(idOf(old).slice(0, idOf(old).lastIndexOf('/')))));
  return [...stays, ...answers.flatMap(({ items }) => items)];
}

/**
 * The source's answer, with the facts that only Resource Graph may have: the registry's rules for subnets, and fields
 * of previews.
 */
function merged(old: ArmObject, fresh: ArmObject): ArmObject {
  const before = part(old, 'properties');
  const properties = part(fresh, 'properties');
  const rules = part(before, 'networkRuleSet')['virtualNetworkRules'];
  const kept = Array.isArray(rules) && rules.length > 0 ? { virtualNetworkRules: rules } : {};
  const networkRuleSet = { ...kept, ...part(properties, 'networkRuleSet') };
  const hasRules = Object.keys(networkRuleSet).length > 0;
  return { ...fresh, properties: { ...before, ...properties, ...(hasRules && { networkRuleSet }) } };
}

function replaced(
  estate: Estate,
  kind: AssignmentList,
  answers: readonly OfKind<AssignmentList>[],
): readonly ArmObject[] {
  if (answers.length === 0) return estate[kind];
  const covered = new Set(answers.flatMap(({ scope }) => ofOneTenant(scope, estate)));
  const stays = estate[kind].filter(item => !covered.has(scopeKey(scopeOf(item))));
  // By id, as Resource Graph orders them. Then nothing depends on which answer was first.
  return distinct([...stays, ...answers.flatMap(({ items }) => items)]).toSorted(byText(idOf));
}

/**
 * Each tenant has a root, and tenants that follow one guide have management groups of the same names (`corp`,
 * `online`). So an answer of one tenant proves nothing about such a scope in another.
 * https://learn.microsoft.com/azure/cloud-adoption-framework/ready/landing-zone/design-area/resource-org-management-groups
 */
function ofOneTenant(scope: string, estate: Estate): readonly string[] {
  const home = estate.tenants[subscriptionOf(scope) ?? ''];
  const abroad = Object.keys(estate.tenants).filter(id => estate.tenants[id] !== home);
  const shared = new Set(abroad.flatMap(id => chainOf(`/subscriptions/${id}`, estate)));
  return chainOf(scope, estate).filter(key => !shared.has(key));
}
