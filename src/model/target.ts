// The runtimes that manifests are deployed to.
import { t } from './l10n.ts';

export type TargetKind =
  | 'aks'
  | 'kubernetes'
  | 'containerApp'
  | 'containerAppJob'
  | 'sessionPool'
  | 'containerGroup'
  | 'site'
  | 'pipeline';

/** A runtime that a manifest is deployed to. */
export interface Target {
  readonly name: string;
  readonly kind: TargetKind;
  /** The Azure resource id; undefined where only the manifest names the runtime. */
  readonly id: string | undefined;
  /** Of a plain Kubernetes cluster: the object id of the principal that its nodes pull as; undefined: they have none. */
  readonly identity?: string | undefined;
  /** Who said so: `.acr-pull.yaml`, the manifest itself, the only one in the map, picked. */
  readonly why: string;
}

/** What kubectl is set to talk to. */
export interface KubeContext {
  readonly name: string;
  /** The host of the cluster's API server, in lower case. */
  readonly host: string;
}

export const kindInWords = {
  aks: t('AKS cluster'),
  kubernetes: t('Kubernetes cluster'),
  containerApp: t('Container App'),
  containerAppJob: t('Container Apps job'),
  sessionPool: t('session pool'),
  containerGroup: t('container group'),
  site: t('App Service'),
  pipeline: t('pipeline'),
} as const satisfies Record<TargetKind, string>;
