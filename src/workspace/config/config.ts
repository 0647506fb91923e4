import type { VerdictCause } from '../../model/cause.ts';
import type { Span } from '../../model/place.ts';
import type { Platform } from '../../model/reference.ts';
import type { TargetKind } from '../../model/target.ts';
import type { ConfigFix } from './problem.ts';

/** The name of the config, at the root of a workspace. */
export const configName = '.acr-pull.yaml';

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
  /** What all this was read from, and where in it everything stands. */
  readonly source: ConfigSource;
}

/** The text of a config, and where in it everything stands. */
export interface ConfigSource {
  readonly text: string;
  /** The value at a path, or the nearest one above it. Of a map, its first key: nobody wants a screenful underlined. */
  value(path: ConfigPath): Span;
  /** All of a value, with everything in it. */
  item(path: ConfigPath): Span;
  /** The key that a path ends with; the value where it ends with a place in a list. */
  key(path: ConfigPath): Span;
  /** Takes an item of a list out, with its lines; undefined where it shares a line with others, as in `[a, b]`. */
  removal(path: ConfigPath, title: string): ConfigFix | undefined;
}

export type ConfigPath = readonly (string | number)[];

export interface ConfiguredTarget {
  readonly name: string;
  readonly kind: TargetKind;
  /** Azure resource id; for a pipeline the object id of its principal. */
  readonly id: string | undefined;
  /** Of a plain Kubernetes cluster: the object id of the principal that its nodes pull as. */
  readonly identity?: string | undefined;
  /** Globs, relative to the config's folder, of the manifests that go there; undefined: all of the target's kind. */
  readonly manifests: readonly string[] | undefined;
  /** Platforms that go there besides those of its kind: `compose`, `build`. */
  readonly platforms: readonly Platform[];
}

export type Severity = 'error' | 'warning' | 'information' | 'hint' | 'off';

export interface IgnoreRule {
  readonly cause: VerdictCause | undefined;
  /** Glob over the reference without tag and digest: `shopprod.azurecr.io/legacy/*`. */
  readonly image: string | undefined;
  readonly target: string | undefined;
  readonly manifests: readonly string[] | undefined;
  readonly reason: string;
}

export interface ImageRule {
  readonly kind: string;
  /** Dotted, with `[]` for every element of a list: `spec.workers[].image`. */
  readonly path: string;
}

const nowhere: Span = { start: 0, end: 0 };

export const emptyConfig: Config = {
  file: undefined,
  snapshot: undefined,
  targets: [],
  severity: {},
  ignore: [],
  images: [],
  source: { text: '', value: () => nowhere, item: () => nowhere, key: () => nowhere, removal: () => undefined },
};
