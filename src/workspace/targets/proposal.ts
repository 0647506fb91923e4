import type { AccessMap, Cluster } from '../../access/map.ts';
import { remembered } from '../../model/memo.ts';
import { folderOf, foldersAbove } from '../../model/place.ts';
import type { Platform } from '../../model/reference.ts';
import type { KubeContext } from '../../model/target.ts';
import type { Finding } from '../../model/verdict.ts';
import { decidingFiles } from './destinations.ts';
import { type FileGuess, type Fleet, fleetOf, outermost, type ProposedTarget } from './fleet.ts';
import { type Guessed, Guesser, reasonInWords } from './guess.ts';
import type { Kubectl } from './kubeconfig.ts';
import { inFolders, type OpenFolder } from './openFolders.ts';
import { globOfPath, textOfStep } from './pathPieces.ts';
import { contextCluster } from './targets.ts';
import { hasRole, type NamedCluster, nameCluster, traitNamed } from './traits.ts';
import { folderOfNoDeployment } from './words.ts';

/**
 * A manifest without a target that names an image of an Azure registry, or that sends such a manifest to its own
 * target.
 */
export interface DeployedManifest {
  readonly file: string;
  readonly platform: Platform;
}

/** The manifests of findings that have no target. */
export function withoutTarget(findings: readonly Finding[]): readonly DeployedManifest[] {
  return findings
    .filter(({ target }) => target === null)
    .flatMap(({ reference, alike = [] }) => [reference, ...alike])
    .flatMap(reference => decidingFiles(reference).map(file => ({ file, platform: reference.workload.platform })));
}

/** The manifests of findings that have a target, which no proposal changes. */
export function placedIn(findings: readonly Finding[]): readonly string[] {
  return findings
    .filter(({ target }) => target !== null)
    .flatMap(({ reference, alike = [] }) => [reference, ...alike])
    .flatMap(reference => [reference.entry ?? reference.file, ...decidingFiles(reference)]);
}

export interface Proposal {
  /** All targets, each with its globs. */
  readonly targets: readonly ProposedTarget[];
  /** Patterns for many clusters, and the rest. */
  readonly fleet: Fleet;
  /** Manifests without a target, by common folder, with the reason. */
  readonly open: readonly OpenFolder[];
  /** Folders of tests, documentation and examples. */
  readonly left: readonly string[];
}

export const noProposal: Proposal = { targets: [], fleet: { groups: [], rest: [] }, open: [], left: [] };

/**
 * Proposes where the manifests of a workspace go, in this order: folders with the name of a cluster or of its kubectl
 * context, folders and files that name its environment, the only cluster, kubectl's current one. It proposes nothing
 * ambiguous, and a person confirms the rest. Apps and jobs need no line: their manifests name them. `placed`: files
 * that have a target already.
 */
export function proposeTargets(
  manifests: readonly DeployedManifest[],
  map: AccessMap,
  { contexts, current: context }: Kubectl = { contexts: [], current: undefined },
  placed: readonly string[] = [],
): Proposal {
  const clusters = map.runtimes.filter(runtime => runtime.kind === 'aks');
  const all = clusters.map(cluster => {
    const own = contexts.filter(each => contextCluster(each, map)?.id === cluster.id);
    return nameCluster(
      cluster,
      own.map(({ name }) => name),
    );
  });
  const usual = usualCluster(all, map, context);
  const files = [...new Set(manifests.flatMap(({ file, platform }) => (platform === 'kubernetes' ? file : [])))].sort();
  const isEnvironment = (word: string) => all.some(each => traitNamed(word, each) !== undefined);
  const left = new Map(files.map(file => [file, folderOfNoDeployment(file, isEnvironment)]));
  const guesser = new Guesser(all);
  const found: FileGuess[] = [];
  const open = new Map<string, string>();
  for (const file of files) {
    if (left.get(file) !== undefined) continue;
    const guessed = guesser.guess(file);
    const isOfOther = guessed.kind === 'none' && guessed.environment !== undefined;
    if (guessed.kind === 'one') found.push({ file, ...guessed.guess });
    else if (usual !== undefined && !(isOfOther && hasRole(usual.named, 'environment'))) {
      const steps = (file.includes('/') ? folderOf(file) : file).split('/').map(step => [step]);
      found.push({ file, named: usual.named, steps, isFolder: file.includes('/'), basis: 'usual', why: usual.why });
    } else open.set(file, whyOpen(guessed));
  }
  const narrowed = withoutOthers(found, [...files, ...placed]);
  const targets = [...Map.groupBy(narrowed, each => each.named.cluster)].map(([{ name, kind, id }, own]) => {
    return { name, kind, id, manifests: outermost(own.map(globOfPath)), why: own.map(reasonInWords)[0] ?? '' };
  });
  return {
    targets,
    fleet: fleetOf(narrowed, targets, [...files, ...placed], map),
    open: inFolders(open),
    left: [...new Set([...left.values()].flatMap(folder => folder ?? []))],
  };
}

function whyOpen(guessed: Exclude<Guessed, { readonly kind: 'one' }>): string {
  if (guessed.kind === 'several') return `it could be ${guessed.among.map(({ cluster }) => cluster.name).join(', ')}`;
  if (guessed.environment === undefined) return 'no cluster has this name';
  return `no cluster is of the environment ${guessed.environment}`;
}

/** The cluster for manifests without a more specific folder, with the reason. */
function usualCluster(
  all: readonly NamedCluster[],
  map: AccessMap,
  context: KubeContext | undefined,
): { readonly named: NamedCluster; readonly why: string } | undefined {
  const [only, ...others] = all;
  if (only && others.length === 0) return { named: only, why: 'the only cluster found in Azure' };
  const current = contextCluster(context, map);
  const own = all.find(({ cluster }) => cluster.id === current?.id);
  return own && { named: own, why: `kubectl is set to it (context ${context?.name})` };
}

/** Narrows a folder that also holds files for another cluster to the file's own folder, or else to the file. */
function withoutOthers(found: readonly FileGuess[], files: readonly string[]): readonly FileGuess[] {
  const owner = new Map(found.map(({ file, named: { cluster } }) => [file, cluster]));
  const owners = new Map<string, Set<Cluster | undefined>>();
  for (const file of files)
    for (const folder of foldersAbove(file)) remembered(owners, folder, () => new Set()).add(owner.get(file));
  return found.map(each => {
    const isFree = (folder: string) => owners.get(folder)?.size === 1 && owners.get(folder)?.has(each.named.cluster);
    if (!each.isFolder || isFree(each.steps.map(textOfStep).join('/'))) return each;
    const own = folderOf(each.file);
    const isFolder = own !== '' && isFree(own) === true;
    return { ...each, isFolder, steps: (isFolder ? own : each.file).split('/').map(step => [step]) };
  });
}
