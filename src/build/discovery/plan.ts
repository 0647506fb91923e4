import { append } from '../../model/lists.ts';
import { remembered } from '../../model/memo.ts';
import { folderOf, foldersAbove } from '../../model/place.ts';
import type { BuildInputs } from '../built.ts';
import { isChartFile } from '../helm/chart.ts';
import {
  editsOf,
  generatedFrom,
  isComponentFolder,
  isKustomizationFile,
  usedBy,
} from '../kustomize/kustomizationFiles.ts';

/**
 * The structure of a workspace before anything is built: kustomizations with what they use, and charts. A file that is
 * part of neither is a plain manifest.
 */
export interface Plan {
  /** The file of each kustomization, by its folder. */
  readonly kustomizations: ReadonlyMap<string, string>;
  /** Folders of kustomizations that are deployed on their own, in order. */
  readonly rootKustomizations: readonly string[];
  /** The files of components, which are deployed only with a kustomization that uses them. */
  readonly components: readonly string[];
  /** Folders of charts that no other chart holds and no kustomization inflates, in order. */
  readonly charts: readonly string[];
  /** Returns whether a file is a part of a kustomization or a chart, and no manifest of its own. */
  isPart(file: string): boolean;
  /** Returns whether a kustomization puts a file into a ConfigMap or a Secret. */
  isData(file: string): boolean;
}

/** The paths that a kustomization names, and whether it is a component. */
export interface KustomizationUse {
  /** Folders and files that it deploys or builds from. */
  readonly uses: readonly string[];
  /** Files with which it changes objects. */
  readonly edits: readonly string[];
  /** Files that it puts into ConfigMaps and Secrets. */
  readonly data: readonly string[];
  readonly isComponent: boolean;
}

export function kustomizationUse(folder: string, inputs: BuildInputs): KustomizationUse {
  return {
    uses: usedBy(folder, inputs).filter(path => path !== folder),
    edits: editsOf(folder, inputs),
    data: generatedFrom(folder, inputs),
    isComponent: isComponentFolder(folder, inputs),
  };
}

/** Makes the plan. `entriesNaming`: the entries of the config that name a file. Yields between kustomizations. */
export function* planOf(
  files: Iterable<string>,
  useOf: (folder: string) => KustomizationUse,
  entriesNaming: (file: string) => readonly number[],
): Generator<undefined, Plan> {
  const named = [...files].filter(file => isKustomizationFile(file) || isChartFile(file)).sort();
  const kustomizations = new Map(named.filter(isKustomizationFile).map(file => [folderOf(file), file]));
  const found = new Map<string, KustomizationUse>();
  for (const folder of kustomizations.keys()) {
    found.set(folder, useOf(folder));
    yield;
  }
  const users = usersIn(found);
  const data = new Set([...found.values()].flatMap(use => use.data));
  const edits = new Set([...data, ...[...found.values()].flatMap(use => use.edits)]);
  const chartFolders = new Set(named.filter(isChartFile).map(folderOf));
  const isPart = (file: string) =>
    kustomizations.get(folderOf(file)) === file || users.has(file) || edits.has(file) || isOfChart(file, chartFolders);
  const parts = new Map<string, boolean>();
  const roots = rootsIn(found, users, folder => entriesNaming(kustomizations.get(folder) ?? ''));
  yield;
  return {
    kustomizations,
    rootKustomizations: roots,
    components: [...found].flatMap(([folder, { isComponent }]) =>
      isComponent ? (kustomizations.get(folder) ?? []) : [],
    ),
    charts: [...chartFolders].filter(folder => !users.has(folder) && !isSubchart(folder, chartFolders)),
    isData: file => data.has(file),
    isPart: file => remembered(parts, file, () => isPart(file)),
  };
}

type Users = ReadonlyMap<string, ReadonlySet<string>>;

/** The folders of the kustomizations that use a file or a folder. */
function usersIn(found: ReadonlyMap<string, KustomizationUse>): Users {
  const users = new Map<string, Set<string>>();
  for (const [folder, { uses }] of found) {
    for (const path of uses) remembered(users, path, () => new Set()).add(folder);
  }
  return users;
}

/**
 * The kustomizations that nothing else uses, and the first of a circle, which kustomize refuses. A base is a root, too,
 * if an entry of the config names it and none of its users. A component never is.
 */
function rootsIn(
  found: ReadonlyMap<string, KustomizationUse>,
  users: Users,
  entriesNaming: (folder: string) => readonly number[],
): readonly string[] {
  const candidates = [...found].flatMap(([folder, { isComponent }]) => (isComponent ? [] : folder));
  const above = (folder: string) => closure(folder, each => users.get(each) ?? []);
  const known = new Map<string, readonly number[]>();
  const namedIn = (folder: string) => remembered(known, folder, () => entriesNaming(folder));
  const roots = candidates.filter(folder => {
    if (!users.has(folder)) return true;
    const own = namedIn(folder);
    if (own.length === 0) return false;
    const ofUsers = new Set([...above(folder)].flatMap(namedIn));
    return own.some(entry => !ofUsers.has(entry));
  });
  const reached = new Set<string>();
  const reach = (root: string) => {
    for (const waiting = [root]; ; ) {
      const each = waiting.pop();
      if (each === undefined) return;
      if (reached.has(each)) continue;
      reached.add(each);
      append(waiting, found.get(each)?.uses ?? []);
    }
  };
  for (const root of roots) reach(root);
  for (const folder of candidates) {
    if (reached.has(folder)) continue;
    roots.push(folder);
    reach(folder);
  }
  return roots.sort();
}

/** Everything that can be reached from a beginning, without the beginning itself. */
function closure(beginning: string, next: (from: string) => Iterable<string>): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [beginning];
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    for (const other of next(each)) {
      if (other === beginning || found.has(other)) continue;
      found.add(other);
      waiting.push(other);
    }
  }
  return found;
}

function isSubchart(folder: string, charts: ReadonlySet<string>): boolean {
  const steps = folder.split('/');
  return steps.at(-2) === 'charts' && charts.has(steps.slice(0, -2).join('/'));
}

/**
 * Returns whether Helm reads a file as part of a chart. Other files in its folder, such as values for an environment,
 * need a person or a tool that names them.
 */
function isOfChart(file: string, charts: ReadonlySet<string>): boolean {
  const chart = foldersAbove(file).find(folder => charts.has(folder));
  if (chart === undefined) return false;
  const inner = chart === '' ? file : file.slice(chart.length + 1);
  const [first = ''] = inner.split('/');
  return ['templates', 'charts', 'crds'].includes(first) || ['Chart.yaml', 'values.yaml', 'values.yml'].includes(inner);
}
