import { idKey, lastSegment, subscriptionOf } from '../../access/ids.ts';
import type { AccessMap } from '../../access/map.ts';
import { near } from '../../model/near.ts';
import { kindInWords, type TargetKind } from '../../model/target.ts';
import type { Finding } from '../../model/verdict.ts';
import type { Config, ConfigPath } from './config.ts';
import { matchesGlobs } from './globs.ts';
import { isIdle } from './ignoreRules.ts';
import { type ConfigProblem, problem, replacement, suggestion } from './problem.ts';

/** What a config is held against, once all manifests have been read. */
export interface Surroundings {
  readonly config: Config;
  readonly map: AccessMap | undefined;
  /** Every file that has an image, or says something about who pulls. */
  readonly manifests: readonly string[];
  /** Of all manifests and all their targets; undefined where only some were asked for. */
  readonly findings: readonly Finding[] | undefined;
}

/**
 * Mistakes that no schema can see: names and ids that nothing answers to, and what the config says in vain. None of them
 * makes the file unusable.
 */
export function mistakesIn(surroundings: Surroundings): readonly ConfigProblem[] {
  return [...mistakesByPart(surroundings)].flat();
}

/** The same, for whoever has something else to do in between: each part is held against all manifests. */
export function* mistakesByPart(surroundings: Surroundings): Generator<readonly ConfigProblem[], void> {
  const { config } = surroundings;
  for (const [i, target] of config.targets.entries()) {
    yield [...twice(target.name, i, config), ...idMistakes(target, i, surroundings)];
    yield* idleGlobs(target.manifests, ['targets', i, 'manifests'], surroundings);
  }
  for (const i of config.ignore.keys()) yield ruleMistakes(i, surroundings);
}

/** A name is what people and rules pick a target by; only the first of several would ever be found. */
function twice(name: string, i: number, { targets, source }: Config): readonly ConfigProblem[] {
  const first = targets.findIndex(target => target.name === name);
  if (first === i) return [];
  return [problem('warning', source.value(['targets', i, 'name']), `Another target is called \`${name}\` already.`)];
}

function idMistakes(
  { id, kind, identity }: Config['targets'][number],
  i: number,
  { config, map }: Surroundings,
): readonly ConfigProblem[] {
  if (identity !== undefined && kind !== 'kubernetes') {
    const message = `\`identity\` is of a target of kind \`kubernetes\`; who pulls on ${kindInWords[kind]} is read from Azure.`;
    return [problem('warning', config.source.key(['targets', i, 'identity']), message)];
  }
  // A pipeline is a principal, which is no resource.
  if (id === undefined || kind === 'pipeline') return [];
  const at = config.source.value(['targets', i, 'id']);
  const type = resourceType(id);
  // A plain cluster may be one of Azure Arc, or of another cloud.
  if (kind === 'kubernetes' && (type === undefined || kindsByType[type] === undefined)) return [];
  if (type === undefined) return [problem('warning', at, 'A resource id begins with `/subscriptions/`.')];
  const kinds = kindsByType[type];
  if (kinds !== kind) {
    const what = kinds === undefined ? `\`${type}\`, which is no kind of target` : `\`${kinds}\``;
    const kindAt = config.source.value(['targets', i, 'kind']);
    const fix = kinds === undefined ? undefined : replacement(kindAt, kinds);
    return [problem('warning', at, `This is the id of a ${what}, and the target's kind is \`${kind}\`.`, { fix })];
  }
  return map ? unknownId(id, kind, at, map) : [];
}

function unknownId(
  id: string,
  kind: TargetKind,
  span: ConfigProblem['span'],
  map: AccessMap,
): readonly ConfigProblem[] {
  if (map.runtimeById(id)) return [];
  const subscription = subscriptionOf(id);
  const read = subscription !== undefined && map.wasRead(subscription) && !map.gapFor(collections[kind], id);
  if (!read) {
    const why = 'so nothing can be told of its pulls';
    return [problem('information', span, `${map.origin} does not hold \`${lastSegment(id)}\`, ${why}.`)];
  }
  const ofKind = map.runtimes.filter(runtime => runtime.kind === kind);
  const [meant] = near(
    id,
    ofKind.map(runtime => runtime.id),
  );
  const message = `There is no \`${lastSegment(id)}\` in ${map.origin}, in which its subscription was read.`;
  const hint = suggestion(meant === undefined ? undefined : lastSegment(meant));
  return [problem('warning', span, `${message}${hint}`, { fix: replacement(span, meant) })];
}

function ruleMistakes(i: number, surroundings: Surroundings): readonly ConfigProblem[] {
  const { config, map, findings } = surroundings;
  const rule = config.ignore[i];
  if (!rule) return [];
  const mistakes = [
    ...unknownTarget(rule.target, i, surroundings),
    ...[...idleGlobs(rule.manifests, ['ignore', i, 'manifests'], surroundings)].flat(),
  ];
  // Without a map nothing is known, and any rule may be wanted as soon as something is.
  if (mistakes.length > 0 || !map || !findings || !isIdle(rule, findings)) return mistakes;
  const path = ['ignore', i];
  const fix = config.source.removal(path, 'Remove this rule');
  return [
    problem('hint', config.source.item(path), 'This rule puts nothing aside: no finding fits it. It can go.', {
      unnecessary: true,
      fix,
    }),
  ];
}

function unknownTarget(
  name: string | undefined,
  i: number,
  { config, map, findings }: Surroundings,
): readonly ConfigProblem[] {
  // The manifests themselves name targets too, so that without all of them none can be called unknown.
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

/** Globs that no manifest matches, each at its place. */
function* idleGlobs(
  globs: readonly string[] | undefined,
  path: ConfigPath,
  { config, manifests }: Surroundings,
): Generator<readonly ConfigProblem[], void> {
  for (const [i, glob] of (globs ?? []).entries()) {
    if (manifests.some(file => matchesGlobs([glob], file))) continue;
    const span = config.source.value([...path, i]); // the value itself, where it is not a list
    const message = `No manifest matches \`${glob}\`. Globs begin at this file's folder.`;
    yield [problem('information', span, message, { unnecessary: true })];
  }
}

/** `microsoft.containerservice/managedclusters` of a resource's id; undefined where it is none. */
function resourceType(id: string): string | undefined {
  return /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/([^/]+\/[^/]+)\/[^/]+$/.exec(idKey(id))?.[1];
}

const kindsByType: Readonly<Record<string, TargetKind>> = {
  'microsoft.containerservice/managedclusters': 'aks',
  'microsoft.app/containerapps': 'containerApp',
  'microsoft.app/jobs': 'containerAppJob',
  'microsoft.containerinstance/containergroups': 'containerGroup',
  'microsoft.web/sites': 'site',
};

/** As a map names what it could not read. */
const collections: Readonly<Record<TargetKind, string>> = {
  aks: 'managedClusters',
  kubernetes: '',
  containerApp: 'containerApps',
  containerAppJob: 'jobs',
  containerGroup: 'containerGroups',
  site: 'sites',
  pipeline: '',
};
