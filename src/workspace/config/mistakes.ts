import { idKey, isGuid, isIdentity, lastSegment, subscriptionOf } from '../../access/ids.ts';
import type { AccessMap } from '../../access/map.ts';
import { near } from '../../model/near.ts';
import { kindInWords, type TargetKind, targetKinds } from '../../model/target.ts';
import type { Finding } from '../../model/verdict.ts';
import { isIdle } from '../ignored.ts';
import type { Config } from './config.ts';
import { type ConfigPath, type ConfigProblem, problem, replacement, suggestion } from './configText.ts';
import { matchesGlobs } from './globs.ts';
import { contradictions, groupMistakes } from './groupMistakes.ts';

/** A config is checked against these, once all manifests have been read. */
export interface ConfigFacts {
  readonly config: Config;
  readonly map: AccessMap | undefined;
  /** Every file that has an image, or a fact about a puller. */
  readonly manifests: readonly string[];
  /** The findings of all manifests and targets. Undefined: only some were asked for. */
  readonly findings: readonly Finding[] | undefined;
}

/**
 * Mistakes that no schema can see: names and ids that do not exist, and parts without effect. None of them
 * makes the file unusable.
 */
export function mistakesIn(surroundings: ConfigFacts): readonly ConfigProblem[] {
  return [...mistakesByPart(surroundings)].flat();
}

/** The same in parts. A caller can do other work in between, since each part is checked against all manifests. */
export function* mistakesByPart(surroundings: ConfigFacts): Generator<readonly ConfigProblem[], void> {
  const { config } = surroundings;
  for (const [i, target] of config.targets.entries()) {
    yield [...twice(target.name, i, config), ...idMistakes(target, i, surroundings)];
    yield* globMistakes(target.manifests, ['targets', i, 'manifests'], surroundings);
  }
  for (const [i, group] of config.clusters.entries())
    yield [
      ...groupMistakes(group, i, surroundings),
      ...negatedOnly(group.manifests, ['clusters', i, 'manifests'], config),
    ];
  yield contradictions(config, surroundings.map);
  yield* globMistakes(config.exclude, ['exclude'], surroundings);
  for (const i of config.ignore.keys()) yield ruleMistakes(i, surroundings);
}

/** People and rules pick a target by its name. Of several with one name, only the first would be found. */
function twice(name: string, i: number, { targets, source }: Config): readonly ConfigProblem[] {
  const first = targets.findIndex(target => target.name === name);
  if (first === i) return [];
  return [problem('warning', source.value(['targets', i, 'name']), `Another target is already called \`${name}\`.`)];
}

function idMistakes(
  { id, kind, identity }: Config['targets'][number],
  i: number,
  { config, map }: ConfigFacts,
): readonly ConfigProblem[] {
  if (identity !== undefined && kind !== 'kubernetes') {
    const message = `\`identity\` is only for targets of kind \`kubernetes\`. The identity of this ${kindInWords[kind]} is read from Azure.`;
    return [problem('warning', config.source.key(['targets', i, 'identity']), message)];
  }
  if (kind === 'pipeline') return principalMistakes(id, config.source.value(['targets', i, 'id']), map);
  const ofNodes = principalMistakes(identity, config.source.value(['targets', i, 'identity']), map);
  if (id === undefined || ofNodes.length > 0) return ofNodes;
  const at = config.source.value(['targets', i, 'id']);
  const type = resourceType(id);
  // A plain cluster may belong to Azure Arc, or to another cloud.
  if (kind === 'kubernetes' && kindOfType(type) === undefined) return [];
  if (type === undefined) return [problem('warning', at, 'A resource ID begins with `/subscriptions/`.')];
  const actual = kindOfType(type);
  if (actual !== kind) {
    if (actual === undefined)
      return [problem('warning', at, `This ID is of type \`${type}\`, which is not a kind of target.`)];
    const what = kindInWords[actual];
    const message = `This is the ID of ${/^A/.test(what) ? 'an' : 'a'} ${what}, and the target's kind is \`${kind}\`.`;
    const fix = replacement(config.source.value(['targets', i, 'kind']), actual);
    return [problem('warning', at, `${message}${suggestion(actual)}`, { fix })];
  }
  return map ? unknownId(id, kind, at, map) : [];
}

/** A principal is no resource, but an identity is named by its resource, too. */
function principalMistakes(
  id: string | undefined,
  span: ConfigProblem['span'],
  map: AccessMap | undefined,
): readonly ConfigProblem[] {
  if (id === undefined || isGuid(id)) return [];
  if (!isIdentity(id)) {
    const wanted = 'the object ID of a principal, a GUID such as `7e4a4700-0000-4000-8000-000000000001`';
    return [problem('warning', span, `Expected ${wanted}. Nothing is known of pulls with this one.`)];
  }
  if (map === undefined || map.identityById(id) !== undefined) return [];
  return [
    problem('information', span, `\`${lastSegment(id)}\` is not in ${map.origin}, so its pulls can't be checked.`),
  ];
}

function unknownId(
  id: string,
  kind: TargetKind,
  span: ConfigProblem['span'],
  map: AccessMap,
): readonly ConfigProblem[] {
  if (map.runtimeById(id)) return [];
  const subscription = subscriptionOf(id);
  const read =
    subscription !== undefined && map.wasRead(subscription) && !map.gapFor(lastSegment(typesOfKinds[kind] ?? ''), id);
  if (!read) {
    const why = "so its pulls can't be checked";
    return [problem('information', span, `\`${lastSegment(id)}\` is not in ${map.origin}, ${why}.`)];
  }
  const ofKind = map.runtimes.filter(runtime => runtime.kind === kind);
  const [meant] = near(
    id,
    ofKind.map(runtime => runtime.id),
  );
  const message = `\`${lastSegment(id)}\` is not in ${map.origin}, which includes its subscription.`;
  const hint = suggestion(meant === undefined ? undefined : lastSegment(meant));
  return [problem('warning', span, `${message}${hint}`, { fix: replacement(span, meant) })];
}

function ruleMistakes(i: number, surroundings: ConfigFacts): readonly ConfigProblem[] {
  const { config, map, findings } = surroundings;
  const rule = config.ignore[i];
  if (!rule) return [];
  const mistakes = [
    ...unknownTarget(rule.target, i, surroundings),
    ...[...globMistakes(rule.manifests, ['ignore', i, 'manifests'], surroundings)].flat(),
  ];
  // Without a map, nothing is known, and any rule may be needed later.
  if (mistakes.length > 0 || !map || !findings || !isIdle(rule, findings)) return mistakes;
  const path = ['ignore', i];
  const fix = config.source.removal(path, 'Remove this rule');
  return [
    problem('hint', config.source.item(path), 'Unused ignore rule. Remove it.', {
      unnecessary: true,
      fix,
    }),
  ];
}

function unknownTarget(
  name: string | undefined,
  i: number,
  { config, map, findings }: ConfigFacts,
): readonly ConfigProblem[] {
  // The manifests themselves name targets, too. So no name can be called unknown unless all manifests were read.
  if (name === undefined || findings === undefined) return [];
  const names = [
    ...config.targets.map(target => target.name),
    ...(map?.runtimes ?? []).map(runtime => runtime.name),
    ...findings.flatMap(({ target }) => target?.name ?? []),
  ];
  if (names.includes(name)) return [];
  const span = config.source.value(['ignore', i, 'target']);
  const [meant] = near(name, names);
  const fix = replacement(span, meant);
  return [problem('warning', span, `No target is called \`${name}\`.${suggestion(meant)}`, { fix })];
}

function* globMistakes(
  globs: readonly string[] | undefined,
  path: ConfigPath,
  surroundings: ConfigFacts,
): Generator<readonly ConfigProblem[], void> {
  yield* idleGlobs(globs, path, surroundings);
  yield negatedOnly(globs, path, surroundings.config);
}

/** A list without a glob that includes something. It includes all other manifests, which few people expect. */
function negatedOnly(globs: readonly string[] = [], path: ConfigPath, { source }: Config): readonly ConfigProblem[] {
  if (globs.length === 0 || !globs.every(glob => glob.startsWith('!'))) return [];
  const message = 'With `!` alone, this takes in all other manifests. If that is meant, begin the list with `**`.';
  return [problem('information', source.value([...path, 0]), message)];
}

/** Globs that no manifest matches, each at its place. */
function* idleGlobs(
  globs: readonly string[] | undefined,
  path: ConfigPath,
  { config, manifests }: ConfigFacts,
): Generator<readonly ConfigProblem[], void> {
  for (const [i, glob] of (globs ?? []).entries()) {
    if (manifests.some(file => matchesGlobs([glob], file))) continue;
    const span = config.source.value([...path, i]); // the value itself, if it is not a list
    const message = `No manifest matches \`${glob}\`. Globs begin at this file's folder.`;
    yield [problem('information', span, message, { unnecessary: true })];
  }
}

/** `microsoft.containerservice/managedclusters` of a resource's id. Undefined for any other text. */
function resourceType(id: string): string | undefined {
  return /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/([^/]+\/[^/]+)\/[^/]+$/.exec(idKey(id))?.[1];
}

/** The kinds that are resources, with their types. */
const typesOfKinds: Readonly<Partial<Record<TargetKind, string>>> = {
  aks: 'Microsoft.ContainerService/managedClusters',
  containerApp: 'Microsoft.App/containerApps',
  containerAppJob: 'Microsoft.App/jobs',
  sessionPool: 'Microsoft.App/sessionPools',
  containerGroup: 'Microsoft.ContainerInstance/containerGroups',
  site: 'Microsoft.Web/sites',
};

function kindOfType(type: string | undefined): TargetKind | undefined {
  return targetKinds.find(kind => type !== undefined && typesOfKinds[kind]?.toLowerCase() === type);
}
