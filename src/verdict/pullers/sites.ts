import { isGuid, lastSegment } from '../../access/ids.ts';
import type { AccessMap, Site } from '../../access/map.ts';
import type { Target } from '../../model/target.ts';
import type { SiteWorkload } from '../../model/workload.ts';
import type { Pull } from '../pull.ts';
import { type CredentialChain, noCredential, only, type PullCredential, unreadCredential } from './credential.ts';
import {
  assignedTo,
  type IdentityUse,
  OPEN_IDENTITIES,
  openIdentity,
  systemIdentity,
  systemUnread,
  userAssignedIdentity,
} from './identities.ts';

/**
 * App Service and Functions: with `acrUseManagedIdentityCreds` they pull with the user-assigned identity whose *client
 * id* stands in `acrUserManagedIdentityID`, or with their own; otherwise with a password from their app settings.
 * https://learn.microsoft.com/azure/app-service/configure-custom-container#use-managed-identity-to-pull-image-from-azure-container-registry
 */
export function siteCredentials(
  workload: SiteWorkload | undefined,
  inAzure: Site | undefined,
  { target, map }: Pull,
): CredentialChain {
  const id = inAzure?.id ?? target.id ?? null;
  const stated = workload?.managedIdentityCredentials;
  const uses = stated ?? inAzure?.managedIdentityCredentials;
  if (uses === undefined) {
    return only(unreadCredential('whether it pulls with a managed identity was not read', id), 'maybe');
  }
  if (!uses) {
    const why = 'it pulls with the user name and password in its app settings, which are not read';
    return only(unreadCredential(why, id), 'maybe');
  }
  // A manifest that says how it pulls, and names no client id, means the system-assigned identity.
  const clientId = stated === undefined ? inAzure?.identityClientId : workload?.identityClientId;
  if (stated === undefined && inAzure?.identityResourceId)
    return byResourceId(inAzure.identityResourceId, inAzure, map);
  const pulls = clientId ? userAssigned(clientId, workload, inAzure, target, map) : own(workload, inAzure, target, map);
  return only(pulls, pulls.login.kind === 'nothing' ? 'never' : 'maybe');
}

/** Functions on Container Apps name the identity by its resource id: https://learn.microsoft.com/azure/azure-functions/functions-deploy-container-apps */
function byResourceId(identityId: string, site: Site, map: AccessMap): CredentialChain {
  if (site.identity?.userAssigned.some(({ id }) => map.sameId(id, identityId))) {
    const use = useOf('`acrUserManagedIdentityID` names its resource id');
    return only(userAssignedIdentity(identityId, [site.identity], map, use), 'maybe');
  }
  const why = `\`acrUserManagedIdentityID\` names \`${lastSegment(identityId)}\`, which is not assigned to it`;
  return only(
    site.identity ? noCredential('identity-not-assigned', why, site.id) : unreadCredential(why, site.id),
    'maybe',
  );
}

/** App Service asks for a token for Azure Resource Manager: ACR docs, container-registry-disable-authentication-as-arm. */
function useOf(why: string): IdentityUse {
  return { why, token: 'arm', related: [] };
}

function own(
  workload: SiteWorkload | undefined,
  inAzure: Site | undefined,
  target: Target,
  map: AccessMap,
): PullCredential {
  const declared = workload?.identity;
  const id = inAzure?.id ?? target.id ?? null;
  const has = declared ? declared.systemAssigned : inAzure && inAzure.identity?.systemAssigned === true;
  if (has === false && declared?.open) return unreadCredential(OPEN_IDENTITIES, id);
  if (has === false) {
    const why = 'it is told to pull with its system-assigned identity, and has none';
    return noCredential('identity-not-assigned', why, id);
  }
  const use = useOf('`acrUseManagedIdentityCreds` is on and names no other identity');
  const system = inAzure && systemIdentity(inAzure, 'site', map, use);
  return system ?? unreadCredential(systemUnread(inAzure?.identity), id);
}

function userAssigned(
  clientId: string,
  workload: SiteWorkload | undefined,
  inAzure: Site | undefined,
  target: Target,
  map: AccessMap,
): PullCredential {
  const wanted = clientId.toLowerCase();
  const held = inAzure?.identity?.userAssigned.find(other => other.clientId?.toLowerCase() === wanted);
  const id = map.identityByClientId(wanted)?.id ?? held?.id;
  const assigned =
    assignedTo(workload?.identity, inAzure?.identity) ?? (workload?.identity || inAzure ? [] : undefined);
  const use = useOf('`acrUserManagedIdentityID` names its client id');
  if (id !== undefined && assigned?.some(other => other.toLowerCase() === id.toLowerCase())) {
    return userAssignedIdentity(id, [inAzure?.identity], map, use);
  }
  const why = `\`acrUserManagedIdentityID\` names the client id \`${clientId}\`, which none of its identities has`;
  // An assigned identity of which the client id was not read may be the one.
  const sure =
    id !== undefined ? assigned !== undefined : assigned?.every(other => clientIdOf(other, inAzure, map) !== undefined);
  if (sure && workload?.identity?.open) return unreadCredential(OPEN_IDENTITIES, inAzure?.id ?? null);
  // Every client id is a GUID; anything else is an expression or the like.
  if (sure && !isGuid(wanted)) return unreadCredential(openIdentity(clientId), inAzure?.id ?? null);
  if (sure) return noCredential('identity-not-assigned', why, inAzure?.id ?? target.id ?? null);
  return unreadCredential(`the identity with the client id \`${clientId}\` was not read`, null);
}

function clientIdOf(id: string, inAzure: Site | undefined, map: AccessMap): string | undefined {
  const held = inAzure?.identity?.userAssigned.find(other => other.id.toLowerCase() === id.toLowerCase());
  return map.identityById(id)?.clientId ?? held?.clientId;
}
