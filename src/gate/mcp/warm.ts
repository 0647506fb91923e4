import path from 'node:path';
import type { AccessMap } from '../../access/map.ts';
import { boundaryAround, isWithin } from '../../disk/boundary.ts';
import type { AssistantContext, FoundPath } from '../../workspace/assistant/known.ts';
import type { AssistantFace } from '../../workspace/assistant/tools.ts';
import { examine } from '../../workspace/engine.ts';
import { explainInWorkspaces } from '../commands/explain.ts';
import {
  type Examined,
  type ExamineOptions,
  judgeAll,
  knownMaps,
  liveMap,
  refuseUnknownTargets,
} from '../examineAll.ts';
import { onDisk } from '../files/fileTree.ts';
import { fileVersion, nameFrom } from '../files/nodeFiles.ts';
import { readMap, snapshotFiles } from '../files/snapshotFile.ts';
import type { GateWorkspace } from '../reading/gateWorkspace.ts';
import { KeptReaders } from '../reading/keptReaders.ts';
import { readWorkspaces, type WorkspaceReading } from '../reading/readWorkspaces.ts';
import type { Terminal } from '../terminal/terminal.ts';

const minute = 60_000;

/**
 * The workspace of a server, kept between questions. Each question compares all files by time and size, and reads those
 * that changed. So an answer shows the current files.
 */
export class WarmWorkspace implements AssistantFace {
  readonly #options: ExamineOptions;
  readonly #terminal: Terminal;
  readonly #kept = new KeptReaders();
  /** The last notes about the files. A note is printed once, not with each answer. */
  #noted = '';
  #map: { readonly key: string; readonly map: AccessMap | undefined } | undefined;
  #judged: { readonly by: readonly unknown[]; readonly examined: readonly Examined[] } | undefined;
  /** The previous question: two at once would read the same files. */
  #before: Promise<unknown> = Promise.resolve();

  constructor(options: ExamineOptions, terminal: Terminal) {
    this.#options = options;
    this.#terminal = terminal;
  }

  known(): Promise<AssistantContext> {
    return this.#inTurn(() => this.#known());
  }

  explain(text: string, target: string | undefined) {
    const { azure: _, target: __, ...rest } = this.#options;
    const asked = target === undefined ? rest : { ...rest, target: [target] };
    return this.#inTurn(() =>
      explainInWorkspaces(text, asked, this.#terminal, {
        readWorkspaces: () => this.#read(),
        mapOf: workspace => this.#mapOf(workspace),
      }),
    );
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#before.then(work);
    this.#before = turn.catch(() => {}); // the caller gets the error
    return turn;
  }

  async #known(): Promise<AssistantContext> {
    const reading = await this.#read();
    const examined = await this.#examined(reading.workspaces);
    refuseUnknownTargets(this.#options, examined);
    // infrastructure code answers without a map as well
    if (!examined.some(({ workspace }) => workspace.worlds.length > 0)) knownMaps(examined);
    return {
      workspaces: examined.map(({ workspace, map, findings }) => ({
        config: workspace.config,
        map,
        findings,
        references: () => workspace.references,
        show: place => workspace.show(place),
        find: asked => this.#find(asked, workspace),
        manifests: () => workspace.read,
      })),
      unread: [...reading.unread, ...reading.partlyRead],
      now: this.#terminal.now(),
      note: null,
    };
  }

  async #read(): Promise<WorkspaceReading> {
    let notes = '';
    const noting: Terminal = {
      ...this.#terminal,
      err: text => {
        notes += text;
      },
    };
    const reading = await readWorkspaces([], this.#options, noting, onDisk, this.#kept);
    if (notes !== this.#noted) this.#terminal.err(notes);
    this.#noted = notes;
    return reading;
  }

  /**
   * The findings, decided again if the files or the map changed. They are decided once a minute in any case, since
   * credentials end.
   */
  async #examined(workspaces: readonly GateWorkspace[]): Promise<readonly Examined[]> {
    const live = await liveMap(workspaces, this.#options, this.#terminal);
    const maps = new Map<GateWorkspace, AccessMap | undefined>();
    for (const workspace of workspaces) maps.set(workspace, live ?? (await this.#mapOf(workspace)));
    const by = [...maps].flat<unknown>().concat(Math.floor(this.#terminal.now().getTime() / minute));
    const before = this.#judged;
    const isSame = before?.by.length === by.length && by.every((each, i) => each === before.by[i]);
    if (before !== undefined && isSame) return before.examined;
    const judging = { mapOf: (workspace: GateWorkspace) => maps.get(workspace), judge: examine };
    const examined = await judgeAll(workspaces, this.#options, judging, this.#terminal);
    this.#judged = { by, examined };
    return examined;
  }

  /** The map of the snapshots, read again if one of them changed. */
  async #mapOf(workspace: GateWorkspace): Promise<AccessMap | undefined> {
    const named = this.#options.snapshot ?? [];
    const files = snapshotFiles(workspace, named, this.#terminal.cwd);
    const versions = files.map(fileVersion);
    const key = versions.includes(undefined) ? undefined : JSON.stringify([files, versions]);
    if (key !== undefined && this.#map?.key === key) return this.#map.map;
    const map = await readMap([workspace], named, this.#terminal);
    this.#map = key === undefined ? undefined : { key, map };
    return map;
  }

  /** Looks from the folder of the config, then from that of the server. Finds nothing outside of the workspace. */
  async #find(asked: string, { root }: GateWorkspace): Promise<FoundPath | undefined> {
    const { cwd } = this.#terminal;
    const written = path.sep === '/' ? asked.replaceAll('\\', '/') : asked;
    for (const from of new Set([root, cwd])) {
      const at = path.resolve(from, written);
      if (!isWithin(boundaryAround(root), at)) continue;
      const kind = (await onDisk.isFolder(at)) ? 'folder' : (await onDisk.isThere(at)) ? 'file' : undefined;
      if (kind !== undefined) return { kind, name: nameFrom(root, at) };
    }
    return undefined;
  }
}
