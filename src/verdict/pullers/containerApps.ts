import type { Collection } from '../../access/gaps.ts';
import { lastSegment } from '../../access/ids.ts';
import type { ContainerApp, Environment } from '../../access/map.ts';
import type { Fix } from '../../model/fix.ts';
import { t } from '../../model/l10n.ts';
import type { TargetKind } from '../../model/target.ts';
import type { ContainerAppWorkload } from '../../model/workload.ts';
import { type AppName, assignIdentity, setRegistryIdentity } from '../fixes/appFixes.ts';
import type { Pull } from '../pull.ts';
import {
  type CredentialChain,
  noCredential,
  type PullCredential,
  type RuntimeFix,
  unreadCredential,
} from './credential.ts';
import {
  assignedTo,
  type DeployedRuntime,
  findUserAssignedIdentity,
  type IdentityUse,
  namedIdentity,
  openIdentity,
  ownSystemIdentity,
  resourceName,
  systemIdentity,
} from './identities.ts';
import { type EffectiveEntry, entryCredentials, type RuntimeEntries } from './registryEntries.ts';

/**
 * Container Apps pull with the credential that the registry's entry names: `system`, `system-environment`, a
 * user-assigned identity of the app or of its environment, or a user name with a password.
 * https://learn.microsoft.com/azure/container-apps/managed-identity-image-pull
 */
export function containerAppCredentials(
  workload: ContainerAppWorkload | undefined,
  inAzure: ContainerApp | undefined,
  pull: Pull,
): CredentialChain {
  const { target, host, map } = pull;
  const environmentId = workload?.environmentId ?? inAzure?.environmentId;
  const environment = map.environmentById(environmentId);
  const app: App = { workload, inAzure, environmentId, environment, target, map };
  const entries = {
    declared: workload?.registries,
    inAzure,
    collection: collections[target.kind] ?? 'containerApps',
    noun: 'entry',
    absent: 'registry-not-configured',
    fixFor: flaw => entryFix(flaw === 'password' ? 'useIdentity' : 'setRegistryIdentity', host, app),
    byIdentity: (identity, entry) => credentialOfIdentity(identity, entry, app),
  } satisfies RuntimeEntries;
  return entryCredentials(entries, pull);
}

const collections: Readonly<Partial<Record<TargetKind, Collection>>> = {
  containerAppJob: 'jobs',
  sessionPool: 'sessionPools',
};

/** A Container App, a job or a session pool with its environment. */
interface App extends DeployedRuntime {
  readonly workload: ContainerAppWorkload | undefined;
  readonly inAzure: ContainerApp | undefined;
  readonly environmentId: string | undefined;
  readonly environment: Environment | undefined;
}

/** Returns the puller of an entry that names an identity. Azure takes these ids and words there. */
function credentialOfIdentity(identity: string, entry: EffectiveEntry, app: App): PullCredential {
  if (entry.isOpen) return unreadCredential(openIdentity(identity), app.inAzure?.id ?? null, entry.related);
  if (isOnArc(app)) return unreadCredential(ON_ARC, app.environmentId ?? null, entry.related);
  switch (identity.toLowerCase()) {
    case 'system':
      return ownIdentity(entry, app);
    case 'system-environment':
      return environmentIdentity(entry, app);
    default:
      return userAssigned(identity, entry, app);
  }
}

/**
 * A connected environment runs on a Kubernetes cluster outside of Azure. It is documented for a preview that its apps
 * have no managed identities. https://learn.microsoft.com/azure/container-apps/azure-arc-overview
 */
function isOnArc({ environmentId = '' }: App): boolean {
  return /\/connectedEnvironments\//i.test(environmentId);
}
const ON_ARC = t('it runs on Azure Arc, where managed identities are not available, according to the documentation');

/**
 * Container Apps exchange a token for Azure Resource Manager: azure-docs, container-apps/managed-identity-image-pull.
 */
function useOf(entry: EffectiveEntry, why: string, { target }: App): IdentityUse {
  return { why, token: target.kind === 'sessionPool' ? 'undocumented' : 'arm', related: entry.related };
}

function ownIdentity(entry: EffectiveEntry, app: App): PullCredential {
  const { kind } = app.target;
  const holder = kind === 'sessionPool' || kind === 'containerAppJob' ? kind : 'containerApp';
  const why = t('its registry entry says `system`, and it has no system-assigned identity');
  const fix = assigningFix('system', undefined, app);
  return ownSystemIdentity(app, holder, useOf(entry, t('its registry entry says `system`'), app), why, fix);
}

function environmentIdentity(entry: EffectiveEntry, app: App): PullCredential {
  const { environment, environmentId, map } = app;
  if (!environment) return unreadCredential(t('its environment was not read'), environmentId ?? null, entry.related);
  const use = useOf(entry, t('its registry entry says `system-environment`'), app);
  const own = systemIdentity(environment, 'environment', map, use);
  if (own) return own;
  if (environment.identity?.systemAssigned !== false) {
    const why = t('the principal of the identity of its environment was not read');
    return unreadCredential(why, environment.id, entry.related);
  }
  const why = t(
    'its registry entry says `system-environment`, and `{0}` has no system-assigned identity',
    environment.name,
  );
  return noCredential('identity-not-assigned', why, environment.id, entry.related);
}

/**
 * The identity must be on the app, or on its environment. Only a map that knows both can prove that it is on neither.
 */
function userAssigned(id: string, entry: EffectiveEntry, app: App): PullCredential {
  const { environment, environmentId, map } = app;
  const use = useOf(entry, t('its registry entry names it'), app);
  const found = namedIdentity(id, app, use, {
    why: t('its registry entry names `{0}`, which is not among its identities', lastSegment(id)),
    others: environment?.identity,
    fix: () => assigningFix(id, findUserAssignedIdentity(id, [], map, use), app),
  });
  if (found.login.kind !== 'nothing' || environment?.identity?.userAssigned) return found;
  const why = t('the identities of its environment were not read');
  return unreadCredential(why, environmentId ?? null, entry.related);
}

function assigningFix(identity: string, after: PullCredential | undefined, app: App): RuntimeFix | undefined {
  const name = nameOf(app);
  return name && { fix: untilDeployed(assignIdentity(name, identity), app.workload?.identity), after };
}

/**
 * Makes the entry name an identity that the app already holds: a user-assigned one if there is one, or else its own.
 */
function entryFix(kind: 'setRegistryIdentity' | 'useIdentity', host: string, app: App): RuntimeFix | undefined {
  const name = nameOf(app);
  if (!name) return undefined;
  // no command can name an identity that the manifest names by an expression
  const stated = app.workload?.identity?.open ? undefined : app.workload?.identity;
  const [first] = assignedTo(stated, app.inAzure?.identity) ?? [];
  const identity = first ?? 'system';
  const after = credentialOfIdentity(identity, { isOpen: false, related: [] }, app);
  const fix = untilDeployed(setRegistryIdentity(name, host, identity, kind), app.workload?.registries);
  return { fix, after: after.login.kind === 'identity' ? after : undefined };
}

/** Warns that the next deployment sets the manifest's own fields again, whatever a command changed. */
function untilDeployed(fix: Fix, stated: unknown): Fix {
  if (stated === undefined) return fix;
  return { ...fix, title: t('{0}; add it to the manifest as well, or the next deployment undoes it', fix.title) };
}

/** The app as commands name it. Undefined: only a manifest names it. */
function nameOf(app: App): AppName | undefined {
  const { kind } = app.target;
  if (kind !== 'containerApp' && kind !== 'containerAppJob') return undefined;
  const name = resourceName(app);
  return name && { ...name, kind };
}
