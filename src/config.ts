import type { Span, TargetKind, VerdictCause } from './model.ts';

/** `.acr-pull.yaml` at a workspace root: one config for both faces. */
export interface Config {
  /** The name of the file it was read from; undefined where there is none and all is at its default. */
  readonly file: string | undefined;
  /** Path of the access snapshot, relative to the config's folder. */
  readonly snapshot: string | undefined;
  readonly targets: readonly ConfiguredTarget[];
  readonly severity: Readonly<Partial<Record<VerdictCause, Severity>>>;
  readonly ignore: readonly IgnoreRule[];
  /** The team's own custom resources: which path of which kind holds an image. */
  readonly images: readonly ImageRule[];
}

export interface ConfiguredTarget {
  readonly name: string;
  readonly kind: TargetKind;
  /** Azure resource id; for a pipeline the object id of its principal. */
  readonly id: string | undefined;
  /** Globs, relative to the config's folder, of the manifests that go there; undefined: all of the target's kind. */
  readonly manifests: readonly string[] | undefined;
  readonly span: Span;
}

export type Severity = 'error' | 'warning' | 'information' | 'hint' | 'off';

export interface IgnoreRule {
  readonly cause: VerdictCause | undefined;
  /** Glob over the reference without tag and digest: `shopprod.azurecr.io/legacy/*`. */
  readonly image: string | undefined;
  readonly target: string | undefined;
  readonly manifests: readonly string[] | undefined;
  readonly reason: string;
  readonly span: Span;
}

export interface ImageRule {
  readonly kind: string;
  /** Dotted, with `[]` for every element of a list: `spec.workers[].image`. */
  readonly path: string;
}

export interface ConfigProblem {
  readonly message: string;
  readonly span: Span;
}

export const emptyConfig: Config = {
  file: undefined,
  snapshot: undefined,
  targets: [],
  severity: {},
  ignore: [],
  images: [],
};
