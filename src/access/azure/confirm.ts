import { builtInRoles } from '../builtInRoles.ts';
import { idKey, lastSegment, resourceGroupOf, subscriptionOf } from '../ids.ts';
import { type Answer, withAnswers } from './answers.ts';
import { type ArmObject, list, part, text } from './armObject.ts';
import type { Connection } from './connection.ts';
import { credentialsOf, groupsOf, groupsThatMatter } from './directory.ts';
import { chainOf, collectionOf, type Estate, scopeOf } from './estate.ts';
import { failureOf } from './failure.ts';
import type { Questions } from './questions.ts';
import type { ReadOptions } from './readEstate.ts';
import { bare } from './scope.ts';
import { TenantReader } from './tenantReader.ts';
import { trimmed } from './trim.ts';

type Asked = Promise<readonly Answer[]>;

/**
 * Asks the source what Resource Graph can't be trusted with: it lags, leaves out what may not be seen, and expands no
 * groups. Each question that fails becomes a gap. Rejects only if it is cancelled.
 */
export async function confirm(
  connection: Connection,
  estate: Estate,
  questions: Questions,
  { signal = new AbortController().signal, onProgress }: ReadOptions = {},
): Promise<Estate> {
  const readers = new Map<string | undefined, TenantReader>();
  const at = (id: string): TenantReader => {
    const tenant = estate.tenants[subscriptionOf(id) ?? ''];
    const reader = readers.get(tenant) ?? new TenantReader(connection, tenant, signal);
    readers.set(tenant, reader);
    return reader;
  };
  let done = 0;
  let of = 0;
  /** Without a `what`, a failure leaves no doubt: nothing is concluded from what is missing then. */
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
  const settle = async (asked: readonly Asked[]): Promise<readonly Answer[]> => (await Promise.all(asked)).flat();

  const first = await settle([
    ...questions.registries.flatMap(id => [
      ask('registries', id, () => registry(at(id), id)),
      ask('roleAssignments', id, () => assignments(at(id), id)),
      ask('denyAssignments', id, () => denials(at(id), id)),
      ask('roleEligibilityScheduleInstances', id, () => eligible(at(id), id)),
    ]),
    ...questions.runtimes.map(id => ask(collectionOf(id), id, () => runtime(at(id), id))),
    ...questions.subscriptions.map(id => {
      const scope = `/subscriptions/${id}`;
      return ask('resources', scope, () => permissions(at(scope), scope));
    }),
    ...questions.clients.map(id => ask('credentials', '/', () => credentialsOf(homeOf(estate, at), id))),
  ]);
  const known = withAnswers(estate, [...first, ...stillOpen(first)]);
  const groups = questions.principals.length > 0 ? groupsThatMatter(known) : new Map();
  const second = await settle([
    ...questions.principals.map(({ objectId, registries }) =>
      ask('groups', objectId, () => groupsOf(objectId, registries, groups, known, at)),
    ),
    ...unknownRoles(questions, known).map(id => ask(undefined, id, () => definition(at(id), id))),
  ]);
  return withAnswers(known, second);
}

/**
 * A registry's assignments decide only together with its mode, and with what is eligible: where one of them could not
 * be read, the others don't make a denial.
 */
function stillOpen(answers: readonly Answer[]): readonly Answer[] {
  return answers.flatMap(answer => {
    if (answer.kind !== 'failed') return [];
    const { what, scope, why } = answer;
    return what === 'registries' || what === 'roleEligibilityScheduleInstances'
      ? [{ kind: 'failed', what: 'roleAssignments', scope, why } as const]
      : [];
  });
}

/** Microsoft Graph is asked in the tenant of the first subscription: that of the account where there is one tenant. */
function homeOf(estate: Estate, at: (id: string) => TenantReader): TenantReader {
  return at(`/subscriptions/${Object.keys(estate.tenants)[0] ?? ''}`);
}

async function registry(reader: TenantReader, id: string): Asked {
  return resource(id, () =>
    reader.body(({ registries }, raw) =>
      registries(subscriptionOf(id) ?? '').registries.get(resourceGroupOf(id) ?? '', lastSegment(id), raw),
    ),
  );
}

/** API versions for kinds that no SDK here reads; those of docs/snapshot.md. */
const versions: Readonly<Record<string, string>> = {
  'microsoft.app/containerapps': '2025-07-01',
  'microsoft.app/jobs': '2025-07-01',
  'microsoft.containerinstance/containergroups': '2023-05-01',
  'microsoft.web/sites': '2024-04-01',
};

async function runtime(reader: TenantReader, id: string): Asked {
  const kind = kindOf(id);
  return resource(id, () =>
    kind === 'microsoft.containerservice/managedclusters'
      ? reader.body(({ clusters }, raw) =>
          clusters(subscriptionOf(id) ?? '').managedClusters.get(resourceGroupOf(id) ?? '', lastSegment(id), raw),
        )
      : reader.get(id, versions[kind] ?? '2025-07-01'),
  );
}

function kindOf(id: string): string {
  return idKey(id).split('/').slice(-3, -1).join('/');
}

/** A resource that is gone is known to be gone. */
async function resource(id: string, get: () => Promise<ArmObject>): Asked {
  try {
    return [{ kind: 'resource', scope: id, resource: trimmed(await get()) }];
  } catch (error) {
    if (failureOf(error).kind === 'notFound') return [{ kind: 'resource', scope: id, resource: undefined }];
    throw error;
  }
}

/** `atScope()`: everybody's, at the registry and everything above it. */
const filter = 'atScope()';

async function assignments(reader: TenantReader, scope: string): Asked {
  const items = await reader.items(({ authorization }, raw) =>
    authorization.roleAssignments.listForScope(bare(scope), { ...raw, filter }),
  );
  return [{ kind: 'roleAssignments', scope, items, below: false }];
}

async function denials(reader: TenantReader, scope: string): Asked {
  const items = await reader.items(({ authorization }, raw) =>
    authorization.denyAssignments.listForScope(bare(scope), { ...raw, filter }),
  );
  return [{ kind: 'denyAssignments', scope, items, below: false }];
}

async function eligible(reader: TenantReader, scope: string): Asked {
  try {
    const items = await reader.items(({ authorization }, raw) =>
      authorization.roleEligibilityScheduleInstances.listForScope(bare(scope), { ...raw, filter }),
    );
    return [{ kind: 'roleEligibilityScheduleInstances', scope, items, below: false }];
  } catch (error) {
    // A tenant without the licence for Privileged Identity Management answers so, and nothing is eligible there.
    if (/^400 AadPremiumLicenseRequired/.test(failureOf(error).why)) return [];
    throw error;
  }
}

/** Whether the reader may read everything in a subscription, so that what it doesn't see isn't there. */
async function permissions(reader: TenantReader, scope: string): Asked {
  const answer = await reader.get(`${scope}/providers/Microsoft.Authorization/permissions`, '2022-04-01');
  const all = (list(answer, 'value') ?? []).some(permission => readsAll(permission));
  if (all) return [{ kind: 'seen', scope }];
  return [{ kind: 'failed', what: 'resources', scope, why: 'only a part of this subscription may be read' }];
}

function readsAll({ actions, notActions }: ArmObject): boolean {
  const grants = Array.isArray(actions) && actions.some(action => action === '*/read' || action === '*');
  const takesAway = Array.isArray(notActions) && notActions.some(action => /(\/read|\/\*|^\*)$/i.test(String(action)));
  return grants && !takesAway;
}

async function definition(reader: TenantReader, id: string): Asked {
  const found = await reader.body(({ authorization }, raw) => authorization.roleDefinitions.getById(bare(id), raw));
  return [{ kind: 'roleDefinition', definition: found }];
}

/** Roles at the registries in question that neither ship with the product nor were read. */
function unknownRoles({ registries }: Questions, estate: Estate): readonly string[] {
  const known = new Set(estate.roleDefinitions.map(role => lastSegment(text(role, 'id')).toLowerCase()));
  const scopes = new Set(registries.flatMap(id => chainOf(id, estate)));
  const ids = new Map<string, string>();
  for (const assignment of estate.roleAssignments) {
    if (!scopes.has(idKey(scopeOf(assignment)))) continue;
    const id = text(part(assignment, 'properties'), 'roleDefinitionId');
    const guid = lastSegment(id).toLowerCase();
    if (!known.has(guid) && !builtInRoles.has(guid)) ids.set(guid, id);
  }
  return [...ids.values()].slice(0, mostRoles);
}

const mostRoles = 50;
