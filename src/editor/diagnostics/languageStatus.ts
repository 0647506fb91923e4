import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import type { LiveMap } from '../azure/liveMap.ts';
import { storeMaps } from '../findings/seen.ts';
import { productName } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { repeat } from '../register.ts';
import type { FindingStore } from '../store/findingStore.ts';
import { manifestSelector } from '../store/manifestFiles.ts';
import { accessRow, readingRow, type StatusRow, targetsRow } from './languageStatusText.ts';

/** Shows the targets and the map of a manifest in the status of its language: `{}` in the status bar. */
export function showLanguageStatus(own: Lifetime, store: FindingStore, live: LiveMap): void {
  const targets = own.add(vscode.languages.createLanguageStatusItem('acrPull.status', manifestSelector));
  targets.name = t('{0}: Targets', productName);
  const access = own.add(vscode.languages.createLanguageStatusItem('acrPull.access', manifestSelector));
  access.name = t('{0}: Access', productName);
  const reading = own.add(vscode.languages.createLanguageStatusItem('acrPull.reading', nowhere));
  reading.name = t('{0}: Files', productName);
  const update = () => {
    const shown = vscode.window.activeTextEditor?.document.uri;
    const file = shown && store.file(shown);
    const selector = store.files().length > 0 ? manifestSelector : nowhere;
    if (targets.selector !== selector) targets.selector = selector;
    show(targets, targetsRow(file?.findings.map(({ target }) => target) ?? []), store.busy);
    const unread = file?.folder.root && readingRow(file.folder, store.busy);
    const place = unread ? manifestSelector : nowhere;
    if (reading.selector !== place) reading.selector = place;
    if (unread) show(reading, unread, store.busy);
    const row = accessRow(storeMaps(store), live, new Date());
    // a file without an image of ours is in no trouble
    const isTrouble = row.isTrouble && file !== undefined && file.findings.length > 0;
    show(access, { ...row, isTrouble }, live.state === 'reading');
  };
  own.add(store.onDidChangeState(update));
  own.add(live.onDidChange(update));
  own.add(vscode.window.onDidChangeActiveTextEditor(update));
  // A map of an hour ago must not be shown as a minute old.
  repeat(own, 60_000, update);
  update();
}

/** Shows a row with no file: nothing here has a target. */
const nowhere: vscode.DocumentSelector = [];

function show(item: vscode.LanguageStatusItem, row: StatusRow, busy: boolean): void {
  const { text, detail, isTrouble, command, title } = row;
  const { Information, Warning } = vscode.LanguageStatusSeverity;
  const severity = isTrouble ? Warning : Information;
  // Each assignment is a message to the window, and the store changes state often.
  if (item.busy !== busy) item.busy = busy;
  if (item.text !== text) item.text = text;
  if (item.detail !== detail) item.detail = detail;
  if (item.severity !== severity) item.severity = severity;
  if (item.command?.command !== command) item.command = { command, title };
  const label = `${text}, ${detail}`;
  if (item.accessibilityInformation?.label !== label) item.accessibilityInformation = { label };
}
