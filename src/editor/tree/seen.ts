import type { AccessMap } from '../../access/map.ts';
import type { FindingStore } from '../findingStore.ts';
import { hostOf, type SeenFinding } from './outline.ts';

/** All findings of the workspace, with their places, as trees show them. */
export function seenIn(store: FindingStore): readonly SeenFinding[] {
  return store.files().flatMap(({ uri, folder, findings }) => {
    const { map } = folder.knowledge;
    const address = uri.toString();
    return findings.map(finding => {
      const start = folder.examination.locate(finding.reference)?.start;
      const { line, character } = start ?? { line: 0, character: 0 };
      return { finding, uri: address, line, character, registry: map?.registryByHost(hostOf(finding)), map };
    });
  });
}

/** The maps that the folders are judged by, each once. */
export function mapsOf(store: FindingStore): readonly AccessMap[] {
  return [...new Set(store.folders.all().flatMap(({ knowledge }) => knowledge.map ?? []))];
}
