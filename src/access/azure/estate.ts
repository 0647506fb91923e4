import { idKey, scopeKey, subscriptionOf } from '../ids.ts';
import type { Gap } from '../map.ts';
import { type ArmObject, part, text } from './armObject.ts';

/**
 * What was read of Azure: a snapshot's content (docs/snapshot.md), so that writing a snapshot and building a map are
 * one thing. An estate never changes; each step of reading makes a new one.
 */
export interface Estate extends Snapshot {
  /** What nobody has asked the source about yet, or without success: gaps that an answer takes away. */
  readonly doubts: readonly Gap[];
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
  /** What registries answered about images, on request. */
  readonly images: readonly ArmObject[];
  readonly gaps: readonly Gap[];
}

/** The snapshot that says what the estate says; a doubt is a gap for whoever reads it. */
export function snapshotOf({ doubts, ...facts }: Estate): Snapshot {
  return { ...facts, gaps: [...facts.gaps, ...doubts] };
}

const registryType = 'microsoft.containerregistry/registries';

export function isRegistry(resource: ArmObject): boolean {
  return text(resource, 'type').toLowerCase() === registryType;
}

export function idOf(object: ArmObject): string {
  return text(object, 'id');
}

export function scopeOf(assignment: ArmObject): string {
  return text(part(assignment, 'properties'), 'scope');
}

/** What a list of its kind is called: the segment before its name. */
export function collectionOf(id: string): string {
  return id.split('/').at(-2) ?? 'resources';
}

/** The keys of a scope and of all that is above it, as far as that is known. */
export function chainOf(scope: string, estate: Pick<Estate, 'managementGroups'>): readonly string[] {
  const segments = idKey(scope).split('/').slice(1);
  const keys: string[] = [];
  for (let end = segments.length; end > 0; end -= 2) keys.push(`/${segments.slice(0, end).join('/')}`);
  const subscription = subscriptionOf(scope);
  const above = subscription === undefined ? undefined : estate.managementGroups[subscription];
  return [...keys, ...(above ?? []).map(scopeKey), '/'];
}

/** One of each id; of several, the last. */
export function distinct(objects: readonly ArmObject[]): readonly ArmObject[] {
  return [...new Map(objects.map(object => [idKey(idOf(object)), object])).values()];
}

/**
 * Why nothing is concluded from the absence of a role assignment in Resource Graph: it lags behind, and leaves out what
 * the reader may not see without a word. https://learn.microsoft.com/azure/governance/resource-graph/troubleshoot/general
 */
const unconfirmed = 'Resource Graph lags behind; not confirmed at the registry yet';
const maybePartial = 'it is not known whether all of this subscription may be read';

/** Doubts that reading leaves and confirming takes away: at each registry its assignments, of each subscription the rest. */
export function openDoubts(estate: Pick<Estate, 'resources' | 'tenants'>): readonly Gap[] {
  const registries = estate.resources.filter(isRegistry).map(idOf);
  return [
    ...registries.flatMap(scope => [
      { what: 'roleAssignments', scope, why: unconfirmed },
      { what: 'denyAssignments', scope, why: 'not asked yet' },
    ]),
    ...Object.keys(estate.tenants).map(id => ({ what: 'resources', scope: `/subscriptions/${id}`, why: maybePartial })),
  ];
}

/** Whether a gap is of the kind that may be gone a minute later: no answer, a broken one, too many requests. */
export function mayPass(why: string): boolean {
  return /^(429|5\d\d)\b|^no answer|^there was no answer|^the answer/.test(why);
}

/** Whether something that was known before is in doubt now for a reason that may pass. */
export function lostForNow(before: Estate, after: Estate): boolean {
  const key = ({ what, scope }: Gap) => `${what} ${idKey(scope)}`;
  const doubted = new Set(before.doubts.map(key));
  return after.doubts.some(doubt => mayPass(doubt.why) && !doubted.has(key(doubt)));
}
