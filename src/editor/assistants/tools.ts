import * as vscode from 'vscode';
import type { Place } from '../../model/place.ts';
import { elsewhere, pullsFor } from '../../workspace/assistant/checkImage.ts';
import {
  type AssistantContext,
  type FoundPath,
  isOneOf,
  mapsIn,
  targetsMeant,
  withPickedTargets,
} from '../../workspace/assistant/known.ts';
import { wholePull } from '../../workspace/assistant/pulls.ts';
import { explanationAnswer } from '../../workspace/assistant/questions.ts';
import { type AssistantFace, tools } from '../../workspace/assistant/tools.ts';
import type { ShownPlace } from '../../workspace/findingReport.ts';
import { byNeed } from '../../workspace/severity.ts';
import type { CanPull } from '../api.ts';
import { explainInEditor } from '../explain/explainError.ts';
import type { Choices } from '../store/choices.ts';
import type { FindingStore } from '../store/findingStore.ts';
import type { Folder } from '../store/folder.ts';

/**
 * Answers a question of a language model as `acr-pull mcp` does, from what the editor knows: the text first, then the
 * data.
 */
export async function answer(
  tool: keyof typeof tools,
  store: FindingStore,
  choices: Choices,
  input: unknown,
): Promise<vscode.LanguageModelToolResult> {
  const { text, data } = await tools[tool].answer(new EditorAsked(store, choices), input);
  const parts = [text, JSON.stringify(data)];
  return new vscode.LanguageModelToolResult(parts.map(part => new vscode.LanguageModelTextPart(part)));
}

class EditorAsked implements AssistantFace {
  readonly #store: FindingStore;
  readonly #choices: Choices | undefined;

  constructor(store: FindingStore, choices?: Choices) {
    this.#store = store;
    this.#choices = choices;
  }

  async known(): Promise<AssistantContext> {
    await this.#store.settled();
    const folders = this.#store.folders.all().filter(({ workspace, root }) => workspace ?? root);
    const isPicked = (this.#choices?.targets.length ?? 0) > 0;
    return {
      workspaces: folders.map(knownOf),
      unread: folders.flatMap(unreadIn),
      now: new Date(),
      note: isPicked ? withPickedTargets : null,
    };
  }

  async explain(text: string, target: string | undefined) {
    const meant = target === undefined ? undefined : targetsMeant(target, await this.known()).targets;
    const { explanation, seen } = await explainInEditor(text, this.#store, meant && (each => isOneOf(each, meant)));
    const location = seen && { file: seen.finding.reference.file, line: seen.line + 1, column: seen.character + 1 };
    return { report: explanationAnswer(explanation, location ?? null), unread: [] };
  }
}

function knownOf(folder: Folder): AssistantContext['workspaces'][number] {
  const { config, map } = folder.knowledge;
  const show = (place: Place): ShownPlace => {
    const { start, end } = folder.workspace?.locate(place) ?? { start: nowhere, end: nowhere };
    const [line, column] = [start.line + 1, start.character + 1];
    return { file: place.file, line, column, endLine: end.line + 1, endColumn: end.character + 1 };
  };
  return {
    config,
    map,
    findings: folder.allFindings(),
    references: () => {
      const deployments = folder.workspace?.deployments;
      return [...(deployments?.shownFiles() ?? [])].flatMap(file => deployments?.references(file) ?? []);
    },
    show,
    find: asked => findIn(folder, asked),
    manifests: () => folder.workspace?.deployments.files() ?? [],
  };
}

const nowhere = { line: 0, character: 0 };

/** Partly read manifests. */
function unreadIn({ workspace }: Folder): readonly string[] {
  return (workspace?.files() ?? []).filter(file => workspace?.unread(file).some(({ isBuilt }) => isBuilt !== true));
}

/** By a path from the folder, an absolute one or a URI. */
async function findIn(folder: Folder, asked: string): Promise<FoundPath | undefined> {
  const { root } = folder;
  const written = asked.replaceAll('\\', '/');
  const isUri = /^[a-z][\w.+-]+:\/\//i.test(asked);
  const isAbsolute = /^(?:\/|[a-z]:\/)/i.test(written);
  if (root === undefined && !isUri && !isAbsolute) return undefined;
  const uri = isUri
    ? vscode.Uri.parse(asked)
    : isAbsolute
      ? vscode.Uri.file(written)
      : vscode.Uri.joinPath(root ?? noRoot, written);
  const name = nameIn(root, uri.path.replace(/\/$/, ''));
  if (name === undefined) return undefined;
  if (folder.workspace?.deployments.reading(name) !== undefined) return { kind: 'file', name };
  const stat = await Promise.resolve(vscode.workspace.fs.stat(uri)).catch(() => undefined);
  if (stat === undefined) return undefined;
  return { kind: (stat.type & vscode.FileType.Directory) === 0 ? 'file' : 'folder', name };
}

const noRoot = vscode.Uri.file('/');

function nameIn(root: vscode.Uri | undefined, path: string): string | undefined {
  if (root === undefined) return path;
  if (path === root.path.replace(/\/$/, '')) return '';
  const within = root.path.endsWith('/') ? root.path : `${root.path}/`;
  return path.startsWith(within) ? path.slice(within.length) : undefined;
}

/** More pulls than these are counted. */
const mostPulls = 40;

/** For other extensions. */
export async function canPull(store: FindingStore, image: string, target?: string): Promise<CanPull> {
  const known = await new EditorAsked(store).known();
  const { found, note } = await pullsFor({ image, file: undefined, target: undefined }, known);
  const wanted = target?.toLowerCase();
  const on = found.filter(
    ({ finding }) =>
      wanted === undefined || [finding.target?.name, finding.target?.id].some(own => own?.toLowerCase() === wanted),
  );
  const isElsewhere = on.length === 0 && found.length > 0 && target !== undefined;
  const sorted = on.toSorted((one, other) => byNeed(one.finding, other.finding));
  const pulls = sorted.slice(0, mostPulls).map(each => {
    const { reference, target: to, outcome, cause, message, evidence, assumptions, fixes, ignored } = wholePull(each);
    return {
      image: reference.image,
      place: reference.file === '' ? null : { file: reference.file, line: reference.line, column: reference.column },
      target: to && { name: to.name, kind: to.kind, id: to.id },
      outcome,
      cause,
      message,
      evidence: evidence.map(({ step, fact, effect }) => ({ step, fact, effect })),
      assumptions,
      fixes: fixes.map(({ title, bash, powershell }) => ({ title, bash, powershell })),
      ignored,
    };
  });
  return {
    pulls,
    omitted: on.length - pulls.length,
    note: isElsewhere ? elsewhere(target, found) : note,
    maps: mapsIn(known).map(({ origin, readAt }) => ({ origin, readAt: readAt ?? null })),
  };
}
