import { emptyAt, type Span, type Written } from '../../model/place.ts';
import type { Declaration, ManifestReading } from '../../model/reading.ts';
import type { ImageReference } from '../../model/reference.ts';
import type { ListedSecret, PodWorkload, PullSecret, ServiceAccount, Workload } from '../../model/workload.ts';
import { accountNamed } from '../../read/formats/kubernetes/pods.ts';

/** The pod with what the workspace declares of its pull secrets and its service account. */
export function joinPod(pod: PodWorkload, file: string, declared: Declared): PodWorkload {
  return {
    ...pod,
    pullSecrets: pod.pullSecrets.map(secret => joinSecret(secret, pod.namespace, file, declared)),
    morePullSecrets: [...pod.morePullSecrets, ...secretsOfOneOf(pod, file, declared)],
    serviceAccount: joinServiceAccount(pod, file, declared),
  };
}

/** Of several accounts or bindings that may be meant, one may bring pull secrets; they count where the pod lists none. */
function secretsOfOneOf(pod: PodWorkload, file: string, declared: Declared): readonly Written[] {
  if (pod.controller || pod.pullSecrets.length > 0) return [];
  const { text, span } = pod.serviceAccount ?? { text: 'default', span: emptyAt(0) };
  const accounts = declared.nearest('serviceAccount', text, pod.namespace, file);
  const isOfOne = accounts.length > 1 && accounts.some(({ pullSecrets }) => pullSecrets.length > 0);
  const isBound = declared.nearest('pullBinding', text, pod.namespace, file).length > 1;
  return isOfOne || isBound ? [{ text: `service account ${text}`, span }] : [];
}

function joinSecret(secret: ListedSecret, namespace: string | undefined, file: string, declared: Declared): PullSecret {
  const found = declared.find('pullSecret', secret.text, namespace, file);
  return { ...secret, entries: found?.entries, definedAt: found?.place };
}

/** A pod that names no service account runs as `default`, which matters only where the workspace declares that one. */
function joinServiceAccount(
  pod: Pick<PodWorkload, 'controller' | 'namespace' | 'serviceAccount'>,
  file: string,
  declared: Declared,
): ServiceAccount | undefined {
  if (pod.controller && !pod.serviceAccount) return undefined; // a controller runs as an account of its own
  const name = pod.serviceAccount?.text ?? 'default';
  const found = declared.find('serviceAccount', name, pod.namespace, file);
  const binding = declared.find('pullBinding', name, pod.namespace, file)?.binding;
  if (!pod.serviceAccount && !found && !binding) return undefined;
  return {
    text: name,
    span: pod.serviceAccount?.span ?? found?.place.span ?? emptyAt(0),
    pullSecrets: found?.pullSecrets.map(secret => joinSecret(secret, found.namespace ?? pod.namespace, file, declared)),
    pullClientId: found?.pullClientId,
    binding,
    definedAt: found?.place,
  };
}

/** What a patch says of who pulls, with what the workspace declares of its secrets. */
export interface PatchedPulls extends Omit<DeclarationOf<'pulls'>, 'secrets' | 'account'> {
  readonly secrets: readonly PullSecret[];
  readonly account: ServiceAccount | undefined;
}

export function joinPulls(pulls: DeclarationOf<'pulls'>, file: string, declared: Declared): PatchedPulls {
  const { namespace } = pulls.object;
  const named = (text: string) => ({ text, span: pulls.span });
  const serviceAccount = pulls.account === undefined ? undefined : accountNamed(named(pulls.account));
  return {
    ...pulls,
    secrets: pulls.secrets.map(text => joinSecret(named(text), namespace, file, declared)),
    account: serviceAccount && joinServiceAccount({ namespace, serviceAccount }, file, declared),
  };
}

/**
 * A pod as a patch of a kustomization changes who pulls for it, or may change it if it is not sure that the patch means it.
 * All is told at the pod's own place, since the patch is in another file.
 */
export function patchedPod(pod: PodWorkload, pulls: PatchedPulls, isSure: boolean, at: Span): PodWorkload {
  const { isAll, object, account, clientId } = pulls;
  const isOfAccount = object.kind === 'ServiceAccount';
  // what an account has is told in the account's own file
  const place = isOfAccount ? (pod.serviceAccount?.definedAt?.span ?? at) : at;
  const named = (text: string) => ({ text, span: place });
  /** What a list of secrets becomes; the former ones may be gone, or not. */
  const listed = (former: readonly PullSecret[]): readonly PullSecret[] => {
    const kept = isAll
      ? former.map(({ text }) => ({ ...named(text), entries: undefined, definedAt: undefined }))
      : former;
    const added = pulls.secrets.filter(({ text }) => !kept.some(each => each.text === text));
    return [...kept, ...added.map(secret => ({ ...secret, span: place }))];
  };
  if (isOfAccount) {
    const own = pod.serviceAccount ?? { ...accountNamed(named('default')), pullSecrets: [] };
    const pullSecrets = own.pullSecrets ?? (own.text === 'default' ? [] : undefined);
    const pullClientId = clientId === undefined ? own.pullClientId : named(clientId);
    return { ...pod, serviceAccount: { ...own, pullSecrets: pullSecrets && listed(pullSecrets), pullClientId } };
  }
  const doubts = isSure ? [] : [...pulls.secrets.map(({ text }) => text), account && `service account ${account.text}`];
  const morePullSecrets = [...pod.morePullSecrets, ...doubts.flatMap(text => (text ? named(text) : []))];
  if (!isSure) return { ...pod, morePullSecrets };
  const isSame = account === undefined || account.text === pod.serviceAccount?.text;
  const serviceAccount = isSame ? pod.serviceAccount : { ...account, span: at };
  return { ...pod, pullSecrets: listed(pod.pullSecrets), serviceAccount };
}

/** Two pods of the same key pull in the same way, whatever they are called. */
export function pullKey(workload: Workload): string {
  if (workload.platform !== 'kubernetes') return '';
  const { pullSecrets, morePullSecrets, serviceAccount: account } = workload;
  const isSeen = account !== undefined && (account.definedAt !== undefined || account.binding !== undefined);
  return JSON.stringify([
    pullSecrets.map(({ text, definedAt }) => [text, definedAt]),
    morePullSecrets.map(({ text }) => text),
    // two accounts that no manifest shows are alike to us
    account?.pullSecrets?.map(({ text }) => text),
    account?.pullClientId?.text,
    isSeen ? account.text : (account?.text ?? 'default') === 'default' ? 'default' : 'unseen',
    isSeen ? [account.definedAt, account.binding?.definedAt] : null,
  ]);
}

/** References without those that have the place, the image and the pull of one before. */
export function distinct(references: readonly ImageReference[]): readonly ImageReference[] {
  const alike = Map.groupBy(
    references,
    ({ span, image, through, workload }) => `${span.start} ${through} ${JSON.stringify(image)} ${pullKey(workload)}`,
  );
  return [...alike.values()].flatMap(each => each.slice(0, 1));
}

export type DeclarationOf<K extends Declaration['kind']> = Extract<Declaration, { readonly kind: K }>;

/** Declarations that others refer to by name; an AcrPullBinding is found by the service account that it feeds. */
const namedKinds = ['serviceAccount', 'pullSecret', 'pullBinding', 'fields'] as const;
type NamedKind = (typeof namedKinds)[number];
type NamedDeclaration = DeclarationOf<NamedKind>;

interface Filed {
  readonly file: string;
  readonly declaration: NamedDeclaration;
}

function nameOf({ declaration }: Filed): string {
  return declaration.kind === 'pullBinding' ? declaration.serviceAccount : declaration.name;
}

/**
 * The declarations of a workspace by kind and name. Where several files declare the same name (an overlay for each
 * cluster, say), the one nearest to the file that asks is meant; if several are equally near, none is.
 */
export class Declared {
  #byName: ReadonlyMap<NamedKind, ReadonlyMap<string, readonly Filed[]>> = new Map();

  constructor(readings: Iterable<ManifestReading>) {
    this.take(readings);
  }

  take(readings: Iterable<ManifestReading>): void {
    const named = [...readings].flatMap(({ file, declarations }) =>
      declarations.filter(isNamed).map(declaration => ({ file, declaration })),
    );
    const byKind = Map.groupBy(named, ({ declaration }) => declaration.kind);
    this.#byName = new Map([...byKind].map(([kind, of]) => [kind, Map.groupBy(of, nameOf)]));
  }

  /** The one that is meant. */
  find<K extends NamedKind>(
    ...which: readonly [kind: K, name: string, namespace: string | undefined, near: string]
  ): DeclarationOf<K> | undefined {
    const nearest = this.nearest(...which);
    return nearest.length === 1 ? nearest[0] : undefined;
  }

  /** All of a name, wherever they are. */
  all<K extends NamedKind>(kind: K, name: string, namespace: string | undefined): readonly DeclarationOf<K>[] {
    return this.#of(kind, name, namespace).map(({ declaration }) => declaration);
  }

  nearest<K extends NamedKind>(
    kind: K,
    name: string,
    namespace: string | undefined,
    near: string,
  ): readonly DeclarationOf<K>[] {
    // each pod of a file asks for several names, and nearly none is declared
    if (this.#byName.get(kind)?.has(name) !== true) return [];
    const candidates = this.#of(kind, name, namespace).map(({ file, declaration }) => {
      return { declaration, nearness: nearness(file, near) };
    });
    const best = Math.max(...candidates.map(candidate => candidate.nearness));
    return candidates.filter(candidate => candidate.nearness === best).map(({ declaration }) => declaration);
  }

  /** `namespace` undefined is any: manifests often leave it to kustomize or kubectl. */
  #of<K extends NamedKind>(kind: K, name: string, namespace: string | undefined) {
    const named = this.#byName.get(kind)?.get(name) ?? [];
    return named.flatMap(({ file, declaration }) => {
      const other = declaration.namespace;
      const isOther = namespace !== undefined && other !== undefined && namespace !== other;
      return isOther || !isKind(declaration, kind) ? [] : [{ file, declaration }];
    });
  }
}

/** The names by which pods ask for these declarations, of accounts and of secrets alike; undefined where not only pods do. */
export function namesFor(
  changed: readonly Declaration[],
  readings: Iterable<ManifestReading>,
): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  for (const each of changed) {
    if (each.kind === 'pullBinding') names.add(each.serviceAccount);
    else if (each.kind === 'serviceAccount' || each.kind === 'pullSecret') names.add(each.name);
    else if (each.kind !== 'pulls') return undefined;
  }
  if (names.size === 0) return names;
  // an account hands its secrets on
  for (const each of [...readings].flatMap(({ declarations }) => declarations))
    if (each.kind === 'serviceAccount' && each.pullSecrets.some(({ text }) => names.has(text))) names.add(each.name);
  return names;
}

/** Whether a pod of a file may ask for one of the names: in charts and programs the values of other files may hold them. */
export function asksFor({ references, declarations }: ManifestReading, names: ReadonlySet<string>): boolean {
  return (
    declarations.some(({ kind }) => kind === 'infrastructure') ||
    references.some(({ format, workload }) => {
      if (format.startsWith('helm-')) return true;
      if (workload.platform !== 'kubernetes') return false;
      const { pullSecrets, serviceAccount = { text: 'default' } } = workload;
      return [...pullSecrets, serviceAccount].some(({ text }) => names.has(text));
    })
  );
}

function isNamed(declaration: Declaration): declaration is NamedDeclaration {
  return namedKinds.some(kind => kind === declaration.kind);
}

function isKind<K extends NamedKind>(
  declaration: NamedDeclaration,
  kind: K,
): declaration is NamedDeclaration & DeclarationOf<K> {
  return declaration.kind === kind;
}

/** The same file is nearest; then the file that shares more of the folders above. */
function nearness(file: string, other: string): number {
  if (file === other) return Number.MAX_SAFE_INTEGER;
  let shared = 0;
  for (let at = 0; at < file.length && file[at] === other[at]; at++) if (file[at] === '/') shared++;
  // Of two that share as much, the one in fewer folders of its own is nearer: `base` before `base/legacy`.
  return shared * 1000 - (file.split('/').length - 1);
}
