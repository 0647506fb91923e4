// Where a repository itself says that its manifests go: what GitOps tools and pipelines deploy, and to which cluster or app.
import type { Place, Span, Written } from './place.ts';
import type { KustomizationImage } from './reading.ts';
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

/**
 * A declaration that sends a folder or files of a repository to a cluster or an app. Paths are relative to the
 * repository's root, without a `./`; those of an ApplicationSet can hold `{{name}}` placeholders.
 */
export interface DeclaredDestination {
  /** What declares it, for people: `Argo CD Application shop`. */
  readonly by: string;
  readonly target: TargetKind;
  readonly sentTo: SentTo;
  /** Undefined: none, only files. */
  readonly folder: string | undefined;
  /** Whether folders below count, where the folder has neither a kustomization nor a chart. */
  readonly isDeep: boolean;
  /** Files, or globs of them; those of a chart are its values besides `values.yaml`. */
  readonly files: readonly string[];
  /** Names the repository of folder and files; undefined where that is surely the declaring file's own. */
  readonly repository: string | undefined;
  /** Folders that an ApplicationSet is made for, one Application each: globs. */
  readonly madeFor?: { readonly include: readonly string[]; readonly exclude: readonly string[] };
  /** Images that it replaces in what it deploys, after all kustomizations. Absent: none. */
  readonly images?: readonly KustomizationImage[];
  /** Values of a chart that it gives besides files: their paths, as in `image.repository`. Absent: none. */
  readonly overrides?: readonly string[];
  /** What Flux puts in the place of `${name}`. Absent: it substitutes nothing. */
  readonly substitutes?: {
    readonly values: readonly (Written & { readonly name: string })[];
    /** Names of ConfigMaps, in order, later ones win; null for a source that is not to be read here, such as a Secret. */
    readonly configMaps: readonly (string | null)[];
  };
  /** All of the object or step: images that stand in it go there. */
  readonly span: Span;
  readonly place: Place;
}

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
