import type { AccessMap, Registry } from '../../access/map.ts';
import { wholeImage } from '../../model/reference.ts';
import type { Finding } from '../../model/verdict.ts';
import type { Config } from '../../workspace/config/config.ts';
import type { Line } from '../page/page.ts';
import type { FindingStore } from '../store/findingStore.ts';
import type { ExaminedFile } from '../store/folder.ts';
import { inParts } from '../turns.ts';

export interface SeenFinding {
  readonly finding: Finding;
  /** The file's URI, and where in it the reference is, zero-based. */
  readonly uri: string;
  readonly line: number;
  readonly character: number;
  /** The registry that the reference names. Undefined where the map doesn't hold it. */
  readonly registry: Registry | undefined;
  /** The map that the folder's manifests are judged by. */
  readonly map: AccessMap | undefined;
  /** The config of the folder. Absent outside any folder, where none can be written. */
  readonly config?: Config | undefined;
}

/** The host that a reference names, or the text in its place. */
export function referenceHost({ reference }: Finding): string {
  const { image } = reference;
  return (image.kind === 'image' ? image.registry : undefined) ?? reference.text.split('/')[0] ?? reference.text;
}

/**
 * Returns whether a placeholder leaves the registry open: then its text is no registry, and no list names it as one.
 */
export function isRegistryOpen({ reference: { image } }: Finding): boolean {
  return image.kind === 'image' && image.registry === undefined;
}

/** The seen findings of a file, by its findings: a file that is judged again has other ones. */
const known = new WeakMap<readonly Finding[], readonly SeenFinding[]>();

/** All findings of the workspace, with their places, as trees show them. */
export function seenIn(store: FindingStore): readonly SeenFinding[] {
  return store.files().flatMap(seenOf);
}

/** Looks up the places of all findings, so that `seenIn` has little left to do. Others get their turn in between. */
export async function prepareSeen(store: FindingStore): Promise<void> {
  await inParts(store.files(), files => files.forEach(seenOf));
}

function seenOf(file: ExaminedFile): readonly SeenFinding[] {
  const { folder, findings } = file;
  const before = known.get(findings);
  if (before) return before;
  const { map } = folder.knowledge;
  const config = folder.root && folder.knowledge.config;
  // only here, since making a URI takes time
  const address = file.uri.toString();
  const seen = findings.map(finding => {
    const start = folder.workspace?.locate(finding.reference)?.start;
    const { line, character } = start ?? { line: 0, character: 0 };
    return {
      finding,
      uri: address,
      line,
      character,
      registry: map?.registryByHost(referenceHost(finding)),
      map,
      config,
    };
  });
  known.set(findings, seen);
  return seen;
}

export function storeMaps(store: FindingStore): readonly AccessMap[] {
  return [...new Set(store.folders.all().flatMap(({ knowledge }) => knowledge.map ?? []))];
}

/** Returns whether both make the same trees: an edit that moves no image to another line changes nothing. */
export function looksAlike(one: readonly SeenFinding[], other: readonly SeenFinding[]): boolean {
  return one.length === other.length && one.every((seen, i) => seen === other[i] || isAlike(seen, other[i]));
}

function isAlike(one: SeenFinding, other: SeenFinding | undefined): boolean {
  if (other === undefined || one.uri !== other.uri || one.line !== other.line || one.map !== other.map) return false;
  const [a, b] = [one.finding, other.finding];
  return (
    a.reference.text === b.reference.text &&
    wholeImage(a.reference) === wholeImage(b.reference) &&
    a.reference.where === b.reference.where &&
    a.target?.name === b.target?.name &&
    a.target?.why === b.target?.why &&
    a.ignored === b.ignored &&
    a.verdict.message === b.verdict.message
  );
}

/** The line of an image, called by its file and number. */
export function lineOf({ finding, uri, line, character }: SeenFinding): Line {
  return { uri, line, character, title: `${finding.reference.file}:${line + 1}` };
}
