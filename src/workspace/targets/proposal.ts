import type { AccessMap, Runtime } from '../../access/map.ts';
import { folderOf } from '../../model/place.ts';
import type { Platform } from '../../model/reference.ts';
import type { KubeContext, TargetKind } from '../../model/target.ts';
import type { Finding } from '../../model/verdict.ts';
import { decidingFiles } from './destinations.ts';
import type { Kubectl } from './kubeconfig.ts';
import { contextCluster } from './targets.ts';

/** A manifest without a target that names an image of an Azure registry, or that sends such a one to where it goes itself. */
export interface DeployedManifest {
  readonly file: string;
  readonly platform: Platform;
}

/** The manifests of findings that have no target. */
export function withoutTarget(findings: readonly Finding[]): readonly DeployedManifest[] {
  return findings
    .filter(({ target }) => target === null)
    .flatMap(({ reference }) =>
      decidingFiles(reference).map(file => ({ file, platform: reference.workload.platform })),
    );
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
 * cluster, or like its context in kubectl, then the only cluster there is, then the cluster that kubectl is set to. A person
 * reads the proposal before it counts, and nothing ambiguous is in it. Apps and jobs are named by their manifests and need
 * no line.
 */
export function proposeTargets(
  manifests: readonly DeployedManifest[],
  map: AccessMap,
  { contexts, current: context }: Kubectl = { contexts: [], current: undefined },
): Proposal {
  const clusters = map.runtimes.filter(runtime => runtime.kind === 'aks');
  const named: readonly Named[] = clusters.map(cluster => {
    const own = contexts.filter(each => contextCluster(each, map)?.id === cluster.id);
    return { cluster, names: [cluster.name, ...own.map(({ name }) => name)].map(name => name.toLowerCase()) };
  });
  const usual = usualCluster(clusters, map, context);
  const found: { readonly cluster: Runtime; readonly glob: string; readonly why: string }[] = [];
  const open = new Map<string, string>();
  for (const { file, platform } of [...manifests].sort((one, other) => (one.file < other.file ? -1 : 1))) {
    if (platform !== 'kubernetes') continue;
    const { folder, clusters: meant } = clusterOfFolder(file, named);
    const [cluster] = meant.length === 1 ? meant : [];
    if (cluster) found.push({ cluster, glob: `${folder}/**`, why: `${folder} has the name of this cluster` });
    else if (usual) {
      const glob = file.includes('/') ? `${folderOf(file)}/**` : file;
      found.push({ ...usual, glob });
    } else {
      const names = meant.map(({ name }) => name).join(', ');
      open.set(folderOf(file) || '.', names === '' ? 'no cluster has this name' : `it could be ${names}`);
    }
  }
  const proposed = [...Map.groupBy(found, each => each.cluster)].map(([{ name, kind, id }, all]) => {
    return { name, kind, id, manifests: outermost(all.map(({ glob }) => glob)), why: all[0]?.why ?? '' };
  });
  return { targets: proposed, open: [...open].map(([folder, why]) => ({ folder, why })) };
}

/** The cluster for manifests of which no folder says more, with the reason. */
function usualCluster(
  clusters: readonly Runtime[],
  map: AccessMap,
  context: KubeContext | undefined,
): { readonly cluster: Runtime; readonly why: string } | undefined {
  const [only, ...others] = clusters;
  if (only && others.length === 0) return { cluster: only, why: 'the only cluster found in Azure' };
  const current = contextCluster(context, map);
  return current && { cluster: current, why: `kubectl is set to it (context ${context?.name})` };
}

/** Globs that no other one covers. */
function outermost(globs: readonly string[]): readonly string[] {
  const folders = globs.filter(glob => glob.endsWith('/**')).map(glob => glob.slice(0, -'**'.length));
  const isCovered = (glob: string) => folders.some(folder => glob.startsWith(folder) && glob !== `${folder}**`);
  return [...new Set(globs)].filter(glob => !isCovered(glob));
}

interface Named {
  readonly cluster: Runtime;
  /** Its own, and those of its contexts in kubectl, in lower case. */
  readonly names: readonly string[];
}

/** The innermost folder that is called like a cluster: by its whole name, or by a word that only some clusters have. */
function clusterOfFolder(
  file: string,
  clusters: readonly Named[],
): { readonly folder: string; readonly clusters: readonly Runtime[] } {
  const folders = file.split('/').slice(0, -1);
  const usual = wordsOfAll(clusters);
  let ambiguous: { readonly folder: string; readonly clusters: readonly Runtime[] } | undefined;
  for (let depth = folders.length; depth > 0; depth--) {
    const segment = folders[depth - 1]?.toLowerCase() ?? '';
    const folder = folders.slice(0, depth).join('/');
    const whole = clusters.filter(({ names }) => names.includes(segment));
    const byWord = whole.length > 0 ? whole : clusters.filter(each => wordsOf(each).includes(segment));
    const found = byWord.map(({ cluster }) => cluster);
    if (found.length === 1 && !usual.has(segment)) return { folder, clusters: found };
    if (found.length > 1) ambiguous ??= { folder, clusters: found };
  }
  return ambiguous ?? { folder: folderOf(file) || '.', clusters: [] };
}

/** `aks` in `aks-eu` and `aks-us` tells nothing. */
function wordsOfAll(clusters: readonly Named[]): ReadonlySet<string> {
  const [first, ...rest] = clusters.map(wordsOf);
  return new Set((first ?? []).filter(word => rest.length > 0 && rest.every(words => words.includes(word))));
}

function wordsOf({ names }: Named): readonly string[] {
  return names.flatMap(name => name.split(/[-_.]/));
}
