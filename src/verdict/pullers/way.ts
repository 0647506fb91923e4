import type { DeniedCause, UnknownCause } from '../../model/cause.ts';
import type { Fix } from '../../model/fix.ts';
import type { Origin } from '../../model/place.ts';
import type { Evidence, Puller } from '../../model/verdict.ts';

/** What a runtime tries in order to be let in; each platform says which, and in which order. */
export interface Pulling {
  readonly ways: readonly Way[];
  /**
   * Whether it asks without any credential where none of its ways succeeds. `maybe`: nobody documents it.
   * It matters only where the registry lets everybody pull.
   */
  readonly anonymous: 'tried' | 'maybe' | 'never';
}

/** One credential that a runtime presents to the registry. */
export interface Way {
  readonly puller: Puller;
  /** Whose credential it is, as part of a sentence about the target: `its kubelet identity`. */
  readonly subject: string;
  readonly presents: Presented;
  readonly evidence: readonly Evidence[];
  /** Places in manifests that decide for this credential. */
  readonly related: readonly Origin[];
  /** A pull secret may be dead and do no harm, as long as another way works. */
  readonly isPullSecret: boolean;
  /** What takes the pull secret out of its list; undefined where that would take away more than a dead credential. */
  readonly removal: Fix | undefined;
  /** What to change in the runtime, where its own set-up is amiss or leans on a password. */
  readonly remedy: Remedy | undefined;
}

export interface Remedy {
  readonly fix: Fix;
  /** What the runtime presents after the change; undefined: not known before it is made. */
  readonly after: Way | undefined;
}

export type Presented =
  /** A managed identity of Entra. */
  | {
      readonly kind: 'identity';
      readonly principalId: string;
      readonly tenant: string | undefined;
      readonly token: TokenAudience;
    }
  /** An app registration with a secret of its own, which ends some day. */
  | { readonly kind: 'servicePrincipal'; readonly appId: string; readonly token: TokenAudience }
  /** A principal of which only the object id is known: a pipeline's. */
  | { readonly kind: 'principal'; readonly objectId: string }
  /** A user name with a password: the admin account, a service principal or a token of the registry. */
  | { readonly kind: 'account'; readonly username: string | undefined; readonly expiresAt: string | undefined }
  /** Nothing, since it is not set up to; the cause says what is amiss. */
  | { readonly kind: 'nothing'; readonly cause: DeniedCause; readonly why: string }
  /** Something that nobody could read. */
  | { readonly kind: 'hidden'; readonly cause: UnknownCause; readonly why: string }
  /** One of several, and what it hangs on is not known. */
  | { readonly kind: 'oneOf'; readonly ways: readonly Way[]; readonly why: string };

/**
 * For whom the token is issued that the runtime trades in at the registry: Azure Resource Manager (`arm`), which a
 * registry can refuse, or Container Registry itself. `undocumented`: nobody says, or it hangs on its version.
 */
export type TokenAudience = 'arm' | 'registry' | 'undocumented';

type Parts = Pick<Way, 'puller' | 'subject' | 'presents'> & Partial<Way>;

export function way(parts: Parts): Way {
  return { evidence: [], related: [], isPullSecret: false, removal: undefined, remedy: undefined, ...parts };
}

/** A way that leads nowhere, with the reason as its evidence. */
export function noWay(
  cause: DeniedCause,
  why: string,
  id: string | null,
  related: readonly Origin[] = [],
  remedy?: Remedy,
): Way {
  return way({
    puller: nobody,
    subject: 'nobody',
    presents: { kind: 'nothing', cause, why },
    evidence: [{ step: 'puller', fact: why, id, effect: 'missing' }],
    related,
    remedy,
  });
}

export function hiddenWay(why: string, id: string | null, related: readonly Origin[] = []): Way {
  return way({
    puller: { ...nobody, name: 'not known', why, credential: 'unknown' },
    subject: 'whoever pulls',
    presents: { kind: 'hidden', cause: 'not-readable', why },
    evidence: [{ step: 'puller', fact: why, id, effect: 'not-read' }],
    related,
  });
}

/** One of several ways, and which one is not known; each is judged for itself. */
export function oneOf(ways: readonly [Way, ...Way[]], why: string): Way {
  const [first] = ways;
  return { ...first, presents: { kind: 'oneOf', ways, why }, evidence: [] };
}

const nobody: Puller = {
  objectId: undefined,
  clientId: undefined,
  name: 'nobody',
  why: 'it has nothing to pull with',
  credential: 'anonymous',
};

/** Only one way, and no other is tried when it fails. */
export function only(way: Way, anonymous: Pulling['anonymous'] = 'never'): Pulling {
  return { ways: [way], anonymous };
}
