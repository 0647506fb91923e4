// Why a pull fails, is unknown, or works but should be seen to.

export type DeniedCause =
  | 'registry-not-found'
  | 'unusable-host'
  | 'malformed-reference'
  | 'no-pull-identity'
  | 'not-attached'
  | 'no-pull-role'
  | 'wrong-role-for-mode'
  | 'condition-excludes-repository'
  | 'role-on-wrong-identity'
  | 'deny-assignment'
  | 'expired-credential'
  | 'admin-disabled'
  | 'cross-tenant'
  | 'network-firewall'
  | 'network-private-only'
  | 'private-dns-missing'
  | 'arm-token-refused'
  | 'registry-not-configured'
  | 'identity-not-assigned'
  | 'system-identity-unsupported'
  | 'image-not-found'
  | 'image-quarantined';

export type WorksButCause =
  | 'admin-credentials'
  | 'expiring-credential'
  | 'dead-pull-secret'
  | 'broad-grant'
  | 'anonymous-pull'
  | 'legacy-role-before-abac';

export type UnknownCause =
  | 'not-signed-in'
  | 'no-target'
  | 'not-readable'
  | 'registry-not-visible'
  | 'unresolved-reference'
  | 'condition-not-understood'
  | 'propagating'
  | 'network-not-visible'
  | 'eligible-only';

/** Causes that only the text of an error can show. */
export type ErrorTextCause =
  | 'network-timeout'
  | 'network-dns'
  | 'rate-limited'
  | 'tls-mismatch'
  | 'platform-mismatch'
  | 'transient'
  | 'not-a-pull-error';

/** Causes that a verdict can carry. */
export type VerdictCause = DeniedCause | WorksButCause | UnknownCause;

export type CauseId = VerdictCause | ErrorTextCause;
