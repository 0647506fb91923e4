import * as vscode from 'vscode';
import type { Fix } from '../../model/fix.ts';
import { t } from '../../model/l10n.ts';
import type { Finding } from '../../model/verdict.ts';
import { type ChoiceRow, choose, copyText, wants } from '../ask.ts';
import { editing } from '../findings/edits.ts';
import { fixAt, isFixAddress } from '../findings/fixAddress.ts';
import { confirmation, handOffText } from '../findings/fixTexts.ts';
import { commands, contextKeys, productName } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { plain } from '../page/markdown.ts';
import { registerCommand, setContext } from '../register.ts';
import { fixShell } from '../settings.ts';
import { shellLanguage } from '../shellLanguage.ts';
import type { FindingStore } from '../store/findingStore.ts';
import type { Insertion } from './insert/insertGrant.ts';

/** The parts of the extension that a fix is applied with. */
interface Means extends Insertion {
  /** A terminal can run a command. */
  readonly runsCommands: boolean;
}

interface Found {
  readonly finding: Finding;
  readonly fix: Fix;
  readonly uri: vscode.Uri;
}

/** A fix of an image: copied, run, handed to an administrator or kept as code, as the person chooses. */
export function registerApplyFix(own: Lifetime, means: Means): void {
  const { store } = means;
  registerCommand(own, commands.applyFix, async (address: unknown) => {
    const found = findFix(store, address);
    if (found) await ask(found, means);
  });
  registerCommand(own, commands.copyFix, copy);
}

async function ask(found: Found, means: Means): Promise<void> {
  const { finding, fix } = found;
  const others = finding.verdict.fixes.filter(other => other !== fix);
  const rows: readonly ChoiceRow[] = [
    ...(await rowsFor(found, means)),
    { label: t('other fixes'), kind: vscode.QuickPickItemKind.Separator },
    ...others.map(other => ({
      label: `${plain(other.title)}…`,
      act: () => ask({ ...found, fix: other }, means),
    })),
  ];
  const placeHolder = t('Copy the command, run it, or send it to an administrator');
  await choose(rows, { title: plain(fix.title), placeHolder });
}

async function rowsFor(found: Found, means: Means): Promise<readonly ChoiceRow[]> {
  const { store } = means;
  const { fix, finding, uri } = found;
  const own = fixShell(uri);
  const other: keyof typeof shells = own === 'bash' ? 'powershell' : 'bash';
  const rows: ChoiceRow[] = [];
  for (const shell of fix[other] === fix[own] ? [own] : [own, other])
    if (fix[shell] !== null)
      rows.push({ label: t('$(copy) Copy Command for {0}', shells[shell]), act: () => copy(fix[shell]) });
  if (fix.grant && fix.bash !== null && vscode.workspace.isTrusted && means.runsCommands)
    rows.push({ label: t('$(terminal) Run in Terminal…'), act: () => run(found, store) });
  if (fix.grant) rows.push({ label: t('$(mail) Copy Request to an Administrator'), act: () => handOff(finding, fix) });
  // Attaching a registry makes the same role assignment by a command of its own.
  const { codeFiles, insertGrant } = await import('./insert/insertGrant.ts');
  const { bicepFor, terraformFor } = await import('../../verdict/fixes/print.ts');
  const grant = fix.kind === 'assignRole' ? fix.grant : null;
  for (const [language, printed] of [['bicep', bicepFor] as const, ['terraform', terraformFor] as const]) {
    if (!grant || printed(grant) === null || codeFiles(store, language).length === 0) continue;
    const act = () => insertGrant(grant, finding, language, means);
    rows.push({ label: t('$(file-code) Insert as {0}…', language === 'bicep' ? 'Bicep' : 'Terraform'), act });
  }
  const { removalOf } = await import('./script.ts');
  const removal = removalOf(finding, store.file(uri).folder.knowledge.map, own);
  if (removal !== null)
    rows.push({
      label: t('$(trash) Copy Command to Remove the Broad Role'),
      description: t('afterwards, if nothing else needs it'),
      act: () => copy(removal),
    });
  if (fix.edit) rows.push({ label: t('$(edit) Change the Manifest'), act: () => applyEdit(found, store) });
  return rows;
}

const shells = { bash: 'bash', powershell: 'PowerShell' } as const;

async function copy(command: unknown): Promise<void> {
  if (typeof command !== 'string') return;
  await copyText(command, t('$(check) Copied. Review it before you run it; it changes access in Azure.'));
  fixTaken();
}

async function handOff(finding: Finding, fix: Fix): Promise<void> {
  await copyText(handOffText(finding, fix), t('$(check) Copied. Paste the request into a ticket or a message.'));
  fixTaken();
}

async function applyEdit({ fix, uri }: Found, store: FindingStore): Promise<void> {
  const { folder } = store.file(uri);
  const location = fix.edit && folder.locationOf(fix.edit);
  if (!fix.edit || !location || !store.isCurrent(location.uri)) return;
  const edit = editing(fix.edit, place => folder.locationOf(place));
  if (edit && (await vscode.workspace.applyEdit(edit))) fixTaken();
}

/** Runs a command once the person has read who gets which role where. Enter copies: it takes a choice to run it. */
async function run({ finding, fix, uri }: Found, store: FindingStore): Promise<void> {
  const language = shellLanguage(vscode.env.shell);
  if (!language) {
    await vscode.window.showWarningMessage(t("This terminal isn't bash, zsh or PowerShell. Copy the command instead."));
    return;
  }
  const command = fix[language];
  const asked = command === null ? undefined : confirmation(finding, fix, command);
  if (!asked || command === null) return;
  // VS Code makes the first button the default, and can't make it Cancel: so Enter changes nothing in Azure
  const [copyIt, runIt] = [t('Copy Command'), t('Run in Terminal')];
  const { question, detail } = asked;
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, copyIt, runIt);
  if (answer === copyIt) await copy(command);
  if (answer !== runIt) return;
  const terminal = vscode.window.createTerminal({ name: productName });
  terminal.show();
  terminal.sendText(command);
  fixTaken();
  await offerRefresh(store.file(uri).folder.knowledge.snapshots.length > 0);
}

async function offerRefresh(isSnapshot: boolean): Promise<void> {
  const message = isSnapshot
    ? t("The snapshot doesn't show this change. Save a new one with `acr-pull snapshot`, or sign in to Azure.")
    : t('Refresh from Azure when the command has finished. New roles can take a few minutes.');
  const refresh = isSnapshot ? t('Sign In to Azure') : t('Refresh from Azure');
  if (await wants(message, refresh))
    await vscode.commands.executeCommand(isSnapshot ? commands.signIn : commands.refreshAzure);
}

/** Ticks the step of the walkthrough. */
export function fixTaken(): void {
  setContext(contextKeys.fixTaken, true);
}

/** Finds the fix of a link or a menu as it is now. Shows a message if the text or the map has changed since. */
export function findFix(store: FindingStore, address: unknown): Found | undefined {
  if (!isFixAddress(address)) return undefined;
  const uri = vscode.Uri.parse(address.uri);
  const found = store.isCurrent(uri) ? fixAt(address, store.file(uri).findings) : undefined;
  if (found) return { ...found, uri };
  vscode.window.setStatusBarMessage(t('$(info) This fix is out of date. Open the menu again.'), 6000);
  return undefined;
}
