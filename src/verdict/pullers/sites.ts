import { isGuid, lastSegment, sameId } from '../../access/ids.ts';
import type { AccessMap, Site, SiteContainer } from '../../access/map.ts';
import { folded } from '../../model/fold.ts';
import { t } from '../../model/l10n.ts';
import type { SiteWorkload } from '../../model/workload.ts';
import { assignSiteIdentity, useSiteIdentity } from '../fixes/appFixes.ts';
import type { Pull } from '../pull.ts';
import {
  accountCredential,
  type CredentialChain,
  noCredential,
  oneOfCredentials,
  only,
  type PullCredential,
  type RuntimeFix,
  unreadChain,
  unreadCredential,
} from './credential.ts';
import {
  assignedTo,
  type DeployedRuntime,
  findUserAssignedIdentity,
  type IdentityUse,
  namedIdentity,
  OPEN_IDENTITIES,
  openIdentity,
  ownSystemIdentity,
  systemIdentity,
} from './identities.ts';
import { notFoundReason } from './notFound.ts';

interface DeployedSite extends DeployedRuntime {
  readonly workload: SiteWorkload | undefined;
  readonly inAzure: Site | undefined;
}

/**
 * App Service and Functions. With `acrUseManagedIdentityCreds`, they pull with the user-assigned identity whose *client
 * id* is in `acrUserManagedIdentityID`, or with their own. Otherwise, they use a password from their app settings.
 * https://learn.microsoft.com/azure/app-service/configure-custom-container#use-managed-identity-to-pull-image-from-azure-container-registry
 */
export function siteCredentials(
  workload: SiteWorkload | undefined,
  inAzure: Site | undefined,
  pull: Pull,
): CredentialChain {
  const { target, map } = pull;
  const site: DeployedSite = { workload, inAzure, target, map };
  const id = inAzure?.id ?? target.id ?? null;
  const stated = workload?.managedIdentityCredentials;
  if (stated === undefined && inAzure && hasContainers(inAzure)) return ofContainers(inAzure, site, pull);
  if (workload?.isAnonymous) return only(noCredential('no-pull-identity', ANONYMOUS, id), 'tried');
  const uses = stated ?? inAzure?.managedIdentityCredentials;
  if (uses === undefined) {
    return unreadChain(notFoundReason(target) ?? t('its setting for pulls with a managed identity was not read'), id);
  }
  if (!uses) {
    const why = t(
      'it pulls with the user name and password of its app settings, if there are any, and those are not read',
    );
    const runtimeFix = stated === undefined && inAzure ? identityInstead(inAzure, pull) : undefined;
    return only({ ...unreadCredential(why, id), runtimeFix }, 'maybe');
  }
  // A manifest that states how the site pulls, but no client id, means the system-assigned identity.
  const named = stated === undefined ? inAzure?.pullIdentity : (workload?.identityClientId ?? null);
  if (named === undefined) {
    const why = t('the identity that it pulls with was not read (`acrUserManagedIdentityID`)');
    return unreadChain(why, id);
  }
  // Functions on Container Apps: https://learn.microsoft.com/azure/azure-functions/functions-deploy-container-apps
  if (stated === undefined && named?.startsWith('/')) {
    const why = t('`acrUserManagedIdentityID` names `{0}`, which is not assigned to it', lastSegment(named));
    const use = useOf(t('`acrUserManagedIdentityID` names its resource ID'));
    return only(namedIdentity(named, { ...site, workload: undefined }, use, { why }), 'maybe');
  }
  const pulls = named ? userAssigned(named, site) : own(site);
  return only(pulls, pulls.login.kind === 'nothing' ? 'never' : 'maybe');
}

/** Suggests a command only if the manifest doesn't declare identities: the next deployment would undo it. */
function assigning(
  { inAzure, workload }: DeployedSite,
  identity: string,
  after: PullCredential | undefined,
): RuntimeFix | undefined {
  return inAzure && !workload?.identity ? { fix: assignSiteIdentity(inAzure, identity), after } : undefined;
}

/** Replaces the password by a user-assigned identity that the site holds, if there is one, or else by its own. */
function identityInstead(site: Site, { map }: Pull): RuntimeFix {
  const [first] = site.identity?.userAssigned ?? [];
  const use = useOf(t('the site will pull with it'));
  if (first) {
    const after = findUserAssignedIdentity(first.id, [site.identity], map, use);
    return { fix: useSiteIdentity(site, first.id, true), after };
  }
  const after = systemIdentity(site, 'site', map, use);
  return { fix: useSiteIdentity(site, '[system]', after !== undefined), after };
}

/**
 * Such a site runs several containers, and each has its own sign-in. The site's own settings don't count.
 * https://learn.microsoft.com/rest/api/appservice/web-apps/list-site-containers (AuthType)
 */
function hasContainers({ image, containers }: Site): boolean {
  return (containers?.length ?? 0) > 0 || /^sitecontainers\b/i.test(image ?? '');
}

function ofContainers({ id, containers = [] }: Site, site: DeployedSite, pull: Pull): CredentialChain {
  const named = containers.filter(({ image }) => runs(image, pull));
  const [first, ...others] = (named.length > 0 ? named : containers).map(each => ofContainer(each, id, site));
  if (!first) return unreadChain(t('how its containers sign in was not read'), id);
  const which = t('it depends on which of its containers runs the image');
  return only(others.length === 0 ? first : oneOfCredentials([first, ...others], which), 'maybe');
}

/** Returns whether a container already runs the image, with any tag. */
function runs(image: string | undefined, { host, repository }: Pull): boolean {
  const name = image && folded(image.replace(/^https?:\/\//i, ''));
  return name !== undefined && name.replace(/@.*/, '').replace(/:[^/:]*$/, '') === `${host}/${repository}`;
}

function ofContainer(
  { authType, username, identityClientId }: SiteContainer,
  id: string,
  site: DeployedSite,
): PullCredential {
  switch (authType) {
    case 'systemidentity':
      return own(site);
    case 'userassigned':
      if (identityClientId === undefined) break;
      return userAssigned(identityClientId, site);
    case 'usercredentials': {
      const whose = t('the password of its container');
      const why = t('its container signs in with a user name and password');
      const fact = `${why}: \`${username ?? t('not read')}\``;
      return accountCredential({ username }, { name: whose, whose, why, fact }, id);
    }
    case 'anonymous':
      return noCredential('no-pull-identity', ANONYMOUS, id);
  }
  return unreadCredential(t('how its container signs in was not read'), id);
}

/** https://learn.microsoft.com/azure/templates/microsoft.web/sites/sitecontainers (AuthType) */
const ANONYMOUS = t('its container pulls anonymously (`authType: Anonymous`)');

/**
 * App Service asks for a token for Azure Resource Manager: ACR docs, container-registry-disable-authentication-as-arm.
 */
function useOf(why: string): IdentityUse {
  return { why, token: 'arm', related: [] };
}

function own(site: DeployedSite): PullCredential {
  const use = useOf(t('`acrUseManagedIdentityCreds` is on, and no other identity is named'));
  const none = t('it is configured to pull with its system-assigned identity, and has none');
  return ownSystemIdentity(site, 'site', use, none, assigning(site, '[system]', undefined));
}

function userAssigned(clientId: string, site: DeployedSite): PullCredential {
  const { workload, inAzure, target, map } = site;
  const wanted = clientId.toLowerCase();
  const held = inAzure?.identity?.userAssigned?.find(other => other.clientId?.toLowerCase() === wanted);
  const id = map.identityByClientId(wanted)?.id ?? held?.id;
  const why = t('`acrUserManagedIdentityID` names the client ID `{0}`, which none of its identities has', clientId);
  if (id !== undefined) {
    const use = useOf(t('`acrUserManagedIdentityID` names its client ID'));
    const fix = () => assigning(site, id, findUserAssignedIdentity(id, [], map, use));
    return namedIdentity(id, site, use, { why, fix });
  }
  const assigned = assignedTo(workload?.identity, inAzure?.identity);
  // An assigned identity with an unknown client id may be the one.
  const isKnown = assigned?.every(other => clientIdOf(other, inAzure, map) !== undefined);
  if (!isKnown) return unreadCredential(t('the identity with the client ID `{0}` was not read', clientId), null);
  if (workload?.identity?.open) return unreadCredential(OPEN_IDENTITIES, inAzure?.id ?? null);
  // Every client id is a GUID. Any other text is an expression or the like.
  if (!isGuid(wanted)) return unreadCredential(openIdentity(clientId), inAzure?.id ?? null);
  return noCredential('identity-not-assigned', why, inAzure?.id ?? target.id ?? null);
}

function clientIdOf(id: string, inAzure: DeployedRuntime['inAzure'], map: AccessMap): string | undefined {
  const held = inAzure?.identity?.userAssigned?.find(other => sameId(other.id, id));
  return map.identityById(id)?.clientId ?? held?.clientId;
}
