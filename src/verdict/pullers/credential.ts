import type { DeniedCause, UnknownCause } from '../../causes/index.ts';
import type { AssumptionId } from '../../model/assumption.ts';
import type { Fix } from '../../model/fix.ts';
import { t } from '../../model/l10n.ts';
import type { Origin } from '../../model/place.ts';
import type { Evidence, Puller } from '../../model/verdict.ts';

/** The credentials that a runtime tries, in the order of its platform. */
export interface CredentialChain {
  readonly credentials: readonly PullCredential[];
  /**
   * Anonymous pull as the last resort, after all credentials failed. `maybe`: the platform doesn't document it. It
   * matters only if the registry lets anyone pull.
   */
  readonly anonymous: 'tried' | 'maybe' | 'never';
  /**
   * The reason why the cluster may have more pull secrets than the manifests show. A denial assumes that none of them
   * is for this registry. Absent: these are all.
   */
  readonly mayHaveMore?: string | undefined;
}

/** One credential that a runtime tries at the registry. */
export interface PullCredential {
  readonly puller: Puller;
  /** Its owner, as part of a sentence about the target: `its kubelet identity`. */
  readonly whose: string;
  readonly login: Login;
  readonly evidence: readonly Evidence[];
  /** Places in manifests that affect this credential. */
  readonly related: readonly Origin[];
  /** True for a pull secret, which may be dead and do no harm as long as another credential works. */
  readonly isPullSecret: boolean;
  /** The fix that removes the pull secret from its list. Undefined if that would remove more than a dead credential. */
  readonly removal: Fix | undefined;
  /** The change to the runtime, if its own set-up is wrong or uses a password. */
  readonly runtimeFix: RuntimeFix | undefined;
  /** Why it may fail although its identity may pull: something else that it needs was not read. */
  readonly needs?: string | undefined;
  /** The assumption behind a verdict on this credential. Undefined: none. */
  readonly assumes?: AssumptionId | undefined;
}

export interface RuntimeFix {
  readonly fix: Fix;
  /** The credential after the change. Undefined: not known before the change. */
  readonly after: PullCredential | undefined;
}

/** From a pull secret or a registry entry. The password itself is never known here. */
export interface Account {
  readonly username: string | undefined;
  readonly expiresAt?: string | undefined;
}

type Login =
  /** A managed identity of Entra. */
  | {
      readonly kind: 'identity';
      readonly principalId: string;
      readonly tenant: string | undefined;
      readonly token: TokenAudience;
    }
  /** An app registration with a secret of its own, which ends some day. */
  | { readonly kind: 'servicePrincipal'; readonly appId: string }
  /** A principal that is known only by its object id: a pipeline's. */
  | { readonly kind: 'principal'; readonly objectId: string }
  /** A user name with a password: the admin account, a service principal or a token of the registry. */
  | ({ readonly kind: 'account' } & Account)
  /** No credential, since none is configured. The cause names the mistake. */
  | { readonly kind: 'nothing'; readonly cause: DeniedCause; readonly why: string }
  /** Something that was not read. */
  | { readonly kind: 'hidden'; readonly cause: UnknownCause; readonly why: string }
  /** One of several credentials. It is not known which one. */
  | { readonly kind: 'oneOf'; readonly credentials: readonly PullCredential[]; readonly why: string };

/**
 * The audience of the token that the runtime exchanges at the registry: Azure Resource Manager (`arm`), which a
 * registry can refuse, or Container Registry itself. `undocumented`: not documented, or it depends on its version.
 * `versionUnread`: the version was not read, and all but old versions have a token for Container Registry.
 */
export type TokenAudience = 'arm' | 'registry' | 'undocumented' | 'versionUnread';

type Parts = Pick<PullCredential, 'puller' | 'whose' | 'login'> & Partial<PullCredential>;

export function credential(parts: Parts): PullCredential {
  return { evidence: [], related: [], isPullSecret: false, removal: undefined, runtimeFix: undefined, ...parts };
}

/** A failed attempt to find a credential, with the reason as its evidence. */
export function noCredential(
  cause: DeniedCause,
  why: string,
  id: string | null,
  related: readonly Origin[] = [],
  runtimeFix?: RuntimeFix,
): PullCredential {
  return credential({
    puller: noPuller,
    whose: t('no identity'),
    login: { kind: 'nothing', cause, why },
    evidence: [{ step: 'puller', fact: why, id, effect: 'missing' }],
    related,
    runtimeFix,
  });
}

export function unreadCredential(why: string, id: string | null, related: readonly Origin[] = []): PullCredential {
  return credential({
    puller: { ...noPuller, name: t('not known'), why, credential: 'unknown' },
    whose: t('the identity that pulls'),
    login: { kind: 'hidden', cause: 'not-readable', why },
    evidence: [{ step: 'puller', fact: why, id, effect: 'not-read' }],
    related,
  });
}

/** A user name with a password. Its name and the registry's settings show the kind of account. */
export function accountCredential(
  { username, expiresAt }: Account,
  { whose, fact, ...called }: Pick<Puller, 'name' | 'why'> & { readonly whose: string; readonly fact: string },
  id: string | null,
  more: Partial<PullCredential> = {},
): PullCredential {
  return credential({
    puller: { ...noPuller, ...called, credential: 'unknown' },
    whose,
    login: { kind: 'account', username, expiresAt },
    evidence: [{ step: 'puller', fact, id, effect: 'states' }],
    ...more,
  });
}

/** One of several credentials. It is not known which one, so each is judged separately. */
export function oneOfCredentials(
  credentials: readonly [PullCredential, ...PullCredential[]],
  why: string,
): PullCredential {
  const [first] = credentials;
  return { ...first, login: { kind: 'oneOf', credentials, why }, evidence: [] };
}

export const noPuller: Puller = {
  objectId: undefined,
  clientId: undefined,
  name: t('anonymous'),
  why: t('no identity is configured'),
  credential: 'anonymous',
};

/** A chain of one unknown credential, with the reason. */
export function unreadChain(why: string, id: string | null, related: readonly Origin[] = []): CredentialChain {
  return only(unreadCredential(why, id, related), 'maybe');
}

/** A chain of one credential. No other is tried when it fails. */
export function only(credential: PullCredential, anonymous: CredentialChain['anonymous'] = 'never'): CredentialChain {
  return { credentials: [credential], anonymous };
}
