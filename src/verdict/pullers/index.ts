import { t } from '../../model/l10n.ts';
import type { Target } from '../../model/target.ts';
import type { ContainerAppWorkload, JobContainer, Workload } from '../../model/workload.ts';
import type { Pull } from '../pull.ts';
import { clusterCredentials } from './aks.ts';
import { containerAppCredentials } from './containerApps.ts';
import { containerGroupCredentials } from './containerGroups.ts';
import { type CredentialChain, noCredential, only, unreadChain } from './credential.ts';
import { isKnownAbsent, principalCredential } from './identities.ts';
import { notFoundReason } from './notFound.ts';
import { controllerCredentials, plainClusterCredentials } from './pods.ts';
import { siteCredentials } from './sites.ts';

/**
 * Returns the credentials that the target tries at the registry, by its platform. A manifest's statement wins over
 * Azure's state, since it will be deployed. Anything that it leaves out stays as it is in Azure.
 */
export function credentialChain(pull: Pull): CredentialChain {
  const { target, runtime } = pull;
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
    case 'pipeline':
      return pipelineCredentials(workload, pull);
  }
}

function pipelineCredentials(workload: Workload, { target, map }: Pull): CredentialChain {
  const own = workload.platform === 'pipeline' ? workload : undefined;
  if (own?.username !== undefined) {
    return unreadChain(t('its job signs in with credentials of its own (`{0}`)', own.username), null);
  }
  if (own?.beforeSteps) return jobContainerCredentials(own.beforeSteps);
  // It has a principal and no resource.
  if (target.id === undefined)
    return unreadChain(t("the object ID of `{0}`'s principal is not known", target.name), null);
  const why = t('the pipeline signs in with this identity');
  return only(principalCredential(target.id, target.name, why, map), 'maybe');
}

/**
 * The image of a job's container or service is pulled before a step can sign in. So without credentials, it is pulled
 * anonymously. A self-hosted machine may be signed in from before.
 * https://docs.github.com/en/actions/how-tos/write-workflows/choose-where-workflows-run/run-jobs-in-a-container,
 * https://learn.microsoft.com/azure/devops/pipelines/process/container-phases
 */
function jobContainerCredentials({ isHosted }: JobContainer): CredentialChain {
  if (isHosted) {
    const why = t('the image is pulled before any step signs in, and the container has no credentials');
    return only(noCredential('no-pull-identity', why, null), 'tried');
  }
  const why = t(
    'the image is pulled before any step signs in, the container has no credentials, and whether the machine of the job is signed in was not read',
  );
  return unreadChain(why, null);
}

function appWorkload(workload: Workload, { kind }: Target): ContainerAppWorkload | undefined {
  switch (workload.platform) {
    case 'containerApp':
    case 'containerAppJob':
    case 'sessionPool':
      return workload.platform === kind ? workload : undefined;
    default:
      return undefined;
  }
}

function notInMap({ target, map }: Pull): CredentialChain {
  const { id, name } = target;
  if (id === undefined) {
    const why = notFoundReason(target) ?? t('`{0}` has no resource ID, so it was not looked up', name);
    return unreadChain(why, null);
  }
  const isMissing = isKnownAbsent('managedClusters', id, map);
  const why = isMissing ? t('there is no cluster `{0}` in its resource group', name) : t('`{0}` was not read', name);
  return unreadChain(why, id);
}
