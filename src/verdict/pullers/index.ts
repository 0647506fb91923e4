import { t } from '../../model/l10n.ts';
import type { Target } from '../../model/target.ts';
import type { ContainerAppWorkload, Workload } from '../../model/workload.ts';
import type { Pull } from '../pull.ts';
import { clusterCredentials } from './aks.ts';
import { containerAppCredentials } from './containerApps.ts';
import { containerGroupCredentials } from './containerGroups.ts';
import { type CredentialChain, only, unreadChain } from './credential.ts';
import { isAbsent, principalCredential } from './identities.ts';
import { notFoundReason } from './notFound.ts';
import { controllerCredentials, plainClusterCredentials } from './pods.ts';
import { siteCredentials } from './sites.ts';

/**
 * The credentials that the target tries at the registry, by its platform. A manifest's own word wins over what runs in
 * Azure, since the manifest will be deployed; where it says nothing, Azure's state stays.
 */
export function credentialsOf(pull: Pull): CredentialChain {
  const { target, runtime, map } = pull;
  const { workload } = pull.reference;
  if (runtime !== undefined && runtime.kind !== target.kind) {
    const why = t('`{0}` is a different kind of resource in Azure than its target says', target.name);
    return unreadChain(why, runtime.id);
  }
  const pod = workload.platform === 'kubernetes' ? workload : undefined;
  if (pod?.controller) return controllerCredentials(pod, pod.controller, pull);
  switch (target.kind) {
    case 'aks':
      return runtime?.kind === 'aks' ? clusterCredentials(pod, runtime, pull) : notInMap(pull);
    case 'kubernetes':
      return plainClusterCredentials(pod, pull);
    case 'containerApp':
    case 'containerAppJob':
    case 'sessionPool': {
      const app = runtime && 'environmentId' in runtime ? runtime : undefined;
      return containerAppCredentials(appWorkload(workload, target), app, pull);
    }
    case 'containerGroup': {
      const own = workload.platform === 'containerGroup' ? workload : undefined;
      return containerGroupCredentials(own, runtime?.kind === 'containerGroup' ? runtime : undefined, pull);
    }
    case 'site': {
      const own = workload.platform === 'site' ? workload : undefined;
      return siteCredentials(own, runtime?.kind === 'site' ? runtime : undefined, pull);
    }
    case 'pipeline': {
      if (workload.platform === 'pipeline' && workload.username !== undefined) {
        return unreadChain(t('its job signs in with credentials of its own (`{0}`)', workload.username), null);
      }
      // It has a principal and no resource.
      if (target.id === undefined)
        return unreadChain(t("the object ID of `{0}`'s principal is not known", target.name), null);
      const why = t('the pipeline signs in with this identity');
      return only(principalCredential(target.id, target.name, why, map), 'maybe');
    }
  }
}

function appWorkload(workload: Workload, { kind }: Target): ContainerAppWorkload | undefined {
  const isApp = workload.platform === 'containerApp' || workload.platform === 'containerAppJob';
  return isApp && workload.platform === kind ? workload : undefined;
}

function notInMap({ target, map }: Pull): CredentialChain {
  const { id, name } = target;
  if (id === undefined) {
    const why = notFoundReason(target) ?? t('`{0}` has no resource ID, so it was not looked up', name);
    return unreadChain(why, null);
  }
  const isMissing = isAbsent('managedClusters', id, map);
  const why = isMissing ? t('there is no cluster `{0}` in its resource group', name) : t('`{0}` was not read', name);
  return unreadChain(why, id);
}
