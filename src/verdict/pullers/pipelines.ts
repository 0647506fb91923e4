import { lastSegment } from '../../access/ids.ts';
import type { AccessMap } from '../../access/map.ts';
import { t } from '../../model/l10n.ts';
import type { Target } from '../../model/target.ts';
import {
  type CredentialChain,
  credential,
  only,
  type PullCredential,
  unreadChain,
  unreadCredential,
} from './credential.ts';
import { userAssignedIdentity } from './identities.ts';

/**
 * A pipeline has a principal and no resource: the service principal or managed identity behind its service connection.
 * Its id in the config is the object id; a client id is understood, too, since portals show that one first.
 */
export function pipelineCredentials({ id, name }: Target, map: AccessMap): CredentialChain {
  if (id === undefined) return unreadChain(t("the object id of `{0}`'s principal is not known", name), null);
  return only(principalCredential(id, name, t('the pipeline signs in as it'), map), 'maybe');
}

/** The principal with this object id, or with this client id. */
export function principalCredential(id: string, name: string, why: string, map: AccessMap): PullCredential {
  const identity = map.identityByPrincipalId(id) ?? map.identityByClientId(id);
  if (identity) {
    return userAssignedIdentity(identity.id, [], map, { why, token: 'undocumented', related: [] });
  }
  const named = map.credentialByObjectId(id);
  const objects = map.credentialsByAppId(named?.appId ?? id);
  // Redacting gave every principal another id.
  if (map.redacted && objects.length === 0)
    return unreadCredential(t('the snapshot is redacted, so the principal of `{0}` is not known', name), null);
  // Roles are given to the service principal, whichever of the app's ids the config has.
  const object = objects.find(({ kind }) => kind === 'servicePrincipal') ?? named ?? objects[0];
  const objectId = object?.objectId ?? lastSegment(id);
  const called = object?.displayName ?? objectId;
  const label = t('service principal `{0}`', called);
  return credential({
    puller: { objectId, clientId: object?.appId, name: label, why, credential: 'servicePrincipal' },
    whose: t('its service principal `{0}`', called),
    login: { kind: 'principal', objectId },
    evidence: [{ step: 'puller', fact: t('{0} (object id {1})', label, objectId), id: objectId, effect: 'states' }],
  });
}
