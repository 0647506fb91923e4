// A sender hands a part of this tree to a cluster or an app: the noun that all deliveries have in common.
import type { Place } from '../../model/place.ts';
import type { SentTo, TargetKind } from '../../model/target.ts';
import type { Content, Mapping, Scalar } from '../../read/source/tree.ts';

/**
 * A declaration that sends something: a Flux Kustomization or HelmRelease, an Argo CD Application, a step of a
 * pipeline.
 */
export interface Sender {
  /** For people: `Argo CD Application shop`. */
  readonly by: string;
  readonly place: Place;
  readonly targetKind: TargetKind;
  /** `own`: it sends to where the deployment goes that brings the sender. */
  readonly sentTo: SentTo;
  /** The namespace of its objects that state none. Undefined: not known. */
  readonly namespace: string | undefined;
  /** Listed and counted, but not judged. */
  readonly isSuspended: boolean;
  readonly sends: Sent;
}

export type Sent = SentFolder | SentChart | SentFiles | SentOutside | SentOpen;

/** Something that only the run decides, with the reason. */
export interface SentOpen extends SentFromHere {
  readonly kind: 'open';
  readonly why: string;
}

/** Something that is not in this tree, or of a revision that this tree is not. */
export interface SentOutside extends SentFromHere {
  readonly kind: 'outside';
  /** For people: `chart podinfo of HelmRepository podinfo`. */
  readonly what: string;
}

/** Parts that a sender itself adds to something outside of this tree. */
export interface SentFromHere {
  /** Values for a chart. Later ones go over earlier ones. */
  readonly values?: readonly ReleaseValues[];
  /** Kustomizations over the rendered objects: they may replace images of the values. */
  readonly postRenderers?: readonly Mapping[];
}

export type ChangeObjects = (objects: readonly Mapping[]) => readonly Mapping[];

/** The way that a folder becomes objects. */
export type FolderBuild =
  /** `kubectl apply -k`: by its kustomization, which must be there. */
  | 'kustomization'
  /** Flux: by its kustomization, or one made of all manifests in it and below, and of the kustomizations below. */
  | 'generated'
  /** `kubectl apply -f`, Argo CD's `directory`: its manifests, even if it has a kustomization or a chart. */
  | 'plain'
  /** Argo CD: a chart if there is a Chart.yaml, else the kustomization if there is one, else its manifests. */
  | 'detected';

export interface SentFolder {
  readonly kind: 'folder';
  readonly folder: string;
  readonly as: FolderBuild;
  /** True if plain manifests of subfolders count. */
  readonly isDeep: boolean;
  /** Selects plain manifests by their path in the folder. Absent: all. */
  readonly selects?: (path: string) => boolean;
  /** The release, where a `detected` folder is a chart. */
  readonly release?: Release;
  /**
   * Edits the root kustomization before it is built, as Flux and Argo CD do. A folder without one gets one made for it.
   */
  readonly edit?: (kustomization: Mapping) => Mapping;
  /** Changes the objects after the build: Flux's `postBuild`, the images of a step. */
  readonly after?: ChangeObjects;
}

/** Returns whether Flux builds the folder: it lets a kustomization load any file of its source. */
export function isFlux({ sends }: Sender): boolean {
  return sends.kind === 'folder' && sends.as === 'generated';
}

/** Plain files, or globs of them. */
export interface SentFiles {
  readonly kind: 'files';
  readonly files: readonly string[];
  readonly after?: ChangeObjects;
}

/** A chart in this tree with the values of one release. */
export interface SentChart {
  readonly kind: 'chart';
  readonly folder: string;
  readonly release: Release;
  /** A kustomization over the objects of the chart: a HelmRelease's `postRenderers`. */
  readonly postRenderers: readonly Mapping[];
}

/** A release of a chart: its name, namespace, and the values that go over the chart's own. */
export interface Release {
  /** Undefined: not known. */
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  /** Files in place of the chart's values.yaml, later ones over earlier ones. Absent: the chart's own is used. */
  readonly defaults?: readonly string[];
  /** Values that go over the chart's own, later ones over earlier ones. */
  readonly values: readonly ReleaseValues[];
}

export type ReleaseValues =
  /** A file of values, relative to the workspace's root. */
  | {
      readonly kind: 'file';
      readonly file: string;
      /** True if the tool passes over a missing file. */
      readonly isOptional: boolean;
    }
  /** Values that the sender itself writes. */
  | { readonly kind: 'inline'; readonly values: Content }
  /** One value at a path, as `--set image.tag=2.4` gives it. */
  | { readonly kind: 'set'; readonly path: string; readonly value: Scalar }
  /**
   * Values that can't be read here, such as those of a Secret: they may set any value. With a `path`, only the one at
   * it.
   */
  | {
      readonly kind: 'open';
      readonly why: string;
      readonly path?: string;
      readonly place: Place;
      /** True for a text that its tool refuses, and that no reader of its file sees. */
      readonly isBroken?: boolean;
    };
