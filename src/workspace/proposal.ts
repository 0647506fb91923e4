import { Document, type YAMLMap, type YAMLSeq } from 'yaml';
import type { AccessMap, Runtime } from '../access/map.ts';
import type { Platform } from '../model/reference.ts';
import type { KubeContext, TargetKind } from '../model/target.ts';
import type { Delivery } from './gitOps.ts';
import { contextTarget } from './targets.ts';

/** A manifest that names an image of an Azure registry, and the platforms of its workloads. */
export interface DeployedManifest {
  readonly file: string;
  readonly platforms: readonly Platform[];
  /** The kustomizations that deploy it; absent where that was not looked up. */
  readonly kustomizations?: readonly string[];
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
 * Proposes where the manifests of a workspace go, from what the workspace and the map say: what GitOps controllers are told
 * to deploy, then folders that are called like a cluster, then the only cluster there is, then the cluster that kubectl is
 * set to. What kustomizations deploy goes where they go. A person reads the proposal before it counts, and nothing ambiguous
 * is in it. Apps and jobs are named by their manifests and need no line.
 */
export function proposeTargets(
  manifests: readonly DeployedManifest[],
  map: AccessMap,
  context?: KubeContext | undefined,
  deliveries: readonly Delivery[] = [],
): Proposal {
  const clusters = map.runtimes.filter(({ kind }) => kind === 'aks');
  const [only, ...others] = clusters;
  const current = contextTarget({ map, context });
  const globs = new Map<Runtime, { readonly manifests: Set<string>; readonly why: Set<string> }>();
  const open = new Map<string, string>();
  const propose = (cluster: Runtime, glob: string, why: string) => {
    const known = globs.get(cluster) ?? { manifests: new Set(), why: new Set() };
    globs.set(cluster, known);
    known.manifests.add(glob);
    known.why.add(why);
  };
  for (const { file, platforms, kustomizations = [] } of [...manifests].sort(byFile)) {
    if (!platforms.includes('kubernetes') || (only && others.length === 0)) continue;
    const places = placesOf(file, clusters, deliveries);
    const passed = kustomizations.flatMap(each =>
      placesOf(each, clusters, deliveries).map(place => ({ ...place, each })),
    );
    for (const { cluster, folder, why } of places) propose(cluster, inFolder(folder, '**'), why);
    if (places.length > 0) continue;
    for (const { cluster, each } of passed) propose(cluster, inFolder(folderOf(file), '*'), `${each} deploys there`);
    if (passed.length === 0 && !current) {
      const names = clusterOfFolder(file, clusters).clusters.map(({ name }) => name);
      open.set(folderOf(file), names.length === 0 ? 'no cluster is called like it' : `it could be ${names.join(', ')}`);
    }
  }
  const proposed = [...globs].map(([{ name, kind, id }, { manifests: patterns, why }]) => {
    return { name, kind, id, manifests: [...patterns], why: [...why].join('; ') };
  });
  return { targets: proposed, open: [...open].map(([folder, why]) => ({ folder, why })) };
}

function byFile({ file: one }: DeployedManifest, { file: other }: DeployedManifest): number {
  return one < other ? -1 : 1;
}

interface ProposedPlace {
  readonly cluster: Runtime;
  readonly folder: string;
  readonly why: string;
}

/** Where a file goes by itself: by the innermost folder that a controller deploys, or else by the name of a folder. */
function placesOf(
  file: string,
  clusters: readonly Runtime[],
  deliveries: readonly Delivery[],
): readonly ProposedPlace[] {
  const around = deliveries.filter(({ folder }) => folder !== '' && file.startsWith(`${folder}/`));
  const depth = Math.max(...around.map(({ folder }) => folder.length));
  const orders = around.filter(({ folder }) => folder.length === depth);
  const ordered = orders.map(({ file: by, folder, cluster: named }) => {
    const found = named === undefined ? clusterOfFolder(by, clusters).clusters : clusters.filter(isCalled(named));
    return found.length === 1 ? found.map(cluster => ({ cluster, folder, why: `${by} deploys ${folder} there` })) : [];
  });
  if (ordered.length > 0 && ordered.every(each => each.length > 0)) return ordered.flat();
  const { folder, clusters: named } = clusterOfFolder(file, clusters);
  const why = `${folder} is called like this cluster`;
  return named.length === 1 ? named.map(cluster => ({ cluster, folder, why })) : [];
}

function isCalled(named: NonNullable<Delivery['cluster']>): (cluster: Runtime) => boolean {
  return cluster =>
    'name' in named
      ? cluster.name.toLowerCase() === named.name.toLowerCase()
      : cluster.kind === 'aks' && cluster.apiServerHosts.includes(named.host);
}

function inFolder(folder: string, pattern: string): string {
  return folder === '.' ? pattern : `${folder}/${pattern}`;
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

/** The proposal as the text of a config. What it leaves open is a comment, for the person to decide. */
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
