import * as vscode from 'vscode';
import type { Registry } from '../../access/map.ts';
import { t } from '../../model/l10n.ts';
import type { Finding } from '../../model/verdict.ts';
import type { Lifetime } from '../lifetime.ts';
import type { FindingStore } from '../store/findingStore.ts';
import type { ExaminedFile } from '../store/folder.ts';
import { manifestSelector } from '../store/manifestFiles.ts';
import { imageSuggestions, imageValueIn, type KnownRegistry } from './imageSuggestions.ts';

/** Completes images: registries that the targets of the file can pull from, then repositories and tags. */
export function registerImageCompletion(own: Lifetime, store: FindingStore): void {
  const provider: vscode.CompletionItemProvider = {
    async provideCompletionItems(document, position) {
      const value = imageValueIn(document.lineAt(position).text.slice(0, position.character));
      if (!value) return [];
      const file = store.file(document.uri);
      const registries = await registriesFor(file);
      const range = new vscode.Range(position.line, value.start, position.line, position.character);
      return imageSuggestions(value, registries, imagesOf(file, store)).map(({ text, detail, isHost }, i) => {
        const { Module, Constant } = vscode.CompletionItemKind;
        const item = new vscode.CompletionItem({ label: text, description: detail }, isHost ? Module : Constant);
        item.range = range;
        item.sortText = String(i).padStart(6, '0');
        if (isHost) item.command = { command: 'editor.action.triggerSuggest', title: t('Suggest a repository') };
        return item;
      });
    },
  };
  own.add(vscode.languages.registerCompletionItemProvider(manifestSelector, provider, ' ', '/', ':', '"', "'"));
}

/** More would take longer than a person waits for a menu. */
const mostRegistries = 50;

async function registriesFor({ folder, findings }: ExaminedFile): Promise<readonly KnownRegistry[]> {
  const { map } = folder.knowledge;
  if (!map) return [...hostsOf(folder.allFindings())].map(host => ({ host, allowed: [] }));
  const { pullsFrom } = await import('../fixes/otherRegistry.ts');
  const [first] = findings;
  const targets = new Map(findings.flatMap(({ target }) => (target ? [[target.name, target] as const] : [])));
  const allowedAt = (registry: Registry) =>
    [...targets.values()].filter(target => first && pullsFrom(registry, first.reference, target, map, new Date()));
  return map.registries.slice(0, mostRegistries).map(registry => ({
    host: registry.loginServer,
    allowed: allowedAt(registry).map(({ name }) => name),
  }));
}

function hostsOf(findings: readonly Finding[]): ReadonlySet<string> {
  return new Set(
    findings.flatMap(({ reference: { image } }) => (image.kind === 'image' && image.registry ? [image.registry] : [])),
  );
}

/** As other manifests name them, and as registries have answered. */
function imagesOf({ folder }: ExaminedFile, store: FindingStore): readonly string[] {
  const written = store.files().flatMap(({ findings }) => findings.map(({ reference }) => reference.text));
  const answered = (folder.knowledge.map?.images ?? [])
    .filter(({ state }) => state === 'found')
    .map(({ registry, repository, reference }) => {
      return `${registry}/${repository}${reference.includes(':') ? '@' : ':'}${reference}`;
    });
  return [...written, ...answered];
}
