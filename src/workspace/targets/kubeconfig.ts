import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
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
  const { contents } = parseDocument(text, { logLevel: 'silent' });
  return {
    current: textAt(contents, 'current-context') || undefined,
    contexts: named(contents, 'contexts', 'context', 'cluster'),
    servers: named(contents, 'clusters', 'cluster', 'server'),
  };
}

/** Of a list of `{ name, <part>: { <key> } }`, the keys by name; of several with one name the first counts. */
function named(contents: unknown, list: string, part: string, key: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const items = at(contents, list);
  for (const item of isSeq(items) ? items.items : []) {
    const name = textAt(item, 'name');
    const value = textAt(at(item, part), key);
    if (name !== undefined && value !== undefined && !found.has(name)) found.set(name, value);
  }
  return found;
}

function at(node: unknown, key: string): unknown {
  return isMap(node) ? node.get(key, true) : undefined;
}

function textAt(node: unknown, key: string): string | undefined {
  const value = at(node, key);
  return isScalar(value) && typeof value.value === 'string' ? value.value : undefined;
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
