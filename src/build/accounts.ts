import { emptyAt, type Written } from '../model/place.ts';
import type { Declaration } from '../model/reading.ts';
import type { Placement } from '../model/target.ts';
import type {
  CredentialHint,
  ListedSecret,
  PodWorkload,
  PullBinding,
  PullSecret,
  ServiceAccount,
} from '../model/workload.ts';
import { findPlaceholders } from '../read/source/placeholders.ts';

/** Declarations that pods refer to by name, within the namespace of one cluster. */
type AccountDeclaration = Extract<
  Declaration,
  { readonly kind: 'serviceAccount' | 'pullSecret' | 'pullBinding' | 'credentialHint' }
>;
type AccountKind = AccountDeclaration['kind'];
type OfKind<K extends AccountKind> = Extract<AccountDeclaration, { readonly kind: K }>;

/** A declaration with the deployment that brings it to a cluster. */
export interface BroughtAccount {
  readonly declaration: AccountDeclaration;
  /** As `ImageReference.deployment`. */
  readonly deployment: string;
  readonly placement: Placement;
  /** Undefined: not stated, and the sender's is not known either. */
  readonly namespace: string | undefined;
}

/** The namespace of one cluster in which a pod looks for its account and its secrets. */
interface Surrounding {
  readonly deployment: string | undefined;
  readonly namespace: string | undefined;
  /** Returns whether a deployment goes to the pod's cluster. */
  isSameCluster(placement: Placement): boolean;
}

/** Declarations that a name means for sure, and those that it may mean where a namespace is not known. */
interface Meant<K extends AccountKind> {
  readonly sure: readonly OfKind<K>[];
  readonly possible: readonly OfKind<K>[];
}

/**
 * The service accounts, pull secrets and bindings of a workspace. A pod finds those of its namespace in its cluster,
 * whichever deployment brings them. Nearness and equal names elsewhere never count.
 */
export class Accounts {
  readonly #byName: ReadonlyMap<string, readonly BroughtAccount[]>;

  constructor(brought: Iterable<BroughtAccount>) {
    this.#byName = Map.groupBy(brought, ({ declaration }) => accountKey(declaration.kind, nameIn(declaration)));
  }

  /**
   * Returns the pod with its account and secrets, from the declarations of the workspace. Two that differ leave the
   * pull open.
   */
  join(pod: PodWorkload, around: Omit<Surrounding, 'namespace'>): PodWorkload {
    const surrounding = { ...around, namespace: pod.namespace };
    const pullSecrets = pod.pullSecrets.map(secret => this.#secret(secret, surrounding));
    // a controller runs as an account of its own
    if (pod.controller !== undefined && pod.serviceAccount === undefined) return { ...pod, pullSecrets };
    const name = pod.serviceAccount?.text ?? 'default';
    const accounts = this.#meant('serviceAccount', name, surrounding);
    const bindings = this.#meant('pullBinding', name, surrounding);
    // an account counts where the pod itself lists no secret
    const doubts = pod.pullSecrets.length > 0 ? [] : openAccounts(pod, name, accounts, bindings);
    const hints = this.#hints(surrounding);
    return {
      ...pod,
      ...(hints.length > 0 ? { hints } : {}),
      pullSecrets,
      morePullSecrets: [...pod.morePullSecrets, ...doubts],
      serviceAccount: this.#account(pod, name, only(accounts.sure), only(bindings.sure)?.binding, surrounding),
    };
  }

  /** The keys by which a pod's join looks declarations up. They decide it, whether it finds declarations or not. */
  lookUps({ pullSecrets, serviceAccount }: PodWorkload): readonly string[] {
    const name = serviceAccount?.text ?? 'default';
    const declared = this.#byName.get(accountKey('serviceAccount', name)) ?? [];
    const ofAccount = declared.flatMap(({ declaration }) =>
      declaration.kind === 'serviceAccount' ? declaration.pullSecrets : [],
    );
    return [
      accountKey('serviceAccount', name),
      accountKey('pullBinding', name),
      HINTS,
      ...[...pullSecrets, ...ofAccount].map(({ text }) => accountKey('pullSecret', text)),
    ];
  }

  /** Returns the given keys whose declarations differ from those of an earlier index. */
  changedSince(before: Accounts, keys: Iterable<string>): ReadonlySet<string> {
    const said = (accounts: Accounts, key: string) => JSON.stringify(accounts.#byName.get(key) ?? []);
    return new Set([...keys].filter(key => said(this, key) !== said(before, key)));
  }

  #account(
    pod: PodWorkload,
    name: string,
    found: OfKind<'serviceAccount'> | undefined,
    binding: PullBinding | undefined,
    surrounding: Surrounding,
  ): ServiceAccount | undefined {
    // a pod that names no account runs as `default`, which matters only where the workspace declares that one
    if (pod.serviceAccount === undefined && found === undefined && binding === undefined) return undefined;
    const at: Written = pod.serviceAccount ?? { text: name, ...(found?.place ?? { span: emptyAt(0) }) };
    return {
      ...at,
      text: name,
      pullSecrets: found?.pullSecrets.map(secret => this.#secret(secret, surrounding)),
      pullClientId: found?.pullClientId,
      binding,
      definedAt: found?.place,
    };
  }

  #secret(secret: ListedSecret, surrounding: Surrounding): PullSecret {
    const found = only(this.#meant('pullSecret', secret.text, surrounding).sure);
    return { ...secret, entries: found?.entries, definedAt: found?.place };
  }

  /** The first hint of each sort in the pod's cluster. A namespace that is not stated may be the pod's. */
  #hints(surrounding: Surrounding): readonly CredentialHint[] {
    const found = new Map<CredentialHint['of'], CredentialHint>();
    for (const brought of this.#byName.get(HINTS) ?? []) {
      const { declaration } = brought;
      if (declaration.kind !== 'credentialHint' || found.has(declaration.hint.of)) continue;
      if (relationOf(brought, surrounding) !== 'other') found.set(declaration.hint.of, declaration.hint);
    }
    return [...found.values()];
  }

  #meant<K extends AccountKind>(kind: K, name: string, surrounding: Surrounding): Meant<K> {
    const sure: OfKind<K>[] = [];
    const possible: OfKind<K>[] = [];
    for (const brought of this.#byName.get(accountKey(kind, name)) ?? []) {
      const { declaration } = brought;
      const relation = relationOf(brought, surrounding);
      if (relation === 'other' || !isOfKind(declaration, kind)) continue;
      (relation === 'same' ? sure : possible).push(declaration);
    }
    return { sure: unequal(sure), possible: unequal(possible) };
  }
}

/**
 * Relates a declaration to the pod's namespace. Two unstated namespaces, or two with the same placeholder, are the same
 * within one deployment, since one command sends both. Elsewhere, an open one may be any.
 */
function relationOf(brought: BroughtAccount, around: Surrounding): 'same' | 'possible' | 'other' {
  const isTogether = around.deployment !== undefined && brought.deployment === around.deployment;
  const { declaration } = brought;
  const namespace = declaration.kind === 'credentialHint' && declaration.isForAll ? undefined : brought.namespace;
  const areSettled = isSettled(namespace) && isSettled(around.namespace);
  if (areSettled && namespace !== around.namespace) return 'other';
  if (!isTogether && !around.isSameCluster(brought.placement)) return 'other';
  if (areSettled) return 'same';
  return isTogether && namespace === around.namespace ? 'same' : 'possible';
}

function isSettled(namespace: string | undefined): boolean {
  return namespace !== undefined && findPlaceholders(namespace).length === 0;
}

/** Secrets that an account may bring. The files don't settle whether it is the pod's account. */
function openAccounts(
  { serviceAccount }: PodWorkload,
  name: string,
  accounts: Meant<'serviceAccount'>,
  bindings: Meant<'pullBinding'>,
): readonly Written[] {
  const { span, file }: Pick<Written, 'span' | 'file'> = serviceAccount ?? { span: emptyAt(0) };
  const at = file === undefined ? { span } : { span, file };
  const open = (candidates: readonly { readonly place: { readonly file: string } }[]) => {
    const files = [...new Set(candidates.map(each => each.place.file))].sort();
    return { ...at, text: `service account ${name} (${files.join(', ')})` };
  };
  const bring = (all: readonly OfKind<'serviceAccount'>[]) =>
    all.some(({ pullSecrets, pullClientId }) => pullSecrets.length > 0 || pullClientId !== undefined);
  const { sure, possible } = accounts;
  if (sure.length > 1 && bring(sure)) return [open(sure)];
  if (sure.length === 0 && bring(possible)) return [open(possible)];
  const isBound = bindings.sure.length > 1 || (bindings.sure.length === 0 && bindings.possible.length > 0);
  const all = [...bindings.sure, ...bindings.possible].map(({ binding }) => ({ place: binding.definedAt }));
  return isBound ? [open(all)] : [];
}

function only<T>(candidates: readonly T[]): T | undefined {
  return candidates.length === 1 ? candidates[0] : undefined;
}

/** Returns one of each set of equal candidates. */
function unequal<T extends AccountDeclaration>(candidates: readonly T[]): readonly T[] {
  return candidates.length < 2 ? candidates : [...new Map(candidates.map(each => [saidBy(each), each])).values()];
}

function saidBy(declaration: AccountDeclaration): string {
  switch (declaration.kind) {
    case 'serviceAccount':
      return JSON.stringify([declaration.pullSecrets.map(({ text }) => text), declaration.pullClientId?.text]);
    case 'pullSecret':
      return JSON.stringify(declaration.entries ?? null);
    case 'credentialHint':
      return JSON.stringify([declaration.hint.of, declaration.hint.name]);
    case 'pullBinding': {
      const { definedAt: _, ...said } = declaration.binding;
      return JSON.stringify(said);
    }
  }
}

export function isAccountDeclaration(declaration: Declaration): declaration is AccountDeclaration {
  return ['serviceAccount', 'pullSecret', 'pullBinding', 'credentialHint'].includes(declaration.kind);
}

function isOfKind<K extends AccountKind>(
  declaration: AccountDeclaration,
  kind: K,
): declaration is AccountDeclaration & OfKind<K> {
  return declaration.kind === kind;
}

/** The keys by which pods look up the accounts of a deployment. */
export function accountKeys(brought: readonly BroughtAccount[]): readonly string[] {
  return brought.map(({ declaration }) => accountKey(declaration.kind, nameIn(declaration)));
}

function nameIn(declaration: AccountDeclaration): string {
  // a binding is found by the service account that it feeds
  switch (declaration.kind) {
    case 'pullBinding':
      return declaration.serviceAccount;
    case 'credentialHint':
      return ''; // a pod asks for all of them
    default:
      return declaration.name;
  }
}

const HINTS = accountKey('credentialHint', '');

function accountKey(kind: AccountKind, name: string): string {
  return `${kind} ${name}`;
}
