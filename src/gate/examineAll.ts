import type { AccessMap } from '../access/map.ts';
import { wholeImage } from '../model/reference.ts';
import type { Finding } from '../model/verdict.ts';
import type { Config } from '../workspace/config/config.ts';
import { type Circumstances, examine } from '../workspace/engine.ts';
import type { PlannedMode } from '../workspace/planned/combine.ts';
import { unknownTargets } from '../workspace/targets/targets.ts';
import type { FileTree } from './files/fileTree.ts';
import { readMap } from './files/snapshotFile.ts';
import type { GateWorkspace } from './reading/gateWorkspace.ts';
import { type ReadingOptions, readWorkspaces, type WorkspaceReading } from './reading/readWorkspaces.ts';
import { openAzure } from './terminal/liveAzure.ts';
import { Refusal, type Terminal } from './terminal/terminal.ts';

export interface ExamineOptions extends ReadingOptions, TargetOptions {
  readonly snapshot?: readonly string[];
  readonly azure?: boolean;
  readonly cloud?: string;
  /** With `azure`: also asks the registries for the images. */
  readonly images?: boolean;
  /** With `azure`: reads only resources below this management group. */
  readonly managementGroup?: string;
  readonly planned?: PlannedMode;
  /** True to make no assumptions. */
  readonly strict?: boolean;
}

export interface TargetOptions {
  /** Only these targets of the config count. If it has none, everything goes to these. */
  readonly target?: readonly string[];
  /** Everything goes to these targets, regardless of the config. */
  readonly as?: readonly string[];
}

export function isNarrow({ target = [], as = [] }: TargetOptions): boolean {
  return target.length + as.length > 0;
}

/** The options by which targets are narrowed or replaced under this config. */
function targetsAsked({ target = [], as = [] }: TargetOptions, config: Config): Pick<Circumstances, 'only' | 'as'> {
  if (as.length > 0) return { as };
  return config.targets.length + config.clusters.length > 0 ? { only: target } : { as: target };
}

/** A workspace with its findings. */
export interface Examined {
  readonly workspace: GateWorkspace;
  /** Undefined: nothing is known of Azure. */
  readonly map: AccessMap | undefined;
  /** The findings that count. In a comparison, these are the new and the worse ones. */
  readonly findings: readonly Finding[];
  /** All findings, if only a part of them counts. */
  readonly all?: readonly Finding[];
}

/** Reads the manifests and Azure, and judges. */
export async function examineAll(
  paths: readonly string[],
  options: ExamineOptions,
  terminal: Terminal,
): Promise<WorkspaceReading & { readonly examined: readonly Examined[] }> {
  const reading = await readWorkspaces(paths, options, terminal);
  const live = await liveMap(reading.workspaces, options, terminal);
  const examined = await judgeAll(reading.workspaces, options, { live, judge: examine }, terminal);
  refuseUnknownTargets(options, examined);
  return { ...reading, examined };
}

interface Judging {
  readonly live?: AccessMap | undefined;
  /** Undefined: the map has to be read. */
  readonly mapOf?: (workspace: GateWorkspace) => AccessMap | undefined;
  readonly judge: typeof examine;
  readonly tree?: FileTree | undefined;
}

function judging(options: ExamineOptions, { now }: Terminal, judge: typeof examine) {
  const moment = now();
  const { strict, planned = 'with' } = options;
  return ({ references, config, accounts, worlds }: GateWorkspace, map: AccessMap | undefined) =>
    judge(references, {
      config,
      map,
      now: moment,
      accounts,
      worlds,
      planned,
      strict,
      ...targetsAsked(options, config),
    });
}

/** The current map of Azure, if it is requested. The facts that decide these workspaces are confirmed. */
export async function liveMap(
  workspaces: readonly GateWorkspace[],
  options: ExamineOptions,
  terminal: Terminal,
): Promise<AccessMap | undefined> {
  if (options.cloud !== undefined && !options.azure) throw new Refusal('--cloud needs --azure');
  if (!options.azure) return undefined;
  const azure = await openAzure(options.cloud, terminal, options);
  const judge = judging(options, terminal, examine);
  return azure.mapFor(map => workspaces.flatMap(each => judge(each, map)));
}

export async function judgeAll(
  workspaces: readonly GateWorkspace[],
  options: ExamineOptions,
  { live, mapOf = () => live, judge, tree }: Judging,
  terminal: Terminal,
): Promise<readonly Examined[]> {
  const judged = judging(options, terminal, judge);
  const known = new Map<string, AccessMap>();
  const examined: Examined[] = [];
  for (const workspace of workspaces) {
    const read = mapOf(workspace) ?? (await readMap([workspace], options.snapshot ?? [], terminal, tree));
    const map = read && (known.get(read.origin) ?? read); // one map for all workspaces with the same source
    if (map) known.set(map.origin, map);
    examined.push({ workspace, map, findings: judged(workspace, map) });
  }
  return examined;
}

/** Refuses a name that no config and no map knows, and suggests similar names. */
export function refuseUnknownTargets(
  { target = [], as = [] }: TargetOptions,
  known: readonly Pick<Examined, 'map' | 'workspace'>[],
): void {
  const unknown = known.map(({ map, workspace }) => unknownTargets([...target, ...as], map, workspace.config));
  const [first = []] = unknown;
  const sentences = first
    .filter(({ name }) => unknown.every(list => list.some(each => each.name === name)))
    .map(({ name }) => {
      const near = [...new Set(unknown.flat().flatMap(each => (each.name === name ? each.near : [])))];
      const hint = near.length > 0 ? `; did you mean ${near.join(' or ')}?` : '';
      return `no target \`${name}\` in the config or in Azure${hint}`;
    });
  if (sentences.length > 0) throw new Refusal(sentences.join('\n'));
}

/** The maps, for commands that have no result without one. */
export function knownMaps(examined: readonly Examined[]): readonly AccessMap[] {
  const maps = [...new Set(examined.map(({ map }) => map))];
  const known = maps.flatMap(map => map ?? []);
  if (known.length === maps.length && known.length > 0) return known;
  throw new Refusal(
    'there is no access snapshot: name one with --snapshot or in .acr-pull.yaml, or read from Azure with --azure',
  );
}

/** One map of all workspaces: every workspace decides whether a grant is needed, and whether a fix helps. */
export async function mapOfAll(examined: readonly Examined[], terminal: Terminal): Promise<AccessMap> {
  const maps = knownMaps(examined);
  const workspaces = examined.map(({ workspace }) => workspace);
  const map = maps.length > 1 ? await readMap(workspaces, [], terminal) : maps[0];
  if (map === undefined) throw new Refusal('there is nothing to read');
  return map;
}

/** Names pulls for people. */
export function placesIn(parts: readonly Examined[]) {
  const owner = new Map(parts.flatMap(({ workspace, findings }) => findings.map(each => [each.reference, workspace])));
  return ({ reference, target }: Finding) => {
    const { file = reference.file, line = 1, column = 1 } = owner.get(reference)?.show(reference) ?? {};
    return { file, line, column, image: wholeImage(reference), target: target?.name ?? null };
  };
}
