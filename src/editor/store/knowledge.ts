import * as vscode from 'vscode';
import type { AccessMap } from '../../access/map.ts';
import { t } from '../../model/l10n.ts';
import { type Config, configName, emptyConfig } from '../../workspace/config/config.ts';
import type { ConfigProblem } from '../../workspace/config/configText.ts';
import { mostBytes } from '../../workspace/files.ts';
import type { WorkspaceFiles } from '../files/workspaceFiles.ts';
import { inOwnTurn } from '../turns.ts';
import type { OpenDocuments } from './openDocuments.ts';

/** The config and the map that a folder's manifests are judged by, and the troubles in reading them. */
export interface Knowledge {
  readonly config: Config;
  readonly map: AccessMap | undefined;
  /** The snapshots that the map comes from, or should have come from. */
  readonly snapshots: readonly vscode.Uri[];
  readonly troubles: readonly FileProblem[];
  /** Undefined as long as nothing is known. */
  readonly engine: Engine | undefined;
}

export interface FileProblem {
  readonly uri: vscode.Uri;
  /** The text that was read. Empty: the problem concerns the file as a whole. */
  readonly text: string;
  readonly problem: ConfigProblem;
}

export const nothingKnown: Knowledge = {
  config: emptyConfig,
  map: undefined,
  snapshots: [],
  troubles: [],
  engine: undefined,
};

export type Engine = Awaited<ReturnType<typeof loadEngine>>;

/** Loads the engine. It is large, and useless before there is a config or a map to judge by. */
export async function loadEngine() {
  const { examine, examining } = await inOwnTurn(() => import('../../workspace/engine.ts'));
  const { whoCanPull } = await import('../../verdict/reports/whoCanPull.ts');
  return { examine, examining, whoCanPull };
}

/** The texts of the workspace: as in an editor, or else as their file system has them. */
interface Texts {
  readonly files: WorkspaceFiles;
  readonly documents: OpenDocuments;
}

type ReadText = (uri: vscode.Uri, atMost: number, inFolder?: vscode.Uri) => Promise<string | undefined>;

/**
 * Reads the folder's config and the snapshots: the one a person chose, or else those that the config names. Without
 * any, the map is the one read from Azure, if there is one.
 */
export async function learn(
  root: vscode.Uri | undefined,
  chosenSnapshot: vscode.Uri | undefined,
  { files, documents }: Texts,
  live: AccessMap | undefined,
): Promise<Knowledge> {
  const readText: ReadText = async (uri, ...limits) => documents.get(uri)?.getText() ?? files.readText(uri, ...limits);
  const engine = await loadEngine();
  const { config, troubles } = await learnConfig(root, readText);
  const named = root ? config.snapshot.map(name => vscode.Uri.joinPath(root, name)) : [];
  const snapshots = chosenSnapshot ? [chosenSnapshot] : named;
  const known = { config, snapshots, engine };
  if (snapshots.length === 0) return { ...known, map: live, troubles };

  const { problem } = await import('../../workspace/config/configText.ts');
  const names = chosenSnapshot ? undefined : root;
  const inFile = (uri: vscode.Uri, message: string): FileProblem => {
    return { uri, text: '', problem: problem('error', { start: 0, end: 0 }, message) };
  };
  const inConfig = (message: string, severity: ConfigProblem['severity']) =>
    names && troubleIn(names, config.source.text, problem(severity, config.source.value(['snapshot']), message));
  const sources: { readonly uri: vscode.Uri; readonly file: string; readonly text: string }[] = [];
  const unreadable: FileProblem[] = [];
  for (const uri of snapshots) {
    const file = vscode.workspace.asRelativePath(uri);
    const isOut = names !== undefined && (await files.leadsOut(names, uri));
    const text = isOut ? undefined : await readText(uri, mostBytes.snapshot, names);
    const message = isOut
      ? t(
          'The snapshot is a link to a file outside the workspace. To use that file, run “ACR Pull: Choose Access Snapshot…”.',
        )
      : t("The access snapshot `{0}` can't be read.", file);
    if (text === undefined) unreadable.push(inConfig(message, 'error') ?? inFile(uri, message));
    else sources.push({ uri, file, text });
  }
  if (unreadable.length > 0) return { ...known, map: undefined, troubles: [...troubles, ...unreadable] };
  const { readSnapshots } = await inOwnTurn(() => import('../../access/readSnapshots.ts'));
  const reading = readSnapshots(sources);
  if ('map' in reading) {
    const notes = reading.notes.flatMap(note => inConfig(note, 'information') ?? []);
    return { ...known, map: reading.map, troubles: [...troubles, ...notes] };
  }
  const defects = reading.problems.flatMap(({ file, message }) =>
    sources.filter(source => source.file === file).map(({ uri }) => inFile(uri, message)),
  );
  return { ...known, map: undefined, troubles: [...troubles, ...defects] };
}

async function learnConfig(
  root: vscode.Uri | undefined,
  readText: ReadText,
): Promise<Pick<Knowledge, 'config' | 'troubles'>> {
  const text = root && (await readText(vscode.Uri.joinPath(root, configName), mostBytes.config, root));
  if (!root || text === undefined) return { config: emptyConfig, troubles: [] };
  const { readConfig } = await inOwnTurn(() => import('../../workspace/config/readConfig.ts'));
  const { config, problems } = readConfig(text, configName);
  return { config, troubles: problems.map(each => troubleIn(root, text, each)) };
}

function troubleIn(root: vscode.Uri, text: string, problem: ConfigProblem): FileProblem {
  return { uri: vscode.Uri.joinPath(root, configName), text, problem };
}
