import * as v from 'valibot';
import { causes, isVerdictCause } from '../../causes/index.ts';
import type { VerdictCause } from '../../model/cause.ts';
import { near } from '../../model/near.ts';
import type { Platform } from '../../model/reference.ts';
import type { TargetKind } from '../../model/target.ts';
import type { ConfigPath, Severity } from './config.ts';
import type { ConfigText } from './configText.ts';
import { type ConfigProblem, problem, replacement, suggestion } from './problem.ts';

export const targetKinds = [
  'aks',
  'kubernetes',
  'containerApp',
  'containerAppJob',
  'containerGroup',
  'site',
  'pipeline',
] as const satisfies readonly TargetKind[];
export const platforms = [
  'kubernetes',
  'containerApp',
  'containerAppJob',
  'containerGroup',
  'site',
  'pipeline',
  'compose',
  'build',
] as const satisfies readonly Platform[];
export const severities = ['error', 'warning', 'information', 'hint', 'off'] as const satisfies readonly Severity[];
export const causeIds: readonly VerdictCause[] = Object.keys(causes).filter(isVerdictCause);

const causeId = v.custom<VerdictCause>(
  value => typeof value === 'string' && isVerdictCause(value),
  `one of the causes (${causeIds.join(', ')})`,
);
const globs = v.nullish(v.union([v.string(), v.array(v.string())], 'a glob or a list of globs'));
const name = v.pipe(v.string('a name'), v.nonEmpty('a name'));

const target = v.strictObject({
  name,
  kind: v.picklist(targetKinds, `one of ${targetKinds.join(', ')}`),
  id: v.nullish(v.string('an Azure resource id')),
  identity: v.nullish(v.string('the object id of a principal')),
  manifests: globs,
  platforms: v.nullish(
    v.array(v.picklist(platforms, `one of ${platforms.join(', ')}`), 'a list of platforms, such as [compose]'),
  ),
});
const ignoreRule = v.strictObject({
  cause: v.nullish(causeId),
  image: v.nullish(v.string('a glob over images')),
  target: v.nullish(v.string('a target name')),
  manifests: globs,
  reason: v.pipe(v.string('a reason, for whoever reads this later'), v.nonEmpty('a reason that is not empty')),
});
const imageRule = v.strictObject({ kind: name, path: name });

const ownFile =
  "a file below the config's folder, as in `access.snapshot.json` (another place is for a person to name: `--snapshot`, or ACR Pull: Choose a Snapshot)";

/**
 * A config comes with a repository that may be a stranger's. It reaches no other file of the machine, and no share of the
 * network, where Windows would sign in by itself.
 */
function isWithin(file: string): boolean {
  const steps = file.split(/[/\\]/);
  const depths = steps.map((_, i) => steps.slice(0, i + 1).reduce((depth, step) => depth + depthOf(step), 0));
  return file !== '' && steps[0] !== '' && !/^[a-z]:|:\/\//i.test(file) && depths.every(depth => depth >= 0);
}

function depthOf(step: string): number {
  return step === '..' ? -1 : step === '.' || step === '' ? 0 : 1;
}

const form = v.strictObject({
  version: v.literal(1, '1, which is the only version there is'),
  snapshot: v.nullish(v.pipe(v.string('the path of a snapshot file'), v.check(isWithin, ownFile))),
  targets: v.nullish(v.array(target, 'a list of targets')),
  severity: v.nullish(
    v.record(causeId, v.picklist(severities, `one of ${severities.join(', ')}`), 'a map from cause to severity'),
  ),
  ignore: v.nullish(v.array(ignoreRule, 'a list of rules')),
  images: v.nullish(v.array(imageRule, 'a list of kind and path')),
});

/** A config as it is written. */
export type Form = v.InferOutput<typeof form>;

/** The keys of each part; those of list items under the key of the list. */
const keysOf: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(form.entries),
  targets: Object.keys(target.entries),
  ignore: Object.keys(ignoreRule.entries),
  images: Object.keys(imageRule.entries),
};

export function check(
  data: unknown,
  source: ConfigText,
): { readonly form: Form } | { readonly problems: readonly ConfigProblem[] } {
  const result = v.safeParse(form, data);
  if (result.success) return { form: result.output };
  return { problems: result.issues.map(issue => problemOf(issue, source)) };
}

/** The config without the sections that have a problem. */
export function soundPart(data: unknown): Form | undefined {
  const sound: Record<string, unknown> = { version: 1 };
  if (typeof data === 'object' && data !== null) {
    for (const [key, value] of Object.entries(data)) {
      if (v.is(form, { version: 1, [key]: value })) sound[key] = value;
    }
  }
  const result = v.safeParse(form, sound);
  return result.success ? result.output : undefined;
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

/** A key that is not known, or one that is missing. */
function problemOfKey(key: string, path: ConfigPath, issue: v.BaseIssue<unknown>, source: ConfigText): ConfigProblem {
  if (issue.type === 'strict_object' && issue.expected !== 'never') {
    return problem('error', source.value(path.slice(0, -1)), `\`${key}\` is missing.`);
  }
  const isCause = issue.type !== 'strict_object';
  const keys = isCause ? causeIds : keysAt(path.slice(0, -1));
  const present = Object.keys(Object(issue.path?.at(-1)?.input));
  const [meant] = near(
    key,
    keys.filter(name => !present.includes(name)),
  );
  const span = source.key(path);
  const what = isCause ? 'no cause' : 'no key of this file';
  const instead = meant === undefined && !isCause ? ` The keys here are ${keys.join(', ')}.` : suggestion(meant);
  return problem('error', span, `\`${key}\` is ${what}.${instead}`, { fix: replacement(span, meant) });
}

function keysAt(path: ConfigPath): readonly string[] {
  return keysOf[String(path.find(step => typeof step === 'string') ?? '')] ?? [];
}

function keysInWords(keys: readonly string[]): string {
  return `a map with the keys ${keys.join(', ')}`;
}

/** What can stand as the value of a key, where that is a matter of choice. */
function choicesAt(key: string | number | undefined): readonly string[] {
  if (key === 'kind') return targetKinds;
  if (typeof key === 'number') return platforms;
  if (key === 'cause') return causeIds;
  return causeIds.some(id => id === key) ? severities : [];
}
