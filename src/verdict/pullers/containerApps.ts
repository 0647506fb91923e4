import { lastSegment, sameId } from '../../access/ids.ts';
import type { AccessMap, ContainerApp, Environment } from '../../access/map.ts';
import type { ContainerAppWorkload, ImageReference, Target } from '../../model.ts';
import { assignedTo, isAbsent, type Presenting, systemIdentity, userAssignedIdentity } from './identities.ts';
import { accountWay, type Entry, entryFor } from './registryEntries.ts';
import { hiddenWay, noWay, only, type Pulling, type Way } from './way.ts';

/** A Container App or job as it will be after the manifest is deployed: what the manifest states, then what Azure has. */
interface App {
  readonly workload: ContainerAppWorkload | undefined;
  readonly inAzure: ContainerApp | undefined;
  readonly environmentId: string | undefined;
  readonly environment: Environment | undefined;
  readonly target: Target;
  readonly map: AccessMap;
}

/**
 * Container Apps pull with what the registry's entry names: `system`, `system-environment`, a user-assigned identity of
 * the app or of its environment, or a user name with a password.
 * https://learn.microsoft.com/azure/container-apps/managed-identity-image-pull
 */
export function containerAppPulling(
  workload: ContainerAppWorkload | undefined,
  inAzure: ContainerApp | undefined,
  reference: ImageReference,
  target: Target,
  host: string,
  map: AccessMap,
): Pulling {
  const id = inAzure?.id ?? target.id ?? null;
  const absent = inAzure === undefined && target.id !== undefined && isAbsent(collectionOf(target), target.id, map);
  const entries = entryFor(host, workload?.registries, inAzure?.registries ?? (absent ? [] : undefined), reference);
  if (entries.kind === 'notRead') {
    return only(hiddenWay(`the registry entries of \`${target.name}\` were not read`, id), 'maybe');
  }
  const { entry } = entries;
  if (!entry) return only(noWay('registry-not-configured', `it has no registry entry for \`${host}\``, id), 'tried');
  const environmentId = workload?.environmentId ?? inAzure?.environmentId;
  const environment = environmentId === undefined ? undefined : map.environmentById(environmentId);
  const app: App = { workload, inAzure, environmentId, environment, target, map };
  if (entry.identity !== undefined) {
    const pulls = wayOfIdentity(entry.identity, entry, app);
    return only(pulls, pulls.presents.kind === 'nothing' ? 'never' : 'maybe');
  }
  if (entry.username !== undefined) return only(accountWay(entry, entry.username, id));
  const why = `its registry entry for \`${host}\` names neither an identity nor a user`;
  return only(noWay('no-pull-identity', why, id, entry.related));
}

function collectionOf({ kind }: Target): string {
  return kind === 'containerAppJob' ? 'jobs' : 'containerApps';
}

function wayOfIdentity(identity: string, entry: Entry, app: App): Way {
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
function presentingOf(entry: Entry, why: string): Presenting {
  return { why, token: 'arm', related: entry.related };
}

function ownIdentity(entry: Entry, { workload, inAzure, target, map }: App): Way {
  const declared = workload?.identity;
  const id = inAzure?.id ?? target.id ?? null;
  const has = declared ? declared.systemAssigned : inAzure && inAzure.identity?.systemPrincipalId !== undefined;
  if (has === false) {
    const why = 'its registry entry says `system`, and it has no system-assigned identity';
    return noWay('identity-not-assigned', why, id, entry.related);
  }
  const label = target.kind === 'containerAppJob' ? 'job' : 'app';
  const own = inAzure && systemIdentity(inAzure, label, map, presentingOf(entry, 'its registry entry says `system`'));
  if (own) return own;
  return hiddenWay('its system-assigned identity comes to life only with its first deployment', id, entry.related);
}

function environmentIdentity(entry: Entry, { environment, environmentId, map }: App): Way {
  if (!environment) return hiddenWay('its environment was not read', environmentId ?? null, entry.related);
  const presenting = presentingOf(entry, 'its registry entry says `system-environment`');
  const own = systemIdentity(environment, 'environment', map, presenting);
  if (own) return own;
  const why = `its registry entry says \`system-environment\`, and \`${environment.name}\` has no system-assigned identity`;
  return noWay('identity-not-assigned', why, environment.id, entry.related);
}

/** The identity must be on the app, or on its environment; only a map that knows both can say that it is on neither. */
function userAssigned(id: string, entry: Entry, app: App): Way {
  const { workload, inAzure, environment, environmentId, map } = app;
  const own = assignedTo(workload?.identity, inAzure?.identity) ?? (inAzure ? [] : undefined);
  const onEnvironment = assignedTo(undefined, environment?.identity);
  const holds = [...(own ?? []), ...(onEnvironment ?? [])].some(other => sameId(other, id));
  if (!holds) {
    const name = `\`${lastSegment(id)}\``;
    if (environmentId !== undefined && !environment) {
      return hiddenWay('the identities of its environment were not read', environmentId, entry.related);
    }
    if (own === undefined) return hiddenWay('its identities were not read', id, entry.related);
    const why = `its registry entry names ${name}, which is not among its identities`;
    return noWay('identity-not-assigned', why, id, entry.related);
  }
  const presenting = presentingOf(entry, 'its registry entry names it');
  return userAssignedIdentity(id, [inAzure?.identity, environment?.identity], map, presenting);
}
