import { lastSegment, sameId } from '../../access/ids.ts';
import type { AccessMap, Site } from '../../access/map.ts';
import type { Target } from '../../model/target.ts';
import type { SiteWorkload } from '../../model/workload.ts';
import { identityByClientId } from '../lookups.ts';
import {
  assignedTo,
  OPEN_IDENTITIES,
  openIdentity,
  type Presenting,
  systemIdentity,
  userAssignedIdentity,
} from './identities.ts';
import { hiddenWay, noWay, only, type Pulling, type Way } from './way.ts';

/**
 * App Service and Functions: with `acrUseManagedIdentityCreds` they pull with the user-assigned identity whose *client
 * id* stands in `acrUserManagedIdentityID`, or with their own; otherwise with a password from their app settings.
 * https://learn.microsoft.com/azure/app-service/configure-custom-container#use-managed-identity-to-pull-image-from-azure-container-registry
 */
export function sitePulling(
  workload: SiteWorkload | undefined,
  inAzure: Site | undefined,
  target: Target,
  map: AccessMap,
): Pulling {
  const id = inAzure?.id ?? target.id ?? null;
  const stated = workload?.managedIdentityCredentials;
  const uses = stated ?? inAzure?.managedIdentityCredentials;
  if (uses === undefined) {
    return only(hiddenWay('whether it pulls with a managed identity was not read', id), 'maybe');
  }
  if (!uses) {
    const why = 'it pulls with the user name and password in its app settings, which are not read';
    return only(hiddenWay(why, id), 'maybe');
  }
  // A manifest that says how it pulls, and names no client id, means the system-assigned identity.
  const clientId = stated === undefined ? inAzure?.identityClientId : workload?.identityClientId;
  if (stated === undefined && inAzure?.identityResourceId)
    return byResourceId(inAzure.identityResourceId, inAzure, map);
  const pulls = clientId ? userAssigned(clientId, workload, inAzure, target, map) : own(workload, inAzure, target, map);
  return only(pulls, pulls.presents.kind === 'nothing' ? 'never' : 'maybe');
}

/** Functions on Container Apps name the identity by its resource id: https://learn.microsoft.com/azure/azure-functions/functions-deploy-container-apps */
function byResourceId(identityId: string, site: Site, map: AccessMap): Pulling {
  if (site.identity?.userAssigned.some(({ id }) => sameId(id, identityId))) {
    const presenting = presentingOf('`acrUserManagedIdentityID` names its resource id');
    return only(userAssignedIdentity(identityId, [site.identity], map, presenting), 'maybe');
  }
  const why = `\`acrUserManagedIdentityID\` names \`${lastSegment(identityId)}\`, which is not assigned to it`;
  return only(site.identity ? noWay('identity-not-assigned', why, site.id) : hiddenWay(why, site.id), 'maybe');
}

/** App Service asks for a token for Azure Resource Manager: ACR docs, container-registry-disable-authentication-as-arm. */
function presentingOf(why: string): Presenting {
  return { why, token: 'arm', related: [] };
}

function own(workload: SiteWorkload | undefined, inAzure: Site | undefined, target: Target, map: AccessMap): Way {
  const declared = workload?.identity;
  const id = inAzure?.id ?? target.id ?? null;
  const has = declared ? declared.systemAssigned : inAzure && inAzure.identity?.systemPrincipalId !== undefined;
  if (has === false && declared?.open) return hiddenWay(OPEN_IDENTITIES, id);
  if (has === false) {
    const why = 'it is told to pull with its system-assigned identity, and has none';
    return noWay('identity-not-assigned', why, id);
  }
  const presenting = presentingOf('`acrUseManagedIdentityCreds` is on and names no other identity');
  const system = inAzure && systemIdentity(inAzure, 'site', map, presenting);
  return system ?? hiddenWay('its system-assigned identity comes to life only with its first deployment', id);
}

function userAssigned(
  clientId: string,
  workload: SiteWorkload | undefined,
  inAzure: Site | undefined,
  target: Target,
  map: AccessMap,
): Way {
  const wanted = clientId.toLowerCase();
  const held = inAzure?.identity?.userAssigned.find(other => other.clientId?.toLowerCase() === wanted);
  const id = identityByClientId(map, wanted)?.id ?? held?.id;
  const assigned =
    assignedTo(workload?.identity, inAzure?.identity) ?? (workload?.identity || inAzure ? [] : undefined);
  const presenting = presentingOf('`acrUserManagedIdentityID` names its client id');
  if (id !== undefined && assigned?.some(other => other.toLowerCase() === id.toLowerCase())) {
    return userAssignedIdentity(id, [inAzure?.identity], map, presenting);
  }
  const why = `\`acrUserManagedIdentityID\` names the client id \`${clientId}\`, which none of its identities has`;
  // An assigned identity of which the client id was not read may be the one.
  const sure =
    id !== undefined ? assigned !== undefined : assigned?.every(other => clientIdOf(other, inAzure, map) !== undefined);
  if (sure && workload?.identity?.open) return hiddenWay(OPEN_IDENTITIES, inAzure?.id ?? null);
  if (sure && !GUID.test(wanted)) return hiddenWay(openIdentity(clientId), inAzure?.id ?? null);
  if (sure) return noWay('identity-not-assigned', why, inAzure?.id ?? target.id ?? null);
  return hiddenWay(`the identity with the client id \`${clientId}\` was not read`, null);
}

/** Every client id is one; anything else is an expression or the like. */
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function clientIdOf(id: string, inAzure: Site | undefined, map: AccessMap): string | undefined {
  const held = inAzure?.identity?.userAssigned.find(other => other.id.toLowerCase() === id.toLowerCase());
  return map.identityById(id)?.clientId ?? held?.clientId;
}
