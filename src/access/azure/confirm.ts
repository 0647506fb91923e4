import {
  type AssignmentList,
  type ClusterChild,
  chainOf,
  collectionOf,
  type Estate,
  part,
  type RegistryChild,
  type RulesetChild,
  type SourceAnswer,
  scopeOf,
  snapshotOf,
  textField,
  withAnswers,
} from '../estate/estate.ts';
import {
  dnsRecords,
  identityBindings,
  type Kind,
  kindsByType,
  registries,
  resourceType,
  rulesets,
} from '../estate/kinds.ts';
import { childrenAnswer, permissionsAnswer, showsIdentities, stillOpen, withAbsent } from '../estate/source.ts';
import { trimmed } from '../estate/trimmed.ts';
import { idKey, lastSegment, subscriptionOf } from '../ids.ts';
import type { AccessMap } from '../map.ts';
import { builtInRoles } from '../roles.ts';
import type { ArmObject } from '../snapshot/flattened.ts';
import { readSnapshotData } from '../snapshot/snapshot.ts';
import type { Connection } from './clouds.ts';
import { groupsThatMatter, readCredentials, readGroups } from './directory.ts';
import { hasNoQuestion, type Ledger, noted, type Questions, unanswered } from './questions.ts';
import type { ReadOptions } from './readEstate.ts';
import { failureOf } from './wire/failure.ts';
import { TenantReader } from './wire/reader.ts';

type Asked = Promise<readonly SourceAnswer[]>;

/**
 * Asks the source about facts for which Resource Graph can't be trusted: it lags, leaves out objects that the account
 * may not see, and expands no groups. Each question that fails becomes a gap. Rejects only if it is cancelled.
 */
export async function confirm(
  connection: Connection,
  estate: Estate,
  questions: Questions,
  { signal = new AbortController().signal, onProgress }: ReadOptions = {},
): Promise<Estate> {
  const readers = new Map<string | undefined, TenantReader>();
  const at = (id: string): TenantReader => {
    const tenant = estate.listedIn[subscriptionOf(id) ?? ''];
    const reader = readers.get(tenant) ?? new TenantReader(connection, tenant, signal);
    readers.set(tenant, reader);
    return reader;
  };
  let done = 0;
  let of = 0;
  /** Without a `what`, a failure leaves no doubt: nothing is concluded from the missing answer. */
  const ask = async (what: string | undefined, scope: string, question: () => Asked): Asked => {
    of++;
    try {
      return await question();
    } catch (error) {
      signal.throwIfAborted();
      return what === undefined ? [] : [{ kind: 'failed', what, scope, why: failureOf(error).why }];
    } finally {
      onProgress?.({ what: 'details', done: ++done, of });
    }
  };
  const settle = async (asked: readonly Asked[]): Promise<readonly SourceAnswer[]> => (await Promise.all(asked)).flat();

  // An application has a service principal in each tenant that it was admitted to.
  const inTenants = new Map(Object.entries(estate.listedIn).map(([id, tenant]) => [tenant, `/subscriptions/${id}`]));
  const lists = ['roleAssignments', 'denyAssignments', 'roleEligibilityScheduleInstances'] as const;
  const first = await settle([
    ...questions.registries.flatMap(id => [
      ask('registries', id, () => resource(at(id), id)),
      ...lists.map(kind => ask(kind, id, () => assignments(at(id), id, kind))),
      ask('cacheRules', id, () => caches(at(id), id)),
    ]),
    ...questions.tokens.flatMap(id =>
      (['tokens', 'scopeMaps'] as const).map(kind => ask(kind, id, () => children(at(id), id, kind))),
    ),
    ...questions.runtimes.map(id => ask(collectionOf(id), id, () => resource(at(id), id))),
    ...questions.bindings.map(id =>
      ask('identityBindings', id, () => children(at(id), id, 'identityBindings', identityBindings)),
    ),
    ...questions.rulesets.map(id => ask('dnsForwardingRulesets', id, () => ruleset(at(id), id))),
    ...questions.records.map(id => ask(undefined, id, () => record(at(id), id))),
    ...questions.subscriptions.map(id => {
      const scope = `/subscriptions/${id}`;
      return ask('resources', scope, () => permissions(at(scope), scope));
    }),
    ...questions.clients.flatMap(id =>
      [...inTenants.values()].map(scope => ask('credentials', '/', () => readCredentials(at(scope), id))),
    ),
  ]);
  const known = withAnswers(estate, [...first, ...stillOpen(first)]);
  const principals = questions.principals.map(each => each.split(' '));
  const memberships = () => {
    const groups = groupsThatMatter(known);
    return [...Map.groupBy(principals, ([objectId = '']) => objectId)].map(([objectId, pulls]) => {
      const registries = pulls.flatMap(([, registry]) => registry || []);
      return ask('groups', objectId, () => readGroups(objectId, registries, groups, known, at));
    });
  };
  const second = await settle([
    ...(principals.length === 0 ? [] : memberships()), // an estate has very many assignments to search for it
    ...unknownRoles(questions, known).map(id =>
      ask(undefined, id, async () => [
        { kind: 'roleDefinitions', scope: id, items: [await at(id).get(id, '2022-04-01')] },
      ]),
    ),
  ]);
  return withAnswers(known, second);
}

/** The answer for a resource that is gone. An unknown type or version, or a proxy, answers 404 with other codes. */
const isGone = /^404 (?:(?:Parent)?Resource(?:Group)?)?NotFound$/;

async function resource(reader: TenantReader, id: string): Asked {
  try {
    return [{ kind: 'resource', scope: id, resource: await read(reader, id) }];
  } catch (error) {
    unlessGone(error);
    return [{ kind: 'resource', scope: id, resource: undefined }];
  }
}

function unlessGone(error: unknown): undefined {
  if (!isGone.test(failureOf(error).why)) throw error;
}

/** The rules by which a registry fetches from others, and the credentials that it has there, if any. */
async function caches(reader: TenantReader, id: string): Asked {
  const rules = await withIdentities(reader, id);
  const names = rules.flatMap(answer => ('items' in answer ? answer.items : []));
  const signsIn = names.some(({ properties }) => textField(properties, 'credentialSetResourceId') !== '');
  return signsIn ? [...rules, ...(await children(reader, id, 'credentialSets'))] : rules;
}

/** A version that shows the identities of cache rules leaves them out where there are none. */
async function withIdentities(reader: TenantReader, id: string): Asked {
  try {
    return await children(reader, id, 'cacheRules', showsIdentities, { identity: null });
  } catch (error) {
    unlessVersionIsUnknown(error);
    return children(reader, id, 'cacheRules');
  }
}

async function children(
  reader: TenantReader,
  id: string,
  kind: RegistryChild | ClusterChild | RulesetChild,
  version: string = registries.version,
  absent: ArmObject = {},
): Asked {
  const items = await reader.list(`${id}/${kind}`, version);
  return [childrenAnswer(id, kind, items, absent)];
}

/** The networks that a forwarding ruleset is linked to, and the names that it forwards. */
async function ruleset(reader: TenantReader, id: string): Asked {
  const [links, rules] = await Promise.all([
    children(reader, id, 'virtualNetworkLinks', rulesets),
    children(reader, id, 'forwardingRules', rulesets),
  ]);
  return [...links, ...rules];
}

/** A record of a private zone. A missing one has no addresses. */
async function record(reader: TenantReader, id: string): Asked {
  const { type, version } = dnsRecords;
  const none = { id, properties: { aRecords: [] } };
  const answer = await reader.get(id, version).catch(error => unlessGone(error) ?? none);
  return [{ kind: 'resource', scope: id, resource: trimmed({ ...answer, type }) }];
}

async function read(reader: TenantReader, id: string): Promise<ArmObject> {
  const type = resourceType(id);
  const { version = '2025-07-01', shows, hasConfig }: Partial<Kind> = kindsByType[type] ?? {};
  const asType = (answer: ArmObject) => trimmed({ ...answer, type: textField(answer, 'type') || type });
  if (shows) {
    const shown = await get(reader, id, type, shows.version).catch(unlessVersionIsUnknown);
    if (shown) return withAbsent(asType(shown), shows.fields);
  }
  const plain = await get(reader, id, type, version);
  if (!hasConfig) return asType(plain);
  const { properties: siteConfig } = await reader.get(`${id}/config/web`, version);
  const hasContainers = /^sitecontainers/i.test(textField(siteConfig, 'linuxFxVersion'));
  const siteContainers = hasContainers ? await reader.list(`${id}/sitecontainers`, version) : [];
  return asType({ ...plain, properties: { ...part(plain, 'properties'), siteConfig, siteContainers } });
}

/** An SDK's client does not know the shapes of previews. */
function get(reader: TenantReader, id: string, type: string, version: string): Promise<ArmObject> {
  switch (version.endsWith('-preview') ? '' : type) {
    case 'microsoft.containerregistry/registries':
      return reader.registry(id, version);
    case 'microsoft.containerservice/managedclusters':
      return reader.cluster(id, version);
    default:
      return reader.get(id, version);
  }
}

/**
 * Previews come and go, and versions arrive region by region: 400 NoRegisteredProviderFound, 400
 * InvalidApiVersionParameter.
 */
function unlessVersionIsUnknown(error: unknown): undefined {
  if (!/^400\b|InvalidResourceType/.test(failureOf(error).why)) throw error;
}

/** `atScope()` lists the assignments of all principals, at the registry and everything above it. */
async function assignments(reader: TenantReader, scope: string, kind: AssignmentList): Asked {
  try {
    return [{ kind, scope, items: await reader.authorization(scope, kind, 'atScope()') }];
  } catch (error) {
    // This is the answer of a tenant without the licence for Privileged Identity Management, where nothing is eligible.
    const isUnlicensed = /^400 AadPremiumLicenseRequired/.test(failureOf(error).why);
    if (isUnlicensed && kind === 'roleEligibilityScheduleInstances') return [];
    throw error;
  }
}

/** Asks whether the reader may read everything in a subscription. Then a resource that it doesn't see is absent. */
async function permissions(reader: TenantReader, scope: string): Asked {
  return [permissionsAnswer(scope, await reader.authorization(scope, 'permissions'))];
}

/** Roles at these registries that neither ship with the product nor were read. */
function unknownRoles({ registries }: Questions, estate: Estate): readonly string[] {
  const known = new Set(estate.roleDefinitions.map(role => lastSegment(textField(role, 'id')).toLowerCase()));
  const scopes = new Set(registries.flatMap(id => chainOf(id, estate)));
  const ids = new Map<string, string>();
  for (const assignment of estate.roleAssignments) {
    if (!scopes.has(idKey(scopeOf(assignment)))) continue;
    const id = textField(part(assignment, 'properties'), 'roleDefinitionId');
    const guid = lastSegment(id).toLowerCase();
    if (!known.has(guid) && !builtInRoles.has(guid)) ids.set(guid, id);
  }
  return [...ids.values()].slice(0, 50); // more than any registry has
}

/** Answers bring up new questions: who a service principal is, then which groups it is in. */
const mostRounds = 4;

/**
 * Asks the source until no finding depends on an open question. Skips questions that were answered since `since`.
 * Without a question, makes no request.
 */
export async function settleUnknowns(
  connection: Connection,
  from: { readonly estate: Estate; readonly answered: Ledger },
  judge: (map: AccessMap) => Questions,
  { since = 0, ...options }: ReadOptions & { readonly since?: number } = {},
) {
  let { estate, answered } = from;
  let map = mapOf(estate);
  for (let round = 0; round < mostRounds; round++) {
    const questions = unanswered(judge(map), answered, since);
    if (hasNoQuestion(questions)) break;
    estate = await confirm(connection, estate, questions, options);
    answered = noted(answered, questions, (options.now?.() ?? new Date()).getTime());
    map = mapOf(estate);
  }
  return { estate, map, answered };
}

/**
 * The map of an estate. An object of an unexpected shape, which the user can't correct, is left out, and leaves a gap.
 */
export function mapOf(estate: Estate): AccessMap {
  const reading = readSnapshotData(snapshotOf(estate), 'Azure', { live: true });
  if ('map' in reading) return reading.map;
  throw new Error(`Azure's responses can't be used: ${reading.problems[0]?.message}`);
}
