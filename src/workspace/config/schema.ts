import * as v from 'valibot';
import { causes, isVerdictCause, type VerdictCause } from '../../causes/index.ts';
import { near } from '../../model/near.ts';
import { isObject } from '../../model/objects.ts';
import { platforms } from '../../model/reference.ts';
import { targetKinds } from '../../model/target.ts';
import {
  type ConfigPath,
  type ConfigProblem,
  type ConfigText,
  limited,
  mostProblems,
  problem,
  replacement,
  suggestion,
} from './configText.ts';
import { globProblem } from './globs.ts';

export const severities = ['error', 'warning', 'information', 'hint', 'off'] as const;
export const failures = ['denied', 'unknown', 'warning', 'never'] as const;
const causeIds: readonly VerdictCause[] = Object.keys(causes).filter(isVerdictCause);

const causeId = v.custom<VerdictCause>(
  value => typeof value === 'string' && isVerdictCause(value),
  `one of the causes (${causeIds.join(', ')})`,
);
const glob = v.pipe(
  v.string('a glob'),
  v.check(
    text => globProblem(text) === undefined,
    ({ input }) => globProblem(input) ?? '',
  ),
);
const aName = 'a name (a number needs quotes)';
const name = v.pipe(v.string(aName), v.nonEmpty(aName));

/** One text, or a list of them. */
function oneOrMore(item: v.GenericSchema<string>, what: string) {
  return v.pipe(
    v.union([item, v.array(item)], what),
    v.transform((value): readonly string[] => (typeof value === 'string' ? [value] : value)),
  );
}

/** A key may be missing, or have no value. */
function optional<const T extends v.GenericSchema>(schema: T) {
  return v.pipe(
    v.nullish(schema),
    v.transform(value => value ?? undefined),
  );
}

const globs = v.pipe(
  oneOrMore(glob, 'a glob or a list of globs'),
  v.check(list => list.length <= 1000, 'at most 1000 globs'),
);

/** A list with a bound: each item may be compared with each image. */
function listOf<const T extends v.GenericSchema>(item: T, what: string, most: number) {
  return v.pipe(v.nullish(v.pipe(v.array(item, what), v.maxLength(most, `at most ${most} items`)), []), v.readonly());
}

/** More than people write, and few enough to be matched with every file of a workspace. */
const mostGlobs = 5000;

function haveFewGlobs(parts: readonly { readonly manifests?: readonly string[] | undefined }[]): boolean {
  return parts.reduce((sum, { manifests = [] }) => sum + manifests.length, 0) <= mostGlobs;
}

const fewGlobs = `at most ${mostGlobs} globs in all`;

/** A map of a config, with a bound on its entries. */
function mapOf<const T extends v.GenericSchema>(of: T, what: string, isKey: (key: string) => boolean) {
  return v.pipe(
    v.custom<object>(isObject, what),
    v.record(v.string(), of, what),
    v.check(map => Object.keys(map).length <= 500 && Object.keys(map).every(isKey), what),
    v.readonly(),
  );
}

const textOfMap = v.pipe(
  v.string('a text (a number needs quotes)'),
  v.nonEmpty('a text that is not empty'),
  v.maxLength(1000, 'a text of at most 1000 characters'),
);
const variables = mapOf(textOfMap, 'a map from names of variables to their values', name =>
  /^[A-Za-z_]\w*$/.test(name),
);

const target = v.strictObject({
  name,
  kind: v.picklist(targetKinds, `one of ${targetKinds.join(', ')}`),
  /** Azure resource id. For a pipeline, the object id of its principal. */
  id: optional(v.string('an Azure resource ID')),
  /** The object id of the principal that the nodes of a plain Kubernetes cluster pull as. */
  identity: optional(v.string('the object ID of a principal')),
  /**
   * Globs of the manifests that go there, relative to the config's folder. Undefined: all manifests of the target's
   * kind.
   */
  manifests: optional(globs),
  /** Platforms that go there besides those of its kind: `compose`, `build`. */
  platforms: listOf(
    v.picklist(platforms, `one of ${platforms.join(', ')}`),
    'a list of platforms, such as [compose]',
    platforms.length,
  ),
  /** Values of Flux's variables that come from outside of git. */
  variables: optional(variables),
  /** The findings that make the gate fail. Undefined: the gate's default. */
  fail: optional(v.picklist(failures, `one of ${failures.join(', ')}`)),
});
const aliasesInWords = 'a map from placeholders to maps of values, as in `tag.env: { production: prod }`';
const clusterGroup = v.strictObject({
  /** Glob over names of clusters. A part in braces has a name: `shop-{env}-aks`. */
  name: optional(glob),
  resourceGroup: optional(v.string('the name of a resource group')),
  /** `key` or `key=value`. */
  tag: optional(v.string('a tag, as in `team` or `team=shop`')),
  /** Like a target's, with placeholders: `{name}`, `{resourceGroup}`, `{tag.env}`, parts of the name. */
  manifests: optional(globs),
  /** Like a target's, with the same placeholders. */
  variables: optional(variables),
  /** For each placeholder, the spelling that folders use for a value of Azure. */
  aliases: optional(
    mapOf(
      mapOf(textOfMap, aliasesInWords, () => true),
      aliasesInWords,
      () => true,
    ),
  ),
});
const ignoreRule = v.strictObject({
  cause: optional(causeId),
  /** Glob over the reference without tag and digest: `shopprod.azurecr.io/legacy/*`. */
  image: optional(glob),
  target: optional(v.string('a target name')),
  manifests: optional(globs),
  reason: v.pipe(v.string('a reason, for people who read this later'), v.nonEmpty('a reason that is not empty')),
});
/** The team's own custom resources: the path (`spec.workers[].image`) of each kind that contains an image. */
const imageRule = v.strictObject({ kind: name, path: name });

const ownFile =
  "a file below the config's folder, as in `access.snapshot.json` (for a file elsewhere, use `--snapshot` or ACR Pull: Choose Access Snapshot)";

/**
 * A config comes with a repository that may be a stranger's. It reaches no other file of the machine, and no network
 * share, where Windows would sign in automatically.
 */
function isWithin(file: string): boolean {
  const steps = file.split(/[/\\]/);
  const depths = steps.map((_, i) => steps.slice(0, i + 1).reduce((depth, step) => depth + depthOf(step), 0));
  return file !== '' && steps[0] !== '' && !/^[a-z]:|:\/\//i.test(file) && depths.every(depth => depth >= 0);
}

function depthOf(step: string): number {
  return step === '..' ? -1 : step === '.' || step === '' ? 0 : 1;
}

const snapshotFile = v.pipe(v.string('the path of a snapshot file'), v.check(isWithin, ownFile));

const form = v.strictObject({
  version: v.literal(1, '1 without quotes, the only version'),
  /**
   * Paths of the access snapshots, relative to the config's folder. There may be one for each subscription or tenant.
   */
  snapshot: v.nullish(oneOrMore(snapshotFile, 'the path of a snapshot file, or a list of them'), []),
  targets: v.pipe(
    listOf(target, 'a list of targets', 1000),
    v.check(list => haveFewGlobs(list), fewGlobs),
  ),
  clusters: v.pipe(
    listOf(clusterGroup, 'a list of groups of clusters', 200),
    v.check(list => haveFewGlobs(list), fewGlobs),
  ),
  severity: v.pipe(
    v.nullish(
      v.custom<object>(value => !Array.isArray(value), 'a map from cause to severity'),
      {},
    ),
    v.record(causeId, v.picklist(severities, `one of ${severities.join(', ')}`), 'a map from cause to severity'),
  ),
  ignore: v.pipe(
    listOf(ignoreRule, 'a list of rules', 2000),
    v.check(list => haveFewGlobs(list), fewGlobs),
  ),
  /** Globs of manifests whose images are not judged. */
  exclude: v.nullish(globs, []),
  images: listOf(imageRule, 'a list of kind and path', 500),
});

/** A config as it is written, with defaults for missing parts. */
export type Form = v.InferOutput<typeof form>;

/** The keys of each part. Those of list items are under the key of the list. */
export const keysOf: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(form.entries),
  targets: Object.keys(target.entries),
  clusters: Object.keys(clusterGroup.entries),
  ignore: Object.keys(ignoreRule.entries),
  images: Object.keys(imageRule.entries),
};

/**
 * Returns the content of a config, and its problems. Sections without problems still count: a typo in one line must not
 * switch off everything else. Undefined: nothing can be read.
 */
export function formOf(
  data: unknown,
  source: ConfigText,
): {
  readonly form: Form | undefined;
  readonly problems: readonly ConfigProblem[];
  readonly hasUnreadTargets: boolean;
} {
  const inherited = inheritedKeys(data, source);
  // valibot takes a list for an object whose keys are numbers
  const result = v.safeParse(form, Array.isArray(data) ? undefined : data);
  if (result.success) return { form: result.output, problems: inherited, hasUnreadTargets: false };
  const { version: _, ...said } = Object(data);
  const sections = Object.entries(said).filter(([key, value]) => v.is(form, { version: 1, [key]: value }));
  const isRead = (key: string) => sections.some(([name]) => name === key);
  // an unknown key may be a misspelt `targets` or `clusters`
  const hasUnreadTargets = Object.keys(said).some(key => !isRead(key) && !NO_TARGETS.includes(key));
  const found = result.issues.slice(0, mostProblems).map(issue => problemOf(issue, source));
  const more = inherited.filter(({ span }) => found.every(other => other.span.start !== span.start));
  const sound = v.safeParse(form, { ...Object.fromEntries(sections), version: 1 });
  return {
    form: sound.success ? sound.output : undefined,
    problems: limited([...found, ...more], result.issues.length + more.length),
    hasUnreadTargets,
  };
}

/** Parts that don't state where manifests go. */
const NO_TARGETS: readonly string[] = ['snapshot', 'severity', 'ignore', 'exclude', 'images'];

/** Finds keys that every object of JavaScript has, such as `constructor`: valibot ignores most of them. */
function inheritedKeys(data: unknown, source: ConfigText): readonly ConfigProblem[] {
  const parts: (readonly [part: unknown, path: ConfigPath])[] = [[data, []]];
  const seen = new Set<unknown>();
  const problems: ConfigProblem[] = [];
  for (const [part, path] of parts) {
    if (typeof part !== 'object' || part === null || seen.has(part)) continue;
    seen.add(part);
    for (const [key, value] of Object.entries(part)) {
      const at = [...path, Array.isArray(part) ? Number(key) : key];
      const what = path[0] === 'severity' ? 'not a cause' : 'not a key of this file';
      if ((key in Object.prototype || key === 'prototype') && problems.length < mostProblems)
        problems.push(problem('error', source.key(at), `\`${key}\` is ${what}.`));
      parts.push([value, at]);
    }
  }
  return problems;
}

function problemOf(issue: v.BaseIssue<unknown>, source: ConfigText): ConfigProblem {
  const path = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));
  const key = path.at(-1);
  if (typeof key === 'string' && issue.path?.at(-1)?.origin === 'key') return problemOfKey(key, path, issue, source);
  const expected = issue.type === 'strict_object' ? keysInWords(keysAt(path)) : issue.message;
  const span = source.value(path);
  const of = typeof key === 'string' ? `\`${key}\`: ` : '';
  const [meant] = typeof issue.input === 'string' ? near(issue.input, choicesAt(key)) : [];
  const fix = replacement(span, meant);
  return problem('error', span, `${of}expected ${expected}.${suggestion(meant)}`, { fix });
}

const howToAdd: Readonly<Record<string, string>> = {
  version: ' Begin the file with `version: 1`.',
  name: ' Add one of your choice, as in `name: prod`.',
  kind: ` Add one of ${targetKinds.join(', ')}.`,
  reason: ' Add a few words for people who read this later.',
};

/** A key that is not known, or one that is missing. */
function problemOfKey(key: string, path: ConfigPath, issue: v.BaseIssue<unknown>, source: ConfigText): ConfigProblem {
  if (issue.type === 'strict_object' && issue.expected !== 'never') {
    return problem('error', source.value(path.slice(0, -1)), `\`${key}\` is missing.${howToAdd[key] ?? ''}`);
  }
  const isCause = issue.type !== 'strict_object';
  const keys = isCause ? causeIds : keysAt(path.slice(0, -1));
  const present = Object.keys(Object(issue.path?.at(-1)?.input));
  const [meant] = near(
    key,
    keys.filter(name => !present.includes(name)),
  );
  const span = source.key(path);
  const what = isCause ? 'not a cause' : 'not a key of this file';
  const instead = meant === undefined && !isCause ? ` The keys here are ${keys.join(', ')}.` : suggestion(meant);
  return problem('error', span, `\`${key}\` is ${what}.${instead}`, { fix: replacement(span, meant) });
}

function keysAt(path: ConfigPath): readonly string[] {
  return keysOf[String(path.find(step => typeof step === 'string') ?? '')] ?? [];
}

function keysInWords(keys: readonly string[]): string {
  return `a map with the keys ${keys.join(', ')}`;
}

/** The possible values of a key that has a list of them. */
function choicesAt(key: string | number | undefined): readonly string[] {
  if (key === 'kind') return targetKinds;
  if (key === 'fail') return failures;
  if (typeof key === 'number') return platforms;
  if (key === 'cause') return causeIds;
  return causeIds.some(id => id === key) ? severities : [];
}
