import type { CauseId, ErrorTextCause, VerdictCause } from '../model/cause.ts';
import type { Outcome } from '../model/verdict.ts';

/** One row per cause: the id, its page and its severity live here and nowhere else. */
export interface Cause {
  readonly id: CauseId;
  /** Undefined for causes that only an error's text can show. */
  readonly outcome: Outcome | undefined;
  /** What people read in lists: a few words, lower case. */
  readonly title: string;
  readonly severity: 'error' | 'warning' | 'information' | 'hint' | 'off';
  /** Path of the page that explains it, from the repository's root. */
  readonly page: string;
}

type Row = readonly [title: string, severity?: Cause['severity']];

const denied = {
  'registry-not-found': ['no such registry'],
  'unusable-host': ['host that nodes cannot use'],
  'malformed-reference': ['not an image reference'],
  'no-pull-identity': ['nothing to pull with'],
  'not-attached': ['not attached'],
  'no-pull-role': ['no pull role'],
  'wrong-role-for-mode': ['role does not count in this access mode'],
  'condition-excludes-repository': ['condition excludes the repository'],
  'role-on-wrong-identity': ['role is on another identity'],
  'deny-assignment': ['deny assignment'],
  'expired-credential': ['credential has expired'],
  'admin-disabled': ['admin account is disabled'],
  'cross-tenant': ['other tenant'],
  'network-firewall': ['registry firewall'],
  'network-private-only': ['private network only'],
  'private-dns-missing': ['private DNS is missing'],
  'arm-token-refused': ['registry refuses ARM tokens'],
  'registry-not-configured': ['registry is not configured'],
  'identity-not-assigned': ['identity is not assigned'],
  'system-identity-unsupported': ['system identity cannot pull'],
  'image-not-found': ['no such image'],
  'image-quarantined': ['image is in quarantine'],
} as const satisfies Partial<Record<VerdictCause, Row>>;

const allowed = {
  'admin-credentials': ['leans on the admin account', 'warning'],
  'expiring-credential': ['credential expires soon', 'warning'],
  'dead-pull-secret': ['pull secret does not work', 'hint'],
  'broad-grant': ['broader grant than needed'],
  'anonymous-pull': ['pulls anonymously', 'hint'],
  'legacy-role-before-abac': ['would stop in ABAC mode', 'off'],
} as const satisfies Partial<Record<VerdictCause, Row>>;

const unknown = {
  'not-signed-in': ['nothing known of Azure'],
  'no-target': ['no target', 'hint'],
  'not-readable': ['could not be read'],
  'registry-not-visible': ['registry is not visible'],
  'unresolved-reference': ['depends on a template', 'hint'],
  'condition-not-understood': ['condition is not understood'],
  propagating: ['granted, still propagating'],
  'network-not-visible': ['network is not visible'],
  'eligible-only': ['only eligible'],
} as const satisfies Partial<Record<VerdictCause, Row>>;

const inErrorText = {
  'network-timeout': ['network timeout'],
  'network-dns': ['name does not resolve'],
  'rate-limited': ['rate limited'],
  'tls-mismatch': ['certificate does not match'],
  'platform-mismatch': ['no image for this platform'],
  transient: ['passing trouble'],
  'not-a-pull-error': ['not a pull error'],
} as const satisfies Record<ErrorTextCause, Row>;

function rows<K extends CauseId>(
  table: Readonly<Record<K, Row>>,
  outcome: Outcome | undefined,
  usual: Cause['severity'],
): readonly (readonly [K, Cause])[] {
  const ids = Object.keys(table) as K[];
  return ids.map(id => {
    const [title, severity = usual] = table[id];
    return [id, { id, outcome, title, severity, page: `docs/causes/${id}.md` }] as const;
  });
}

type Table = typeof denied & typeof allowed & typeof unknown & typeof inErrorText;

/** Every cause; a cause of the model without a row does not compile. */
export const causes = Object.fromEntries([
  ...rows(denied, 'denied', 'error'),
  ...rows(allowed, 'allowed', 'hint'),
  ...rows(unknown, 'unknown', 'information'),
  ...rows(inErrorText, undefined, 'information'),
]) as { readonly [K in CauseId]: K extends keyof Table ? Cause : never };

export function isCause(id: string): id is CauseId {
  return Object.hasOwn(causes, id);
}

export function isVerdictCause(id: string): id is VerdictCause {
  return isCause(id) && causes[id].outcome !== undefined;
}
