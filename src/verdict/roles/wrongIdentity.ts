import { lastSegment } from '../../access/ids.ts';
import type { HeldIdentity } from '../../access/map.ts';
import { t } from '../../model/l10n.ts';
import type { Evidence } from '../../model/verdict.ts';
import type { Principal, Pull } from '../pull.ts';
import type { AccessMode } from './actions.ts';
import { roleAnswer } from './roles.ts';

/** Another identity that may hold the role by mistake. */
interface Other {
  readonly id: string | undefined;
  readonly label: string;
  /** The identity that should hold the role. By default the principal itself. */
  readonly instead?: string;
}

/**
 * Finds the most common mistake: the pull role is on another identity of the same runtime, or on the puller's client id
 * in place of its object id.
 */
export function mistakenIdentity(
  principal: Principal,
  mode: AccessMode,
  pull: Pull,
): { readonly why: string; readonly fact: Evidence } | undefined {
  const { registry, map } = pull;
  const own = principal.objectId.toLowerCase();
  for (const { id, label, instead = principal.whose } of [...aliasesOf(principal, pull), ...neighboursOf(pull)]) {
    if (id === undefined || id.toLowerCase() === own) continue;
    if (map.assignmentsOf(id).length === 0 && !map.groupsOf(id)?.length) continue;
    const { answer, granting } = roleAnswer({ ...pull, principalId: id, mode });
    if (answer !== 'yes') continue;
    const fact = t('the pull role is assigned to {0} ({1})', label, id);
    return {
      why: t('the pull role on `{0}` is assigned to {1}, not to {2}', registry.name, label, instead),
      fact: { step: 'role', fact, id: granting[0]?.id ?? null, effect: 'ignored' },
    };
  }
  return undefined;
}

/** Other ids of the same principal: roles are assigned to the object id of the identity or service principal. */
function aliasesOf({ objectId, whose }: Principal, { runtime, map }: Pull): readonly Other[] {
  const kubelet = runtime?.kind === 'aks' ? runtime.kubelet : undefined;
  const ofKubelet = kubelet?.objectId?.toLowerCase() === objectId.toLowerCase() ? kubelet?.clientId : undefined;
  const app = map.credentialByObjectId(objectId);
  const objects = (app && map.credentialsByAppId(app.appId)) ?? [];
  const clientId = { label: t('the client ID of {0}', whose), instead: t('its object ID') };
  return [
    { id: ofKubelet ?? map.identityByPrincipalId(objectId)?.clientId, ...clientId },
    { id: app?.appId, ...clientId },
    ...objects.map(object => ({
      id: object.objectId,
      label: t('the application object'),
      instead: t('the service principal'),
    })),
  ];
}

/** The other identities of the runtime that pulls. */
function neighboursOf({ runtime, map }: Pull): readonly Other[] {
  switch (runtime?.kind) {
    case undefined:
      return [];
    case 'aks':
      return [
        ...held(runtime.identity, t('the control-plane identity'), () => t('the control-plane identity')),
        { id: runtime.kubelet?.objectId, label: t('the kubelet identity') },
        ...runtime.otherIdentities.map(({ objectId, name, isAddOn }) => ({
          id: objectId,
          label: isAddOn ? t('the {0} add-on identity', name) : t('the {0} identity', name),
        })),
      ];
    case 'containerApp':
    case 'containerAppJob':
    case 'sessionPool': {
      const environment = map.environmentById(runtime.environmentId);
      return [
        ...ofRuntime(runtime.identity),
        ...held(environment?.identity, t('the identity of its environment'), name),
      ];
    }
    case 'containerGroup':
    case 'site':
      return ofRuntime(runtime.identity);
  }
}

function ofRuntime(identity: HeldIdentity | undefined): readonly Other[] {
  return held(identity, t('its system-assigned identity'), name);
}

function name(id: string): string {
  return t('its identity `{0}`', lastSegment(id));
}

function held(
  identity: HeldIdentity | undefined,
  system: string,
  userAssigned: (id: string) => string,
): readonly Other[] {
  if (!identity) return [];
  return [
    { id: identity.systemPrincipalId, label: system },
    ...(identity.userAssigned ?? []).map(({ id, principalId }) => ({ id: principalId, label: userAssigned(id) })),
  ];
}
