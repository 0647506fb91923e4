// Where a repository itself says that its manifests go: what GitOps tools and pipelines deploy, and to which cluster or app.
import type { Place } from './place.ts';
import type { TargetKind } from './target.ts';

/** The cluster or app, as the declaring file names it. */
export type SentTo =
  /** Any of these names; the first is the one to show. */
  | { readonly kind: 'name'; readonly names: readonly string[] }
  /** The host of an API server, in lower case. */
  | { readonly kind: 'server'; readonly host: string }
  /** Where the declaring file itself goes: Argo CD's `in-cluster`, Flux without a `kubeConfig`. */
  | { readonly kind: 'own' }
  /** A placeholder that no file settles, as written. */
  | { readonly kind: 'open'; readonly text: string };

/** A destination of one manifest. */
export interface Destination {
  readonly by: string;
  readonly target: TargetKind;
  readonly sentTo: Exclude<SentTo, { readonly kind: 'own' }> | { readonly kind: 'own'; readonly declaredBy: Placement };
  readonly place: Place;
}

/** A file with what is known of where it goes. */
export interface Placement {
  readonly file: string;
  /** The kustomizations that deploy it, each with all that include it; absent where there are none. */
  readonly overlays?: readonly string[];
  /** Absent where no file says so. */
  readonly destinations?: readonly Destination[];
}
