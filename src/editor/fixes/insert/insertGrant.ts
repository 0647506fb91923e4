import * as vscode from 'vscode';
import { lastSegment } from '../../../access/ids.ts';
import type { NewAssignment } from '../../../model/fix.ts';
import { t } from '../../../model/l10n.ts';
import type { Finding } from '../../../model/verdict.ts';
import type { ReadResource } from '../../../read/format.ts';
import { prepareGrammars } from '../../../read/source/languages/grammars.ts';
import { mostBytes } from '../../../workspace/files.ts';
import { rootOf, type WorkspaceFiles } from '../../files/workspaceFiles.ts';
import { replacing } from '../../findings/edits.ts';
import { plain } from '../../page/markdown.ts';
import type { FindingStore } from '../../store/findingStore.ts';
import type { CodeLanguage } from './blocks.ts';
import { asPartOf, type CodeFile, placementsFor, presenceOf } from './grantAsCode.ts';

interface FileWithUri extends CodeFile {
  readonly uri: vscode.Uri;
}

/** The manifests and files that an insertion reads. */
export interface Insertion {
  readonly store: FindingStore;
  readonly files: WorkspaceFiles;
  readonly resources: ReadResource;
}

/** Writes a grant into a Bicep or Terraform file of the workspace, for a person to look at and to save. */
export async function insertGrant(
  grant: NewAssignment,
  finding: Finding,
  language: CodeLanguage,
  { store, files: workspace, resources }: Insertion,
): Promise<void> {
  await prepareGrammars(resources);
  const files = await readAll(codeFiles(store, language), workspace);
  if (!(await isWanted(grant, language, files))) return;
  const places = placementsFor(grant, language, files, namesIn(finding));
  const chosen = await choose(places, language);
  if (chosen) await insert(chosen, asPartOf(chosen, files, grant, language));
}

/** The files of a language. Those that tools put there, or that git ignores, are no place for a grant. */
export function codeFiles(store: FindingStore, language: CodeLanguage): readonly vscode.Uri[] {
  const ending = language === 'bicep' ? '.bicep' : '.tf';
  return store.folders.rooted().flatMap(folder => folder.uris().filter(({ path }) => path.endsWith(ending)));
}

/** Their texts: of open documents, with what was not saved yet. */
async function readAll(uris: readonly vscode.Uri[], workspace: WorkspaceFiles): Promise<readonly FileWithUri[]> {
  const files = await Promise.all(
    uris.map(async uri => {
      const open = vscode.workspace.textDocuments.find(document => document.uri.toString() === uri.toString());
      return {
        uri,
        name: vscode.workspace.asRelativePath(uri),
        text: open?.getText() ?? (await workspace.readText(uri, mostBytes.manifest, rootOf(uri))),
      };
    }),
  );
  return files.flatMap(({ uri, name, text }) => (text === undefined ? [] : [{ uri, name, text }]));
}

/** The names of the resources that the pull is about. */
function namesIn({ target, verdict }: Finding): readonly string[] {
  const words = verdict.puller?.name.split(' ') ?? [];
  return [...(target ? [target.name, ...(target.id === undefined ? [] : [lastSegment(target.id)])] : []), ...words];
}

/** Returns whether to go on. A grant that is there already is shown instead. */
async function isWanted(grant: NewAssignment, language: CodeLanguage, files: readonly FileWithUri[]): Promise<boolean> {
  const presence = presenceOf(grant, language, files);
  if (presence.kind === 'absent') return true;
  const { file } = presence;
  const document = await vscode.workspace.openTextDocument(file.uri);
  const at = document.positionAt(presence.offset);
  const where = t('{0}, line {1}', file.name, at.line + 1);
  const what = t('{0} on {1}', grant.roleName, grant.registry.name);
  const [show, anyway] = [t('Show It'), t('Insert Anyway')];
  const answer =
    presence.kind === 'same'
      ? await vscode.window.showInformationMessage(
          t('{0} already assigns {1} to this identity. Deploy it; nothing was inserted.', where, what),
          show,
        )
      : await vscode.window.showWarningMessage(
          t('{0} may already assign {1} to this identity: {2}.', where, what, plain(presence.why)),
          show,
          anyway,
        );
  if (answer === show) await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at) });
  return answer === anyway;
}

async function choose(
  places: ReturnType<typeof placementsFor<FileWithUri>>,
  language: CodeLanguage,
): Promise<FileWithUri | undefined> {
  const [only, ...others] = places;
  if (!only) {
    await vscode.window.showInformationMessage(
      language === 'bicep'
        ? t('No Bicep file in this workspace is deployed to a resource group. Copy the command instead.')
        : t('This workspace has no Terraform file. Copy the command instead.'),
    );
    return undefined;
  }
  if (others.length === 0) return only.file;
  const picked = await vscode.window.showQuickPick(
    places.map(({ file, why }) => ({ label: file.name, description: why, file })),
    { title: t('ACR Pull: Insert a Grant'), placeHolder: t('Choose the file to add it to') },
  );
  return picked?.file;
}

/** At the end, with an empty line before it. Shown, and not saved. */
async function insert({ uri }: FileWithUri, text: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const end = document.positionAt(document.getText().length);
  const lines = document.getText().trimEnd() === '' ? '' : document.getText().endsWith('\n') ? '\n' : '\n\n';
  const edit = replacing(uri, new vscode.Range(end, end), `${lines}${text}`);
  if (!(await vscode.workspace.applyEdit(edit))) return;
  const from = document.positionAt(document.offsetAt(end) + lines.length);
  const editor = await vscode.window.showTextDocument(document, { selection: new vscode.Range(from, from) });
  editor.revealRange(new vscode.Range(from, document.positionAt(document.getText().length)));
}
