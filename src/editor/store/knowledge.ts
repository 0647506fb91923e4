import { realpath } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { AccessMap } from '../../access/map.ts';
import { t } from '../../model/l10n.ts';
import { type Config, configName, emptyConfig } from '../../workspace/config/config.ts';
import type { ConfigProblem } from '../../workspace/config/configText.ts';
import { type Engine, loadEngine } from './engine.ts';
import type { OpenDocuments } from './openDocuments.ts';
import { readFile } from './workspaceFiles.ts';

/** What a folder's manifests are judged by, and what went wrong in learning it. */
export interface Knowledge {
  readonly config: Config;
  readonly map: AccessMap | undefined;
  /** The snapshots that the map comes from, or should have come from. */
  readonly snapshots: readonly vscode.Uri[];
  readonly troubles: readonly Trouble[];
  /** Undefined as long as nothing is known. */
  readonly engine: Engine | undefined;
}

export interface Trouble {
  readonly uri: vscode.Uri;
  readonly message: string;
  /** In the text that was read; undefined: it concerns the file as a whole. */
  readonly at: { readonly text: string; readonly problem: ConfigProblem } | undefined;
}

export const nothingKnown: Knowledge = {
  config: emptyConfig,
  map: undefined,
  snapshots: [],
  troubles: [],
  engine: undefined,
};

type ReadText = (uri: vscode.Uri) => Promise<string | undefined>;

/** A snapshot of a large organisation is a large file; no manifest is. */
const maxSnapshot = 200_000_000;

/**
 * Reads the folder's config and the snapshots: the one a person chose, or else those that the config names. Without
 * any, the map is the one read from Azure, if there is one.
 */
export async function learn(
  root: vscode.Uri | undefined,
  chosenSnapshot: vscode.Uri | undefined,
  documents: OpenDocuments,
  live: AccessMap | undefined,
): Promise<Knowledge> {
  const readText: ReadText = async uri => documents.get(uri)?.getText() ?? readFile(uri, maxSnapshot);
  const engine = await loadEngine();
  const { config, troubles } = await learnConfig(root, readText);
  const named = root ? config.snapshot.map(name => vscode.Uri.joinPath(root, name)) : [];
  const snapshots = chosenSnapshot ? [chosenSnapshot] : named;
  if (snapshots.length === 0) return { config, map: live, snapshots, troubles, engine };

  const { problem } = await import('../../workspace/config/configText.ts');
  const inConfig = chosenSnapshot ? undefined : root;
  const aboutConfig = (message: string, severity: ConfigProblem['severity']) =>
    inConfig
      ? [troubleAt(inConfig, config.source.text, problem(severity, config.source.value(['snapshot']), message))]
      : [];
  const sources: { readonly uri: vscode.Uri; readonly file: string; readonly text: string }[] = [];
  const unreadable: Trouble[] = [];
  for (const uri of snapshots) {
    const file = vscode.workspace.asRelativePath(uri);
    const isOut = inConfig !== undefined && (await leadsOut(inConfig, uri));
    const text = isOut ? undefined : await readText(uri);
    if (text !== undefined) sources.push({ uri, file, text });
    const message = isOut
      ? t('This links to a file outside the workspace. Use “ACR Pull: Choose Access Snapshot…” for that file.')
      : t("The access snapshot `{0}` can't be read.", file);
    if (text === undefined)
      unreadable.push(...(inConfig ? aboutConfig(message, 'error') : [{ uri, message, at: undefined }]));
  }
  const nothing = { config, map: undefined, snapshots, engine };
  if (unreadable.length > 0) return { ...nothing, troubles: [...troubles, ...unreadable] };
  const { readSnapshots } = await import('../../access/readSnapshots.ts');
  const reading = readSnapshots(sources);
  if ('map' in reading) {
    const shared = reading.notes.flatMap(note => aboutConfig(note, 'information'));
    return { config, map: reading.map, snapshots, troubles: [...troubles, ...shared], engine };
  }
  const defects = reading.problems.flatMap(({ file, message }) =>
    sources.filter(source => source.file === file).map(({ uri }) => ({ uri, message, at: undefined })),
  );
  return { ...nothing, troubles: [...troubles, ...defects] };
}

async function learnConfig(
  root: vscode.Uri | undefined,
  readText: ReadText,
): Promise<{ readonly config: Config; readonly troubles: readonly Trouble[] }> {
  if (!root) return { config: emptyConfig, troubles: [] };
  const uri = vscode.Uri.joinPath(root, configName);
  const text = await readText(uri);
  if (text === undefined) return { config: emptyConfig, troubles: [] };
  const { readConfig } = await import('../../workspace/config/readConfig.ts');
  const { config, problems } = readConfig(text, configName);
  return { config, troubles: problems.map(each => troubleAt(root, text, each)) };
}

function troubleAt(root: vscode.Uri, text: string, problem: ConfigProblem): Trouble {
  return { uri: vscode.Uri.joinPath(root, configName), message: problem.message, at: { text, problem } };
}

/** A config names files of its workspace only; a link in it may lead anywhere. */
async function leadsOut(root: vscode.Uri, file: vscode.Uri): Promise<boolean> {
  if (file.scheme !== 'file') return false;
  try {
    const way = path.relative(await realpath(root.fsPath), await realpath(file.fsPath));
    return way.startsWith('..') || path.isAbsolute(way);
  } catch {
    return false; // it is not there, which reading it will say
  }
}
