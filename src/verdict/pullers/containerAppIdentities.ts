import { lastSegment, resourceGroupOf, subscriptionOf } from '../../access/ids.ts';
import type { AccessMap, ContainerApp, Environment } from '../../access/map.ts';
import type { Fix } from '../../model/fix.ts';
import type { Target } from '../../model/target.ts';
import type { ContainerAppWorkload } from '../../model/workload.ts';
import { assignIdentity } from '../fixes/fixes.ts';
import {
  assignedTo,
  OPEN_IDENTITIES,
  openIdentity,
  type Presenting,
  systemIdentity,
  userAssignedIdentity,
} from './identities.ts';
import type { Entry } from './registryEntries.ts';
import { hiddenWay, noWay, type Remedy, type Way } from './way.ts';

/** As commands name it. */
type AppName = Parameters<typeof assignIdentity>[0];

/** A Container App or job as it will be after the manifest is deployed: what the manifest states, then what Azure has. */
export interface App {
  readonly workload: ContainerAppWorkload | undefined;
  readonly inAzure: ContainerApp | undefined;
  readonly environmentId: string | undefined;
  readonly environment: Environment | undefined;
  readonly target: Target;
  readonly map: AccessMap;
}

/** Who pulls where the entry names an identity; the ids and words are the ones that Azure takes there. */
export function wayOfIdentity(identity: string, entry: Entry, app: App): Way {
  if (entry.isOpen) return hiddenWay(openIdentity(identity), app.inAzure?.id ?? null, entry.related);
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

function ownIdentity(entry: Entry, app: App): Way {
  const { workload, inAzure, target, map } = app;
  const declared = workload?.identity;
  const id = inAzure?.id ?? target.id ?? null;
  const has = declared ? declared.systemAssigned : inAzure && inAzure.identity?.systemPrincipalId !== undefined;
  if (has === false && declared?.open) return hiddenWay(OPEN_IDENTITIES, id, entry.related);
  if (has === false) {
    const why = 'its registry entry says `system`, and it has no system-assigned identity';
    return noWay('identity-not-assigned', why, id, entry.related, assignRemedy('system', undefined, app));
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
  const presenting = presentingOf(entry, 'its registry entry names it');
  const holds = [...(own ?? []), ...(onEnvironment ?? [])].some(other => map.sameId(other, id));
  if (!holds) {
    const name = `\`${lastSegment(id)}\``;
    if (environmentId !== undefined && !environment) {
      return hiddenWay('the identities of its environment were not read', environmentId, entry.related);
    }
    if (workload?.identity?.open) return hiddenWay(OPEN_IDENTITIES, inAzure?.id ?? null, entry.related);
    if (own === undefined) return hiddenWay('its identities were not read', id, entry.related);
    const why = `its registry entry names ${name}, which is not among its identities`;
    const after = userAssignedIdentity(id, [], map, presenting);
    return noWay('identity-not-assigned', why, id, entry.related, assignRemedy(id, after, app));
  }
  return userAssignedIdentity(id, [inAzure?.identity, environment?.identity], map, presenting);
}

function assignRemedy(identity: string, after: Way | undefined, app: App): Remedy | undefined {
  const name = nameOf(app);
  return name && { fix: untilDeployed(assignIdentity(name, identity), app.workload?.identity), after };
}

/** Has the entry name an identity that the app holds already: a user-assigned one if there is one, else its own. */
export function entryRemedy(
  make: (app: AppName, server: string, identity: string) => Fix,
  host: string,
  app: App,
): Remedy | undefined {
  const name = nameOf(app);
  if (!name) return undefined;
  // what the manifest names by an expression, no command can name
  const stated = app.workload?.identity?.open ? undefined : app.workload?.identity;
  const [first] = assignedTo(stated, app.inAzure?.identity) ?? [];
  const identity = first ?? 'system';
  const entry: Entry = { server: host, identity, username: undefined, isOpen: false, related: [] };
  const after = wayOfIdentity(identity, entry, app);
  const fix = untilDeployed(make(name, host, identity), app.workload?.registries);
  return { fix, after: after.presents.kind === 'identity' ? after : undefined };
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
