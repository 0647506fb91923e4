import type { AccessMap } from '../access/map.ts';
import type { Finding } from '../model/verdict.ts';
import { examine } from '../workspace/engine.ts';
import { readMap } from './files/snapshotFile.ts';
import { refuseUnknownTargets, type TargetOptions, targetsAsked } from './targetOption.ts';
import { openAzure } from './terminal/liveAzure.ts';
import { Refusal, type Terminal } from './terminal/terminal.ts';
import { type Reading, type ReadingOptions, readWorkspaces, type Workspace } from './workspace.ts';

export interface ExamineOptions extends ReadingOptions, TargetOptions {
  readonly snapshot?: string;
  readonly azure?: boolean;
  readonly cloud?: string;
}

interface ExaminedPart {
  readonly workspace: Workspace;
  readonly findings: readonly Finding[];
}

/** Workspaces that one map answers for: what is to be changed in Azure is changed once for all of them. */
export interface ExaminedByMap {
  readonly map: AccessMap;
  readonly parts: readonly ExaminedPart[];
}

/** Reads and examines, for those commands that can say nothing without a map. */
export async function examineAll(
  paths: readonly string[],
  options: ExamineOptions,
  terminal: Terminal,
): Promise<{
  readonly groups: readonly ExaminedByMap[];
  readonly unread: readonly string[];
  readonly leftOut: Reading['leftOut'];
}> {
  const now = terminal.now();
  const { workspaces, unread, partlyRead, leftOut } = await readWorkspaces(paths, options, terminal);
  const judge = (workspace: Workspace, map: AccessMap) =>
    examine(workspace.references, {
      config: workspace.config,
      map,
      now,
      ...targetsAsked(options, workspace.config),
    });
  const live = options.azure
    ? await (await openAzure(options.cloud, terminal)).mapFor(map => workspaces.flatMap(each => judge(each, map)))
    : undefined;
  const groups = new Map<string, { readonly map: AccessMap; readonly parts: ExaminedPart[] }>();
  for (const workspace of workspaces) {
    const read = live ?? (await readMap(workspace, options.snapshot, terminal.cwd));
    if (read === undefined) {
      throw new Refusal(
        'nothing is known of Azure: name a snapshot with --snapshot or in .acr-pull.yaml, or read it with --azure',
      );
    }
    const group = groups.get(read.origin) ?? { map: read, parts: [] };
    groups.set(read.origin, group);
    const { map } = group;
    group.parts.push({ workspace, findings: judge(workspace, map) });
  }
  refuseUnknownTargets(
    options,
    [...groups.values()].flatMap(({ map, parts }) => parts.map(part => ({ map, ...part }))),
  );
  return { groups: [...groups.values()], unread: [...unread, ...partlyRead], leftOut };
}
