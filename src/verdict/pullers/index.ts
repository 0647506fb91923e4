import type { Pull } from '../pull.ts';
import { clusterPulling } from './aks.ts';
import { containerAppPulling } from './containerApps.ts';
import { containerGroupPulling } from './containerGroups.ts';
import { isAbsent } from './identities.ts';
import { pipelinePulling } from './pipelines.ts';
import { sitePulling } from './sites.ts';
import { hiddenWay, only, type Pulling } from './way.ts';

/**
 * Who pulls: what the target presents to the registry, by its platform. A manifest's own word wins over what runs in
 * Azure, since it is what will be deployed; where it says nothing, what runs stays.
 */
export function pullingOf(pull: Pull): Pulling {
  const { reference, target, runtime, host, map } = pull;
  const { workload } = reference;
  if (runtime !== undefined && runtime.kind !== target.kind) {
    return only(
      hiddenWay(`\`${target.name}\` is said to be something else than what it is in Azure`, runtime.id),
      'maybe',
    );
  }
  switch (target.kind) {
    case 'aks': {
      if (runtime?.kind !== 'aks') return only(notInMap(pull), 'maybe');
      const pod = workload.platform === 'kubernetes' ? workload : undefined;
      return clusterPulling(pod, runtime, reference, host, map);
    }
    case 'containerApp':
    case 'containerAppJob': {
      const own = workload.platform === target.kind ? workload : undefined;
      const app = runtime?.kind === 'containerApp' || runtime?.kind === 'containerAppJob' ? runtime : undefined;
      return containerAppPulling(own, app, reference, target, host, map);
    }
    case 'containerGroup': {
      const own = workload.platform === 'containerGroup' ? workload : undefined;
      const group = runtime?.kind === 'containerGroup' ? runtime : undefined;
      return containerGroupPulling(own, group, reference, target, host, map);
    }
    case 'site': {
      const own = workload.platform === 'site' ? workload : undefined;
      return sitePulling(own, runtime?.kind === 'site' ? runtime : undefined, target, map);
    }
    case 'pipeline':
      return pipelinePulling(target, map);
  }
}

function notInMap({ target, map }: Pull) {
  const { id, name } = target;
  if (id === undefined) return hiddenWay(`which cluster \`${name}\` is was not said: it has no resource id`, null);
  const absent = isAbsent('managedClusters', id, map);
  return hiddenWay(absent ? `there is no cluster \`${name}\` in its resource group` : `\`${name}\` was not read`, id);
}
