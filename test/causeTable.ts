// What each cause of a verdict is shown by, and what mends it: the one table of it. A cause without a row doesn't compile.
import type { VerdictCause } from '../src/model/cause.ts';
import type { FixKind } from '../src/model/fix.ts';

export interface CauseRow {
  /** Under which circumstances the samples show it, where that is not simply by being checked. */
  readonly shownBy?: 'no map' | 'severity' | 'clock';
  /** Kinds of fix that its verdicts bring, or why there is none. */
  readonly mendedBy: readonly [FixKind, ...FixKind[]] | { readonly none: string };
}

export const causeTable = {
  'registry-not-found': { mendedBy: ['correctHost'] },
  'unusable-host': { mendedBy: ['correctHost'] },
  'malformed-reference': { mendedBy: { none: 'what was meant by a text that is no name can only be guessed' } },
  'no-pull-identity': { mendedBy: ['setRegistryIdentity', 'makeIdentity'] },
  'not-attached': { mendedBy: ['attach', 'assignRole'] },
  'no-pull-role': { mendedBy: ['assignRole'] },
  'wrong-role-for-mode': { mendedBy: ['assignRole'] },
  'condition-excludes-repository': { mendedBy: ['assignRole'] },
  'role-on-wrong-identity': { mendedBy: ['attach', 'assignRole'] },
  'deny-assignment': {
    mendedBy: { none: 'Azure makes deny assignments for others, and lets nobody else change them' },
  },
  'expired-credential': { mendedBy: ['leaveServicePrincipal', 'rotateCredential'] },
  'admin-disabled': { mendedBy: ['attach', 'assignRole', 'useIdentity'] },
  'cross-tenant': {
    mendedBy: { none: 'a credential of the other tenant is for its owners to make and to hand over' },
  },
  'network-firewall': { mendedBy: ['networkRule'] },
  'network-private-only': {
    mendedBy: { none: 'to peer networks or to place an endpoint is for the owners of both networks to plan' },
  },
  'private-dns-missing': { mendedBy: ['dnsLink'] },
  'arm-token-refused': { mendedBy: ['enableArmTokens'] },
  'registry-not-configured': { mendedBy: ['setRegistryIdentity', 'assignRole'] },
  'identity-not-assigned': { mendedBy: ['assignIdentity', 'assignRole'] },
  'system-identity-unsupported': { mendedBy: ['makeIdentity'] },
  'image-not-found': { mendedBy: { none: 'whether the tag is wrong or was never pushed, only its authors know' } },
  'image-quarantined': { mendedBy: { none: 'to release an image is for whatever scans it' } },
  'admin-credentials': { mendedBy: ['attach', 'assignRole', 'useIdentity'] },
  'expiring-credential': { mendedBy: ['leaveServicePrincipal', 'rotateCredential'] },
  'dead-pull-secret': { mendedBy: ['removeSecret'] },
  'broad-grant': { mendedBy: ['assignRole'] },
  'anonymous-pull': { mendedBy: ['attach', 'assignRole'] },
  'legacy-role-before-abac': { shownBy: 'severity', mendedBy: ['assignRole'] },
  'not-signed-in': {
    shownBy: 'no map',
    mendedBy: { none: 'to sign in, or to name a snapshot, changes neither Azure nor a manifest' },
  },
  'no-target': { mendedBy: { none: 'where a manifest goes is for its authors to say' } },
  'not-readable': { mendedBy: { none: 'nothing is known to be amiss' } },
  'registry-not-visible': { mendedBy: { none: 'nothing is known to be amiss' } },
  'unresolved-reference': { mendedBy: { none: 'nothing is known to be amiss' } },
  'condition-not-understood': { mendedBy: { none: 'nothing is known to be amiss' } },
  propagating: { shownBy: 'clock', mendedBy: { none: 'it mends itself within minutes' } },
  'network-not-visible': { mendedBy: { none: 'nothing is known to be amiss' } },
  'eligible-only': {
    mendedBy: {
      none: 'to activate an assignment is for whoever is eligible, and to make it active for those who govern it',
    },
  },
} as const satisfies Record<VerdictCause, CauseRow>;
