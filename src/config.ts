import * as v from 'valibot';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import type { VerdictCause } from './model/cause.ts';
import type { Span } from './model/place.ts';
import type { TargetKind } from './model/target.ts';
import { causes, isVerdictCause } from './verdict/causes.ts';

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

const targetKinds = [
  'aks',
  'containerApp',
  'containerAppJob',
  'containerGroup',
  'site',
  'pipeline',
] as const satisfies readonly TargetKind[];
export const severities = ['error', 'warning', 'information', 'hint', 'off'] as const satisfies readonly Severity[];

const causeId = v.custom<VerdictCause>(
  value => typeof value === 'string' && isVerdictCause(value),
  `one of the causes (${Object.keys(causes).filter(isVerdictCause).join(', ')})`,
);
const globs = v.nullish(v.union([v.string(), v.array(v.string())], 'a glob or a list of globs'));
const name = v.pipe(v.string('a name'), v.nonEmpty('a name'));

const schema = v.strictObject({
  version: v.literal(1, 'version: 1'),
  snapshot: v.nullish(v.string('the path of a snapshot file')),
  targets: v.nullish(
    v.array(
      v.strictObject({
        name,
        kind: v.picklist(targetKinds, `one of ${targetKinds.join(', ')}`),
        id: v.nullish(v.string('an Azure resource id')),
        manifests: globs,
      }),
      'a list of targets',
    ),
  ),
  severity: v.nullish(
    v.record(causeId, v.picklist(severities, `one of ${severities.join(', ')}`), 'a map from cause to severity'),
  ),
  ignore: v.nullish(
    v.array(
      v.strictObject({
        cause: v.nullish(causeId),
        image: v.nullish(v.string('a glob over images')),
        target: v.nullish(v.string('a target name')),
        manifests: globs,
        reason: v.pipe(v.string('a reason, for whoever reads this later'), v.nonEmpty('a reason that is not empty')),
      }),
      'a list of rules',
    ),
  ),
  images: v.nullish(v.array(v.strictObject({ kind: name, path: name }), 'a list of kind and path')),
});

/**
 * Reads `.acr-pull.yaml`. With problems, the config still holds whatever sections are sound, so that a typo in one
 * line doesn't silence everything else; the faces decide whether problems stop them (the gate does).
 */
export function readConfig(
  text: string,
  file: string,
): { readonly config: Config; readonly problems: readonly ConfigProblem[] } {
  const document = parseDocument(text, { lineCounter: new LineCounter(), logLevel: 'silent' });
  const problems: ConfigProblem[] = document.errors.map(error => ({
    message: error.message.split('\n')[0] ?? error.code,
    span: { start: error.pos[0], end: Math.max(error.pos[1], error.pos[0]) },
  }));
  if (problems.length > 0) return { config: { ...emptyConfig, file }, problems };
  let data: unknown;
  try {
    data = document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    // An alias without an anchor, or so many aliases that only harm can be meant.
    const message = error instanceof Error ? error.message : String(error);
    return { config: { ...emptyConfig, file }, problems: [{ message, span: { start: 0, end: text.length } }] };
  }
  const result = v.safeParse(schema, data);
  if (result.success) return { config: configFrom(result.output, file, document), problems };
  for (const issue of result.issues) {
    const path = (issue.path ?? []).map(item => item.key);
    const where = path.length > 0 ? `\`${path.join('.')}\`: ` : '';
    problems.push({ message: `${where}expected ${expectedBy(issue)}`, span: spanAt(document, path) });
  }
  return { config: salvage(data, file, document), problems };
}

function expectedBy(issue: v.BaseIssue<unknown>): string {
  if (issue.type === 'strict_object')
    return issue.expected === 'never' ? `no key ${issue.received}` : `${issue.expected}`;
  return issue.message;
}

function list(globs: string | readonly string[] | null | undefined): readonly string[] | undefined {
  return typeof globs === 'string' ? [globs] : (globs ?? undefined);
}

function configFrom(data: v.InferOutput<typeof schema>, file: string, document: Document): Config {
  return {
    file,
    snapshot: data.snapshot ?? undefined,
    targets: (data.targets ?? []).map((target, i) => ({
      name: target.name,
      kind: target.kind,
      id: target.id ?? undefined,
      manifests: list(target.manifests),
      span: spanAt(document, ['targets', i]),
    })),
    severity: data.severity ?? {},
    ignore: (data.ignore ?? []).map((rule, i) => ({
      cause: rule.cause ?? undefined,
      image: rule.image ?? undefined,
      target: rule.target ?? undefined,
      manifests: list(rule.manifests),
      reason: rule.reason,
      span: spanAt(document, ['ignore', i]),
    })),
    images: data.images ?? [],
  };
}

/** The config without the sections that have a problem. */
function salvage(data: unknown, file: string, document: Document): Config {
  const sound: Record<string, unknown> = { version: 1 };
  if (typeof data === 'object' && data !== null) {
    for (const [key, value] of Object.entries(data)) {
      if (v.is(schema, { version: 1, [key]: value })) sound[key] = value;
    }
  }
  const result = v.safeParse(schema, sound);
  return result.success ? configFrom(result.output, file, document) : { ...emptyConfig, file };
}

/** The span of the node at a path, or of the nearest node above it. */
function spanAt(document: Document, path: readonly unknown[]): Span {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return { start: node.range[0], end: node.range[1] };
  }
  return { start: 0, end: 0 };
}
