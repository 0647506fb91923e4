import { at, items, textOf, view } from '../../manifests/source/view.ts';
import { parseYaml } from '../../manifests/source/yaml/yaml.ts';
import type { KubeContext } from '../../model/target.ts';

/** The clusters that kubectl knows on this machine. */
export interface Kubectl {
  readonly contexts: readonly KubeContext[];
  readonly current: KubeContext | undefined;
}

/**
 * The contexts of kubectl, and the current one, as the files that it reads say, in their order: the first one that says something
 * counts. https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/#merging-kubeconfig-files
 *
 * Of all that is in such a file, only the names of contexts and the addresses of clusters are looked at.
 */
export function kubectlIn(texts: readonly string[]): Kubectl {
  const files = texts.map(text => read(withoutCredentials(text)));
  const names = new Set(files.flatMap(file => [...file.contexts.keys()]));
  const contexts = [...names].flatMap(name => {
    const cluster = first(files, file => file.contexts.get(name));
    const server = cluster === undefined ? undefined : first(files, file => file.servers.get(cluster));
    const host = server === undefined ? undefined : hostOf(server);
    return host === undefined ? [] : [{ name, host }];
  });
  const current = first(files, file => file.current);
  return { contexts, current: contexts.find(({ name }) => name === current) };
}

/** Who signs in, and with what, is cut off before the text is parsed, as far as lines tell it apart. */
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

interface KubeFile {
  readonly current: string | undefined;
  readonly contexts: ReadonlyMap<string, string>;
  readonly servers: ReadonlyMap<string, string>;
}

function read(text: string): KubeFile {
  const root = view(parseYaml(text).root);
  /** Of a list of `{ name, <part>: { <key> } }`, the keys by name; of several with one name the first counts. */
  const named = (list: string, part: string, key: string) =>
    new Map(
      items(at(root, list))
        .flatMap((item): readonly (readonly [string, string])[] => {
          const [name, value] = [textOf(at(item, 'name')), textOf(at(item, part, key))];
          return name === undefined || value === undefined ? [] : [[name, value]];
        })
        .toReversed(),
    );
  return {
    current: textOf(at(root, 'current-context')),
    contexts: named('contexts', 'context', 'cluster'),
    servers: named('clusters', 'cluster', 'server'),
  };
}

function hostOf(server: string): string | undefined {
  try {
    return new URL(server).hostname.toLowerCase() || undefined;
  } catch {
    return undefined;
  }
}

function first<T>(files: readonly KubeFile[], ask: (file: KubeFile) => T | undefined): T | undefined {
  for (const file of files) {
    const answer = ask(file);
    if (answer !== undefined) return answer;
  }
  return undefined;
}
