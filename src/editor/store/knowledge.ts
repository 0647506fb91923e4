import { realpath } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { AccessMap } from '../../access/map.ts';
import { t } from '../../model/l10n.ts';
import { type Config, configName, emptyConfig } from '../../workspace/config/config.ts';
import { type ConfigProblem, problem } from '../../workspace/config/configText.ts';
import { type Engine, loadEngine } from './engine.ts';
import type { OpenDocuments } from './openDocuments.ts';
import { readFile } from './workspaceFiles.ts';

/** What a folder's manifests are judged by, and what went wrong in learning it. */
export interface Knowledge {
  readonly config: Config;
  readonly map: AccessMap | undefined;
  /** The snapshot that the map comes from, or should have come from. */
  readonly snapshot: vscode.Uri | undefined;
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
  snapshot: undefined,
  troubles: [],
  engine: undefined,
};

type ReadText = (uri: vscode.Uri) => Promise<string | undefined>;

/** A snapshot of a large organisation is a large file; no manifest is. */
const maxSnapshot = 200_000_000;

/**
 * Reads the folder's config and the snapshot: the one a person chose, or else the one that the config names. Without
 * either, the map is the one read from Azure, if there is one.
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
  const named = root && config.snapshot ? vscode.Uri.joinPath(root, config.snapshot) : undefined;
  const snapshot = chosenSnapshot ?? named;
  if (!snapshot) return { config, map: live, snapshot, troubles, engine };

  const isOut = root !== undefined && !chosenSnapshot && (await leadsOut(root, snapshot));
  const text = isOut ? undefined : await readText(snapshot);
  if (text === undefined) {
    const message = isOut
      ? t('This links to a file outside the workspace. Use “ACR Pull: Choose Access Snapshot…” for that file.')
      : t("The access snapshot `{0}` can't be read.", vscode.workspace.asRelativePath(snapshot));
    const trouble =
      chosenSnapshot || !root
        ? { uri: snapshot, message, at: undefined }
        : troubleAt(root, config.source.text, problem('error', config.source.value(['snapshot']), message));
    return { config, map: undefined, snapshot, troubles: [...troubles, trouble], engine };
  }
  const { readSnapshot } = await import('../../access/snapshot/snapshot.ts');
  const reading = readSnapshot(text, vscode.workspace.asRelativePath(snapshot));
  if ('map' in reading) return { config, map: reading.map, snapshot, troubles, engine };
  const defects = reading.problems.map(({ message }) => ({ uri: snapshot, message, at: undefined }));
  return { config, map: undefined, snapshot, troubles: [...troubles, ...defects], engine };
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
