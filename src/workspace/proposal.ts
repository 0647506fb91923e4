import { Document, type YAMLMap, type YAMLSeq } from 'yaml';
import type { AccessMap, Runtime } from '../access/map.ts';
import type { Platform } from '../model/reference.ts';
import type { KubeContext, TargetKind } from '../model/target.ts';
import { contextTarget } from './targets.ts';

/** A manifest without a target that names an image of an Azure registry, or that sends such a one to where it goes itself. */
export interface DeployedManifest {
  readonly file: string;
  readonly platforms: readonly Platform[];
}

/** A target of a proposed config, with the reason to propose it. */
export interface ProposedTarget {
  readonly name: string;
  readonly kind: TargetKind;
  readonly id: string;
  readonly manifests: readonly string[];
  readonly why: string;
}

export interface Proposal {
  readonly targets: readonly ProposedTarget[];
  /** Manifests without a target, each folder once, with the reason. */
  readonly open: readonly { readonly folder: string; readonly why: string }[];
}

/**
 * Proposes where the manifests of a workspace go, from what the workspace and the map say: folders that are called like a
 * cluster, then the only cluster there is, then the cluster that kubectl is set to. A person reads the proposal before it
 * counts, and nothing ambiguous is in it. Apps and jobs are named by their manifests and need no line.
 */
export function proposeTargets(
  manifests: readonly DeployedManifest[],
  map: AccessMap,
  context?: KubeContext | undefined,
): Proposal {
  const clusters = map.runtimes.filter(({ kind }) => kind === 'aks');
  const [only, ...others] = clusters;
  const current = contextTarget({ map, context });
  const globs = new Map<Runtime, { readonly manifests: Set<string>; readonly why: string }>();
  const open = new Map<string, string>();
  for (const { file, platforms } of [...manifests].sort((one, other) => (one.file < other.file ? -1 : 1))) {
    if (!platforms.includes('kubernetes') || (only && others.length === 0)) continue;
    const named = clusterOfFolder(file, clusters);
    if (named.clusters.length === 1 && named.clusters[0]) {
      const why = `${named.folder} is called like this cluster`;
      const known = globs.get(named.clusters[0]) ?? { manifests: new Set(), why };
      globs.set(named.clusters[0], known);
      known.manifests.add(`${named.folder}/**`);
    } else if (!current) {
      const names = named.clusters.map(({ name }) => name).join(', ');
      open.set(folderOf(file), names === '' ? 'no cluster is called like it' : `it could be ${names}`);
    }
  }
  const proposed = [...globs].map(([{ name, kind, id }, { manifests: patterns, why }]) => {
    return { name, kind, id, manifests: [...patterns], why };
  });
  return { targets: proposed, open: [...open].map(([folder, why]) => ({ folder, why })) };
}

/** The innermost folder that is called like a cluster: by its whole name, or by a word that only some clusters have. */
function clusterOfFolder(
  file: string,
  clusters: readonly Runtime[],
): { readonly folder: string; readonly clusters: readonly Runtime[] } {
  const folders = file.split('/').slice(0, -1);
  const usual = wordsOfAll(clusters);
  let ambiguous: { readonly folder: string; readonly clusters: readonly Runtime[] } | undefined;
  for (let depth = folders.length; depth > 0; depth--) {
    const segment = folders[depth - 1]?.toLowerCase() ?? '';
    const folder = folders.slice(0, depth).join('/');
    const named = clusters.filter(({ name }) => name.toLowerCase() === segment);
    const found = named.length > 0 ? named : clusters.filter(({ name }) => wordsOf(name).includes(segment));
    if (found.length === 1 && !usual.has(segment)) return { folder, clusters: found };
    if (found.length > 1) ambiguous ??= { folder, clusters: found };
  }
  return ambiguous ?? { folder: folderOf(file), clusters: [] };
}

/** `aks` in `aks-eu` and `aks-us` tells nothing. */
function wordsOfAll(clusters: readonly Runtime[]): ReadonlySet<string> {
  const [first, ...rest] = clusters.map(({ name }) => wordsOf(name));
  return new Set((first ?? []).filter(word => rest.length > 0 && rest.every(words => words.includes(word))));
}

function wordsOf(name: string): readonly string[] {
  return name.toLowerCase().split(/[-_.]/);
}

function folderOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '.';
}

/** The proposal as the text of a config. Manifests without a target are in a comment, for a person to decide. */
export function proposedConfig({ targets, open }: Proposal, snapshot: string | undefined): string {
  const document = new Document({
    version: 1,
    ...(snapshot === undefined ? {} : { snapshot }),
    ...(targets.length === 0 ? {} : { targets: targets.map(({ why: _, ...target }) => target) }),
  });
  document.commentBefore = ' Where these manifests are deployed. Check each target before you save.';
  const list = document.get('targets') as YAMLSeq<YAMLMap> | undefined;
  list?.items.forEach((item, i) => {
    item.commentBefore = ` ${targets[i]?.why ?? ''}`;
  });
  if (open.length > 0) {
    const lines = open.map(({ folder, why }) => `   ${folder}: ${why}`);
    document.comment = ` No target yet:\n${lines.join('\n')}`;
  }
  return document.toString({ lineWidth: 0, singleQuote: true });
}
