import { lastSegment, resourceGroupOf, subscriptionOf } from '../../access/ids.ts';
import type { AccessMap, ContainerApp, Environment } from '../../access/map.ts';
import type { Fix } from '../../model/fix.ts';
import type { Target } from '../../model/target.ts';
import type { ContainerAppWorkload } from '../../model/workload.ts';
import { assignIdentity, setRegistryIdentity, useIdentityInsteadOfPassword } from '../fixes/fixes.ts';
import type { Pull } from '../pull.ts';
import {
  type CredentialChain,
  noCredential,
  only,
  type PullCredential,
  type RuntimeFix,
  unreadCredential,
} from './credential.ts';
import {
  assignedTo,
  type IdentityUse,
  isAbsent,
  OPEN_IDENTITIES,
  openIdentity,
  systemIdentity,
  systemUnread,
  userAssignedIdentity,
} from './identities.ts';
import { accountCredential, type Entry, entryFor } from './registryEntries.ts';

/**
 * Container Apps pull with what the registry's entry names: `system`, `system-environment`, a user-assigned identity of
 * the app or of its environment, or a user name with a password.
 * https://learn.microsoft.com/azure/container-apps/managed-identity-image-pull
 */
export function containerAppCredentials(
  workload: ContainerAppWorkload | undefined,
  inAzure: ContainerApp | undefined,
  { reference, target, host, map }: Pull,
): CredentialChain {
  const id = inAzure?.id ?? target.id ?? null;
  const absent = inAzure === undefined && target.id !== undefined && isAbsent(collectionOf(target), target.id, map);
  const entries = entryFor(host, workload?.registries, inAzure?.registries ?? (absent ? [] : undefined), reference);
  if (entries.kind === 'notRead') {
    return only(unreadCredential(`the registry entries of \`${target.name}\` were not read`, id), 'maybe');
  }
  if (entries.kind === 'open') return only(unreadCredential(entries.why, id, entries.related), 'maybe');
  const { entry } = entries;
  const environmentId = workload?.environmentId ?? inAzure?.environmentId;
  const environment = environmentId === undefined ? undefined : map.environmentById(environmentId);
  const app: App = { workload, inAzure, environmentId, environment, target, map };
  if (!entry) {
    const why = `it has no registry entry for \`${host}\``;
    return only(
      noCredential('registry-not-configured', why, id, [], entryFix(setRegistryIdentity, host, app)),
      'tried',
    );
  }
  if (entry.identity !== undefined) {
    const pulls = credentialOfIdentity(entry.identity, entry, app);
    return only(pulls, pulls.login.kind === 'nothing' ? 'never' : 'maybe');
  }
  if (entry.username !== undefined) {
    return only(accountCredential(entry, entry.username, id, entryFix(useIdentityInsteadOfPassword, host, app)));
  }
  const why = `its registry entry for \`${host}\` names neither an identity nor a user`;
  return only(noCredential('no-pull-identity', why, id, entry.related, entryFix(setRegistryIdentity, host, app)));
}

function collectionOf({ kind }: Target): string {
  return kind === 'containerAppJob' ? 'jobs' : 'containerApps';
}

/** As commands name it. */
type AppName = Parameters<typeof assignIdentity>[0];

/** A Container App or job as it will be after the manifest is deployed: what the manifest states, then what Azure has. */
interface App {
  readonly workload: ContainerAppWorkload | undefined;
  readonly inAzure: ContainerApp | undefined;
  readonly environmentId: string | undefined;
  readonly environment: Environment | undefined;
  readonly target: Target;
  readonly map: AccessMap;
}

/** Who pulls where the entry names an identity; the ids and words are the ones that Azure takes there. */
function credentialOfIdentity(identity: string, entry: Entry, app: App): PullCredential {
  if (entry.isOpen) return unreadCredential(openIdentity(identity), app.inAzure?.id ?? null, entry.related);
  switch (identity.toLowerCase()) {
    case 'system':
      return ownIdentity(entry, app);
    case 'system-environment':
      return environmentIdentity(entry, app);
    default:
      return userAssigned(identity, entry, app);
  }
}

/** Container Apps trade in a token for Azure Resource Manager: azure-docs, container-apps/managed-identity-image-pull. */
function useOf(entry: Entry, why: string): IdentityUse {
  return { why, token: 'arm', related: entry.related };
}

function ownIdentity(entry: Entry, app: App): PullCredential {
  const { workload, inAzure, target, map } = app;
  const declared = workload?.identity;
  const id = inAzure?.id ?? target.id ?? null;
  const has = declared ? declared.systemAssigned : inAzure && inAzure.identity?.systemAssigned === true;
  if (has === false && declared?.open) return unreadCredential(OPEN_IDENTITIES, id, entry.related);
  if (has === false) {
    const why = 'its registry entry says `system`, and it has no system-assigned identity';
    return noCredential('identity-not-assigned', why, id, entry.related, assigningFix('system', undefined, app));
  }
  const label = target.kind === 'containerAppJob' ? 'job' : 'app';
  const own = inAzure && systemIdentity(inAzure, label, map, useOf(entry, 'its registry entry says `system`'));
  if (own) return own;
  return unreadCredential(systemUnread(inAzure?.identity), id, entry.related);
}

function environmentIdentity(entry: Entry, { environment, environmentId, map }: App): PullCredential {
  if (!environment) return unreadCredential('its environment was not read', environmentId ?? null, entry.related);
  const use = useOf(entry, 'its registry entry says `system-environment`');
  const own = systemIdentity(environment, 'environment', map, use);
  if (own) return own;
  if (environment.identity?.systemAssigned)
    return unreadCredential(
      'the principal of the identity of its environment was not read',
      environment.id,
      entry.related,
    );
  const why = `its registry entry says \`system-environment\`, and \`${environment.name}\` has no system-assigned identity`;
  return noCredential('identity-not-assigned', why, environment.id, entry.related);
}

/** The identity must be on the app, or on its environment; only a map that knows both can say that it is on neither. */
function userAssigned(id: string, entry: Entry, app: App): PullCredential {
  const { workload, inAzure, environment, environmentId, map } = app;
  const own = assignedTo(workload?.identity, inAzure?.identity) ?? (inAzure ? [] : undefined);
  const onEnvironment = assignedTo(undefined, environment?.identity);
  const use = useOf(entry, 'its registry entry names it');
  const holds = [...(own ?? []), ...(onEnvironment ?? [])].some(other => map.sameId(other, id));
  if (!holds) {
    const name = `\`${lastSegment(id)}\``;
    if (environmentId !== undefined && !environment) {
      return unreadCredential('the identities of its environment were not read', environmentId, entry.related);
    }
    if (workload?.identity?.open) return unreadCredential(OPEN_IDENTITIES, inAzure?.id ?? null, entry.related);
    if (own === undefined) return unreadCredential('its identities were not read', id, entry.related);
    const why = `its registry entry names ${name}, which is not among its identities`;
    const after = userAssignedIdentity(id, [], map, use);
    return noCredential('identity-not-assigned', why, id, entry.related, assigningFix(id, after, app));
  }
  return userAssignedIdentity(id, [inAzure?.identity, environment?.identity], map, use);
}

function assigningFix(identity: string, after: PullCredential | undefined, app: App): RuntimeFix | undefined {
  const name = nameOf(app);
  return name && { fix: untilDeployed(assignIdentity(name, identity), app.workload?.identity), after };
}

/** Has the entry name an identity that the app holds already: a user-assigned one if there is one, else its own. */
function entryFix(
  make: (app: AppName, server: string, identity: string) => Fix,
  host: string,
  app: App,
): RuntimeFix | undefined {
  const name = nameOf(app);
  if (!name) return undefined;
  // what the manifest names by an expression, no command can name
  const stated = app.workload?.identity?.open ? undefined : app.workload?.identity;
  const [first] = assignedTo(stated, app.inAzure?.identity) ?? [];
  const identity = first ?? 'system';
  const entry: Entry = { server: host, identity, username: undefined, isOpen: false, related: [] };
  const after = credentialOfIdentity(identity, entry, app);
  const fix = untilDeployed(make(name, host, identity), app.workload?.registries);
  return { fix, after: after.login.kind === 'identity' ? after : undefined };
}

/** What a manifest states itself, its next deployment sets again, whatever a command has made of it. */
function untilDeployed(fix: Fix, stated: unknown): Fix {
  if (stated === undefined) return fix;
  return { ...fix, title: `${fix.title}; write it in the manifest, too, or its next deployment undoes it` };
}

/** The app as commands name it; undefined where only a manifest speaks of it. */
function nameOf({ inAzure, target: { id, kind } }: App): AppName | undefined {
  if (inAzure) return inAzure;
  const resourceGroup = id && resourceGroupOf(id);
  const subscription = id && subscriptionOf(id);
  if (!id || !resourceGroup || !subscription || (kind !== 'containerApp' && kind !== 'containerAppJob'))
    return undefined;
  return { kind, name: lastSegment(id), resourceGroup, subscription };
}
