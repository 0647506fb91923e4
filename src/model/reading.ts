// What one file says, and what it declares that references of other files depend on.

import type { Place, Span, Written } from './place.ts';
import type { ImageReference, Suppression } from './reference.ts';
import type { DeclaredCluster, Generator, SentTo, TargetKind } from './target.ts';
import type { ListedSecret, PullBinding, SecretEntry } from './workload.ts';

/** What one file says. Reading never fails: what could not be read is a problem in the list. */
export interface ManifestReading {
  readonly file: string;
  readonly references: readonly ImageReference[];
  readonly declarations: readonly Declaration[];
  readonly problems: readonly ReadingProblem[];
  /** Absent where there are none. */
  readonly suppressions?: readonly Suppression[];
}

/** Values by their paths: `cluster.name`. */
export type Parameters = ReadonlyMap<string, string>;

/** What a file declares that references of other files depend on. */
export type Declaration =
  | {
      readonly kind: 'serviceAccount';
      readonly name: string;
      readonly namespace: string | undefined;
      readonly pullSecrets: readonly ListedSecret[];
      readonly pullClientId: Written | undefined;
      readonly place: Place;
    }
  | {
      readonly kind: 'pullSecret';
      readonly name: string;
      readonly namespace: string | undefined;
      /** Undefined where the content can't be read here: encrypted, templated, broken. */
      readonly entries: readonly SecretEntry[] | undefined;
      readonly place: Place;
    }
  | {
      readonly kind: 'pullBinding';
      readonly namespace: string | undefined;
      readonly serviceAccount: string;
      readonly binding: PullBinding;
    }
  | (DeclaredDestination & { readonly kind: 'destination' })
  | DeclaredCluster
  | {
      /** Data of a ConfigMap and annotations, whose values Flux or a kustomization may put into other manifests. */
      readonly kind: 'fields';
      /** With its kind: `ConfigMap images`. */
      readonly name: string;
      readonly namespace: string | undefined;
      /** By their paths: `data.registry`. */
      readonly values: readonly (Written & { readonly name: string })[];
      /** Values of charts in it. Absent: none. */
      readonly charts?: readonly ChartData[];
      readonly place: Place;
    }
  | {
      readonly kind: 'kustomization';
      /** Paths as written, relative to the kustomization's folder. */
      readonly resources: readonly Written[];
      /** What these replace, they replace in all of the resources, and in the components before them. */
      readonly components: readonly Written[];
      /** Files of transformers, or folders of them; they come after the images. */
      readonly transformers: readonly Written[];
      readonly images: readonly KustomizationImage[];
      readonly patches: readonly DeclaredPatch[];
      readonly replacements: readonly (Replacement | Written)[];
      /** Files that name more fields which hold images. */
      readonly configurations: readonly Written[];
      readonly charts: readonly InflatedChart[];
      /** What it puts around the names of objects. Absent: nothing. */
      readonly affix?: { readonly prefix: string; readonly suffix: string };
      readonly namespace: string | undefined;
      readonly place: Place;
    }
  | {
      /** Kustomize's image transformer in a file of its own. */
      readonly kind: 'imageTransformer';
      readonly images: readonly KustomizationImage[];
      readonly place: Place;
    }
  /** A file that kustomizations name in `configurations`. */
  | { readonly kind: 'imageFields'; readonly fields: readonly { readonly kind: string; readonly path: string }[] }
  | {
      /** `$patch: delete` of a strategic merge patch: an object, or a container of it. */
      readonly kind: 'deletion';
      readonly object: ObjectSelector;
      readonly container: string | undefined;
      readonly span: Span;
    }
  | {
      /** Who pulls, as far as an object says so without its images: it counts where the object is a patch. */
      readonly kind: 'pulls';
      /** A pod's owner, or a service account. */
      readonly object: ObjectSelector;
      readonly secrets: readonly string[];
      /** Whether they are all that there are, or are added. */
      readonly isAll: boolean;
      /** The name of the pod's service account. */
      readonly account: string | undefined;
      /** The identity that AKS pulls with for a service account. */
      readonly clientId: string | undefined;
      readonly span: Span;
    }
  | {
      /** Of a bicepconfig.json: the registry that each alias stands for. */
      readonly kind: 'moduleAliases';
      readonly aliases: readonly (Written & { readonly name: string })[];
    }
  /** A file that kustomizations name in `replacements`. */
  | { readonly kind: 'replacements'; readonly replacements: readonly Replacement[] }
  | {
      /** A chart's Chart.yaml. */
      readonly kind: 'chart';
      readonly name: Written | undefined;
      readonly version: Written | undefined;
      readonly appVersion: Written | undefined;
    }
  | { readonly kind: 'chartValues'; readonly values: readonly ChartValue[] }
  | DeclaredInfrastructure
  | {
      /** What a file of a chart's templates holds besides its images. */
      readonly kind: 'chartTemplate';
      readonly named: readonly NamedTemplate[];
      readonly contexts: readonly TemplateContext[];
    };

/** A file of infrastructure code. Other files settle its values, so it can be read again together with them. */
export interface DeclaredInfrastructure {
  readonly kind: 'infrastructure';
  readonly file: string;
  readonly text: string;
  /** The folder or file in which its names hold. */
  readonly module: string;
  /** Whether it does nothing but give values to its module; of a folder, the module may be one around it. */
  readonly isValues: boolean;
  /** Modules that it hands values to. */
  readonly calls: readonly string[];
  /** Reads files that hand each other values. */
  readonly readTogether: (files: readonly DeclaredInfrastructure[]) => readonly ManifestReading[];
}

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
  /** What an ApplicationSet makes its Applications of, in order; later ones can be written with parameters of those before. Absent: it does not depend on other files. */
  readonly generators?: readonly Generator[];
  /** Patches in it, to what it deploys: after all kustomizations, and before its images. Absent: none. */
  readonly patches?: readonly DeclaredPatch[];
  /** Images that it replaces in what it deploys, after all kustomizations. Absent: none. */
  readonly images?: readonly KustomizationImage[];
  /** Pull secrets that it gives to all pods of what it deploys. Absent: none. */
  readonly secrets?: readonly string[];
  /** Values of a chart that it gives besides files: their paths, as in `image.repository`. Absent: none. */
  readonly overrides?: readonly string[];
  /** Values that it takes from elsewhere, in order; those that it gives itself go over them, but for single ones. Absent: none. */
  readonly valuesFrom?: readonly ValuesSource[];
  /** What Flux puts in the place of `${name}`. Absent: it substitutes nothing. */
  readonly substitutes?: {
    readonly values: readonly (Written & { readonly name: string })[];
    /** Names of ConfigMaps, in order, later ones win; null for a source that is not to be read here, such as a Secret. */
    readonly configMaps: readonly (string | null)[];
  };
  /** All of the object or step: images in it are deployed there. */
  readonly span: Span;
  readonly place: Place;
}

/** Values of a chart in a ConfigMap: the paths of values under one of its keys, or the file that they are made of. */
export interface ChartData {
  readonly key: string;
  readonly paths: readonly string[];
  /** Relative to the folder of its own file. */
  readonly file?: string;
}

/** From where values are taken. */
export interface ValuesSource {
  /** For people: `Secret shop-values`. */
  readonly text: string;
  /** A ConfigMap's name; undefined for what is not to be read here, such as a Secret. */
  readonly configMap: string | undefined;
  readonly namespace: string | undefined;
  readonly key: string;
  /** The path of the one value that it is; undefined: it is a file of values. */
  readonly path: string | undefined;
}

/** A value of a chart: its text, empty where nothing is given. */
export interface ChartValue extends Written {
  /** Keys divided by dots, an element's number in brackets: `image.repository`, `imagePullSecrets[0].name`. */
  readonly path: string;
}

/** A template that others include by its name: `{{ define "shop.image" }}`. */
export interface NamedTemplate {
  readonly name: string;
  readonly body: string;
}

/** What leads to a place in a template: the variables set before, and the `with` and `range` around it. */
export interface TemplateContext {
  readonly span: Span;
  /** As template code, to be rendered before the text at the place. */
  readonly lead: string;
}

/** An entry of a kustomization's `images`: which name it replaces, and by what. */
export interface KustomizationImage {
  readonly name: string;
  readonly newName: Written | undefined;
  readonly newTag: Written | undefined;
  readonly digest: Written | undefined;
  /** Of the part that names what is pulled. */
  readonly span: Span;
}

/** Objects that a kustomization selects. */
export interface ObjectSelector {
  /** Undefined: any. */
  readonly kind: string | undefined;
  /** A regular expression that the whole name matches; undefined: any. */
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  /** Whether it selects by labels or annotations too, which no reference knows. */
  readonly isOpen: boolean;
}

/** A patch of a kustomization: the references in its file, or at its span, are put into others. */
export interface DeclaredPatch {
  readonly path: Written | undefined;
  /** Of the patch where it is inline. */
  readonly span: Span;
  /** Undefined: the object that the patch itself names. */
  readonly target: ObjectSelector | undefined;
}

/** A part of a text, as `delimiter` and `index` cut it out. */
export interface TextPart {
  readonly delimiter: string;
  readonly index: number;
}

/** A field whose value a kustomization copies into fields of other objects. */
export interface Replacement {
  /** Undefined: the value is its own. */
  readonly source: (ObjectSelector & { readonly field: string; readonly part: TextPart | undefined }) | undefined;
  readonly value: Written | undefined;
  readonly targets: readonly {
    readonly select: ObjectSelector;
    readonly reject: readonly ObjectSelector[];
    readonly fields: readonly string[];
    readonly part: TextPart | undefined;
  }[];
  readonly span: Span;
}

/** A chart in the tree that a kustomization inflates. */
export interface InflatedChart {
  /** The chart's folder, as seen from the kustomization's. */
  readonly folder: Written;
  /** Files of values, as written. */
  readonly files: readonly string[];
  /** Paths of the values that it gives inline. */
  readonly overrides: readonly string[];
}

/** A part of a file that was passed over, or is in doubt, and may name any image. */
export interface ReadingProblem {
  readonly message: string;
  readonly span: Span;
}
