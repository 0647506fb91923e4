import type { TargetKind } from '../../model/target.ts';

export const kindInWords = {
  aks: 'AKS cluster',
  containerApp: 'Container App',
  containerAppJob: 'Container Apps job',
  containerGroup: 'container group',
  site: 'App Service',
  pipeline: 'pipeline',
} as const satisfies Record<TargetKind, string>;
