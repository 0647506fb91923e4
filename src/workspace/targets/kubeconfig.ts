import type { KubeContext } from '../../model/target.ts';
import { at, items, textOf, view } from '../../read/source/view.ts';
import { parseYaml } from '../../read/source/yaml/yaml.ts';

/** The clusters that kubectl knows on this machine. */
export interface Kubectl {
  readonly contexts: readonly KubeContext[];
  readonly current: KubeContext | undefined;
}

/**
 * Returns the contexts of kubectl, and the current one. The first of its files with an entry counts:
 * https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/#merging-kubeconfig-files
 *
 * Reads only the names of contexts and the addresses of clusters, and nothing else of such a file.
 */
export function kubectlIn(texts: readonly string[]): Kubectl {
  const files = texts.map(text => view(parseYaml(withoutCredentials(text)).root));
  /** The keys by name, from lists of `{ name, <part>: { <key> } }`. */
  const named = (list: string, part: string, key: string) => {
    const found = new Map<string, string>();
    for (const item of files.flatMap(file => items(at(file, list)))) {
      const [name, value] = [textOf(at(item, 'name')), textOf(at(item, part, key))];
      if (name !== undefined && value !== undefined && !found.has(name)) found.set(name, value);
    }
    return found;
  };
  const servers = named('clusters', 'cluster', 'server');
  const contexts = [...named('contexts', 'context', 'cluster')].flatMap(([name, cluster]) => {
    const host = hostOf(servers.get(cluster) ?? '');
    return host === undefined ? [] : [{ name, host }];
  });
  const [current] = files.flatMap(file => textOf(at(file, 'current-context')) ?? []);
  return { contexts, current: contexts.find(({ name }) => name === current) };
}

/** Cuts off users and their credentials, by their lines, before the text is parsed. */
export function withoutCredentials(text: string): string {
  const kept: string[] = [];
  let isUsers = false;
  for (const line of text.split('\n')) {
    // A list may begin in the column of its key.
    if (/^[^\s#-]/.test(line)) isUsers = /^['"]?users['"]?\s*:/.test(line);
    const isData = /^\s*['"]?[\w-]*(?:data|token|password|secret)['"]?\s*:/i.test(line);
    if (!isUsers && !isData) kept.push(line);
  }
  return kept.join('\n');
}

function hostOf(server: string): string | undefined {
  try {
    return new URL(server).hostname.toLowerCase() || undefined;
  } catch {
    return undefined;
  }
}
