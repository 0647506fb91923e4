/** The pod, app and namespace that a text names first, to fill commands in with. */
export interface Pod {
  readonly pod: string | undefined;
  readonly namespace: string | undefined;
}

const name = '([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)';

/** `kubectl get pods` with and without namespaces, `kubectl describe pod`, events, a kubelet's log. */
const rows: readonly (readonly [pattern: RegExp, pod: number, namespace: number])[] = [
  [new RegExp(String.raw`^${name}[ \t]+${name}[ \t]+\d+/\d+[ \t]+\S*(?:Pull|Image)`, 'm'), 2, 1],
  [new RegExp(String.raw`^${name}[ \t]+\d+/\d+[ \t]+\S*(?:Pull|Image)`, 'm'), 1, 0],
  [new RegExp(String.raw`^Name:[ \t]+${name}[ \t]*\nNamespace:[ \t]+${name}`, 'm'), 1, 2],
  [new RegExp(String.raw`\bpod="${name}/${name}"`), 2, 1],
  [new RegExp(String.raw`\bpods?/${name}`), 1, 0],
  [new RegExp(String.raw`\b(?:describe|get) pod ${name}`), 1, 0],
  [new RegExp(String.raw`\bpod "?${name}_${name}\(`), 1, 2],
  [new RegExp(String.raw`\b[pP]od "${name}"`), 1, 0],
];
const inNamespace = new RegExp(String.raw`(?:\s(?:-n|--namespace)[ =]|[nN]amespace"?[:=]\s{0,12}"?)${name}`);

export function podIn(text: string): Pod {
  const said = inNamespace.exec(text)?.[1];
  for (const [pattern, pod, namespace] of rows) {
    const found = pattern.exec(text);
    if (found) return { pod: found[pod], namespace: (namespace > 0 ? found[namespace] : undefined) ?? said };
  }
  return { pod: undefined, namespace: said };
}
