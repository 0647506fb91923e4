import path from 'node:path';
import type { AccessMap } from '../access/map.ts';
import { builtImageKey, imageKey } from '../model/reference.ts';
import type { Finding } from '../model/verdict.ts';
import type { FailLevel } from '../workspace/config/config.ts';
import { examineEach, saidOnce } from '../workspace/engine.ts';
import { type Examined, type ExamineOptions, judgeAll, liveMap, refuseUnknownTargets } from './examineAll.ts';
import { heldByGit } from './files/fileTree.ts';
import { snapshotFiles } from './files/snapshotFile.ts';
import type { Change } from './git/change.ts';
import type { GateWorkspace } from './reading/gateWorkspace.ts';
import { readEarlier, readWorkspaces, type WorkspaceReading } from './reading/readWorkspaces.ts';
import { note, Refusal, type Terminal } from './terminal/terminal.ts';
import { type Judged, worsened } from './worsened.ts';

interface Comparison extends WorkspaceReading {
  readonly examined: readonly Examined[];
  /** The number of pulls that are no worse than before. */
  readonly unchanged: number;
}

/**
 * Judges two states of the workspaces, and keeps the findings whose pull is new or worse. A partly read file counts if
 * it has changed, or if it has a new fault.
 */
export async function examineChange(
  paths: readonly string[],
  options: ExamineOptions & { readonly failOn: FailLevel | undefined },
  terminal: Terminal,
  { now, before, tracked }: Change,
): Promise<Comparison> {
  const tree = now && heldByGit(now, tracked);
  const former = before && heldByGit(before.state, tracked);
  const reading = await readWorkspaces(paths, options, terminal, tree);
  const earlier =
    former && (await unlessRefused(() => readEarlier(paths, options, silent(terminal), former), terminal));
  const live = await liveMap([...reading.workspaces, ...(earlier?.workspaces ?? [])], options, terminal);
  const each = await judgeAll(reading.workspaces, options, { live, judge: examineEach, tree }, terminal);
  refuseUnknownTargets(options, each);
  const known = await unlessRefused(() => {
    const mapOf = (workspace: GateWorkspace) => live ?? mapOfSameSnapshots(workspace, each);
    return judgeAll(earlier?.workspaces ?? [], options, { mapOf, judge: examineEach, tree: former }, silent(terminal));
  }, terminal);
  const worse = worsened(each.map(judgedIn), known?.map(judgedIn) ?? [], options.failOn);
  const isNewFault = (file: string) => {
    const faults = earlier?.faults.get(file) ?? [];
    return isChanged(file) || reading.faults.get(file)?.some(fault => !faults.includes(fault)) === true;
  };
  return {
    ...reading,
    partlyRead: reading.partlyRead.filter(isNewFault),
    examined: each.map(one => worseOf(one, worse, isChanged)),
    unchanged: each.reduce((sum, { findings }) => sum + findings.filter(finding => !worse.has(finding)).length, 0),
  };

  function isChanged(file: string): boolean {
    return before?.changed.has(path.resolve(terminal.cwd, file)) ?? true;
  }

  /** A map is large, and both states usually have the same one. */
  function mapOfSameSnapshots(workspace: GateWorkspace, all: readonly Examined[]): AccessMap | undefined {
    const filesOf = (one: GateWorkspace) => snapshotFiles(one, options.snapshot ?? [], terminal.cwd);
    const files = filesOf(workspace);
    const isOther = (file: string) => former?.holds(file) === true && isChanged(file);
    if (files.some(isOther)) return undefined;
    return all.find(one => filesOf(one.workspace).join('\0') === files.join('\0'))?.map;
  }
}

function judgedIn({ workspace: { root, config }, findings }: Examined): Judged {
  return { root, config, findings };
}

/** Reads the former state without notes: its faults are of no interest now. */
function silent({ cwd, color, now, input, out }: Terminal): Terminal {
  return { cwd, color, now, input, out, err: () => {} };
}

/** Counts references without a finding in changed files only. */
function worseOf(
  { workspace, map, findings }: Examined,
  worse: ReadonlySet<Finding>,
  isChanged: (file: string) => boolean,
): Examined {
  const counting = findings.filter(finding => worse.has(finding));
  const [judged, reported] = [findings, counting].map(
    some => new Set(some.map(({ reference }) => builtImageKey(reference))),
  );
  const references = workspace.references.filter(reference => {
    const key = imageKey(reference);
    return judged?.has(key) ? reported?.has(key) : isChanged(workspace.show(reference).file);
  });
  return { workspace: { ...workspace, references }, map, findings: saidOnce(counting), all: saidOnce(findings) };
}

/** If the former state's config or snapshot can't be used, there is nothing to compare with. Then everything is new. */
async function unlessRefused<T>(work: () => Promise<T>, terminal: Terminal): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    note(terminal, `the former state can't be judged, so that everything is new: ${error.message}`);
    return undefined;
  }
}
