// The runtimes that manifests are deployed to.
import { t } from './l10n.ts';
import type { Place } from './place.ts';

export const targetKinds = [
  'aks',
  'kubernetes',
  'containerApp',
  'containerAppJob',
  'sessionPool',
  'containerGroup',
  'site',
  'pipeline',
] as const;
export type TargetKind = (typeof targetKinds)[number];

/** A runtime that a manifest is deployed to. */
export interface Target {
  readonly name: string;
  readonly kind: TargetKind;
  /** The Azure resource id. Undefined where only the manifest names the runtime. */
  readonly id: string | undefined;
  /** The object id of the principal that the nodes of a plain Kubernetes cluster pull as. Undefined: they have none. */
  readonly identity?: string | undefined;
  /**
   * The place of the search for a runtime that a file names and that was not found. Absent: it was found, or not looked
   * for.
   */
  readonly lookedUp?: { readonly group: string | undefined };
  /** The source of this target: `.acr-pull.yaml`, the manifest itself, or a person's pick. */
  readonly why: string;
}

/** The cluster that kubectl is set to talk to. */
export interface KubeContext {
  readonly name: string;
  /** The host of the cluster's API server, in lower case. */
  readonly host: string;
}

/**
 * The files that kubectl reads: those that KUBECONFIG lists, or the one in the home folder.
 * https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/#the-kubeconfig-environment-variable
 */
export function kubeconfigs(
  listed: string | undefined,
  home: string,
  paths: { readonly delimiter: string; isAbsolute(file: string): boolean; join(...parts: readonly string[]): string },
): readonly string[] {
  const files = (listed ?? '').split(paths.delimiter).filter(file => paths.isAbsolute(file));
  return files.length > 0 ? files : [paths.join(home, '.kube', 'config')];
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

// Destinations that a repository declares: the manifests that GitOps tools and pipelines deploy, and their cluster or
// app.

/** The cluster or app, as the declaring file names it. */
export type SentTo =
  /** Any of these names. The first one is shown. Has the resource group or API server if a file names it. */
  | {
      readonly kind: 'name';
      readonly names: readonly string[];
      readonly group?: string | undefined;
      readonly host?: string;
    }
  /** The host of an API server, in lower case. */
  | { readonly kind: 'server'; readonly host: string }
  /** The destination of the declaring file itself: Argo CD's `in-cluster`, Flux without a `kubeConfig`. */
  | { readonly kind: 'own' }
  /** A placeholder that no file settles, as written. */
  | { readonly kind: 'open'; readonly text: string };

/** A destination of one manifest. */
export interface Destination {
  readonly by: string;
  readonly targetKind: TargetKind;
  readonly sentTo: Exclude<SentTo, { readonly kind: 'own' }> | { readonly kind: 'own'; readonly declaredBy: Placement };
  readonly place: Place;
}

/** A file and its known destinations. */
export interface Placement {
  readonly file: string;
  /** The file by which a person knows the deployment, such as its root kustomization. Absent: the file itself. */
  readonly entry?: string;
  /** Absent: no file declares any. */
  readonly destinations?: readonly Destination[];
}
