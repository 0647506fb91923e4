import type { LeftOut } from '../../workspace/walk.ts';
import { type ConfigOptions, groundsOfGroup, groupPaths } from '../files/configFile.ts';
import { type FileTree, onDisk } from '../files/fileTree.ts';
import { isInput } from '../files/nodeFiles.ts';
import { note, type Terminal } from '../terminal/terminal.ts';
import { refuseUnused, type ValueOptions, valuesFrom } from '../values.ts';
import type { GateWorkspace } from './gateWorkspace.ts';
import type { KeptReaders } from './keptReaders.ts';
import { noteFaults, noteLeftOut, noteLinks, noteNotBuilt } from './notes.ts';
import { WorkspaceReader } from './workspaceReader.ts';

export interface ReadingOptions extends ConfigOptions, ValueOptions {
  /** Lists files and folders that are left out. */
  readonly verbose?: boolean;
}

export interface WorkspaceReading {
  readonly workspaces: readonly GateWorkspace[];
  /** Files and folders that could not be read, as shown to people. */
  readonly unread: readonly string[];
  /** Partly read manifests, as shown to people. */
  readonly partlyRead: readonly string[];
  /** Their faults, a sentence for each. */
  readonly faults: ReadonlyMap<string, readonly string[]>;
  /** Files and folders that were named and left out on purpose. */
  readonly leftOut: readonly LeftOut[];
}

/**
 * Reads the workspaces of the given paths. The paths narrow what is reported, not what is read: files around them may
 * define their service accounts, bases and values. `-` is standard input, a workspace of its own. A file that can't be
 * read is noted, and reading goes on.
 */
export async function readWorkspaces(
  paths: readonly string[],
  options: ReadingOptions,
  terminal: Terminal,
  tree: FileTree = onDisk,
  kept?: KeptReaders,
): Promise<WorkspaceReading> {
  const readers: WorkspaceReader[] = [];
  const met = new Set<string>();
  const named = paths.map(each => (isInput(each) ? '-' : each));
  for (const group of await groupPaths(named.length > 0 ? named : ['.'], options, terminal.cwd, tree)) {
    const grounds = await groundsOfGroup(group, terminal.cwd, tree);
    const files = group.paths.filter(named => named !== '-');
    const reader = kept?.of(group, grounds, terminal) ?? new WorkspaceReader(grounds, terminal, tree);
    if (files.length > 0) readers.push(await reader.readFrom({ ...group, paths: files }, met));
    if (files.length < group.paths.length) readers.push(await new WorkspaceReader(grounds, terminal, tree).readInput());
  }
  await buildAll(readers, options);
  const leftOut = readers.flatMap(each => each.leftOut);
  const workspaces = readers.map(each => each.workspace());
  refuseUnused(workspaces, options, terminal);
  noteNotBuilt(workspaces, options.verbose === true, terminal);
  noteLinks(leftOut, terminal);
  if (options.verbose) {
    noteLeftOut(leftOut, terminal);
    for (const name of readers.flatMap(each => each.withoutImages))
      note(terminal, `no image was found in ${name}, which names an Azure registry`);
  }
  const partlyRead = readers.flatMap(reader => {
    const faults = reader.reportedFaults();
    noteFaults(faults, options.verbose === true, terminal);
    return faults.partlyRead.map(({ file }) => file);
  });
  return {
    workspaces,
    unread: readers.flatMap(each => each.unread),
    partlyRead,
    faults: new Map(readers.flatMap(each => [...each.faults()])),
    leftOut,
  };
}

/** A former state of the same workspaces, to compare with: all pulls in it, regardless of the paths, and its faults. */
export type Earlier = Pick<WorkspaceReading, 'workspaces' | 'faults'>;

export async function readEarlier(
  paths: readonly string[],
  options: ReadingOptions,
  terminal: Terminal,
  tree: FileTree,
): Promise<Earlier> {
  const { cwd } = terminal;
  const files = paths.filter(each => !isInput(each));
  const readers: WorkspaceReader[] = [];
  for (const group of await groupPaths(paths.length > 0 ? files : ['.'], options, cwd, tree)) {
    const grounds = await groundsOfGroup(group, cwd, tree);
    // a pull may have been outside of the paths in the former state
    const all = group.isWhole ? [...group.paths, group.root] : group.paths;
    readers.push(await new WorkspaceReader(grounds, terminal, tree).readFrom({ ...group, paths: all }, new Set()));
  }
  await buildAll(readers, options);
  return {
    workspaces: readers.map(each => each.workspace()),
    faults: new Map(readers.flatMap(each => [...each.faults()])),
  };
}

async function buildAll(readers: readonly WorkspaceReader[], options: ReadingOptions): Promise<void> {
  const set = valuesFrom(options.set ?? []);
  for (const each of readers) (await each.ask(options.values ?? [], set)).build();
}
