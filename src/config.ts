import { ConfigText } from './config/configText.ts';
import { type ConfigProblem, problem } from './config/problem.ts';
import { check, type Form, soundPart } from './config/schema.ts';
import type { VerdictCause } from './model/cause.ts';
import type { TargetKind } from './model/target.ts';

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
  readonly source: ConfigText;
}

export interface ConfiguredTarget {
  readonly name: string;
  readonly kind: TargetKind;
  /** Azure resource id; for a pipeline the object id of its principal. */
  readonly id: string | undefined;
  /** Globs, relative to the config's folder, of the manifests that go there; undefined: all of the target's kind. */
  readonly manifests: readonly string[] | undefined;
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

export const emptyConfig: Config = {
  file: undefined,
  snapshot: undefined,
  targets: [],
  severity: {},
  ignore: [],
  images: [],
  source: new ConfigText(''),
};

/**
 * Reads `.acr-pull.yaml`. With problems, the config still holds whatever sections are sound, so that a typo in one
 * line doesn't silence everything else; the faces decide whether problems stop them (the gate does).
 */
export function readConfig(
  text: string,
  file: string,
): { readonly config: Config; readonly problems: readonly ConfigProblem[] } {
  const source = new ConfigText(text);
  const nothing = { ...emptyConfig, file, source };
  const broken = source.document.errors.map(({ message, code, pos: [start, end] }) =>
    problem('error', { start, end: Math.max(start, end) }, message.split('\n')[0] ?? code),
  );
  if (broken.length > 0) return { config: nothing, problems: broken };
  let data: unknown;
  try {
    data = source.document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    // An alias without an anchor, or so many aliases that only harm can be meant.
    const message = error instanceof Error ? error.message : String(error);
    return { config: nothing, problems: [problem('error', { start: 0, end: text.length }, message)] };
  }
  const checked = check(data, source);
  if ('form' in checked) return { config: configFrom(checked.form, nothing), problems: [] };
  const sound = soundPart(data);
  return { config: sound ? configFrom(sound, nothing) : nothing, problems: checked.problems };
}

function configFrom({ snapshot, targets, severity, ignore, images }: Form, nothing: Config): Config {
  return {
    ...nothing,
    snapshot: snapshot ?? undefined,
    targets: (targets ?? []).map(({ name, kind, id, manifests }) => ({
      name,
      kind,
      id: id ?? undefined,
      manifests: list(manifests),
    })),
    severity: severity ?? {},
    ignore: (ignore ?? []).map(({ cause, image, target, manifests, reason }) => ({
      cause: cause ?? undefined,
      image: image ?? undefined,
      target: target ?? undefined,
      manifests: list(manifests),
      reason,
    })),
    images: images ?? [],
  };
}

function list(globs: string | readonly string[] | null | undefined): readonly string[] | undefined {
  return typeof globs === 'string' ? [globs] : (globs ?? undefined);
}
