import {
  chainOf,
  collectionOf,
  type Estate,
  part,
  type SourceAnswer,
  scopeOf,
  snapshotOf,
  textField,
  withAnswers,
} from '../estate/estate.ts';
import { stillOpen } from '../estate/source.ts';
import { idKey, lastSegment, subscriptionOf } from '../ids.ts';
import type { AccessMap } from '../map.ts';
import { builtInRoles } from '../roles.ts';
import { readSnapshotData } from '../snapshot/snapshot.ts';
import type { Connection } from './clouds.ts';
import { groupsThatMatter, readCredentials, readGroups } from './directory.ts';
import { hasNoQuestion, type Ledger, noted, type Questions, unanswered } from './questions.ts';
import type { ReadOptions } from './readEstate.ts';
import {
  askAssignments,
  askCaches,
  askChildren,
  askPermissions,
  askRecord,
  askResource,
  askRuleset,
} from './resources.ts';
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
      ask('registries', id, () => askResource(at(id), id)),
      ...lists.map(kind => ask(kind, id, () => askAssignments(at(id), id, kind))),
      ask('cacheRules', id, () => askCaches(at(id), id)),
    ]),
    ...questions.tokens.flatMap(id =>
      (['tokens', 'scopeMaps'] as const).map(kind => ask(kind, id, () => askChildren(at(id), id, kind))),
    ),
    ...questions.runtimes.map(id => ask(collectionOf(id), id, () => askResource(at(id), id))),
    ...questions.bindings.map(id => ask('identityBindings', id, () => askChildren(at(id), id, 'identityBindings'))),
    ...questions.rulesets.map(id => ask('dnsForwardingRulesets', id, () => askRuleset(at(id), id))),
    ...questions.records.map(id => ask(undefined, id, () => askRecord(at(id), id))),
    ...questions.subscriptions.map(id => {
      const scope = `/subscriptions/${id}`;
      return ask('resources', scope, () => askPermissions(at(scope), scope));
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
