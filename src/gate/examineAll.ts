import type { AccessMap } from '../access/map.ts';
import { examine } from '../workspace/engine.ts';
import { readMap } from './files/snapshotFile.ts';
import type { Examined } from './report/checkReport.ts';
import { refuseUnknownTargets } from './targetOption.ts';
import { openAzure } from './terminal/liveAzure.ts';
import { Refusal, type Terminal } from './terminal/terminal.ts';
import { type ReadingOptions, readWorkspaces, type Workspace } from './workspace.ts';

export interface ExamineOptions extends ReadingOptions {
  readonly target?: readonly string[];
  readonly snapshot?: string;
  readonly azure?: boolean;
  readonly cloud?: string;
}

/** Workspaces that one map answers for: what is to be changed in Azure is changed once for all of them. */
export interface ExaminedByMap {
  readonly map: AccessMap;
  readonly parts: readonly Examined[];
}

/** Reads and examines, for those commands that can say nothing without a map. */
export async function examineAll(
  paths: readonly string[],
  options: ExamineOptions,
  terminal: Terminal,
): Promise<{ readonly groups: readonly ExaminedByMap[]; readonly unread: readonly string[] }> {
  const now = terminal.now();
  const chosen = options.target ?? [];
  const { workspaces, unread, partlyRead } = await readWorkspaces(paths, options, terminal);
  const judge = (workspace: Workspace, map: AccessMap) =>
    examine(workspace.references, { config: workspace.config, map, chosen, now });
  const live = options.azure
    ? await (await openAzure(options.cloud, terminal)).mapFor(map => workspaces.flatMap(each => judge(each, map)))
    : undefined;
  const groups = new Map<string, { readonly map: AccessMap; readonly parts: Examined[] }>();
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
    refuseUnknownTargets(chosen, map, workspace.config);
    group.parts.push({ workspace, map, findings: judge(workspace, map) });
  }
  return { groups: [...groups.values()], unread: [...unread, ...partlyRead] };
}
