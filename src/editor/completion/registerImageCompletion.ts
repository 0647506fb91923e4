import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import type { ImageReference } from '../../model/reference.ts';
import type { Finding } from '../../model/verdict.ts';
import type { Lifetime } from '../lifetime.ts';
import type { Choices } from '../store/choices.ts';
import type { FindingStore } from '../store/findingStore.ts';
import type { ExaminedFile } from '../store/folder.ts';
import { manifestSelector } from '../store/manifestFiles.ts';
import { imageSuggestions, imageValueIn, type KnownRegistry } from './imageSuggestions.ts';

/** Completes images: registries that the targets of the file can pull from, then repositories and tags. */
export function registerImageCompletion(own: Lifetime, store: FindingStore, choices: Choices): void {
  const provider: vscode.CompletionItemProvider = {
    async provideCompletionItems(document, position) {
      const value = imageValueIn(document.lineAt(position).text.slice(0, position.character));
      if (!value) return [];
      const file = store.file(document.uri);
      const place = await placeOf(file, document.getText(), document.offsetAt(position));
      const registries = registriesFor(file, place, choices);
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

/** The engine decides each as if an image at `place` named it, with the rest of the image still open. */
function registriesFor(
  { folder }: ExaminedFile,
  place: ImageReference | undefined,
  choices: Choices,
): readonly KnownRegistry[] {
  const { map } = folder.knowledge;
  if (!map) return [...hostsOf(folder.allFindings())].map(host => ({ host, allowed: [] }));
  return map.registries.slice(0, mostRegistries).map(({ loginServer: host }) => {
    const image = { kind: 'image', registry: host, repository: undefined, tag: undefined, digest: undefined } as const;
    const text = `${host}/…`;
    const written = place && { ...place, text, image: { ...image, unresolved: '…' } };
    const found = folder.examine(written ? [written] : [], choices);
    return {
      host,
      allowed: found.flatMap(({ target, verdict }) => (verdict.outcome === 'allowed' && target ? target.name : [])),
    };
  });
}

/**
 * The reference that goes where the one at `offset` will go: the nearest of the file, or what its text makes of any
 * image.
 */
async function placeOf(file: ExaminedFile, text: string, offset: number): Promise<ImageReference | undefined> {
  const known =
    file.references.length > 0
      ? file.references
      : await file.read(`${text.slice(0, offset)}image${text.slice(offset)}`);
  const away = ({ span }: ImageReference) => Math.abs(span.start - offset);
  return known.toSorted((one, other) => away(one) - away(other))[0];
}

function hostsOf(findings: readonly Finding[]): ReadonlySet<string> {
  return new Set(
    findings.flatMap(({ reference: { image } }) => (image.kind === 'image' && image.registry ? [image.registry] : [])),
  );
}

/** As other manifests name them, and as registries have answered. */
function imagesOf({ folder }: ExaminedFile, store: FindingStore): readonly string[] {
  const written = store
    .files()
    .flatMap(({ findings }) =>
      findings.flatMap(({ reference: { image, text } }) => (image.kind === 'image' ? text : [])),
    );
  const answered = (folder.knowledge.map?.images ?? [])
    .filter(({ state }) => state === 'found')
    .map(({ registry, repository, reference }) => {
      return `${registry}/${repository}${reference.includes(':') ? '@' : ':'}${reference}`;
    });
  return [...written, ...answered];
}
