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
  /** The Azure resource id; undefined where only the manifest names the runtime. */
  readonly id: string | undefined;
  /** The object id of the principal that the nodes of a plain Kubernetes cluster pull as; undefined: they have none. */
  readonly identity?: string | undefined;
  /** The place of the search for a runtime that a file names and that was not found. Absent: it was found, or not looked for. */
  readonly lookedUp?: { readonly group: string | undefined };
  /** Who said so: `.acr-pull.yaml`, the manifest itself, picked. */
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

// Where a repository itself says that its manifests go: what GitOps tools and pipelines deploy, and to which cluster or app.

/** The cluster or app, as the declaring file names it. */
export type SentTo =
  /** Any of these names; the first is the one to show. With its resource group or API server, where a file says that. */
  | {
      readonly kind: 'name';
      readonly names: readonly string[];
      readonly group?: string | undefined;
      readonly host?: string;
    }
  /** The host of an API server, in lower case. */
  | { readonly kind: 'server'; readonly host: string }
  /** Where the declaring file itself goes: Argo CD's `in-cluster`, Flux without a `kubeConfig`. */
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

/** A file with what is known of where it goes. */
export interface Placement {
  readonly file: string;
  /** The file by which a person knows the deployment, such as its root kustomization. Absent: the file itself. */
  readonly entry?: string;
  /** Absent where no file says so. */
  readonly destinations?: readonly Destination[];
}
